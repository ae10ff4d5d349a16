"""By how little a plan took the one village and left the other: what each stop adds to the day."""

import time
from dataclasses import replace

from geo.errors import VisitError
from geo.visits.day import VisitPlan, VisitProblem, best_day

_SOME = 1e-6


def margins(problem: VisitProblem, plan: VisitPlan, seconds: float = 2.0, seed: int = 0) -> dict[int, float]:
    """How much less the best day without each village of a plan reaches.

    Parameters
    ----------
    plan
        The best day, proven.
    seconds, seed
        Most time for all of it, and the seed of the search's chance.

    Returns
    -------
    dict
        Village -> points, of those that need not be visited and of which the other day is proven in time;
        empty for a plan that is not proven.
    """
    if not plan.proven:
        return {}
    deadline = time.perf_counter() + seconds
    lost = {}
    asked = [stop.village for stop in plan.stops if stop.village not in problem.must]
    for left, village in zip(range(len(asked), 0, -1), asked, strict=True):
        share = max((deadline - time.perf_counter()) / left, 0.01)
        try:
            other = best_day(replace(problem, must_not=problem.must_not | {village}), share, seed)
        except VisitError:
            continue
        if other.proven and other.score <= plan.score + _SOME:
            lost[village] = max(plan.score - other.score, 0.0)
    return lost
