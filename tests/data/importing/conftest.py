"""Files as a county's clerk would send them, and what is in the record before and after."""

import csv
import datetime as dt

import pytest
from sqlalchemy import func, select

from data.importing.petitions.importer import import_petitions
from data.importing.sandbox import client
from data.tables import Base

TODAY = dt.date(2026, 11, 24)
HEADER = [
    "信访件编号",
    "登记时间",
    "信访形式",
    "问题类别",
    "办理状态",
    "办结时间",
    "经度",
    "纬度",
    "乡镇",
    "村",
]
ROW = ["浦信1", "2026-10-01 09:30", "走访", "生态环境", "在办", "", "", "", "", ""]


def row(number, **cells):
    """A sound row of the file, with some cells changed."""
    return [
        str({"信访件编号": number, **cells}.get(name, cell)) for name, cell in zip(HEADER, ROW, strict=True)
    ]


@pytest.fixture
def file_of(tmp_path):
    """Function that writes rows to a CSV file."""

    def write(rows, header=HEADER, name="petitions.csv", encoding="utf-8"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


@pytest.fixture
def take_in(store):
    """Function that imports a file into the small county."""

    def run(path, **options):
        options.setdefault("as_of", TODAY)
        return import_petitions(store, path, actor="test", today=TODAY, **options)

    return run


@pytest.fixture(autouse=True)
def _opened_in_this_process(request):
    """Readers are tested where they can be looked at; that a process of its own opens files, in `sandbox`."""
    if "sandbox" in request.path.parts:
        yield
    else:
        with client.in_process():
            yield


def contents(store):
    """Number of rows in every table, and the version of the record."""
    with store.read() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
    return counts, store.dataset().version


def stored(store, *columns):
    """Stored petitions, by number."""
    with store.read() as connection:
        rows = connection.execute(select(*columns)).all()
    return {number: tuple(others) for number, *others in rows}


def messages(report):
    return {fault.row: fault.say("en") for fault in report.faults}
