"""Who of the units comes along: deputies of departments over all receptions and stops of one day.

Each visit is the best of its township by itself, and all of them want the same few deputies in the same
minutes. A deputy is in one place at a time and drives from one to the next. At a stop a deputy is there as
long as the leader is; at a reception for as many half hours as the unit's cases take, on the half hour. Stops
move within what their day leaves them, in their order, to the clock's quarters; where that is not enough, a
township may go in another order or leave a stop out, as long as it loses little enough of its score.

Asked for, one after the other: most hard cases whose unit is there, then most cases; least score lost; stops
as early as can be; and least driving of the deputies. The program is that of vehicle routing with time
windows, each unit a fleet of its own (Desrosiers, Dumas, Solomon and Soumis 1995, Handbooks in Operations
Research and Management Science 8, 35-139), on a network of moments (`geo.visits.fleet`). HiGHS proves it,
among the plans and moments that are looked at, or it is told how much more there might be.

Times are minutes after midnight.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.visits.assignment import STEP, Search
from geo.visits.check import check_plan
from geo.visits.day import MOMENT, VisitPlan, VisitProblem, timetable
from geo.visits.needs import SLOT, Attendance, AttendanceProblem, Journey, Need, Unmet

__all__ = ["SLOT", "STEP", "Attendance", "AttendanceProblem", "Journey", "Need", "Unmet", "attend"]

_MOST_OTHERS = 6  # plans of a township beside its own that are looked at
_PATIENCE = 60.0  # seconds that the first answer may take at most where a busy machine gives none in time
_FOR_TIMES = 0.8  # of the seconds: what the search for times and plans may use


def attend(problem: AttendanceProblem, seconds: float = 3.0) -> Attendance:
    """The best assignment of deputies.

    Parameters
    ----------
    problem
        What is to be decided.
    seconds
        Most time for the search; a first answer is waited for longer where the machine is busy.
    """
    deadline = time.perf_counter() + seconds
    until = deadline - (1 - _FOR_TIMES) * seconds
    search = Search(problem, [(plan,) for _, plan in problem.visits])
    found = search.most(until)
    if found.values is None:  # a busy machine: sooner late than nobody
        found = search.most(time.perf_counter() + _PATIENCE)
        return search.result(found, time.perf_counter() + _PATIENCE, until)
    choices = _choices(problem, search.unmet(found))
    if any(len(plans) > 1 for plans in choices):
        wider = Search(problem, choices)
        better = wider.better(until)
        if better.values is not None:  # else there was no time for other plans
            search, found = wider, better
    return search.result(found, deadline, until)


# --- other plans ------------------------------------------------------------------------------------------


def _choices(problem: AttendanceProblem, unmet: Sequence[int]) -> list[list[VisitPlan]]:
    """Plans of each visit: where something is not met more than its own, if a unit may be short there."""
    wanted = Counter(need.unit for need in problem.needs)
    where = {
        need.visit
        for need in problem.needs
        if unmet and need.village is not None and wanted[need.unit] > problem.deputies[need.unit]
    }
    return [
        [plan, *(_others(own, plan, problem.loss) if at in where - problem.fixed else [])]
        for at, (own, plan) in enumerate(problem.visits)
    ]


def _others(problem: VisitProblem, plan: VisitPlan, loss: float) -> list[VisitPlan]:
    """The same stops in other orders, and without one of them where that loses little enough."""
    order = [stop.village for stop in plan.stops]
    orders = [order[::-1]]
    for at, village in enumerate(order):
        rest = order[:at] + order[at + 1 :]
        orders += [[village, *rest], [*rest, village]]
    orders += [order[:at] + order[at + 1 :] for at in range(len(order))]
    plans: dict[tuple[int, ...], VisitPlan] = {tuple(order): plan}
    for each in orders:
        if tuple(each) in plans:
            continue
        other = timetable(problem, each)
        if other.score >= plan.score * (1 - loss) - MOMENT and not check_plan(problem, other):
            plans[tuple(each)] = replace(other, bound=plan.bound, left_out=plan.left_out)
    return [*plans.values()][1 : _MOST_OTHERS + 1]
