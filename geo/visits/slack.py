"""How far the stops of a day can be moved: earliest and latest times in their order."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo.visits.day import FIRST_VILLAGE, HUB, MOMENT, VisitPlan, VisitProblem


@dataclass(frozen=True, eq=False)
class Slack:
    """Between which moments each stop may begin, whatever the others do.

    Parameters
    ----------
    order
        Villages in the order of the plan.
    earliest, latest
        When the hearing in a village begins, by village.
    steps
        From the beginning at each stop but the last to the earliest at the next.
    """

    order: tuple[int, ...]
    earliest: dict[int, float]
    latest: dict[int, float]
    steps: tuple[float, ...]

    def moments(self, village: int, step: float) -> list[float]:
        """When a stop may begin: as early as can be, or at a later whole multiple of some minutes."""
        first, last = self.earliest[village], self.latest[village]
        later = np.arange(np.floor(first / step) + 1, np.floor((last + MOMENT) / step) + 1) * step
        return [first, *later.tolist()]


def slack(problem: VisitProblem, plan: VisitPlan, *, fixed: bool = False) -> Slack:
    """The slack of a plan; of one that breaks a rule, or is fixed, none: its times stay as they are."""
    order = tuple(stop.village for stop in plan.stops)
    planned = {stop.village: stop.departs - problem.on_site(stop.village) for stop in plan.stops}
    steps = tuple(
        problem.on_site(one) + float(problem.travel[FIRST_VILLAGE + one, FIRST_VILLAGE + other])
        for one, other in pairwise(order)
    )
    if fixed or not order:
        between = (planned[other] - planned[one] for one, other in pairwise(order))
        return Slack(order, planned, planned, tuple(map(min, steps, between)))
    earliest, latest = dict[int, float](), dict[int, float]()
    now = problem.settings.field_opens + float(problem.travel[HUB, FIRST_VILLAGE + order[0]])
    for village, step in zip(order, (*steps, 0.0), strict=True):
        earliest[village] = max(now, problem.window(village)[0])
        now = earliest[village] + step
    now = float("inf")
    for village, step in zip(reversed(order), (0.0, *reversed(steps)), strict=True):
        latest[village] = min(problem.window(village)[1] - problem.on_site(village), now - step)
        now = latest[village]
    if any(latest[village] < earliest[village] - MOMENT for village in order):
        return slack(problem, plan, fixed=True)
    return Slack(order, earliest, {v: max(latest[v], earliest[v]) for v in order}, steps)
