"""One glance from the back of the room, and no person recognisable.

With ``?screen=1`` it fills the screen, large and dark, and turns its pages by itself. It counts under the
scope of the screen: aggregates only, reports and accusations never, and only what singles out nobody
(`data.petitions.disclosure`). What is not told is said to be so.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboard import address, cache, identity
from dashboard.address import Kept, Segmented
from dashboard.drawing import elements, maps
from dashboard.drawing.colours import TOKENS
from dashboard.drawing.counts import dates, payload, period_words
from dashboard.drawing.question import Question, ask
from dashboard.language import KEY, _, category, in_context, language, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from data.periods import Period, between, period
from data.petitions.facts import Filter
from data.petitions.performance import STEP
from data.scope import Scope
from data.tables import Dataset
from data.terms import Counted

SECONDS = 20
"""How long a page stays on the screen."""
PAGE = Segmented("page")
TURN = Kept("turn", 0)
"""Counts the pages that the screen has shown."""


@dataclass(frozen=True)
class Slide:
    """A page of the briefing: one sentence, at most five figures, one map."""

    sentence: str
    figures: list[tuple[str, str]]
    payload: maps.Payload


def show(scope: Scope, dataset: Dataset, *, screen: bool = False) -> None:
    """The view; `screen` is the wall's."""
    if not screen:
        if scope.county is None:
            st.title(_("Briefing for the screen of a meeting"))
            st.write(_("The briefing shows the whole county, to the petition office and county leaders."))
            return
        scope = identity.screen_scope(dataset)
        st.title(_("Briefing for the screen of a meeting"))
        st.write(
            plain(
                _(
                    "Opens large and dark, turns its pages every {n} seconds, shows aggregates only."
                    " F11 fills the screen.",
                    n=SECONDS,
                )
            )
        )
        elements.quiet(
            _(
                "The screen leaves out reports and accusations, counts of fewer than {k}, and what could be"
                " worked out from them. So villages and topics are of whole months of the year.",
                k=cache.rules(dataset).privacy.suppress_below,
            )
        )
        counted = filters.counted()
        shown = {"screen": "1", KEY: language(), filters.COUNT.key: counted.value}
        st.link_button(_("Open the screen"), address.link(**shown), type="primary")
    else:
        counted = filters.asked()
    if not cache.tally(scope, dataset).months:
        st.title(_("There is nothing to show yet"))
        return
    with st.container(key="wall" if screen else "preview"):
        if screen:
            st.fragment(partial(_turning, counted), run_every=SECONDS)()
        else:
            _page(scope, dataset, PAGE.choose(_("Page"), pages()), counted, screen=False)


def pages() -> dict[str, str]:
    """The pages in order: code -> words."""
    return {
        "county": _("The county this month"),
        "topics": _("What it is about"),
        "figures": in_context("the briefing", "What came of it"),
    }


@elements.refusals_shown()
def _turning(counted: Counted) -> None:
    """The next page, of the record as it is now, for whoever is still signed in."""
    dataset = cache.store().dataset()
    scope = identity.screen_scope(dataset)
    identity.confirm(scope)
    names = list(pages())
    name = names[TURN.value % len(names)]
    TURN.keep(TURN.value + 1)
    _page(scope, dataset, name, counted, screen=True)


def _page(scope: Scope, dataset: Dataset, name: str, counted: Counted, *, screen: bool) -> None:
    today = cache.as_of(dataset)
    month = period(f"{today:%Y-%m}", 1, today)
    make = {"county": _county, "topics": _topics, "figures": _outcome}[name]
    slide = make(scope, dataset, month, counted)
    blocks = "".join(
        f"<div><b>{elements.escaped(value)}</b><span>{elements.escaped(label)}</span></div>"
        for value, label in slide.figures[:5]
    )
    st.html(f'<h1 class="pm-sentence">{elements.escaped(slide.sentence)}</h1>')
    left, right = st.columns([7, 3], gap="medium")
    with right:
        st.html(f'<div class="pm-wall-figures">{blocks}</div>')
    with left, st.container(key="map"):
        maps.draw(
            cache.geography(dataset).digest,
            slide.payload,
            key="wall-map" if screen else "preview-map",
            clickable=False,
            still=True,
            large=screen,
        )


