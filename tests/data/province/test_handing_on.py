"""A county hands its record on: what a province gets of it, and what it never gets."""

import datetime as dt

import numpy as np
import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from data.errors import ProvinceRefused
from data.petitions.disclosure import release
from data.petitions.facts import facts, without_accusations
from data.province.counting import cells, told
from data.province.county import CountyNote
from data.province.folder import Folder
from data.province.handing_on import hand_on
from data.province.schema import ROWS, facts_of
from data.tables import AuditEntry
from tests.county import COUNTY, VILLAGES, petition
from tests.roles import LEADER, NOTHING, OFFICE, ROLES, SCREEN, reader, writer

pytestmark = pytest.mark.sqlite

ROWS_MADE = 900


@pytest.fixture
def filled(store):
    """The small county with petitions of two years, an accusation and a point among them."""
    rng = np.random.default_rng(1)
    with store.write("test", "add", COUNTY) as session:
        for number in range(ROWS_MADE):
            kind, village = rng.choice(["land", "labour", "transport"]), rng.choice(list(VILLAGES))
            filed = dt.datetime(2025 + number % 2, int(rng.integers(1, 10)), 1 + number % 27, 9, 30)
            more = {"category": str(kind), "people": 1 + number % 3, "filed": filed}
            session.add(petition(f"N{number}", str(village), **more))
        session.add(petition("SECRET-ACCUSATION", "990001001001", purpose="accusation"))
        at = {"placement": "point", "longitude": 120.001234, "latitude": 29.001234}
        session.add(petition("POINT", "990001001001", address="某村 1 号", **at))
    return store


@pytest.fixture
def place(tmp_path):
    return Folder(tmp_path / "province")


def test_the_office_alone_hands_its_record_on(filled, place):
    for scope in [*ROLES, *NOTHING]:
        if scope in (OFFICE, ROLES[1]):
            continue
        with pytest.raises(ProvinceRefused):
            hand_on(writer(scope, filled), place)
    assert place.counties() == [] and not place.root.exists()


def test_a_row_has_the_day_and_codes_and_nothing_of_a_person(filled, place):
    note = hand_on(writer(OFFICE, filled), place, "测试市")
    assert (note.rows, note.name, note.city, note.synthetic) == (ROWS_MADE + 1, "测试县", "测试市", True)
    whole = place.read(COUNTY, "rows")
    assert len(whole) == ROWS_MADE + 1 and whole.schema.names == ROWS.names
    assert set(ROWS.names) == {
        *("filed", "closed", "channel", "category", "purpose", "occurrence", "tier", "status"),
        *("satisfaction", "placement", "township_code", "village_code", "people", "joint", "matter_id"),
    }
    assert "accusation" not in whole["purpose"].to_pylist()
    assert set(whole["placement"].to_pylist()) == {"village"}
    held = str([pq.read_table(path).to_pylist() for path in place.root.rglob("*.parquet")])
    for secret in ("SECRET", "N11", "某村", "120.00123", "09:30"):
        assert secret not in held
    for path in place.root.rglob("*.parquet"):
        assert "petition" not in str(pq.read_schema(path).metadata or {})


def test_that_it_was_handed_on_stands_in_the_log_without_a_petition(filled, place):
    hand_on(writer(OFFICE, filled), place)
    with filled.read() as connection:
        entries = connection.execute(select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail)).all()
    assert ("hand on record", COUNTY, {"rows": ROWS_MADE + 1, "months": 19}) in [
        tuple(one) for one in entries
    ]


def test_what_is_told_of_the_county_is_what_the_screen_of_a_meeting_is_told(filled, place):
    note = hand_on(writer(OFFICE, filled), place)
    lines = told(place.read(COUNTY, "rows"), note, place.villages(COUNTY)).to_pylist()
    own = release(reader(SCREEN, filled))
    expected = {
        (block.counted.value, block.first, block.last, dimension, value): count
        for block in own.blocks
        for dimension, margin in block.margins.items()
        for value, count in margin.items()
    }
    assert expected
    one_way = [line for line in lines if line["dimension"] not in ("total", "persons", "running")]
    keys = ("counted", "first", "last", "dimension", "value")
    assert {tuple(line[key] for key in keys): line["count"] for line in one_way} == expected
    assert min(line["count"] for line in one_way) >= note.least
    assert release(reader(LEADER, filled)).blocks == own.blocks


def test_facts_come_back_as_they_were_but_for_the_hour_and_the_point(filled, place):
    hand_on(writer(OFFICE, filled), place)
    before = without_accusations(facts(reader(OFFICE, filled))).sort_values("filed", kind="stable")
    after = facts_of(place.read(COUNTY, "rows")).sort_values("filed", kind="stable")
    assert len(after) == len(before)
    assert after["longitude"].isna().all()
    for name in ("category", "village_code", "township_code", "channel", "tier", "people", "month"):
        assert sorted(after[name].astype(str)) == sorted(before[name].astype(str))
    assert (after["filed"] == after["filed"].dt.normalize()).all()


def test_cells_add_up_to_the_rows(filled, place):
    hand_on(writer(OFFICE, filled), place)
    for month in place.months(COUNTY):
        rows = place.read(COUNTY, "rows", month)
        counted = cells(rows)
        assert sum(counted["petitions"].to_pylist()) == len(rows)
        assert sum(counted["people"].to_pylist()) == sum(rows["people"].to_pylist())


def test_what_is_cut_off_leaves_the_earlier_record_as_it_was(filled, place):
    note = hand_on(writer(OFFICE, filled), place)
    rows = [(month, place.read(COUNTY, "rows", month)) for month in place.months(COUNTY)]
    villages = place.villages(COUNTY)

    def cut_off():
        yield rows[0]
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        place.keep_record(note, villages, cut_off())
    assert place.note(COUNTY) == note and len(place.read(COUNTY, "rows")) == ROWS_MADE + 1
    place.keep_record(note, villages, iter(rows[:1]))
    assert place.months(COUNTY) == [rows[0][0]]


def test_what_a_killed_process_left_is_cleared_and_what_it_moved_aside_comes_back(filled, place):
    note = hand_on(writer(OFFICE, filled), place)
    records = place.root / "records"
    (records / f".new-county={COUNTY}-0123").mkdir()
    (records / f"county={COUNTY}").rename(records / f".old-county={COUNTY}-0123")
    with pytest.raises(ProvinceRefused):
        place.note(COUNTY)
    place.clear()
    assert [path.name for path in records.iterdir()] == [f"county={COUNTY}"]
    assert place.note(COUNTY) == note


def test_a_damaged_note_or_file_is_refused_by_its_county(filled, place):
    hand_on(writer(OFFICE, filled), place)
    folder = place.root / "records" / f"county={COUNTY}"
    part = next(folder.rglob("month=*/part.parquet"))
    part.write_bytes(b"no parquet")
    with pytest.raises(ProvinceRefused):
        place.read(COUNTY, "rows")
    (folder / "county.json").write_text("{}")
    with pytest.raises(ProvinceRefused):
        place.note(COUNTY)


def test_a_note_comes_back_as_it_was_written(filled, place):
    note = hand_on(writer(OFFICE, filled), place)
    assert CountyNote.of_json(note.as_json()) == note
