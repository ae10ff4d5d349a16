"""The judge of a day of visits."""

from dataclasses import replace

from geo.visits import PlannedStop, check_plan, timetable
from tests.geo.visits.test_day import random_problem


def test_the_judge_names_what_is_wrong_with_a_plan_made_by_hand():
    problem = random_problem(5, 11)
    good = timetable(problem, [0, 1])
    first, second = good.stops
    assert check_plan(problem, good) == []

    def judged(*stops):
        return [str(each) for each in check_plan(problem, replace(good, stops=stops))]

    assert judged(replace(first, arrives=first.arrives - 5, departs=first.departs), second) == [
        "arrives_too_early:1"
    ]
    assert judged(replace(first, departs=first.departs - 5), second) == ["leaves_too_early:1"]
    assert judged(first, replace(second, village=0)) != []
    assert judged(first, replace(second, departs=18 * 60.0)) == ["too_late:2"]
    assert judged(PlannedStop(99, 800, 830)) == ["unknown_village:1"]
