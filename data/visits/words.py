"""Why a village is visited or left out, and what is wrong with a plan: in sentences."""

import math

import numpy as np
import pandas as pd

from data.errors import PlanRefused
from data.text import N_, Words
from data.visits.on_record import PlanOnRecord, ProblemChange, VillageChange
from data.visits.plans import TownshipDay, clock
from geo.visits import BrokenRule, LeftOut, VisitPlan, WhyLeftOut, check_plan

MOST_CHANGES = 8
"""Villages of which it is told what has changed; how many more there are is said."""


def why_visited(words: Words, village: pd.Series) -> list[str]:
    """Reasons for a village, a row of `TownshipDay.villages`; nothing of what is not known."""
    if np.isnan(village["cases"]):
        return []
    reasons = [words(N_("open cases: {n}"), n=int(village["cases"]))]
    if np.isnan(village["cases_part"]):
        return reasons
    if not np.isclose(village["expected"], village["cases"]):
        reasons.append(words(N_("probably open on the day: {n}"), n=words.figure(village["expected"], 1)))
    if village["hard"]:
        reasons.append(words(N_("hard: {n}"), n=int(village["hard"])))
    if village["repeats"]:
        reasons.append(words(N_("repeated: {n}"), n=int(village["repeats"])))
    if np.isnan(village["months"]):
        reasons.append(words(N_("no leader there on record")))
    else:
        reasons.append(words(N_("months since a leader came: {n}"), n=int(village["months"])))
    return reasons


def what_was_promised(words: Words, village: pd.Series) -> str:
    """What leaders promised in a village before, a row of `promises.promises_by_village`."""
    values = {name: int(village[name]) for name in ("leaders", "promised", "waiting", "overdue")}
    if not values["waiting"]:
        return words(N_("promised before: {promised}, by leaders: {leaders}, all kept"), **values)
    if not values["overdue"]:
        return words(N_("promised before: {promised}, by leaders: {leaders}, open: {waiting}"), **values)
    late = N_("promised before: {promised}, by leaders: {leaders}, open: {waiting}, overdue: {overdue}")
    return words(late, **values)


def why_left_out(words: Words, left: LeftOut) -> str:
    """The reason that binds."""
    if left.reason is not WhyLeftOut.NO_TIME:
        return words.term(left.reason)
    if math.isnan(left.minutes_short):
        return words(N_("no longer day would do: villages close before"))
    return words.term(left.reason, n=math.ceil(left.minutes_short))


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
        sentences.append(PlanRefused(violation.rule.label, **values))
    return sentences


def as_saved(words: Words, record: PlanOnRecord) -> list[str]:
    """Of which day a plan is, and what is otherwise on record by now; empty for one that still holds."""
    if record.saved is None or record.change is None:
        return []
    day = words.iso(record.saved.saved_at)
    if not record.change.known:
        unknown = N_("As of {day}; what the plan rests on was not kept, so it is not known to be the best")
        return [words(unknown, day=day), *_what_changed(words, record.change)]
    since = words(N_("As of {day}; since then the record has changed"), day=day)
    return [since, *_what_changed(words, record.change)]


def _what_changed(words: Words, change: ProblemChange) -> list[str]:
    villages = sorted(change.villages, key=lambda one: -abs(one.after - one.before))
    sentences = [_village_changed(words, one) for one in villages[:MOST_CHANGES]]
    if len(villages) > MOST_CHANGES:
        sentences.append(words(N_("and {n} more villages"), n=len(villages) - MOST_CHANGES))
    if change.booked:
        sentences.append(
            words(N_("Cases booked for the reception: {change}"), change=words.signed(change.booked))
        )
    if change.leader:
        sentences.append(words(N_("By contracts and absences {leader} goes now"), leader=change.leader))
    if change.hub:
        sentences.append(words(N_("The place of reception is another now")))
    if change.recused:
        sentences.append(words(N_("The leader's recusals are others now")))
    if change.hours:
        sentences.append(words(N_("The hours of villages are others now")))
    if change.travel:
        sentences.append(words(N_("Travel times differ by up to {n} minutes"), n=round(change.travel)))
    if change.appeared:
        sentences.append(words(N_("New villages: {names}"), names=words.listed(change.appeared)))
    if change.gone:
        sentences.append(words(N_("Villages that are no more: {names}"), names=words.listed(change.gone)))
    if change.refusal is not None:
        why = words.say(change.refusal)
        sentences.append(words(N_("By the record as it is no plan can be made: {why}"), why=why))
    elif not np.isclose(change.best, change.score) or not np.isclose(change.kept, change.best):
        sentences.append(_what_is_best(words, change))
    else:
        sentences.append(words(N_("A plan made now is no better")))
    return sentences


def _village_changed(words: Words, change: VillageChange) -> str:
    counts = (
        (N_("cases closed: {n}"), change.closed),
        (N_("booked for the reception: {n}"), change.booked),
        (N_("placed elsewhere: {n}"), change.moved),
        (N_("new cases: {n}"), change.new),
        (N_("of the new hard: {n}"), change.hard),
    )
    parts = [words(sentence, n=n) for sentence, n in counts if n]
    before, after = words.figure(change.before, 1), words.figure(change.after, 1)
    if before != after:
        parts.append(words(N_("worth {after} instead of {before}"), after=after, before=before))
    return words(N_("{village}: {why}"), village=change.name, why=words.listed(parts))


def _what_is_best(words: Words, change: ProblemChange) -> str:
    figures = {name: words.figure(getattr(change, name), 1) for name in ("best", "score", "kept")}
    if not change.known:
        return words(N_("A plan made now reaches {best} points"), **figures)
    if np.isclose(change.kept, change.best):
        return words(
            N_("A plan made now is no better; it is worth {best} points instead of {score}"), **figures
        )
    if math.isnan(change.kept):
        return words(
            N_("A plan made now reaches {best} points instead of {score}; this one breaks a rule of the day"),
            **figures,
        )
    return words(N_("A plan made now reaches {best} points instead of {score}; this one {kept}"), **figures)
