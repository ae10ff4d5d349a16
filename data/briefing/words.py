"""What a snapshot says: one sentence and one list of figures for slides, report and workbook."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from data.briefing.agenda import Item
from data.briefing.snapshot import Snapshot
from data.briefing.standing import Standing, Visits
from data.petitions import words
from data.petitions.performance import at_least
from data.petitions.trends import Against, Trend
from data.service.coverage import Group
from data.text import C_, N_, Words


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the briefing.

    Parameters
    ----------
    label, definition
        What it is, and what it counts, in words.
    shown
        As it is printed.
    value
        As a number; None: not told.
    """

    label: str
    shown: str
    value: float | None
    definition: str


def heading(say: Words, told: Snapshot) -> str:
    """What the briefing is called."""
    return say(
        N_("{county}: petitions of {month}, briefing"), county=told.county, month=say.month(told.month.first)
    )


def headline(say: Words, told: Snapshot) -> str:
    """The month in one sentence."""
    month, n = say.month(told.month.first), say.number(told.totals.cases)
    if told.totals.cases is None:
        return say(N_("{month}: petitions not told, for they are few"), month=month)
    sentence = say(N_("{month}: {n} petitions"), month=month, n=n)
    if not told.month.complete:
        until = say(
            N_(", up to {day}; a month that is not over is compared with none"), day=say.iso(told.as_of)
        )
        return sentence + until
    return sentence + changed(say, told.trends)


def changed(say: Words, trends: Mapping[Against, Trend]) -> str:
    """All changes, to stand behind a count; the verdict once where it is the same of several."""
    verdicts = {words.verdict(say, each) for each in trends.values()}
    if len(trends) > 1 and len(verdicts) == 1 and "" not in verdicts:
        told = "".join(say(N_(", {change}"), change=words.change(say, each)) for each in trends.values())
        return told + say(N_(", each: {verdict}"), verdict=verdicts.pop())
    return "".join(say(N_(", {change}"), change=change(say, each)) for each in trends.values())


def change(say: Words, each: Trend) -> str:
    """How a count changed, and whether chance may explain it."""
    sure = words.verdict(say, each)
    told = words.change(say, each)
    return say(N_("{change} ({verdict})"), change=told, verdict=sure) if sure else told


def signed_share(say: Words, each: Trend) -> str:
    """Which way and by how much, for a cell beside its name: ▼ 15.2%."""
    if each.share is None or each.now == each.then:
        return words.change(say, each)
    sign = "▲" if each.now > each.then else "▼"
    return f"{sign} {say.percent(abs(each.now - each.then), each.then)}"


def visits_sentence(say: Words, visits: Visits) -> str:
    """The next visits and villages that no leader has seen, in one sentence."""
    unseen = say(
        N_("{n} villages have seen no leader for {months} months"),
        n=say.number(int(visits.unseen.sum())),
        months=visits.months,
    )
    if visits.day is None:
        return unseen
    return say(
        N_("Visits of {day}: {n} of {all} townships published; {unseen}"),
        day=say.date(visits.day),
        n=say.number(len(visits.published)),
        all=say.number(len(visits.unseen)),
        unseen=unseen,
    )


def receptions_heading(say: Words, visits: Visits) -> str:
    """What the map and the list of the published receptions are called."""
    return say(N_("Receptions of {day}"), day="" if visits.day is None else say.date(visits.day))


def receptions(say: Words, visits: Visits) -> list[list[str]]:
    """The published receptions as the notice tells them, numbered; the first row holds the heads."""
    heads = [say(N_("No.")), say(N_("Township")), say(C_("a notice", "Leader")), say(N_("Time"))]
    return [
        [*heads, say(C_("a reception", "Place"))],
        *(
            [str(number), each.township, each.leader, say.span(each.opens, each.closes), each.place]
            for number, each in enumerate(visits.receptions, 1)
        ),
    ]


def period(say: Words, told: Snapshot) -> str:
    """Of which time places and categories are told."""
    return say.months(told.told.first, told.told.last)


def figures(say: Words, told: Snapshot) -> list[Figure]:
    """All figures, each with what it counts."""
    return [*month_figures(say, told), *standing_figures(say, told.standing)]


