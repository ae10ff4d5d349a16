"""Made-up persons are planted in a record and looked for wherever they must not be: no probe finds one."""

import csv
import gzip
import io
import json
import logging
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from data import discretion
from data.briefing.snapshot import snapshot
from data.reader import Reader
from data.reports.month_map import pictures
from data.reports.month_report import report, workbook
from data.reports.slides import slides
from data.scope import is_office
from data.tables import AuditEntry
from data.text import Words
from scripts.__main__ import app
from tests.canaries.canaries import PEOPLE, PERSONAL, Probes, plant
from tests.county import TODAY
from tests.data.petitions import test_gate as gate
from tests.roles import ROLES

pytestmark = pytest.mark.sqlite
LEAST_PROBES = 10_000
EVERYWHERE = [person.all for person in PEOPLE]


@pytest.fixture
def county(store):
    plant(store)
    return store


@pytest.fixture
def logs():
    """All that is logged, statements of the database among it, as a process of the program logs."""
    out, factory = io.StringIO(), logging.getLogRecordFactory()
    logging.setLogRecordFactory(discretion._DiscreetRecord)
    handler, root, engine = (
        logging.StreamHandler(out),
        logging.getLogger(),
        logging.getLogger("sqlalchemy.engine"),
    )
    levels = root.level, engine.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    engine.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(levels[0])
    engine.setLevel(levels[1])
    logging.setLogRecordFactory(factory)


def _file(store):
    return Path(store.url.removeprefix("sqlite:///"))


# --- what is read -----------------------------------------------------------------------------------------


def probe_reads(probes, store):
    """Every public read of `data`, asked by every role; single cases of the office are its own to open."""
    for scope in ROLES:
        if is_office(scope):
            continue
        for name, answer in gate.answers(Reader(scope, store, TODAY)):
            probes.look(f"reads: {scope.role} {name}", gate.words(answer), PERSONAL)


COMMANDS = [
    *(
        "figures",
        "hot",
        "heat",
        "new",
        "now",
        "findings",
        "matters",
        "imports",
        "profiles",
        "contracts",
        "rules",
    ),
    *("calendar", "plan", "year", "accounts", "successors", "keys", "keys --check", "check", "locate-again"),
    *("matters --propose", "backup", "desk --date 2026-11-15"),
]


def probe_commands(probes, store, folder):
    """What commands print, for people and for programs."""
    for words in COMMANDS:
        for as_json in ([], ["--json"]):
            done = CliRunner().invoke(app, [*words.split(), *as_json, "--database", str(_file(store))])
            assert done.exit_code in (0, 1, 2), words
            for stream in (done.stdout, done.stderr):
                probes.look(f"commands: {words}", stream)


