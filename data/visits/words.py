"""Why a village is visited or left out, and what is wrong with a plan: in sentences."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from data import text
from data.errors import PlanRefused
from data.text import N_
from data.visits.on_record import PlanOnRecord, ProblemChange, VillageChange
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


MOST_CHANGES = 8
"""Villages of which it is told what has changed; how many more there are is said."""


def why_visited(say: Translate, village: pd.Series) -> list[str]:
    """Reasons for a village, a row of `TownshipDay.villages`; nothing of what is not known."""
    if np.isnan(village["cases"]):
        return []
    reasons = [say(N_("open cases: {n}"), n=int(village["cases"]))]
    if np.isnan(village["cases_part"]):
        return reasons
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


def as_saved(say: Translate, record: PlanOnRecord, language: str) -> list[str]:
    """Of which day a plan is, and what is otherwise on record by now; empty for one that still holds."""
    if record.saved is None or record.change is None:
        return []
    day = record.saved.saved_at.date().isoformat()
    if not record.change.known:
        unknown = N_("As of {day}; what the plan rests on was not kept, so it is not known to be the best")
        return [say(unknown, day=day), *_what_changed(say, record.change, language)]
    since = say(N_("As of {day}; since then the record has changed"), day=day)
    return [since, *_what_changed(say, record.change, language)]


def _what_changed(say: Translate, change: ProblemChange, language: str) -> list[str]:
    comma = say(N_(", "))
    villages = sorted(change.villages, key=lambda one: -abs(one.after - one.before))
    sentences = [_village_changed(say, one) for one in villages[:MOST_CHANGES]]
    if len(villages) > MOST_CHANGES:
        sentences.append(say(N_("and {n} more villages"), n=len(villages) - MOST_CHANGES))
    if change.booked:
        sentences.append(say(N_("Cases booked for the reception: {change}"), change=f"{change.booked:+d}"))
    if change.leader:
        sentences.append(say(N_("By contracts and absences {leader} goes now"), leader=change.leader))
    if change.hub:
        sentences.append(say(N_("The place of reception is another now")))
    if change.recused:
        sentences.append(say(N_("The leader's recusals are others now")))
    if change.hours:
        sentences.append(say(N_("The hours of villages are others now")))
    if change.travel:
        sentences.append(say(N_("Travel times differ by up to {n} minutes"), n=round(change.travel)))
    if change.appeared:
        sentences.append(say(N_("New villages: {names}"), names=comma.join(change.appeared)))
    if change.gone:
        sentences.append(say(N_("Villages that are no more: {names}"), names=comma.join(change.gone)))
    if change.refusal is not None:
        why = text.say(change.refusal, language)
        sentences.append(say(N_("By the record as it is no plan can be made: {why}"), why=why))
    elif not np.isclose(change.best, change.score) or not np.isclose(change.kept, change.best):
        sentences.append(_what_is_best(say, change))
    return sentences


def _village_changed(say: Translate, change: VillageChange) -> str:
    counts = (
        (N_("cases closed: {n}"), change.closed),
        (N_("booked for the reception: {n}"), change.booked),
        (N_("placed elsewhere: {n}"), change.moved),
        (N_("new cases: {n}"), change.new),
        (N_("of the new hard: {n}"), change.hard),
    )
    parts = [say(words, n=n) for words, n in counts if n]
    before, after = _points(change.before), _points(change.after)
    if before != after:
        parts.append(say(N_("worth {after} instead of {before}"), after=after, before=before))
    return say(N_("{village}: {why}"), village=change.name, why=say(N_(", ")).join(parts))


def _what_is_best(say: Translate, change: ProblemChange) -> str:
    figures = {"best": _points(change.best), "score": _points(change.score), "kept": _points(change.kept)}
    if not change.known:
        return say(N_("A plan made now reaches {best} points"), **figures)
    if math.isnan(change.kept):
        return say(
            N_("A plan made now reaches {best} points instead of {score}; this one breaks a rule of the day"),
            **figures,
        )
    return say(N_("A plan made now reaches {best} points instead of {score}; this one {kept}"), **figures)


def _points(value: float) -> str:
    return f"{round(value, 1):g}"
