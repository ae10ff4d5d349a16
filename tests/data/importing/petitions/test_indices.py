"""A large file goes in without indices and comes out with all of them, and holds what it would have held."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from data.importing.petitions import indices, updating
from data.importing.petitions.importer import import_petitions
from data.tables import (
    ImportRun,
    PetitionBlock,
    PetitionPerson,
    PetitionPersonState,
    PetitionSighting,
    PetitionState,
)
from data.tables.petitions import Petition
from geo.errors import Refused
from tests.county import COUNTY, petition
from tests.data.importing.conftest import HEADER, TODAY, row

pytestmark = pytest.mark.sqlite
WITH_PERSONS = [*HEADER, "姓名", "信访内容"]
CELLS = st.tuples(
    st.sampled_from(["1", "2", "3", "4", "5", ""]),
    st.sampled_from(["在办", "已办结", "？"]),
    st.sampled_from(["2026-10-01 09:30", "2026-10-02", "26-1-1", ""]),
    st.sampled_from(["", "张三", "匿名"]),
    st.sampled_from(["", "欠薪", "污水\n外溢"]),
)
KEPT = (Petition, PetitionPerson, PetitionState, PetitionPersonState, PetitionSighting)
SCHEMA = text("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'")


def lines(cells):
    return [
        [*row(number, 办理状态=status, 登记时间=day), name, words]
        for number, status, day, name, words in cells
    ]


def held(store):
    """What is in the tables, opened, but for the moment it was written; and how they are made."""
    with store.read() as connection:
        tables = {}
        for kept in KEPT:
            columns = [column for column in kept.__table__.c if column.name != "at"]
            tables[kept.__tablename__] = sorted(map(repr, connection.execute(select(*columns))))
        return tables, sorted(map(repr, connection.execute(SCHEMA)))


def told(report):
    return (
        report.counts(),
        sorted(map(repr, report.faults)),
        sorted(map(repr, report.notices)),
        dict(report.rejected_rows.pairs()),
    )


def put_off(monkeypatch, many):
    monkeypatch.setattr(indices, "MANY", many)
    monkeypatch.setattr(indices, "SHARE", 0)
    monkeypatch.setattr(indices, "GROWN", many)
    monkeypatch.setattr(indices, "GROWN_BY", 0)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=8), st.lists(CELLS, min_size=1, max_size=8))
def test_a_file_holds_the_same_whether_indices_wait_or_not(store, file_of, first, later):
    outcomes = []
    for many in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            put_off(patch, many)
            seen = []
            for name, cells in (("first.csv", first), ("later.csv", later)):
                path = file_of(lines(cells), WITH_PERSONS, name)
                try:
                    report = import_petitions(store, path, actor="test", today=TODAY, as_of=TODAY)
                except Refused as refusal:
                    seen.append(refusal.message)
                else:
                    seen.append(told(report))
            outcomes.append((seen, held(store)))
        with store.write("test", "empty", "x") as session:
            for kept in (*reversed(KEPT), ImportRun):
                session.execute(delete(kept))
    assert outcomes[0] == outcomes[1]


def test_indices_wait_and_come_back_before_anybody_asks_by_them(store, file_of, monkeypatch):
    put_off(monkeypatch, 0)
    before = held(store)[1]
    found = []
    sight = updating.sight_stored

    def look(session, run_id):
        found.append(sorted(map(repr, session.execute(SCHEMA))))
        sight(session, run_id)

    monkeypatch.setattr("data.importing.petitions.importer.sight_stored", look)
    took = []
    expect = indices.Indices.expect
    monkeypatch.setattr(
        indices.Indices, "expect", lambda self, rows: (expect(self, rows), took.append([*self.waiting]))
    )
    import_petitions(store, file_of([row("1")]), actor="test", today=TODAY, as_of=TODAY)
    assert len(took[0]) > 5 and found == [before] and held(store)[1] == before


def test_a_file_that_fails_leaves_all_indices_as_they_were(store, file_of, monkeypatch):
    put_off(monkeypatch, 0)
    before = held(store)
    path = file_of([row("1")])
    monkeypatch.setattr("data.importing.petitions.importer.sight_stored", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_petitions(store, path, actor="test", today=TODAY, as_of=TODAY)
    assert held(store) == before


def test_the_planner_is_told_of_a_record_that_has_grown(store, file_of, monkeypatch):
    put_off(monkeypatch, 0)
    import_petitions(store, file_of([row("1"), row("2")]), actor="test", today=TODAY, as_of=TODAY)
    with store.read() as connection:
        known = (
            connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'petitions'")).scalars().all()
        )
    assert known and all(stat.startswith("2 ") for stat in known)


MARKS = select(PetitionBlock.block, PetitionBlock.mark)


def marks(store):
    with store.read() as connection:
        return {block: mark for block, mark in connection.execute(MARKS)}  # noqa: C416 rows are no pairs


@pytest.mark.parametrize("many", [0, 10**9], ids=["marked once", "marked row by row"])
def test_blocks_in_which_a_file_put_petitions_are_marked_anew_and_no_others(
    store, file_of, monkeypatch, many
):
    put_off(monkeypatch, many)
    with store.write("test", "add", COUNTY) as session:
        session.add_all(petition(f"P{at}", "990001001001", id=at) for at in (1, 1500, 2047))
    before = marks(store)
    import_petitions(store, file_of([row("1"), row("2")]), actor="test", today=TODAY, as_of=TODAY)
    after = marks(store)
    assert set(before) == {0, 1} and set(after) == {0, 1, 2}
    assert after[0] == before[0] and after[1] == before[1]
    import_petitions(store, file_of([row("3")], name="next.csv"), actor="test", today=TODAY, as_of=TODAY)
    assert marks(store)[2] != after[2] and marks(store)[1] == before[1]
