"""Import of a large CSV: rows per second, peak memory, and what a kill in the middle leaves behind.

    python -m scripts.bench.importing [--rows 1000000] [--kill] [--json]

The file names villages of the demo county in its village column, its address, or both, every second row with
a point, every tenth only vaguely, and has persons and statements. With ``--kill`` the import is killed
(SIGKILL) when half of the rows are in, the record is looked at, and the same command is given again. There is
no peer that does the same work.
"""

import argparse
import csv
import datetime as dt
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select

from data import demo
from data.demo.geography import Village, geography, reference
from data.store import Store
from data.tables.petitions import Petition

SEED = 7
DAY = dt.date(2026, 11, 24)
HEADER = [
    *("信访件编号", "登记时间", "信访形式", "问题类别", "办理状态", "经度", "纬度"),
    *("乡镇", "村", "问题地址", "姓名", "身份证号", "信访内容"),
]
_CHILD = """
import resource, sys
from data.importing.petitions.importer import import_petitions
from data.store import Store
store = Store(sys.argv[1])
report = import_petitions(store, sys.argv[2], frame="EPSG:4490", actor="bench",
                          progress=lambda rows: print(rows, flush=True))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print("done", report.stored, report.rejected, report.duplicates, peak, *report.located.values(), flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, url = Path(folder) / "petitions.csv", f"sqlite:///{folder}/county.gpkg"
        write_file(path, options.rows)
        store = Store(url, create=True)
        demo.build(store, DAY)
        before = petitions(store)
        result: dict[str, Any] = {"rows": options.rows, "megabytes": path.stat().st_size // 1_000_000}
        if options.kill:
            result["killed_at"] = run(url, path, until=options.rows // 2)["rows"]
            result["left_behind"] = petitions(store) - before
        result |= run(url, path)
        result["doubles"] = petitions(store) - before - result["stored"]
        store.close()
    print(json.dumps(result) if options.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def petitions(store: Store) -> int:
    """Petitions in the record, by number."""
    with store.read() as connection:
        return int(connection.scalar(select(func.count(Petition.number.distinct()))) or 0)


def run(url: str, path: Path, until: int | None = None) -> dict[str, Any]:
    """Import in a process of its own; killed at `until` rows."""
    start = time.perf_counter()
    command = [sys.executable, "-c", _CHILD, url, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        rows = 0
        for line in process.stdout or ():
            if line.startswith("done"):
                numbers = list(map(int, line.split()[1:]))
                seconds = time.perf_counter() - start
                names = (
                    "stored",
                    "rejected",
                    "duplicates",
                    "peak_mb",
                    "point",
                    "village",
                    "township",
                    "nowhere",
                )
                told = dict(zip(names, numbers, strict=True))
                return told | {"seconds": round(seconds, 1), "per_second": round(sum(numbers[:3]) / seconds)}
            rows = int(line)
            if until is not None and rows >= until:
                process.send_signal(signal.SIGKILL)
                process.wait()
                return {"rows": rows}
    raise SystemExit("the import ended early")


def write_file(path: Path, rows: int) -> None:
    """Rows as a county's system might export them."""
    rng = np.random.default_rng(SEED)
    county = geography()
    townships = {t.code: t.name for t in county.townships}
    villages = county.villages
    place = rng.integers(len(villages), size=rows)
    kind = rng.random(rows)
    days = rng.integers(0, 365 * 3, rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(rows):
            village = villages[place[n]]
            writer.writerow(_row(n, village, townships[village.township], float(kind[n]), int(days[n])))


def _row(n: int, village: Village, township: str, kind: float, day: int) -> list[str]:
    point = (f"{village.longitude:.6f}", f"{village.latitude:.6f}") if kind < 0.5 else ("", "")
    column = village.name if kind > 0.3 else ""
    address = f"{reference()['county']['name']}{township}{village.name}{n % 300}号"
    if kind > 0.9:
        column, address = "", f"{township}某自然村{n % 300}号"
    filed = DAY - dt.timedelta(days=day + 1)
    return [
        *(f"B{n:08d}", f"{filed:%Y-%m-%d} 09:30", "来访", "生态环境", "在办", *point),
        *(township, column, address, f"张某{n % 1000}", "", f"反映第{n % 5000}号问题，要求尽快处理"),
    ]


if __name__ == "__main__":
    main()
