"""Why a village is visited or left out, and what is wrong with a plan: in sentences."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from data.errors import PlanRefused
from data.text import N_
from data.visits.plans import TownshipDay, clock
from geo.visits import LeftOut, VisitPlan, check_plan

Translate = Callable[..., str]
"""Function from a sentence and its values to the reader's language."""

_LEFT_OUT = {
    "no_reason": N_("no open case"),
    "forbidden": N_("not to be visited"),
    "recused": N_("the leader is recused there"),
    "closed": N_("nobody can be met there long enough in the field day"),
    "by_hand": N_("taken out by hand"),
}
_WRONG = {
    "unknown_village": N_("Stop {number} is no village of this township"),
    "visited_twice": N_("{village} is visited twice"),
    "forbidden": N_("{village} is not to be visited"),
    "recused": N_("{village}: the leader is recused there"),
    "arrives_too_early": N_("{village}: cannot be reached by {arrives}"),
    "leaves_too_early": N_("{village}: left at {departs}, before its cases can be heard"),
    "too_late": N_("{village}: over at {departs}, after the field day ends at {ends}"),
    "closed": N_("{village}: over at {departs}, when nobody can be met there any more"),
    "missing": N_("{village} must be visited and is not"),
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
    found = []
    names = dict(zip(day.villages["code"], day.villages["name"], strict=True))
    for fault in check_plan(day.problem, plan):
        kind, _, where = fault.partition(":")
        if kind == "missing":
            values = {"village": names[where]}
        elif kind == "unknown_village":
            values = {"number": where}
        else:
            stop = plan.stops[int(where) - 1]
            values = {
                "village": day.problem.names[stop.village],
                "arrives": clock(stop.arrives),
                "departs": clock(stop.departs),
                "ends": clock(day.problem.settings.field_closes),
            }
        found.append(PlanRefused(_WRONG[kind], **values))
    return found
