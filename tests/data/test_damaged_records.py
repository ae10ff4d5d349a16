"""Two hundred damaged copies of a record: each is refused with a sentence, or answers right.

Bits turned, pages and runs of bytes overwritten, ends cut off, at random places. Never a traceback, and never
a wrong answer without a word.
"""

import csv
import datetime as dt
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data.divisions.land import land
from data.errors import StoreRefused
from data.importing.petitions.importer import import_petitions
from data.petitions.facts import facts
from data.petitions.figures import figures
from data.store import Store
from data.visits.plans import contracted
from tests.county import TODAY, petition
from tests.roles import OFFICE, reader

COPIES = 200
PAGE = 4096


def _answers(path):
    """What the office is told of a record: figures, every fact, names and outlines, who goes where."""
    store = Store(str(path))
    try:
        who = reader(OFFICE, store, TODAY)
        villages = land(store, TODAY).villages
        return (
            figures(who, TODAY).as_record(),
            facts(who).to_csv(),
            villages.drop(columns="geometry").to_csv(),
            villages.geometry.to_wkt().to_list(),
            contracted(who, TODAY),
            store.dataset().county_name,
        )
    finally:
        store.close()


@pytest.fixture
def content(store, tmp_path):
    """A record as an office leaves it."""
    file = tmp_path / "petitions.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["信访件编号", "登记时间", "信访形式", "问题类别", "经度", "纬度", "姓名"])
        for n in range(150):
            x, y = 119.9 + n % 10 / 100, 29.4 + n % 9 / 100
            writer.writerow([f"P{n}", f"2026-11-{n % 20 + 1:02} 09:00", "走访", "生态环境", x, y, "王五"])
    import_petitions(store, file, frame="EPSG:4490", actor="clerk", today=TODAY, as_of=TODAY)
    with store.write("clerk", "enter", "x") as session:
        session.add(petition("by hand", "990001001001", filed=dt.datetime(2026, 11, 2, 8)))
    store.close()
    path = Path(store.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return path.read_bytes()


def _damaged(content, chance):
    copy = bytearray(content)
    match chance.choice(["bit", "bits", "page", "run", "cut"]):
        case "bit":
            copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        case "bits":
            for _ in range(chance.randrange(2, 20)):
                copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        case "page":
            first = chance.randrange(len(copy) // PAGE) * PAGE
            copy[first : first + PAGE] = chance.randbytes(PAGE)
        case "run":
            first = chance.randrange(len(copy))
            copy[first : first + 64] = chance.randbytes(len(copy[first : first + 64]))
        case "cut":
            del copy[chance.randrange(len(copy)) :]
    return bytes(copy)


def test_a_damaged_record_is_refused_or_answers_right(content, tmp_path):
    whole = tmp_path / "whole.gpkg"
    whole.write_bytes(content)
    right = _answers(whole)
    refused = 0
    for number in range(COPIES):
        path = tmp_path / f"copy-{number}.gpkg"
        path.write_bytes(_damaged(content, random.Random(number)))
        try:
            assert _answers(path) == right, number
        except StoreRefused:
            refused += 1
        for left in tmp_path.glob(f"copy-{number}.*"):
            left.unlink()
    assert COPIES // 3 < refused < COPIES
