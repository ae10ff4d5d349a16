"""A thousand counties at random: nobody goes where, when or with whom the rules forbid it.

The judge is written here from the rules' words and shares no code with what it judges: who may go (contracts,
absences, substitutes, recusals, days in office, the rota), the hours and ways of the day, and the deputies of
the units, each in one place at a time.
"""

import datetime as dt
import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from data.service.contracts import Roster, Trouble, _RotaHours, _Span
from geo.errors import VisitError
from geo.visits import DaySettings, VisitProblem
from geo.visits.attendance import AttendanceProblem, Need, attend
from geo.visits.day import best_day

DAY = dt.date(2026, 12, 15)
SEAT, HUB, FIRST = 0, 1, 2
COUNTIES, WITH_UNITS = 1000, 8
"""Every so many counties have units as well; their search takes a hundred times longer than all else."""


def county(seed):
    """A roster, and a day of villages for each township."""
    rng = np.random.default_rng(seed)
    townships = [f"T{nth}" for nth in range(rng.integers(1, 5))]
    count = len(townships) + int(rng.integers(0, 3))

    def day(around=40):
        return DAY + dt.timedelta(days=int(rng.integers(-around, around)))

    leaders = {
        number: SimpleNamespace(
            id=number,
            name=f"L{number}",
            post="",
            portfolio="",
            valid_from=None if rng.random() < 0.8 else day(),
            valid_to=None if rng.random() < 0.8 else day(),
        )
        for number in range(1, count + 1)
    }
    someone = [*leaders]
    contracts = [
        _Span(int(rng.choice(someone)), township, dt.date.min, dt.date.max if rng.random() < 0.9 else day())
        for township in townships
        for _ in range(rng.choice([0, 1, 2], p=[0.05, 0.9, 0.05]))
    ]
    absences = [
        _Span(leader, None if rng.random() < 0.3 else int(rng.choice(someone)), day(3), day(3))
        for leader in someone
        if rng.random() < 0.3
    ]
    absences = [span for span in absences if span.first <= span.last and span.other != span.leader]
    recusals = {(leader, str(rng.choice(townships))) for leader in someone if rng.random() < 0.15}
    rota = [
        _RotaHours(leader, DAY, str(rng.choice([*townships, "county"])), float(opens), float(opens) + 120)
        for leader in someone
        for opens in rng.integers(6 * 60, 20 * 60, int(rng.random() < 0.2))
    ]
    standing = Roster(
        leaders,
        tuple(contracts),
        tuple(absences),
        frozenset(recusals),
        (),
        tuple(rota),
        lambda on: (510, 1050),
    )
    return rng, townships, standing, {township: problem(rng) for township in townships}


def problem(rng):
    n = int(rng.integers(1, 7))
    travel = rng.uniform(3, 45, (n + 2, n + 2))
    np.fill_diagonal(travel, 0)
    kept_out = frozenset(np.flatnonzero(rng.random(n) < 0.1).tolist())
    barred = frozenset(np.flatnonzero(rng.random(n) < 0.1).tolist())
    wanted = frozenset(np.flatnonzero(rng.random(n) < 0.1).tolist()) - kept_out - barred
    settings = DaySettings(
        field_opens=float(rng.integers(12 * 60, 14 * 60)), field_closes=float(rng.integers(16 * 60, 18 * 60))
    )
    return VisitProblem(
        villages=tuple(f"v{at}" for at in range(n)),
        score=np.where(rng.random(n) < 0.2, 0, rng.gamma(2, 3, n)),
        cases=rng.integers(0, 6, n),
        travel=travel,
        settings=settings,
        must=wanted,
        must_not=barred,
        recused=kept_out,
        opens=rng.choice([0.0, 14 * 60, 15 * 60], n),
        closes=rng.choice([15.0 * 60, 16 * 60, 24 * 60], n),
    )


# --- the judge --------------------------------------------------------------------------------------------


def who_may_go(standing, township):
    """Leaders who may go to a township on the day, from the words of the rules."""

    def here(leader):
        entry = standing.leaders[leader]
        began = entry.valid_from is None or entry.valid_from <= DAY
        left = entry.valid_to is not None and entry.valid_to <= DAY
        return began and not left

    def away(leader):
        return [a for a in standing.absences if a.leader == leader and a.first <= DAY <= a.last]

    holders = {c.leader for c in standing.contracts if c.other == township and c.first <= DAY <= c.last}
    if len(holders) != 1:
        return set()
    (holder,) = holders
    if away(holder):
        may = {a.other for a in away(holder) if a.other is not None}
        may = {leader for leader in may if not away(leader) and here(leader)}
    else:
        may = {holder} if here(holder) else set()
    return {leader for leader in may if (leader, township) not in standing.recusals}


def wrong_duties(standing, duties):
    wrong, going = [], {}
    for township, duty in duties.items():
        may = who_may_go(standing, township)
        if duty.leader_id is None:
            holders = {c.leader for c in standing.contracts if c.other == township}
            if may and len(may) == 1 and len(holders) == 1:
                wrong.append(f"{township}: {may} might go, and nobody does")
            if duty.trouble is None:
                wrong.append(f"{township}: nobody, without a word")
        elif duty.leader_id not in may:
            wrong.append(f"{township}: {duty.leader_id} may not go")
        else:
            going.setdefault(duty.leader_id, []).append(township)
    for leader, townships in going.items():
        told = [t for t in townships if duties[t].trouble is Trouble.ELSEWHERE]
        if len(townships) > 1 and len(told) < len(townships) - 1:
            wrong.append(f"{leader} is in {townships} at once, without a word")
        for township in townships:
            clash = any(
                hours.leader == leader
                and hours.place != township
                and hours.opens < 1050
                and hours.closes > 510
                for hours in standing.rota
            )
            if clash and duties[township].trouble is None:
                wrong.append(f"{leader} is on the rota and in {township}")
    return wrong


