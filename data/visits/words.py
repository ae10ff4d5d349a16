"""Why a village is visited or left out, and what is wrong with a plan: in sentences."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from data.errors import PlanRefused
from data.text import N_
from data.visits.plans import TownshipDay, clock
from geo.visits import BrokenRule, LeftOut, VisitPlan, WhyLeftOut, check_plan

Translate = Callable[..., str]
"""Function from a sentence and its values to the reader's language."""

_LEFT_OUT = {
    WhyLeftOut.NO_REASON: N_("no open case"),
    WhyLeftOut.FORBIDDEN: N_("not to be visited"),
    WhyLeftOut.RECUSED: N_("the leader is recused there"),
    WhyLeftOut.CLOSED: N_("nobody can be met there long enough in the field day"),
    WhyLeftOut.BY_HAND: N_("taken out by hand"),
}
_WRONG = {
    BrokenRule.UNKNOWN_VILLAGE: N_("Stop {number} is no village of this township"),
    BrokenRule.VISITED_TWICE: N_("{village} is visited twice"),
    BrokenRule.FORBIDDEN: N_("{village} is not to be visited"),
    BrokenRule.RECUSED: N_("{village}: the leader is recused there"),
    BrokenRule.ARRIVES_TOO_EARLY: N_("{village}: cannot be reached by {arrives}"),
    BrokenRule.LEAVES_TOO_EARLY: N_("{village}: left at {departs}, before its cases can be heard"),
    BrokenRule.TOO_LATE: N_("{village}: over at {departs}, after the field day ends at {ends}"),
    BrokenRule.CLOSED: N_("{village}: over at {departs}, when nobody can be met there any more"),
    BrokenRule.MISSING: N_("{village} must be visited and is not"),
}


def why_visited(say: Translate, village: pd.Series) -> list[str]:
    """Reasons for a village, a row of `data.visits.plans.TownshipDay.villages`."""
    reasons = [say(N_("open cases: {n}"), n=int(village["cases"]))]
    if village["hard"]:
        reasons.append(say(N_("hard: {n}"), n=int(village["hard"])))
    if village["repeats"]:
        reasons.append(say(N_("repeated: {n}"), n=int(village["repeats"])))
    if np.isnan(village["months"]):
        reasons.append(say(N_("no leader there on record")))
    else:
        reasons.append(say(N_("months since a leader came: {n}"), n=int(village["months"])))
    return reasons


def why_left_out(say: Translate, left: LeftOut) -> str:
    """The reason that binds."""
    if left.reason in _LEFT_OUT:
        return say(_LEFT_OUT[left.reason])
    if math.isnan(left.minutes_short):
        return say(N_("no longer day would do: villages close before"))
    return say(N_("{n} minutes more would be needed"), n=math.ceil(left.minutes_short))


def what_is_wrong(day: TownshipDay, plan: VisitPlan) -> list[PlanRefused]:
    """What `geo.visits.check_plan` finds, as sentences."""
    sentences = []
    names = dict(zip(day.villages["code"], day.villages["name"], strict=True))
    for violation in check_plan(day.problem, plan):
        values: dict[str, object]
        if violation.stop is None:
            values = {"village": names[violation.village]}
        elif violation.rule is BrokenRule.UNKNOWN_VILLAGE:
            values = {"number": violation.stop}
        else:
            stop = plan.stops[violation.stop - 1]
            values = {
                "village": day.problem.names[stop.village],
                "arrives": clock(stop.arrives),
                "departs": clock(stop.departs),
                "ends": clock(day.problem.settings.field_closes),
            }
        sentences.append(PlanRefused(_WRONG[violation.rule], **values))
    return sentences