def _county(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    what, year = term(counted), _year(scope, dataset, month, counted)
    now = cache.totals(scope, dataset, month, counted)
    before = period(f"{month.first - dt.timedelta(days=1):%Y-%m}", 1, month.first - dt.timedelta(days=1))
    earlier = cache.totals(scope, dataset, before, counted)
    words = {"period": period_words(month), "what": what, "n": number(now.cases)}
    if now.cases is None:
        sentence = _("{period}: {what}: not told, for they are few", **words)
    elif earlier.cases is None or not month.complete:
        sentence = _("{period}: {n} {what}", **words)
    elif now.cases > earlier.cases:
        m = number(now.cases - earlier.cases)
        sentence = _("{period}: {n} {what}, {m} more than a month before", m=m, **words)
    elif now.cases < earlier.cases:
        m = number(earlier.cases - now.cases)
        sentence = _("{period}: {n} {what}, {m} fewer than a month before", m=m, **words)
    else:
        sentence = _("{period}: {n} {what}, as many as a month before", **words)
    figures = [
        (number(now.cases), _("{what} this month", what=what)),
        (number(now.persons), _("persons this month")),
        (number(earlier.cases), _("in the whole of last month")),
    ]
    if year.chosen != month:
        told = cache.totals(scope, dataset, year.chosen, counted)
        figures += [
            (number(told.cases), period_words(year.chosen)),
            (number(told.open), _("of these still open")),
        ]
    return Slide(sentence, figures, _payload(year))


def _topics(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    year = _year(scope, dataset, month, counted)
    topics = cache.tally(scope, dataset).by_category(year.wanted)
    total = cache.tally(scope, dataset).total(year.wanted)
    if topics.empty or total is None:
        return _county(scope, dataset, month, counted)
    return Slide(
        _(
            "{period}, {what}: most are about {subject}, {share} of all",
            what=term(counted),
            period=period_words(year.chosen),
            subject=category(str(topics.index[0])),
            share=percent(float(topics.iloc[0]), total, 0),
        ),
        [(number(int(n)), category(str(code))) for code, n in topics.head(5).items()],
        _payload(year),
    )


def _year(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Question:
    """What is told by place and topic of the time before the end of a month."""
    year = period(f"{month.last:%Y-%m}", 12, month.last)
    near = cache.tally(scope, dataset).nearest(Filter(year.first, year.last, counted=counted))
    if near.first is None or near.last is None:
        return ask(scope, dataset, Filter(month.first, month.last, counted=counted), month)
    return ask(scope, dataset, near, between(near.first, near.last))


def _outcome(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    figures = cache.figures(scope, dataset).as_record()
    first, online, instructions = figures["first_petitions"], figures["online"], figures["instructions"]
    if first["due"] is None:
        sentence = _("First petitions of three years: not told, for they are few")
    else:
        sentence = _(
            "First petitions of three years, in full tens: {total}; of {due} whose {days} days are over or"
            " that are closed, {n} were closed in time",
            total=number(first["count"]),
            due=number(first["due"]),
            days=first["days"],
            n=number(first["closed_in_ten_days"]),
        )
    return Slide(
        sentence,
        [
            (
                _at_least(dataset, first["closed_in_ten_days"], first["due"]),
                _("first petitions closed in {days} days", days=first["days"]),
            ),
            (_figure(first["mean_days"], ""), _("days on average until closed")),
            (
                _at_least(dataset, first["satisfied"], first["rated"]),
                _("of {n} rated were satisfied", n=number(first["rated"])),
            ),
            (_figure(online["per_day"], ""), _("online requests a day")),
            (
                number(instructions["done"]),
                _("of {n} instructions done in a year", n=number(instructions["issued"])),
            ),
        ],
        _payload(_year(scope, dataset, month, counted)),
    )


def _at_least(dataset: Dataset, part: int | None, whole: int | None) -> str:
    """Share of two figures that are cut down to tens, in whole percent: no more than it is for certain."""
    if part is None or whole is None:
        return number(None)
    most = whole + STEP * cache.rules(dataset).privacy.suppress_below - 1
    return f"≥ {100 * part // most}%"


def _figure(value: float | None, unit: str) -> str:
    return number(None) if value is None else _.figure(value) + unit


def _payload(question: Question) -> maps.Payload:
    """The county's map with circles from the least count on, and no figures in tooltips."""
    full = payload(question, "count", tokens=TOKENS["dark"])
    return replace(
        full,
        words=[[name] for name in question.geography.villages["name"]],
        legend=replace(full.legend, notes=dates(question)),
    )
