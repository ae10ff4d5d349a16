"""What a meeting is to decide writes itself, and tells of no few."""

import datetime as dt

import pandas as pd
import pytest

from data.briefing.agenda import Item, Subject, _across, agenda
from data.tables import CaseStep
from tests.data.conftest import TODAY, petition

LEAST = 5


def items(store):
    return {each.subject: each for each in agenda(store, LEAST, TODAY)}


def file_them(store, rows):
    with store.write("test", "add", "petitions") as session:
        session.add_all(petition(f"A{at}", **row) for at, row in enumerate(rows))


def day(back):
    return dt.datetime.combine(TODAY - dt.timedelta(days=back), dt.time(9))


def test_a_county_in_which_nothing_waits_has_no_item(store):
    assert items(store) == {}


@pytest.mark.parametrize(
    ("begun", "grows"),
    [((20, 5, 5), True), ((20, 5, 0), False), ((20, 0, 5), False), ((3, 5, 5), False)],
    ids=["two weeks running", "not this week", "not the week before", "of few"],
)
def test_a_backlog_that_grows_for_two_weeks_running_is_told_without_a_number(store, begun, grows):
    earlier, before, now = begun
    file_them(
        store, [{"filed": day(30)}] * earlier + [{"filed": day(10)}] * before + [{"filed": day(3)}] * now
    )
    found = items(store)
    assert (Subject.BACKLOG in found) == grows
    assert not grows or (found[Subject.BACKLOG].count, found[Subject.BACKLOG].day) == (None, None)


@pytest.mark.parametrize(("days", "slower"), [((2, 4, 6), True), ((2, 6, 4), False), ((6, 4, 2), False)])
def test_closing_that_takes_longer_for_two_weeks_running_is_told(store, days, slower):
    rows = [
        {"filed": day(back + 1 + length), "status": "closed", "closed": day(back + 1)}
        for back, length in zip((14, 7, 0), days, strict=True)
        for _ in range(LEAST)
    ]
    file_them(store, rows)
    assert (Subject.SLOWER in items(store)) == slower


def test_weeks_whose_medians_rise_by_chance_are_not_told_as_slower(store):
    rows = [
        {"filed": day(back + 1 + length), "status": "closed", "closed": day(back + 1)}
        for back, middle in ((14, 5), (7, 6), (0, 7))
        for length in (1, 2, middle, 30, 40)
    ]
    file_them(store, rows)
    assert Subject.SLOWER not in items(store)


def test_what_a_court_or_the_province_has_is_no_backlog(store):
    file_them(store, [{"filed": day(30)}] * 9 + [{"filed": day(3), "status": "withdrawn"}] * 9)
    assert Subject.BACKLOG not in items(store)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [(["AB"] * 5 + ["CD"] * 5, 10), (["AB"] * 5 + ["AC"] * 5, None), (["AB", "CD"], None), (["A"] * 9, None)],
    ids=["enough beside any township", "one township knows all", "few", "within one township"],
)
def test_matters_across_townships_are_told_if_nobody_can_subtract_the_own(pairs, told):
    rows = pd.DataFrame(
        [(matter, place, "open") for matter, pair in enumerate(pairs) for place in pair],
        columns=["matter_id", "township_code", "status"],
    )
    assert list(_across(rows, LEAST)) == ([Item(Subject.ACROSS, told)] if told else [])


def test_promises_are_told_only_where_other_townships_have_enough_of_them(store):
    places = ["990001001001"] * 9 + ["990001002001"] * 4
    file_them(store, [{"village": place, "id": at + 1} for at, place in enumerate(places)])
    own = {"at": day(40), "kind": "promised", "owner": "某局", "due": day(9).date()}
    with store.write("test", "promise", "petitions") as session:
        session.add_all(CaseStep(petition_id=at + 1, **own) for at in range(len(places)))
    assert Subject.PROMISES not in items(store)
    with store.write("test", "add", "one more") as session:
        session.add(petition("B", "990001002002", id=99))
        session.flush()
        session.add(CaseStep(petition_id=99, **own))
    assert items(store)[Subject.PROMISES] == Item(Subject.PROMISES, 14)