def probe_briefing(probes, store, folder):
    """What a meeting is given: every part of slides and workbook, and what the report is set of."""
    told, say = snapshot(store, f"{TODAY:%Y-%m}", TODAY), Words("zh_CN")
    drawn = pictures(store, told, say)
    for name, content in (
        ("slides", slides(told, say.language, drawn)),
        ("workbook", workbook(told, say.language)),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.namelist():
                probes.look(f"briefing: {name} {part}", parts.read(part))
    probes.look("briefing: report", report(told, say.language, drawn))


def probe_bytes(probes, store, folder):
    """The record's file, what lies beside it, its backups, and what a map program makes of it."""
    for path in sorted(_file(store).parent.rglob("*")):
        if path.is_file():
            probes.look(f"files: {path.name}", path.read_bytes())
    if shutil.which("ogrinfo"):
        told = subprocess.run(["ogrinfo", "-ro", "-al", _file(store)], capture_output=True, check=True)
        probes.look("files: ogrinfo", told.stdout)
    with store.read() as connection:
        probes.look("log of acts", [tuple(row) for row in connection.execute(select(AuditEntry.__table__))])


# --- what is brought in -----------------------------------------------------------------------------------

HEADER = [
    "信访编号",
    "登记时间",
    "信访渠道",
    "问题类别",
    "姓名",
    "身份证号",
    "联系电话",
    "住址",
    "信访内容",
    "问题地址",
    "村",
    "人数",
]


def _rows():
    for nth, one in enumerate(EVERYWHERE):
        said = f"{one['sentence']}{one['card']}{one['reason']}{one['against']}"
        person = [one["name"], one["id_number"], one["phone"], one["home"], said, one["address"]]
        yield [f"U{nth}", "2026-11-01", "来访", "土地", *person, "990001001001", "1"]


def _text(rows, **how):
    out = io.StringIO()
    csv.writer(out, **how).writerows(rows)
    return out.getvalue()


def uploads(folder):
    """Files that are wrong in some way, with canaries in every row."""
    rows = list(_rows())
    shifted = [[row[0], *row[4:], *row[1:4]] for row in rows]
    files = {
        "sound.csv": _text([HEADER, *rows]).encode(),
        "no-header.csv": _text(rows).encode(),
        "shifted.csv": _text([HEADER, *shifted]).encode(),
        "late.csv": _text([HEADER, *[[row[0], row[5], *row[2:]] for row in rows]]).encode(),
        "people.csv": _text([HEADER, *[[*row[:-1], row[6]] for row in rows]]).encode(),
        "channel.csv": _text([HEADER, *[[*row[:2], row[4], *row[3:]] for row in rows]]).encode(),
        "category.csv": _text([HEADER, *[[*row[:3], row[8], *row[4:]] for row in rows]]).encode(),
        "twice.csv": _text(
            [HEADER, *rows, *[[row[0], *row[1:4], "另一人", *row[5:]] for row in rows]]
        ).encode(),
        "number.csv": _text([HEADER, *[[row[8] * 3, *row[1:]] for row in rows]]).encode(),
        "wide.csv": _text([HEADER, *[[*row, *row] for row in rows]]).encode(),
        "quotes.csv": _text([HEADER, *rows]).replace("欧阳", '"欧阳', 3).encode(),
        "cut.csv.gz": gzip.compress(_text([HEADER, *rows]).encode())[:-20],
        "half.csv": _text([HEADER, *rows]).encode("gb18030")[:-1] + b"\xff",
        "utf16.csv": _text([HEADER, *rows]).encode("utf-16"),
        "long.csv": _text([HEADER, *[[*row[:4], row[4] * 60, *row[5:]] for row in rows]]).encode(),
        "empty-number.csv": _text([HEADER, *[["", *row[1:]] for row in rows]]).encode(),
        "words.txt": _text(rows).encode(),
        "letter.json": json.dumps(EVERYWHERE, ensure_ascii=False).encode(),
        "profile.toml": f"[columns]\n{EVERYWHERE[0]['name']} = {EVERYWHERE[0]['sentence']}\n".encode(),
    }
    book = io.BytesIO()
    pd.DataFrame(rows, columns=HEADER).to_excel(book, index=False, engine="xlsxwriter")
    files["sound.xlsx"], files["cut.xlsx"] = book.getvalue(), book.getvalue()[:-200]
    broken = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheetData>", b"</sheet"))
    files["broken.xlsx"] = broken.getvalue()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


TAKERS = [
    ("import-petitions", "--dry-run"),
    ("import-petitions", "--as-of", "2026-11-02"),
    ("import-register", "--kind", "leaders"),
    ("import-divisions", "--county", "990001"),
    ("import-boundaries", "--level", "village", "--code", "CODE", "--name", "NAME", "--crs", "EPSG:4490"),
    ("import-roads",),
]


def probe_uploads(probes, store, folder):
    """What is said of files that are wrong: refusals, faults, notices, counts."""
    for path in uploads(folder):
        for command, *options in TAKERS[: 2 if path.suffix in (".csv", ".gz", ".xlsx") else 1]:
            done = CliRunner().invoke(
                app, [command, str(path), *options, "--json", "--database", str(_file(store))]
            )
            if done.exit_code not in (0, 2):
                with pytest.raises(SystemExit), discretion.ending():
                    raise done.exception
            probes.look(f"uploads: {command} {path.name}", done.stdout)
            probes.look(f"uploads: {command} {path.name}", done.stderr)


def test_ten_thousand_probes_find_no_canary(county, tmp_path, logs, monkeypatch, capsys):
    for name in ("temporary", "uploads"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    probes = Probes()
    probe_reads(probes, county)
    probe_commands(probes, county, tmp_path)
    probe_briefing(probes, county, tmp_path)
    probe_uploads(probes, county, tmp_path / "uploads")
    shutil.rmtree(tmp_path / "uploads")
    probe_bytes(probes, county, tmp_path)
    probes.look("logs", logs.getvalue())
    probes.look("logs", "".join(capsys.readouterr()))
    seen = sorted({f"{place} {kind}" for place, kind, _ in probes.hits})
    assert not seen, "\n".join(seen)
    assert probes.count >= LEAST_PROBES
