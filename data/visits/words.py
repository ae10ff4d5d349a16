"""Why a village is visited or left out, and what is wrong with a plan: in sentences."""

import math

import numpy as np
import pandas as pd

from data.errors import PlanRefused
from data.text import N_, Words
from data.visits.effect import VisitEffect
from data.visits.on_record import PlanOnRecord, ProblemChange, VillageChange
from data.visits.plans import TownshipDay, clock
from geo.statistics.paired import PairedDifference
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
    if silent := why_silent(words, village):
        reasons.append(silent)
    return reasons


def why_silent(words: Words, village: pd.Series) -> str:
    """What a village counts for being long not visited and reporting little; empty where nothing."""
    if not village["silence_part"] > 0:
        return ""
    points = words.figure(village["silence_part"], 1)
    return words(N_("long without a leader, little heard: +{points}"), points=points)


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


def why_never(words: Words, left: LeftOut) -> str:
    """Why no day of a year visits a village."""
    if left.reason is WhyLeftOut.RECUSED:
        return words(N_("every leader of these months is recused there"))
    if left.reason is WhyLeftOut.NO_TIME and not math.isnan(left.minutes_short):
        n = math.ceil(left.minutes_short)
        return words(N_("out of reach: {n} minutes more would be needed for it alone"), n=n)
    return why_left_out(words, left)


def what_visits_did(words: Words, effect: VisitEffect) -> list[str]:
    """What became of villages just visited beside those just left out, and what it rests on."""
    pairs = len(effect.pairs)
    held = N_(
        "Visits held: {held}; of these {pairs} have a village just visited beside one just left out of the"
        " same township; not over yet: {early}; not known what was just left out: {unknown}; nothing alike"
        " was left out: {none}"
    )
    counts = {"early": effect.too_early, "unknown": effect.not_known, "none": effect.no_pair}
    sentences = [words(held, held=effect.held, pairs=pairs, **counts)]
    for found, more in (
        (effect.petitions, N_("Petitions of the {months} months after, less those before")),
        (effect.days, N_("Days until cases open on the day were closed, {months} months at most")),
    ):
        sentences.append(_apart(words, words(more, months=effect.months), found, effect.least))
    if pairs:
        there, later = int(effect.pairs["there"].sum()), int(effect.pairs["later"].sum())
        draws = N_(
            "A leader really was in {there} of the villages taken in, and in {later} of those left out within"
            " the {months} months: both make differences smaller"
        )
        sentences.append(words(draws, there=there, later=later, months=effect.months))
    return sentences


def _apart(words: Words, what: str, found: PairedDifference | None, least: int) -> str:
    if found is None:
        few = N_("{what}: not told, for that takes {least} pairs at least, of six townships or more")
        return words(few, what=what, least=least)
    figures = {name: words.signed(getattr(found, name), 1) for name in ("mean", "low", "high")}
    told = N_("{what}: {mean} where a leader went ({low} to {high}, 95 %), {pairs} pairs; {verdict}")
    if found.low <= 0 <= found.high:
        verdict = words(N_("it may be chance"))
    else:
        verdict = words(N_("more than chance explains"))
    return words(told, what=what, verdict=verdict, pairs=found.pairs, **figures)


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