def wrong_day(problem, plan):
    settings, wrong = problem.settings, []
    now, at = settings.field_opens, HUB  # after reception and lunch at the hub
    if plan.leaves + problem.travel[SEAT, HUB] > settings.reception_opens + 1e-6:
        wrong.append("late for the reception")
    if settings.field_opens < settings.reception_closes - 1e-6:
        wrong.append("leaves while people are received")
    for stop in plan.stops:
        village = stop.village
        stay = min(
            settings.stop_minutes + settings.case_minutes * problem.cases[village], settings.stop_longest
        )
        reached = now + problem.travel[at, FIRST + village]
        begins = max(stop.arrives, problem.opens[village])
        if village in problem.recused | problem.must_not:
            wrong.append(f"{village}: not to be visited")
        if stop.arrives < reached - 1e-6:
            wrong.append(f"{village}: cannot be reached so soon")
        if stop.departs < begins + stay - 1e-6:
            wrong.append(f"{village}: left before its cases are heard")
        if stop.departs > min(settings.field_closes, problem.closes[village]) + 1e-6:
            wrong.append(f"{village}: over too late")
        now, at = stop.departs, FIRST + village
    visited = [stop.village for stop in plan.stops]
    if len(set(visited)) < len(visited) or not problem.must <= set(visited):
        wrong.append("a village twice, or one that must be visited not at all")
    if abs(plan.returns - now - problem.travel[at, SEAT]) > 1e-6 and visited:
        wrong.append("comes back at another time than the way takes")
    if abs(plan.score - sum(problem.score[visited])) > 1e-6:
        wrong.append("claims another score")
    return wrong


def wrong_units(problem, result):
    wrong, count = [], {}
    for journey in result.journeys:
        count[journey.unit] = count.get(journey.unit, 0) + 1
        free, place = -math.inf, 0
        for at, begins in zip(journey.needs, journey.begins, strict=True):
            need = problem.needs[at]
            own, plan = problem.visits[need.visit][0], result.plans[need.visit]
            if need.unit != journey.unit:
                wrong.append(f"{at}: another unit")
            if begins + 1e-5 < free + problem.travel[place, need.place]:
                wrong.append(f"{at}: in two places at once")
            if need.village is None:
                free = begins + min(math.ceil(need.cases * own.settings.case_minutes / 30) * 30, 180)
                if (
                    begins < own.settings.reception_opens - 1e-6
                    or free > own.settings.reception_closes + 1e-6
                ):
                    wrong.append(f"{at}: outside the reception")
            else:
                (stop,) = [each for each in plan.stops if each.village == need.village]
                free = stop.departs
                if not stop.arrives - 1e-5 <= begins <= stop.departs + 1e-5:
                    wrong.append(f"{at}: not while the leader is there")
            place = need.place
    wrong += [f"{unit}: more than it has" for unit, sent in count.items() if sent > problem.deputies[unit]]
    done = [at for journey in result.journeys for at in journey.needs] + [each.need for each in result.unmet]
    return wrong + (
        ["a need is met twice or forgotten"] if sorted(done) != [*range(len(problem.needs))] else []
    )


def planned(days):
    """Townships whose day can be, with their plan."""
    found = {}
    for township, own in days.items():
        try:
            found[township] = (own, best_day(own, seconds=2.0))
        except VisitError:
            continue  # what must be visited does not fit, and it is said
    return found


@pytest.mark.slow
def test_no_rule_is_broken_in_a_thousand_random_counties():
    went, days, along = 0, 0, 0
    for seed in range(COUNTIES):
        rng, townships, standing, problems = county(seed)
        duties = standing.duties(townships, DAY)
        assert wrong_duties(standing, duties) == [], seed
        goes = {township: problems[township] for township in townships if duties[township].leader_id}
        found = planned(goes)
        went, days = went + len(goes), days + len(found)
        for own, plan in found.values():
            assert wrong_day(own, plan) == [], seed
        if seed % WITH_UNITS or not found:
            continue
        asked = units(rng, [*found.values()])
        result = attend(asked, 0.5)
        along += len(asked.needs)
        assert wrong_units(asked, result) == [], seed
        for (own, _), plan in zip(asked.visits, result.plans, strict=True):
            assert wrong_day(own, plan) == [], seed
    assert went > 1500 and days > 1200 and along > 300


def units(rng, visits):
    """Needs of some units at some of the stops and receptions."""
    needs, place = [], 1
    for at, (_, plan) in enumerate(visits):
        for village in (None, *(stop.village for stop in plan.stops)):
            for unit in range(2):
                if rng.random() < 0.4:
                    cases = int(rng.integers(1, 4))
                    needs.append(Need(at, village, unit, place, cases, int(rng.integers(0, cases + 1))))
            place += 1
    spots = rng.uniform(0, 30, (place, 2))
    travel = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    return AttendanceProblem(tuple(visits), tuple(needs), (1, int(rng.integers(1, 3))), travel, 0.1)


def test_the_judge_finds_what_is_broken_on_purpose():
    _, _, _, problems = county(5)
    ((own, plan), *_) = planned(problems).values()
    assert plan.stops and wrong_day(own, plan) == []
    first, *rest = plan.stops
    for broken in (
        replace(first, arrives=own.settings.field_opens - 5),
        replace(first, departs=first.departs - 10),
        replace(first, departs=own.settings.field_closes + 1),
    ):
        assert wrong_day(own, replace(plan, stops=(broken, *rest)))
    assert wrong_day(replace(own, recused=frozenset({first.village})), plan)
    assert wrong_day(own, replace(plan, leaves=own.settings.reception_opens))
