"""What a meeting is told of alerts, visits and teams: numbers of the county, nothing that tells of few."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.briefing.standing import standing, without_the_most
from data.hotspots.findings import confirm, dismiss, findings
from data.reader import Reader
from data.scope import Role, Scope
from data.service import coverage
from data.service.coverage import Group
from data.store import Store
from data.terms import State
from data.visits.days import advance
from data.visits.plans import contracted, load_day
from data.visits.saved import save
from data.visits.years import last_visits
from geo.visits import timetable

DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def record(demo_of, tmp_path_factory):
    path = tmp_path_factory.mktemp("standing") / "demo.gpkg"
    path.write_bytes(demo_of(DAY).read_bytes())
    store = Store(str(path))
    yield store
    store.close()


@pytest.fixture(scope="module")
def office(record):
    county = record.dataset().county_code
    return Reader(Scope.of(Role.OFFICE, [county], county), record, DAY)


def test_alerts_are_those_that_the_office_has(record, office):
    before = standing(record, DAY).alerts
    assert before.waiting == len(findings(office)) and before.earliest is not None
    first, second = findings(office)["id"].tolist()[:2]
    confirm(office.by("test"), first, measure="集中接访", measure_from=DAY)
    dismiss(office.by("test"), second, "同一事项")
    after = standing(record, DAY).alerts
    assert after.waiting == before.waiting - 2 and after.measures == 1
    decided = standing(record, DAY + dt.timedelta(days=400)).alerts
    assert (
        decided.measures == 1 and after.confirmed + after.dismissed >= decided.confirmed + decided.dismissed
    )


def test_villages_are_those_of_the_pages_of_visits_and_coverage(record, office):
    now = standing(record, DAY)
    seen, listed = last_visits(office, DAY), coverage.table(office, DAY)
    assert now.visits.unseen.sum() == seen["unseen"].sum() and now.visits.villages == len(seen)
    assert sum(now.teams.counts.values()) == len(listed)
    for group in (Group.UNCOVERED, Group.OVERDUE):
        assert now.teams.counts[group] == (listed["group"] == group).sum()
    assert not {Group.WAITING, Group.COVERED} & set(now.teams.groups), "whether cases are open is not told"


def test_a_reception_is_told_once_its_visit_is_published_and_never_where_it_leads(record, office):
    day = standing(record, DAY).visits.day
    drafted, published = list(contracted(office, day))[:2]
    writer = office.by("test")
    for township in (drafted, published):
        its = load_day(office, township, day)
        save(writer, its, timetable(its.problem, []))
    advance(writer, published, day, State.PUBLISHED, seen=1)
    (told,) = standing(record, DAY).visits.receptions
    assert (told.code, told.place, told.leader) == (published, its.hub[0], its.leader)
    ends = [
        np.hypot(*(np.subtract(told.road[at], place[1:]))) for at, place in ((0, its.seat), (-1, its.hub))
    ]
    assert told.by_road and max(ends) < 0.01, "from the seat to the place of reception, and no farther"


def test_a_count_of_promises_is_told_only_where_one_township_cannot_subtract_its_own(record):
    assert without_the_most(pd.Series(["a"] * 9 + ["b"] * 5), 5) == 14
    assert without_the_most(pd.Series(["a"] * 9 + ["b"] * 4), 5) is None
    assert without_the_most(pd.Series([], dtype=object), 5) is None
    kept = standing(record, DAY).visits.kept
    assert kept is not None and kept % 10 == 0
