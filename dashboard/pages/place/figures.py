"""Figures of a place: each says what it counts, and of which period."""

import numpy as np

from dashboard import cache
from dashboard.address import here, to
from dashboard.drawing import charts, elements, tables
from dashboard.drawing.counts import beyond, period_words
from dashboard.drawing.notes import as_of, counted, subject, up_to
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, number, term
from dashboard.pages.place import parts
from dashboard.pages.place.parts import Asked, Part
from dashboard.pages.place.place import SHOWN, Place
from data import frames
from data.petitions.cases import open_cases
from data.petitions.facts import Filter
from data.petitions.trends import Count
from data.terms import Occurrence, Purpose, Status, Tier

MOST = 500
"""Lines of open cases at most."""


def what(place: Place) -> str:
    """Period and filter in words."""
    wanted, dataset = place.question.wanted, place.question.dataset
    return f"{period_words(place.period)} · {subject(wanted, dataset)}"


def figures(place: Place) -> None:
    """Cases, per 1,000 residents, open ones, residents; and of what."""
    question = place.question
    elements.figures(
        [
            (number(place.cases), counted(question.wanted)),
            ("—" if np.isnan(place.rate) else number(place.rate, 1), _("per 1,000 residents")),
            (number(place.open), _("open")),
            ("—" if np.isnan(place.residents) else number(place.residents), _("residents")),
        ]
    )
    elements.quiet(what(place))
    if not place.is_own:
        for line in beyond(question):
            elements.quiet(line)
    elif question.counts.withheld and not place.is_village:
        words = _(
            "among them {n} reports and accusations, which stand under no village",
            n=number(question.counts.withheld),
        )
        elements.quiet(words)


def months(place: Place) -> None:
    """Two years by month beside the year before each; not where a state is asked for, or cases are not told.

    Today's open cases of an earlier month are those that are left of it.
    """
    if not place.is_own or place.question.wanted.status is not None:
        return
    every = place.monthly(SHOWN + 12)
    what = counted(place.question.wanted)
    title, until = _("{what} filed by month", what=what), up_to(place.question.chosen.last)
    then, against = every[:SHOWN], _("a year before")
    charts.line(title, place.month_names, every[12:], then, against=against, until=until)


def made_of(place: Place) -> None:
    """Cases by category, first and repeated ones, and how long they took; of cases that may be opened."""
    if not place.is_own:
        return
    question = place.question
    asked = Asked(question, question.wanted, question.chosen, heading(place))

    def by(column: str) -> Count:
        return lambda wanted: {
            str(code): int(n) for code, n in place.of(wanted)[column].value_counts().items()
        }

    if question.wanted.category is None:
        title = _("Categories, {period}", period=period_words(place.period))
        part = Part("categories", title, _("Category"), by("category"), category, in_category)
        parts.ranked(asked, part)
    parts.kinds(asked, by("occurrence"))
    parts.days(asked, place.facts)


def in_category(code: str) -> str:
    """Address of the same page about one category alone."""
    return here(category=code)


def cases(place: Place) -> None:
    """The open cases of the figure above, oldest first; a number leads to its case."""
    question = place.question
    dataset, today = question.dataset, cache.today(question.dataset)
    code = place.code if place.is_village else None
    reader, newest = cache.reader(question.scope), cache.newest_scheme(question.scope, dataset)
    listed = open_cases(reader, code, question.wanted, limit=MOST, on=today, newest=newest)
    if listed.empty:
        elements.quiet(_("No open case that you may see one by one."))
    else:
        title = _("Open cases, oldest first")
        elements.heading(title)
        names = cache.geography(dataset).village_names
        heads = [Cell(_("Number")), Cell(_("Category"))]
        heads += [] if place.is_village else [Cell(_("Village"), "w")]
        rows = [
            Row(
                [
                    Cell(case.number, "t"),
                    Cell(category(case.category)),
                    *([] if place.is_village else [Cell(names.get(case.village or "", "—"), "w")]),
                    Cell(term(Tier(case.tier)), "t", "bad" if case.tier == Tier.HARD else ""),
                    Cell(iso(case.filed), "t w"),
                    figure(max((today - case.filed.date()).days, 0)),
                ],
                link=to("case", case=case.number),
            )
            for case in frames.rows(listed)
        ]
        heads += [Cell(_("Tier")), Cell(_("Filed on"), "w"), Cell(_("Days"), "n")]
        file = File(f"{place.name} {title}", [what(place), as_of(dataset)])
        tables.listing(f"open-{place.code}", heads, rows, file=file)
        repeats = int((listed["occurrence"] == Occurrence.REPEAT).sum())
        if repeats:
            elements.quiet(_("{n} of them are repeated petitions", n=repeats))
    _others(place)


def _others(place: Place) -> None:
    """How many are open that are not listed, and how many more that the filter leaves out."""
    if not place.is_own:
        return
    hidden = (place.facts["status"] == Status.OPEN) & (place.facts["purpose"] == Purpose.ACCUSATION)
    if hidden.any():
        elements.quiet(
            _("{n} open reports and accusations are not listed one by one", n=number(int(hidden.sum())))
        )
    wanted = Filter(counted=place.question.wanted.counted, status=Status.OPEN.value)
    others = len(place.of(wanted)) - (place.open or 0)
    if others:
        elements.quiet(_("{n} more are open that the filter leaves out", n=number(others)))


def heading(place: Place) -> str:
    """Its name, with that of its township."""
    return f"{place.name} · {place.above}" if place.above else place.name