def month_figures(say: Words, told: Snapshot) -> list[Figure]:
    """Those of the month, and of how petitions are handled."""
    record = told.figures.as_record()
    first, online, year = record["first_petitions"], record["online"], record["instructions"]
    span, days, to = period(say, told), first["days"], say.iso(told.as_of)
    in_time = at_least(first["closed_in_ten_days"], first["due"], told.least)
    satisfied = at_least(first["satisfied"], first["rated"], told.least)
    mean = first["mean_days"]
    tens = say(N_("In full tens, as of the last whole month."))
    return [
        _count(say, N_("Petitions this month"), told.totals.cases, N_("Petitions filed in the month.")),
        _count(
            say,
            N_("Persons this month"),
            told.totals.persons,
            N_("Persons of these petitions, in full tens."),
        ),
        _count(
            say, N_("Petitions, {period}"), told.told_totals.cases, N_("Petitions filed in it."), period=span
        ),
        _count(
            say,
            N_("Of these open on {day}"),
            told.told_totals.open,
            N_("Filed in it and not closed."),
            day=to,
        ),
        Figure(
            say(N_("First petitions closed in {days} days"), days=days),
            share_told(say, in_time),
            in_time,
            say(
                N_(
                    "Of first petitions by letter or visit of three years whose {days} days are over or that"
                    " are closed: share closed in time, at least."
                ),
                days=days,
            )
            + " "
            + tens,
        ),
        Figure(
            say(N_("Days until first petitions are closed")),
            say.number(None) if mean is None or math.isnan(mean) else say.number(mean, 1),
            None if mean is None or math.isnan(mean) else float(mean),
            say(N_("Mean of the closed ones, in days of 24 hours, as of the last whole month.")),
        ),
        Figure(
            say(N_("Satisfied")),
            share_told(say, satisfied),
            satisfied,
            say(N_("Of the first petitions that were rated: share of the satisfied, at least.")) + " " + tens,
        ),
        _count(
            say,
            N_("Rated"),
            first["rated"],
            N_("First petitions of three years that were rated, in full tens."),
        ),
        Figure(
            say(N_("Online requests a day")),
            say.number(None) if online["per_day"] is None else say.number(online["per_day"], 1),
            online["per_day"],
            say(N_("Requests of online intake of a year, by day, in full tens; they are no petitions.")),
        ),
        _count(
            say,
            N_("Instructions issued"),
            year["issued"],
            N_("Instructions of leaders in the year to that day."),
        ),
        _count(say, N_("Of these done"), year["done"], N_("Reported as done by that day.")),
    ]


def standing_figures(say: Words, now: Standing) -> list[Figure]:
    """Alerts, visits and teams as they stand on the day of the meeting, whichever month it is told of."""
    alerts, visits, counts = now.alerts, now.visits, now.teams.counts
    return [
        _count(say, N_("Alerts to be decided"), alerts.waiting, N_("Findings that nobody has decided.")),
        _count(
            say,
            N_("Alerts confirmed in a year"),
            alerts.confirmed,
            N_("Findings held for true in the year to the day."),
        ),
        _count(
            say,
            N_("Villages without a visit for {months} months"),
            int(visits.unseen.sum()),
            N_("Villages where no county leader was on record in that time."),
            months=str(visits.months),
        ),
        _count(
            say,
            N_("Promises overdue"),
            visits.overdue,
            N_("Promises of leaders that are past their day and not kept."),
        ),
        _count(
            say,
            N_("Promises kept in a year"),
            visits.kept,
            N_("Promises of leaders kept in the year to the day, in full tens."),
        ),
        _count(
            say, N_("Villages without a team"), counts[Group.UNCOVERED], N_("No liaison team serves them.")
        ),
        _count(
            say,
            N_("Villages whose team is overdue"),
            counts[Group.OVERDUE],
            N_("Their liaison team was not there within the days of the county's rules."),
        ),
    ]


def figure_heads(say: Words) -> list[str]:
    """Heads of a table of figures with what each counts."""
    return [say(N_("Figure")), say(N_("Count")), say(N_("What it counts"))]


def agenda_heads(say: Words) -> list[str]:
    """Heads of a table of `item`s."""
    return [say(N_("Item")), say(N_("How many")), say(N_("To decide"))]


def item(say: Words, each: Item) -> tuple[str, str, str]:
    """Subject, how many, and what the meeting is asked."""
    count = "—" if each.count is None else say.number(each.count)
    if each.count is not None and each.day is not None:
        count = say(N_("{n}, the earliest of {day}"), n=count, day=say.iso(each.day))
    return say.term(each.subject), count, say(each.question)


def notes(say: Words, told: Snapshot) -> list[str]:
    """What stands on every paper and slide: of when it is, and what is left out."""
    return [
        say(N_("data as of {day}"), day=say.iso(told.as_of)),
        say(N_("Made {moment}"), moment=f"{told.made:%Y-%m-%d %H:%M}"),
        say(N_("without reports and accusations")),
        say(
            N_("Counts of fewer than {k}, and what could be worked out from them, are not told."),
            k=told.least,
        ),
    ]


def _count(say: Words, label: str, value: int | None, definition: str, **more: str) -> Figure:
    return Figure(say(label, **more), say.number(value), value, say(definition))


def share_told(say: Words, share: int | None) -> str:
    """A share that is no more than it is for certain (`data.petitions.performance.at_least`)."""
    return say.number(None) if share is None else f"≥ {share}%"
