"""What cases are made of: townships, categories, first and repeated ones, and how long they took."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dashboard import cache
from dashboard.drawing import charts, elements
from dashboard.drawing.charts import Bar
from dashboard.drawing.counts import period_words
from dashboard.drawing.notes import as_of, counted, signed_change, subject
from dashboard.drawing.question import Question
from dashboard.drawing.tables import File
from dashboard.language import _, number, percent, term
from data.periods import Period
from data.petitions.closing import Closing, closing
from data.petitions.facts import Filter
from data.petitions.trends import Count, beside
from data.terms import PetitionKind

KINDS = (PetitionKind.FIRST, PetitionKind.REPEAT)


@dataclass(frozen=True, eq=False)
class Asked:
    """A filter and its period, of which parts are told.

    Parameters
    ----------
    where
        Name of the place, of which the files are called; empty: the county.
    whole
        Whether a part that is left out counts none, and is not one that is not told.
    """

    question: Question
    wanted: Filter
    chosen: Period
    where: str = ""
    whole: bool = True

    @classmethod
    def of(cls, question: Question) -> "Asked":
        """What is told of the county or township that is asked for."""
        chosen = question.tally.told_period(question.wanted) or question.chosen
        return cls(question, question.nearest, chosen, whole=not question.tells_part)

    @property
    def what(self) -> str:
        """Period and filter in words."""
        return f"{period_words(self.chosen)} · {subject(self.wanted, self.question.dataset)}"

    def file(self, title: str) -> File:
        """What a part is called as a file."""
        return File(f"{self.where} {title}".strip(), [self.what, as_of(self.question.dataset)])


@dataclass(frozen=True)
class Part:
    """By what cases are told apart: title of the chart, head of its names, and how each is counted.

    Parameters
    ----------
    key
        Tells it from others of the page.
    name, link
        Of a code: its words, and the address that it leads to.
    """

    key: str
    title: str
    head: str
    count: Count
    name: Callable[[str], str]
    link: Callable[[str], str] = lambda _code: ""


def ranked(asked: Asked, part: Part) -> None:
    """Parts by their size, each with what has changed; nothing where there are none."""
    question = asked.question
    level = cache.rules(question.dataset).hotspots.level
    begins = question.tally.first_day
    counts = beside(part.count, asked.wanted, asked.chosen, begins, level, whole=asked.whole)
    bars = [
        Bar(part.name(code), n, part.link(code), signed_change(trend), trend is not None and trend.is_sure)
        for code, n, trend in counts
        if n
    ]
    if bars:
        charts.ranked(part.title, bars, key=part.key, head=part.head, file=asked.file(part.title))
        if any(bar.sure for bar in bars):
            elements.quiet(_("Bold: more than chance explains, each looked at by itself"))


def kinds(asked: Asked, count: Count) -> None:
    """First petitions against repeated ones; not where one of them is asked for."""
    if asked.wanted.kind is None:
        names = {each.value: term(each) for each in KINDS}
        title = _("First and repeated petitions")
        ranked(asked, Part("kinds", title, title, count, names.__getitem__))


def days(asked: Asked, rows: pd.DataFrame) -> None:
    """How long they took; not where a state is asked for, which is open or closed already."""
    if asked.wanted.status is not None or rows.empty:
        return
    dataset = asked.question.dataset
    end = pd.Timestamp(cache.as_of(dataset)) + dt.timedelta(days=1)
    told = closing(rows, cache.rules(dataset).cases.first_days, end)
    title = _("Days until closed")
    charts.ranked(title, _classes(told), key="days", head=_("Days"), file=asked.file(title))
    for line in _said(told, counted(asked.wanted)):
        elements.quiet(line)


def _classes(told: Closing) -> list[Bar]:
    """A bar a class, in the order of the days, and one of those that are open."""
    lows = (0, *told.bounds)
    names = [_("up to {n} days", n=told.bounds[0])]
    names += [
        _("{low} to {high} days", low=low, high=high)
        for low, high in zip(lows[1:], told.bounds[1:], strict=False)
    ]
    names.append(_("over {n} days", n=told.bounds[-1]))
    bars = [Bar(name, n) for name, n in zip(names, told.counts, strict=True)]
    return [*bars, Bar(_("still open"), told.open, apart=True)]


def _said(told: Closing, what: str) -> list[str]:
    """Median, share within the rule's days, and what is still open."""
    lines, first = [], told.first
    if told.median is not None:
        words = {"what": what, "n": number(told.closed), "days": number(told.median, 1)}
        lines.append(
            _(
                "{what} closed: {n}, half of them within {days} days, which rises too where old ones are"
                " closed",
                **words,
            )
        )
    if first.due:
        share = percent(first.closed_in_ten_days or 0, first.due)
        words = {"days": str(first.days), "due": number(first.due), "share": share}
        sentence = _(
            "first petitions by letter or visit, closed or older than {days} days: {due};"
            " closed in time: {share}",
            **words,
        )
        lines.append(sentence)
    if told.oldest is not None:
        words = {"n": number(told.open), "days": number(told.oldest)}
        lines.append(_("still open: {n}, the oldest for {days} days; in no class of days", **words))
    if told.others:
        lines.append(
            _("neither open nor with a day of closing, such as before a court: {n}", n=number(told.others))
        )
    return lines
