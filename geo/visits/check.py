"""The judge of a day of visits: every rule that a plan breaks, also one made by hand."""

from dataclasses import dataclass

from geo.terms import N_, Term
from geo.visits.day import FIRST_VILLAGE, HUB, MOMENT, VisitPlan, VisitProblem


class BrokenRule(Term):
    """What a plan may do wrong."""

    UNKNOWN_VILLAGE = "unknown_village", N_("Stop {number} is no village of this township")
    VISITED_TWICE = "visited_twice", N_("{village} is visited twice")
    FORBIDDEN = "forbidden", N_("{village} is not to be visited")
    RECUSED = "recused", N_("{village}: the leader is recused there")
    ARRIVES_TOO_EARLY = "arrives_too_early", N_("{village}: cannot be reached by {arrives}")
    LEAVES_TOO_EARLY = "leaves_too_early", N_("{village}: left at {departs}, before its cases can be heard")
    TOO_LATE = "too_late", N_("{village}: over at {departs}, after the field day ends at {ends}")
    """Over after the field day."""
    CLOSED = "closed", N_("{village}: over at {departs}, when nobody can be met there any more")
    """Over when nobody can be met in the village any more."""
    MISSING = "missing", N_("{village} must be visited and is not")
    """A village that must be visited is not."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one stop of a plan, or with what it leaves out.

    Parameters
    ----------
    rule
        The rule that is broken.
    stop
        Number of the stop, from 1; None for `BrokenRule.MISSING`.
    village
        Code of the village that is missing, else ''.
    """

    rule: BrokenRule
    stop: int | None = None
    village: str = ""

    def __str__(self) -> str:
        return f"{self.rule}:{self.village if self.stop is None else self.stop}"


def check_plan(problem: VisitProblem, plan: VisitPlan) -> list[Violation]:
    """Everything that is wrong with a plan, also one made by hand; an empty list: nothing.

    As text a violation is such as ``too_late:3``, with the stop's number, or ``missing:`` and a code.
    """
    wrong: list[Violation] = []
    s = problem.settings
    earliest, at = s.field_opens, HUB
    seen: set[int] = set()
    for number, stop in enumerate(plan.stops, 1):
        if not 0 <= stop.village < len(problem.villages):
            wrong.append(Violation(BrokenRule.UNKNOWN_VILLAGE, number))
            continue
        place = FIRST_VILLAGE + stop.village
        opens, closes = problem.window(stop.village)
        reached = earliest + problem.travel[at, place]
        done = max(stop.arrives, opens) + problem.on_site(stop.village)
        late = stop.departs > s.field_closes + MOMENT
        broken = {
            BrokenRule.VISITED_TWICE: stop.village in seen,
            BrokenRule.FORBIDDEN: stop.village in problem.must_not,
            BrokenRule.RECUSED: stop.village in problem.recused,
            BrokenRule.ARRIVES_TOO_EARLY: stop.arrives < reached - MOMENT,
            BrokenRule.LEAVES_TOO_EARLY: stop.departs < done - MOMENT,
            BrokenRule.TOO_LATE: late,
            BrokenRule.CLOSED: not late and stop.departs > closes + MOMENT,
        }
        wrong += [Violation(rule, number) for rule, holds in broken.items() if holds]
        seen.add(stop.village)
        earliest, at = stop.departs, place
    missing = (problem.villages[village] for village in sorted(problem.must - seen))
    return wrong + [Violation(BrokenRule.MISSING, village=code) for code in missing]
