"""Deputies of units over the receptions and stops of a day: judged and, where it is small, tried out."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from geo.visits import DaySettings, VisitProblem, check_plan, timetable
from geo.visits.attendance import SLOT, STEP, AttendanceProblem, Need, attend

DAY = DaySettings(field_closes=16 * 60)


def visit(rng, stops, minutes=20.0, settings=DAY, close=None):
    """A township whose villages lie some minutes apart, and its day in the given order."""
    travel = rng.uniform(5, minutes, (stops + 2, stops + 2))
    travel = np.minimum(travel, travel.T)
    np.fill_diagonal(travel, 0.0)
    problem = VisitProblem(
        villages=tuple(f"v{at}" for at in range(stops)),
        score=rng.integers(10, 100, stops).astype(float),
        cases=rng.integers(1, 5, stops),
        travel=travel,
        settings=settings,
        closes=close,
    )
    return problem, timetable(problem, list(range(stops)))


def judge(problem, result):
    """Everything that is wrong with an attendance, by code of its own."""
    wrong, met = [], []
    used = dict.fromkeys(range(len(problem.deputies)), 0)
    begins_at = {
        (visit, stop.village): stop.departs - own.on_site(stop.village)
        for visit, ((own, _), plan) in enumerate(zip(problem.visits, result.plans, strict=True))
        for stop in plan.stops
    }
    for (own, before), plan in zip(problem.visits, result.plans, strict=True):
        wrong += [str(each) for each in check_plan(own, plan)]
        if plan.score < before.score * (1 - problem.loss) - 1e-6:
            wrong.append("loses too much")
    for journey in result.journeys:
        used[journey.unit] += 1
        now, place = -math.inf, 0
        for at, begins in zip(journey.needs, journey.begins, strict=True):
            need = problem.needs[at]
            own = problem.visits[need.visit][0]
            met.append(at)
            if need.unit != journey.unit:
                wrong.append(f"{at}: another unit")
            if begins < now + problem.travel[place, need.place] - 1e-5:
                wrong.append(f"{at}: in two places")
            if need.village is None:
                stay = math.ceil(need.cases * own.settings.case_minutes / SLOT) * SLOT
                stay = min(stay, 180.0)
                if (begins - own.settings.reception_opens) % SLOT > 1e-6:
                    wrong.append(f"{at}: not on the half hour")
                if begins + stay > own.settings.reception_closes + 1e-6:
                    wrong.append(f"{at}: after the reception")
            else:
                stay = own.on_site(need.village)
                if abs(begins_at[need.visit, need.village] - begins) > 1e-5:
                    wrong.append(f"{at}: not while the leader is there")
            now, place = begins + stay, need.place
    wrong += [f"{unit}: too many" for unit, n in used.items() if n > problem.deputies[unit]]
    if sorted([*met, *(each.need for each in result.unmet)]) != list(range(len(problem.needs))):
        wrong.append("needs are unaccounted for")
    return wrong


def reached(problem, result):
    unmet = {each.need for each in result.unmet}
    kept = [need for at, need in enumerate(problem.needs) if at not in unmet]
    return sum(need.hard for need in kept), sum(need.cases for need in kept), -round(result.score_lost, 6)


# --- tried out --------------------------------------------------------------------------------------------


def all_chains(needs, count):
    """Every way in which `count` deputies can go by some of the needs, in some order."""
    if count == 0 or not needs:
        yield ()
        return
    for n in range(len(needs) + 1):
        for chain in itertools.permutations(needs, n):
            for rest in all_chains([at for at in needs if at not in chain], count - 1):
                yield (chain, *rest)


def can_be(problem, orders, chains):
    """Whether there are times: the earliest ones are pushed on until they hold or are too late."""
    begins, high, after, first = {}, {}, [], {}
    for visit, ((own, _), order) in enumerate(zip(problem.visits, orders, strict=True)):
        at, ready = 1, own.settings.field_opens
        for village in order:
            key = (visit, village)
            begins[key] = max(ready + own.travel[at, 2 + village], own.window(village)[0])
            first[key] = begins[key]
            high[key] = own.window(village)[1] - own.on_site(village)
            ready, at = begins[key] + own.on_site(village), 2 + village
        for a, b in itertools.pairwise(order):
            after.append(((visit, a), (visit, b), own.on_site(a) + own.travel[2 + a, 2 + b]))
    key_of = {}
    for number, need in enumerate(problem.needs):
        key_of[number] = (need.visit, need.village) if need.village is not None else ("reception", number)
        if need.village is None:
            settings = problem.visits[need.visit][0].settings
            begins[key_of[number]] = settings.reception_opens
            high[key_of[number]] = settings.reception_closes - problem.minutes(need)
    for chain in chains:
        if any(key_of[at] not in begins for at in chain):
            return False
        for a, b in itertools.pairwise(chain):
            way = problem.travel[problem.needs[a].place, problem.needs[b].place]
            after.append((key_of[a], key_of[b], problem.minutes(problem.needs[a]) + way))
    moved = True
    while moved:
        moved = False
        for a, b, minutes in after:
            least = begins[a] + minutes
            if b[0] == "reception":
                opens = DAY.reception_opens
                least = opens + math.ceil((least - opens) / SLOT - 1e-9) * SLOT
            elif least > first[b] + 1e-6:
                least = math.ceil(least / STEP - 1e-9) * STEP
            if least > begins[b] + 1e-9:
                begins[b], moved = least, True
                if least > high[b] + 1e-6:
                    return False
    return all(begins[key] <= high[key] + 1e-6 for key in begins)


def best_by_trying(problem):
    """The most that can be reached, by trying everything: plans, who goes where, in which order."""
    choices = []
    for own, plan in problem.visits:
        stops = [stop.village for stop in plan.stops]
        orders = [
            order
            for n in (len(stops), len(stops) - 1)
            for order in itertools.permutations(stops, n)
            if sum(own.score[v] for v in order) >= plan.score * (1 - problem.loss) - 1e-9
            and not check_plan(own, timetable(own, list(order)))
        ]
        choices.append(orders)
    units = [
        [*all_chains([at for at, need in enumerate(problem.needs) if need.unit == unit], count)]
        for unit, count in enumerate(problem.deputies)
    ]
    tries = []
    for orders in itertools.product(*choices):
        lost = sum(
            plan.score - sum(own.score[v] for v in order)
            for (own, plan), order in zip(problem.visits, orders, strict=True)
        )
        for each in itertools.product(*units):
            kept = [problem.needs[at] for chains in each for chain in chains for at in chain]
            value = sum(n.hard for n in kept), sum(n.cases for n in kept), -round(lost, 6)
            tries.append((value, orders, [chain for chains in each for chain in chains]))
    tries.sort(key=lambda one: one[0], reverse=True)
    return next(value for value, orders, chains in tries if can_be(problem, orders, chains))


def small(seed, loss):
    rng = np.random.default_rng(seed)
    visits = tuple(visit(rng, 2) for _ in range(2))
    spots = [(at, village) for at in range(2) for village in (None, 0, 1)]
    needs = []
    for unit in range(2):
        for nth in sorted(rng.choice(len(spots), int(rng.integers(2, 5)), replace=False)):
            at, village = spots[nth]
            cases = int(rng.integers(1, 9 if village is None else 4))
            needs.append(Need(at, village, unit, 1 + int(nth), cases, int(rng.integers(0, cases + 1))))
    spot = rng.uniform(0, 40, (len(spots) + 1, 2))
    travel = np.linalg.norm(spot[:, None] - spot[None], axis=2) * 2
    return AttendanceProblem(visits, tuple(needs), (1, 1), travel, loss)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("loss", [0.0, 0.6])
def test_no_choice_of_times_plans_and_deputies_meets_more(seed, loss):
    problem = small(seed, loss)
    result = attend(problem, 20.0)
    assert judge(problem, result) == []
    assert result.proven
    assert reached(problem, result) == best_by_trying(problem)


# --- what an office expects -------------------------------------------------------------------------------


def townships(n, deputies, closes=13 * 60 + 45, **options):
    """Townships far from each other, all of which want one unit at their one stop."""
    rng = np.random.default_rng(3)
    settings = replace(DAY, field_closes=float(closes))
    visits = tuple(visit(rng, 1, 6.0, settings) for _ in range(n))
    visits = tuple((replace(own, cases=np.array([1])), plan) for own, plan in visits)
    visits = tuple((own, timetable(own, [0])) for own, _ in visits)
    travel = np.full((n + 1, n + 1), 20.0)
    np.fill_diagonal(travel, 0.0)
    needs = tuple(Need(at, 0, 0, 1 + at, 1) for at in range(n))
    return AttendanceProblem(visits, needs, (deputies,), travel, **options)


def test_eight_townships_want_a_unit_that_has_three():
    problem = townships(8, 3)
    result = attend(problem)
    assert judge(problem, result) == [] and result.proven
    assert len(result.unmet) == 5 and {each.wanted for each in result.unmet} == {8}
    assert all(780 <= each.begins < 810 for each in result.unmet)


def test_stops_move_until_one_deputy_can_be_at_all_of_them():
    problem = townships(4, 1, closes=17 * 60)
    result = attend(problem)
    assert judge(problem, result) == [] and result.unmet == () and result.proven
    assert len(result.journeys) == 1 and result.score_lost == 0
    moved = [
        plan.stops[0].departs > own[1].stops[0].departs + 1
        for plan, own in zip(result.plans, problem.visits, strict=True)
    ]
    assert sum(moved) == 3


def test_a_visit_that_is_not_to_be_moved_stays_as_it_is():
    problem = townships(4, 1, closes=17 * 60, fixed=frozenset(range(4)))
    result = attend(problem)
    assert len(result.unmet) == 3 and [plan for _, plan in problem.visits] == [*result.plans]


def test_where_nobody_is_wanted_nobody_goes():
    problem = replace(townships(2, 1), needs=())
    result = attend(problem)
    assert result.journeys == () and result.unmet == () and result.proven


def test_hard_cases_come_before_many():
    problem = townships(2, 1)
    needs = (replace(problem.needs[0], cases=9), replace(problem.needs[1], cases=1, hard=1))
    result = attend(replace(problem, needs=needs))
    assert [each.need for each in result.unmet] == [0]


def test_a_machine_without_time_still_gets_an_answer_that_holds():
    problem = townships(8, 3)
    hurried = attend(problem, seconds=0.0)
    assert judge(problem, hurried) == []
    assert hurried.journeys
