"""Nothing tested is never nothing found, and without residents no village is hot by residents."""

import numpy as np
import pytest
import shapely
from sqlalchemy import update

from data.errors import FindingRefused
from data.hotspots import daily, findings, questions
from data.hotspots.questions import Untested, untested
from data.tables import Boundary, Division
from geo.neighbours import touching
from tests.data.conftest import TODAY
from tests.data.test_scope import OFFICE
from tests.roles import reader, writer

ROW = [shapely.box(119.9 + n * 0.01, 29.4, 119.91 + n * 0.01, 29.41) for n in range(40)]
APART = [shapely.box(119.9 + n * 0.02, 29.4, 119.91 + n * 0.02, 29.41) for n in range(40)]
PEOPLE = np.full(40, 1000.0)
NOBODY = np.full(40, np.nan)


def test_what_is_missing_is_said():
    assert untested(touching(ROW), PEOPLE) is None
    assert untested(touching(ROW), NOBODY) is Untested.NO_RESIDENTS
    assert untested(touching(ROW), np.zeros(40)) is Untested.NO_RESIDENTS
    assert untested(touching(APART), PEOPLE) is Untested.NO_NEIGHBOURS
    every_second = np.where(np.arange(40) % 2, PEOPLE, np.nan)
    assert untested(touching(ROW), every_second) is Untested.NO_NEIGHBOURS


def test_of_some_villages_it_is_said_whatever_is_known_of_the_others():
    half = np.arange(40) < 20
    people = np.where(half, 1000.0, np.nan)
    assert untested(touching(ROW), people, half) is None
    assert untested(touching(ROW), people, ~half) is Untested.NO_RESIDENTS


def test_it_is_said_of_those_villages_that_the_tests_leave_out():
    rng, graph = np.random.default_rng(1), touching([*ROW[:30], *APART[30:]])
    people = np.where(rng.random(40) < 0.5, 1000.0, np.nan)
    cases = rng.poisson(5, 40)
    for test, beside in ((questions.more_than_expected, None), (questions.like_neighbours, graph)):
        spots = test(cases, graph, people)
        for village in range(40):
            alone = np.arange(40) == village
            assert (untested(beside, people, alone) is None) == spots.tested[village]


def test_a_village_alone_is_seen_and_so_are_two_that_would_hide_each_other():
    rng, graph = np.random.default_rng(2), touching([*ROW, *APART])
    people = np.full(80, 1000.0)
    cases = rng.poisson(3, 80)
    cases[20] = 3_001
    assert questions.more_than_expected(cases, graph, people).kind[20] == "hot"
    assert questions.is_hot(questions.more_than_expected(cases, graph, people), cases, people).sum() == 1
    cases[60] = 3_000
    spots = questions.more_than_expected(cases, graph, people)
    assert spots.kind[20] == spots.kind[60] == "hot"
    assert spots.single[20] and spots.single[60]


def test_a_village_without_neighbours_is_seen_by_itself():
    cases = np.random.default_rng(3).poisson(5, 40)
    cases[7] = 60
    spots = questions.more_than_expected(cases, touching(APART), PEOPLE)
    assert spots.tested.all() and spots.kind[7] == "hot" and spots.significant.sum() == 1


def test_what_is_expected_rests_on_villages_with_known_residents_alone():
    cases, people = np.array([10, 10, 10, 400]), np.array([100.0, 100.0, 100.0, np.nan])
    assert questions.expected(cases, people).tolist() == [10, 10, 10, 0]
    place = questions.hot_places(
        np.array([True, True, False, False]), cases, people, np.ones(4), touching(ROW[:4])
    )
    assert (place[0].cases, place[0].expected) == (20, 20)


def test_without_residents_no_village_is_hot_however_many_petitions_it_has():
    at = np.arange(144)
    graph = touching([shapely.box(x, y, x + 0.01, y + 0.01) for x, y in _corners(at)])
    cases = np.where(np.isin(at, [65, 66, 77, 78]), 200, 10)
    people, nobody = np.full(144, 1000.0), np.full(144, np.nan)
    assert questions.more_than_expected(cases, graph, people).significant[[65, 66, 77, 78]].all()
    for test in (questions.more_than_expected, questions.like_neighbours):
        spots = test(cases, graph, nobody)
        assert not spots.significant.any()
        assert not spots.tested.any()
        assert not questions.is_hot(spots, cases, nobody).any()
    told = questions.history(np.tile(cases[:, None], 12), graph, nobody)
    assert set(told.category) == {"insufficient"}


def _corners(at):
    """Corners of the squares of a grid of twelve columns."""
    return zip(119.9 + at % 12 * 0.01, 29.4 + at // 12 * 0.01, strict=True)


def _set(store, statement):
    with store.write("test", "change", "x") as session:
        session.execute(statement)


def test_the_daily_run_says_that_residents_are_missing(store):
    _set(store, update(Division).values(residents=None))
    with pytest.raises(FindingRefused, match="the residents of the villages are missing"):
        daily.run(writer(OFFICE, store, today=TODAY))
    assert findings.findings(reader(OFFICE, store)).empty


def test_the_daily_run_says_that_no_village_has_a_neighbour(store):
    with store.write("test", "change", "x") as session:
        for boundary in session.query(Boundary):
            boundary.geometry = shapely.MultiPolygon([shapely.buffer(boundary.geometry, -0.001)])
    with pytest.raises(FindingRefused, match="within 10 m: see whether the outlines meet"):
        daily.run(writer(OFFICE, store, today=TODAY))
