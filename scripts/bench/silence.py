"""What it changes that silent villages count: villages worth nothing, stops at quiet ones, cases reached.

    python -m scripts.bench.silence [--months 6] [--ahead 16] [--json]

The demo county as it stood some days before each of the last visits; all townships are planned twice, without
points for silence and with them (`data.visits.worth`). The record as it came to be says how many cases were
open at the stops on the day. Then the same in a county in which every tenth village says little: four of five
of its reports, and all that was reported again there, are taken out of the record.
"""

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select, update

from data import demo
from data.reader import Reader
from data.rules import rules
from data.store import Store
from data.tables.petitions import Petition
from data.visits import plans
from data.visits.calendar import day_of_month
from data.visits.cases import hearable
from data.visits.silence import quiet_villages
from geo.visits import plan
from scripts.bench.still_open import LAST_DAY, command, reader_of, turned_back

WITHOUT, WITH = "without", "with"
EVERY, LEFT = 10, 0.2


def hush(store: Store) -> list[str]:
    """Take most reports of every tenth village out of a record; their codes."""
    with store.write("bench", "hush", "villages") as session:
        codes = sorted({code for code in session.scalars(select(Petition.village_code).distinct()) if code})
        silent = codes[::EVERY]
        rows = session.execute(
            select(Petition.id, Petition.matter_id, Petition.filed)
            .where(Petition.village_code.in_(silent))
            .order_by(Petition.filed)
        ).all()
        rng = np.random.default_rng(0)
        keep, seen = rng.random(len(rows)) < LEFT, set()
        gone = []
        for row, kept in zip(rows, keep, strict=True):
            if not kept or row.matter_id in seen:
                gone.append(row.id)
            elif row.matter_id is not None:
                seen.add(row.matter_id)
        for start in range(0, len(gone), 500):
            some = Petition.id.in_(gone[start : start + 500])
            session.execute(update(Petition).where(some).values(withdrawn_at=dt.datetime(2000, 1, 1)))
    return silent


def compare(truth: Reader, then: Reader, on: dt.date, silent: list[str]) -> list[dict[str, Any]]:
    """Both plans of each township, judged by what was open on the day."""
    rows = []
    usual = rules(then.store, on).score
    for township in plans.contracted(then, on):
        quiet = quiet_villages(then, township, on)["quiet"]
        came = hearable(truth, township, on)
        for name, score in ((WITHOUT, replace(usual, silence=0.0)), (WITH, usual)):
            day = plans.load_day(then, township, on, score)
            codes = np.array(day.problem.villages)
            stops = codes[[stop.village for stop in plan(day.problem).stops]]
            there = came[came["village"].isin(stops)]
            rows.append(
                {
                    "plan": name,
                    "villages": len(codes),
                    "worth nothing": int((day.problem.score <= 0).sum()),
                    "with silence": int((day.villages["silence_part"] > 0).sum()),
                    "stops": len(stops),
                    "stops at the quiet": int((quiet.reindex(stops) >= 0.25).sum()),
                    "open on the day": len(there),
                    "of them hard": int((there["tier"] == "hard").sum()),
                    "hushed": int(np.isin(codes, silent).sum()),
                    "hushed with silence": int(
                        (np.isin(codes, silent) & (day.villages["silence_part"] > 0)).sum()
                    ),
                    "stops at the hushed": int(np.isin(stops, silent).sum()),
                }
            )
    return rows


def run(months: int, ahead: int) -> dict[str, Any]:
    """Over the last visits before the demo's last day: as it is, and with villages made silent."""
    report: dict[str, Any] = {"months": months, "ahead": ahead}
    for county in ("as it is", "hushed"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "demo.gpkg"
            store = Store(str(path), create=True)
            demo.build(store, LAST_DAY)
            silent = hush(store) if county == "hushed" else []
            last = pd.period_range(end=pd.Period(LAST_DAY, "M"), periods=months, freq="M")
            days = [day_of_month(store, month.year, month.month) for month in last]
            store.close()
            rows = []
            for on in days:
                then = reader_of(
                    turned_back(path, on - dt.timedelta(days=ahead)), on - dt.timedelta(days=ahead)
                )
                came = reader_of(turned_back(path, on - dt.timedelta(days=1)), on)
                rows += compare(came, then, on, silent)
                then.store.close()
                came.store.close()
        report[county] = pd.DataFrame(rows).groupby("plan").sum().to_dict("index")
    return report


def told(report: dict[str, Any]) -> str:
    """In lines for a reader."""
    lines = [
        f"{report['months']} days of visits, planned {report['ahead']} days ahead, sums over all townships"
    ]
    for county in ("as it is", "hushed"):
        for name, one in report[county].items():
            figures = ", ".join(f"{what} {n}" for what, n in one.items())
            lines.append(f"{county}, {name} points for silence: {figures}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    command("silence", __doc__.splitlines()[0], run, told, arguments)


if __name__ == "__main__":
    main()
