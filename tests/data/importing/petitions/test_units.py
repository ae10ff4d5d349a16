"""Units that a file names otherwise than the register does."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.tables import PetitionState, Unit, UnitAlias
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, row

FULL = "县自然资源和规划局"
NOW = dt.datetime(2026, 11, 24, 9)
UNITS = [*HEADER, "责任单位"]


@pytest.fixture
def known(store):
    def add(alias=True):
        with store.write("test", "add", "units") as session:
            session.add(Unit(id=1, name=FULL, deputies=1))
            session.flush()
            if alias:
                session.add(UnitAlias(unit_id=1, name="自规局", learned_at=NOW, learned_by="test"))

    return add


def units(store):
    with store.read() as connection:
        return dict(connection.execute(select(Petition.number, Petition.unit)).all())


def test_a_file_is_read_under_the_names_of_the_register_and_says_so(store, file_of, take_in, known):
    known()
    rows = [[*row("A"), "自规局"], [*row("B"), "测试县自规局"], [*row("C"), FULL], [*row("D"), "丙局"]]
    report = take_in(file_of(rows, UNITS))
    assert report.stored == 4
    assert units(store) == {"A": FULL, "B": FULL, "C": FULL, "D": "丙局"}
    (told,) = (one for one in report.notices if "named otherwise" in one.message)
    assert f"自规局 → {FULL} (1)" in told.values["listed"]


def test_a_name_that_fits_two_units_is_refused_with_both(store, file_of, take_in):
    with store.write("test", "add", "units") as session:
        session.add_all([Unit(name="民政局", deputies=1), Unit(name="县民政局", deputies=1)])
    report = take_in(file_of([[*row("A"), "测试县民政局"], [*row("B"), "县民政局"]], UNITS))
    assert (report.stored, report.rejected) == (1, 1) and units(store) == {"B": "县民政局"}
    assert report.faults[0].values["units"] == "民政局、县民政局"


def test_a_later_file_with_another_name_of_the_same_unit_changes_nothing(store, file_of, take_in, known):
    take_in(file_of([[*row("A"), "自规局"]], UNITS))
    known()
    report = take_in(file_of([[*row("A"), FULL]], UNITS, name="later.csv"))
    assert (report.changed, report.unchanged) == (0, 1) and units(store) == {"A": "自规局"}
    with store.read() as connection:
        assert connection.execute(select(PetitionState.changes)).all() == []
