"""Several cases are taken on, or passed on, in one step: all of them with their trace, or none."""

import datetime as dt

import pytest

from data.casework import together
from data.casework.cases import case, history
from data.errors import CaseRefused
from tests.county import COUNTY, petition
from tests.roles import CLERK, OFFICE, TOWNSHIP, reader, writer

AT = dt.datetime(2026, 11, 20, 17)


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
        session.add(petition("B", None, purpose="accusation"))
        session.add(petition("D", "990001001001", accepted=dt.datetime(2026, 11, 15, 9)))
        session.add(petition("Z", "990001001001", status="closed"))
    return store


def test_all_are_taken_on_and_each_keeps_what_it_held(county):
    assert together.accept(writer(CLERK, county), ["A", "B", "A"], AT) == 2
    for number in ("A", "B"):
        held = case(reader(OFFICE, county), number, persons=False)
        assert held.values["accepted"] == AT
        (state,) = history(reader(OFFICE, county), number, persons=False)
        assert [*state.changes] == ["accepted"] and state.actor == "test"
    assert together.forward(writer(OFFICE, county), ["A"], "县水务局", AT) == 1
    assert case(reader(OFFICE, county), "A").values["unit"] == "县水务局"


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], "from 1 to"),
        (["A", "没有"], "no case with the number 没有"),
        (["A", "Z"], "Z is not open"),
        (["A", "D"], "D has this step already"),
    ],
)
def test_one_that_cannot_be_keeps_all_as_they_were(county, numbers, told):
    with pytest.raises(CaseRefused, match=told):
        together.accept(writer(OFFICE, county), numbers, AT)
    assert case(reader(OFFICE, county), "A").values["accepted"] is None


def test_the_office_alone_does_it_after_the_filing_and_names_a_unit(county):
    with pytest.raises(CaseRefused, match="Only the petition office"):
        together.accept(writer(TOWNSHIP, county), ["A"], AT)
    with pytest.raises(CaseRefused, match="lies before"):
        together.accept(writer(OFFICE, county), ["A"], dt.datetime(2026, 11, 1, 9))
    with pytest.raises(CaseRefused, match="to which unit"):
        together.forward(writer(OFFICE, county), ["A"], " ", AT)
