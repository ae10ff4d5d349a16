"""Plans changed by hand, and what a change comes to."""

from dataclasses import dataclass, replace

from geo.visits.day import LeftOut, VisitPlan, VisitProblem, WhyLeftOut, timetable


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a new plan has that an old one has not.

    Parameters
    ----------
    added, dropped
        Positions of villages, in the order of the plan that visits them.
    reordered
        The villages that both visit come in another order.
    score, travel_minutes
        New less old.
    """

    added: tuple[int, ...]
    dropped: tuple[int, ...]
    reordered: bool
    score: float
    travel_minutes: float

    @property
    def nothing(self) -> bool:
        return not (self.added or self.dropped or self.reordered)


def by_hand(problem: VisitProblem, order: list[int], best: VisitPlan) -> VisitPlan:
    """The day that visits villages in a person's order; `geo.visits.check_plan` judges it.

    Parameters
    ----------
    best
        The plan of `geo.visits.plan`: its bound holds for every order, and its reasons stand for the villages
        that neither visits. What it visits and the person does not is left out `WhyLeftOut.BY_HAND`.
    """
    known = {left.village: left for left in best.left_out}
    left = [
        known.get(village, LeftOut(village, WhyLeftOut.BY_HAND, 0.0))
        for village in range(len(problem.villages))
        if village not in set(order)
    ]
    day = timetable(problem, order)
    proven = best.proven and day.score >= best.score - 1e-9
    return replace(day, left_out=tuple(left), bound=best.bound, proven=proven)


def change(old: VisitPlan, new: VisitPlan) -> PlanChange:
    """What a new plan of the same day changes."""
    before, after = ([stop.village for stop in plan.stops] for plan in (old, new))
    kept_before, kept_after = (
        [v for v in mine if v in set(other)] for mine, other in ((before, after), (after, before))
    )
    return PlanChange(
        added=tuple(v for v in after if v not in set(before)),
        dropped=tuple(v for v in before if v not in set(after)),
        reordered=kept_before != kept_after,
        score=new.score - old.score,
        travel_minutes=new.travel_minutes - old.travel_minutes,
    )
