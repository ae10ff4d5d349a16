"""A team records that it was there, and takes it back within minutes."""

import datetime as dt

import pytest
from sqlalchemy import func, select, update

from data.clock import now
from data.divisions.succession import name_successor
from data.errors import AlreadyDone, ServiceRefused
from data.service.contacts import contact_on_record, record_contact, undo_contact, undoable_contact
from data.service.coverage import Group, table
from data.service.errands import (
    errands_since,
    finish_errand,
    record_errand,
    undo_errand,
    undoable_errand,
    waiting_errands,
)
from data.tables import Division, Errand, TeamContact
from data.terms import ErrandKind, ErrandPlace
from tests.county import TODAY
from tests.roles import LEADER, OFFICE, TEAM, TOWNSHIP, UNIT, writer

OWN, OTHER, LATE, UNCOVERED = "990001001001", "990001002001", "990001001002", "990001002002"
FORM = "0" * 32


def contacts(store):
    with store.read() as connection:
        return connection.scalar(select(func.count(TeamContact.id)))


def take(store, scope=TEAM, village=OWN, form=FORM, place=ErrandPlace.COUNTY):
    return record_errand(writer(scope, store), village, ErrandKind.PAPERS, place, form=form)


def test_a_contact_counts_at_once_and_is_recorded_once(store):
    team = writer(TOWNSHIP, store)
    before = contacts(store)
    entry = record_contact(team, LATE, on=TODAY)
    assert record_contact(team, LATE, on=TODAY) == entry and contacts(store) == before + 1
    assert table(team, TODAY).set_index("code").loc[LATE, "group"] == Group.COVERED


def test_a_second_tap_is_told_that_it_is_done_already(store):
    team = writer(TEAM, store, "member")
    entry = record_contact(team, OWN, on=TODAY)
    undo_contact(team, entry)
    errand = take(store)
    finish_errand(writer(TEAM, store), errand)
    with pytest.raises(AlreadyDone, match="done already"):
        finish_errand(writer(TEAM, store), errand)
    undo_errand(writer(TEAM, store), errand)
    for again, own, who in ((undo_contact, entry, team), (undo_errand, errand, writer(TEAM, store))):
        with pytest.raises(AlreadyDone, match="taken back already"):
            again(who, own)
    with pytest.raises(ServiceRefused, match="of yours"):
        undo_contact(writer(TEAM, store, "another"), entry)


def test_a_colleague_s_visit_is_on_record_for_whoever_records_there_and_nobody_else(store):
    entry = record_contact(writer(TEAM, store, "colleague"), OWN, on=TODAY)
    assert record_contact(writer(TEAM, store, "member"), OWN, on=TODAY) == entry
    assert contact_on_record(writer(TEAM, store, "member"), entry).on == TODAY
    assert contact_on_record(writer(UNIT, store), entry) is None


def test_who_recorded_it_takes_it_back_within_minutes_and_nobody_else(store):
    team, head = writer(TEAM, store, "member"), writer(OFFICE, store, "head")
    entry = record_contact(team, OWN, on=TODAY)
    before = contacts(store)
    assert undoable_contact(team, entry) and not undoable_contact(head, entry)
    with pytest.raises(ServiceRefused, match="of yours"):
        undo_contact(head, entry)
    assert undo_contact(team, entry) == OWN and contacts(store) == before - 1
    late = record_contact(team, OWN, on=TODAY)
    with store.write("test", "age", "contact") as session:
        session.execute(update(TeamContact).values(recorded_at=now() - dt.timedelta(minutes=11)))
    assert not undoable_contact(team, late)
    with pytest.raises(ServiceRefused, match="more than 10 minutes"):
        undo_contact(team, late)


@pytest.mark.parametrize(
    ("scope", "village", "on", "why"),
    [
        (TEAM, OTHER, TODAY, "not entrusted"),
        (LEADER, OWN, TODAY, "not entrusted"),
        (UNIT, OWN, TODAY, "not entrusted"),
        (TEAM, "nowhere", TODAY, "not entrusted"),
        (OFFICE, UNCOVERED, TODAY, "no liaison team"),
        (TEAM, OWN, TODAY + dt.timedelta(days=1), "future"),
        (TEAM, OWN, TODAY - dt.timedelta(days=46), "registers"),
    ],
)
def test_what_is_not_ones_own_or_cannot_be_is_refused_and_nothing_is_kept(store, scope, village, on, why):
    before = contacts(store)
    with pytest.raises(ServiceRefused, match=why):
        record_contact(writer(scope, store), village, on=on)
    assert contacts(store) == before


def test_an_errand_waits_until_it_is_done(store):
    errand = take(store)
    team = writer(TEAM, store)
    assert list(waiting_errands(team, OWN)["id"]) == [errand]
    assert waiting_errands(writer(LEADER, store), OWN).empty
    assert finish_errand(team, errand) == OWN and waiting_errands(team, OWN).empty
    assert errands_since(team, OWN, TODAY) == 1 and errands_since(writer(LEADER, store), OWN, TODAY) is None
    with pytest.raises(ServiceRefused, match="waits"):
        finish_errand(team, errand + 1)
    take(store, form="1" * 32, place=ErrandPlace.VILLAGE)
    assert waiting_errands(team, OWN).empty  # what is settled on the spot does not wait


def test_the_same_form_sent_twice_is_one_errand_and_anothers_is_refused(store):
    assert take(store) == take(store)
    with pytest.raises(ServiceRefused, match="open it again"):
        take(store, scope=TOWNSHIP, village=LATE)
    for broken in ("", "x" * 33, "../../etc"):
        with pytest.raises(ServiceRefused, match="open it again"):
            take(store, form=broken)


def test_an_errand_taken_back_stays_on_record_as_undone(store):
    team = writer(TEAM, store)
    errand = take(store)
    assert undoable_errand(team, errand) and not undoable_errand(writer(OFFICE, store, "head"), errand)
    assert undo_errand(team, errand) == OWN
    assert waiting_errands(team, OWN).empty and errands_since(team, OWN, TODAY) == 0
    with store.read() as connection:
        assert connection.scalar(select(Errand.undone_by)) == "test"
    with pytest.raises(ServiceRefused, match="of yours"):
        undo_errand(writer(TEAM, store, "another"), errand)


def test_an_errand_of_a_village_that_went_into_another_waits_and_is_done_there(store):
    errand = take(store, scope=TOWNSHIP, village=LATE)
    with store.write("test", "merge", LATE) as session:
        old = update(Division).where(Division.code == LATE)
        session.execute(old.values(valid_to=TODAY))
    name_successor(store, LATE, OWN, actor="clerk")
    team = writer(TEAM, store)
    assert list(waiting_errands(team, OWN)["id"]) == [errand] and errands_since(team, OWN, TODAY) == 1
    with pytest.raises(ServiceRefused, match="waits"):
        finish_errand(writer(LEADER, store), errand)
    assert finish_errand(team, errand) == OWN and waiting_errands(team, OWN).empty
