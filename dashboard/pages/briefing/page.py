"""One glance from the back of the room, and no person recognisable.

With ``?screen=1`` it fills the screen, large and dark, and turns its pages by itself. It counts under the
scope of the screen: aggregates only, reports and accusations never, small counts not told apart.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from dashboard import address, cache, identity
from dashboard.address import Kept, Segmented
from dashboard.drawing import elements, maps
from dashboard.drawing.colours import TOKENS
from dashboard.drawing.counts import Question, ask, dates, payload, period_words, ranges
from dashboard.language import KEY, _, category, language, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from data.periods import Period, period
from data.petitions.counts import Totals, villages_holding
from data.petitions.facts import Filter
from data.scope import Scope
from data.tables import Dataset
from data.terms import Counted
from geo.statistics.rates import breaks, classify, suppress

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
        "figures": _("What came of it"),
    }


@elements.refusals_shown()
def _turning(counted: Counted) -> None:
    """The next page, of the record as it is now."""
    dataset = cache.store().dataset()
    names = list(pages())
    name = names[TURN.value % len(names)]
    TURN.keep(TURN.value + 1)
    _page(identity.screen_scope(dataset), dataset, name, counted, screen=True)


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
    question = ask(scope, dataset, Filter(month.first, month.last, counted=counted), month)
    total = cache.totals(scope, dataset, month, counted)
    earlier = cache.totals(scope, dataset, month.previous(), counted).cases
    k, what = question.suppress_below, term(counted)
    words = {"period": period_words(month), "what": what, "n": _safe(total.cases, k)}
    change = total.cases - earlier
    if change > 0:
        sentence = _("{period}: {n} {what}, {m} more than a month before", m=_safe(change, k), **words)
    elif change < 0:
        sentence = _("{period}: {n} {what}, {m} fewer than a month before", m=_safe(-change, k), **words)
    else:
        sentence = _("{period}: {n} {what}, as many as a month before", **words)
    return Slide(
        sentence,
        [
            (_safe(total.cases, k), _("{what} this month", what=what)),
            (_safe(total.persons if total.cases >= k else total.cases, k), _("persons this month")),
            (_safe(earlier, k), _("in as many days of last month")),
            (_open(total, k), _("of this month still open")),
            (number(villages_holding(question.counts.cases)), _("villages hold half of them")),
        ],
        _payload(question),
    )


def _topics(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    quarter = period(f"{month.last:%Y-%m}", 3, month.last)
    wanted = Filter(quarter.first, quarter.last, counted=counted)
    totals = cache.tally(scope, dataset).by_category(wanted)
    if totals.empty:
        return _county(scope, dataset, month, counted)
    first = str(totals.index[0])
    question = ask(scope, dataset, replace(wanted, category=first), quarter)
    return Slide(
        _(
            "{period}, {what}: most are about {subject}, {share} of all",
            what=term(counted),
            period=period_words(quarter),
            subject=category(first),
            share=percent(float(totals.iloc[0]), float(totals.sum())),
        ),
        [(_safe(int(n), question.suppress_below), category(str(code))) for code, n in totals.head(5).items()],
        _payload(question),
    )


def _outcome(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    figures = cache.figures(scope, dataset).as_record()
    first, online, instructions = figures["first_petitions"], figures["online"], figures["instructions"]
    year = period(f"{month.last:%Y-%m}", 12, month.last)
    return Slide(
        _(
            "First petitions of three years: {total}; of {due} whose {days} days are over or that are closed,"
            " {n} were closed in time",
            total=number(first["count"]),
            due=number(first["due"]),
            days=first["days"],
            n=number(first["closed_in_ten_days"]),
        ),
        [
            (
                _figure(first["ten_day_percent"], "%"),
                _("first petitions closed in {days} days", days=first["days"]),
            ),
            (_figure(first["mean_days"], ""), _("days on average until closed")),
            (
                _figure(first["satisfied_percent"], "%"),
                _("of {n} rated were satisfied", n=number(first["rated"])),
            ),
            (_figure(online["per_day"], ""), _("online requests a day")),
            (
                number(instructions["done"]),
                _("of {n} instructions done in a year", n=number(instructions["issued"])),
            ),
        ],
        _payload(ask(scope, dataset, Filter(year.first, year.last, counted=counted), year)),
    )


def _figure(value: float | None, unit: str) -> str:
    return "—" if value is None else _.figure(value) + unit


def _safe(count: int, k: int) -> str:
    """A count for a shared screen: those from 1 up to below `k` are not told apart."""
    return _("under {k}", k=k) if 0 < count < k else number(count)


def _open(total: Totals, k: int) -> str:
    """How many are open, unless those that are not could be told from it."""
    if suppress([total.open, total.cases - total.open], k)[0] and total.open >= k:
        return _("{low} and more", low=k)
    return _safe(total.open, k)


def _payload(question: Question) -> maps.Payload:
    """The county's map with classes that begin above the small counts, and no figures in tooltips."""
    tokens = TOKENS["dark"]
    full = payload(question, "count", tokens=tokens)
    bounds = breaks(question.usual(), smallest=float(question.suppress_below))
    classes = np.maximum(classify(question.counts.cases, bounds) - 1, 0)
    labels = [_("under {k}", k=number(bounds[0])), *ranges(bounds, whole=True)]
    shades = [tokens.none, *tokens.sequential[1:]]
    legend = replace(
        full.legend,
        notes=dates(question),  # 'located n of N' would tell small counts
        classes=[
            maps.LegendClass(shade, label) for shade, label in zip(shades[::-1], labels[::-1], strict=True)
        ],
    )
    return replace(
        full,
        palette=shades,
        classes=[int(place) for place in classes],
        words=[[name] for name in question.geography.villages["name"]],
        legend=legend,
    )
