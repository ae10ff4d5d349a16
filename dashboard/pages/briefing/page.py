"""One glance from the back of the room, and no person recognisable.

With ``?screen=1`` it fills the screen, large and dark, and turns its pages by itself. It counts under the
scope of the screen: aggregates only, reports and accusations never, and only what singles out nobody
(`data.petitions.disclosure`). What is not told is said to be so.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import address, cache, identity
from dashboard.address import Segmented
from dashboard.drawing import elements, maps
from dashboard.drawing.counts import dates, payload, period_words
from dashboard.drawing.question import Question, ask
from dashboard.language import KEY, _, category, date, in_context, language, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.briefing import choice, papers, standing, wall
from dashboard.pages.briefing.slide import Slide
from data.briefing.snapshot import changes
from data.briefing.words import changed, share_told
from data.cartography.colours import TOKENS
from data.desk.figures import public_sentence, told
from data.errors import PlanRefused
from data.periods import Period, between, period
from data.petitions.facts import Filter
from data.petitions.outside import CountyTally
from data.petitions.performance import at_least
from data.petitions.trends import Against, Trend
from data.scope import Scope
from data.tables import Dataset
from data.terms import Counted, WallPage
from data.visits.calendar import day_of_month

PAGE = Segmented("page")


def show(scope: Scope, dataset: Dataset, *, screen: bool = False) -> None:
    """The view; `screen` is the wall's."""
    if not screen:
        if scope.county is None:
            st.title(_("Briefing for the screen of a meeting"))
            st.write(_("The briefing shows the whole county, to the petition office and county leaders."))
            return
        own, scope = scope, identity.screen_scope(dataset)
        st.title(_("Briefing for the screen of a meeting"))
        st.write(
            plain(
                _(
                    "Opens large and dark, turns its pages every {n} seconds, shows aggregates only."
                    " F11 fills the screen.",
                    n=cache.rules(dataset).screen.seconds,
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
        counted = filters.counted(width=240)
        shown = {"screen": "1", KEY: language(), filters.COUNT.key: counted.value}
        st.link_button(_("Open the screen"), address.link(**shown), type="primary")
    else:
        counted = filters.asked()
    if not cache.tally(scope, dataset).months:
        st.title(_("There is nothing to show yet"))
        return
    if not screen:
        papers.offer(scope, dataset)
        choice.show(own, dataset)
    with st.container(key="wall" if screen else "preview"):
        if screen:
            seconds = cache.rules(dataset).screen.seconds
            st.fragment(partial(_turning, counted, seconds), run_every=seconds)()
        else:
            _page(scope, dataset, PAGE.choose(_("Page"), pages(scope, dataset)), counted, screen=False)


def pages(scope: Scope, dataset: Dataset) -> dict[str, str]:
    """The pages as the office chose: code -> words; on a day of visits first what came of its receptions."""
    chosen = [WallPage(code) for code in cache.rules(dataset).screen.pages.split()]
    every = {page.value: term(page) for page in chosen}
    today = cache.today(dataset)
    with suppress(PlanRefused):  # it is not known on which day the visits are
        if day_of_month(cache.store(), today.year, today.month) == today:
            return {"desk": _("The receptions of today")} | every
    return every


@elements.refusals_shown()
def _turning(counted: Counted, seconds: int) -> None:
    """The next page, of the record as it is now, for whoever is still signed in."""
    dataset = cache.store().dataset()
    if cache.rules(dataset).screen.seconds != seconds:
        st.rerun()  # the pages turn at another pace
    scope = identity.screen_scope(dataset)
    identity.confirm(scope)
    names = list(pages(scope, dataset))
    place = wall.turn(len(names))
    _page(scope, dataset, names[place], counted, screen=True)
    wall.foot(dataset, place, len(names), seconds)
    wall.keys()


def _page(scope: Scope, dataset: Dataset, name: str, counted: Counted, *, screen: bool) -> None:
    today = cache.as_of(dataset)
    month = period(f"{today:%Y-%m}", 1, today)
    slide = _made(scope, dataset, month, counted, name)
    told_first = sorted(slide.figures[:5], key=lambda each: each[0] == number(None))
    blocks = "".join(
        f"<div{_long(value)}><b>{elements.escaped(value)}</b><span>{elements.escaped(label)}</span></div>"
        for value, label in told_first
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


def _long(value: str) -> str:
    """How what is written smaller is marked: many signs, such as a day in English, and what is not told."""
    return ' class="pm-long"' if len(value) > 8 or value == number(None) else ""


def _made(scope: Scope, dataset: Dataset, month: Period, counted: Counted, name: str) -> Slide:
    match name:
        case WallPage.ALERTS:
            return standing.alerts(scope, dataset, _payload(_year(scope, dataset, month, counted)))
        case WallPage.VISITS:
            return standing.visits(scope, dataset)
        case WallPage.COVERAGE:
            return standing.coverage(scope, dataset)
    make = {WallPage.TOPICS: _topics, WallPage.FIGURES: _outcome, "desk": _receptions}.get(name, _county)
    return make(scope, dataset, month, counted)


def _county(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    what, year = term(counted), _year(scope, dataset, month, counted)
    now = cache.totals(scope, dataset, month, counted)
    before = period(f"{month.first - dt.timedelta(days=1):%Y-%m}", 1, month.first - dt.timedelta(days=1))
    earlier = cache.totals(scope, dataset, before, counted)
    told = cache.totals(scope, dataset, year.chosen, counted)
    said, total = (
        (month, now) if now.cases is not None else (year.chosen, told)
    )  # the map's, in a month of few
    if total.cases is None:
        sentence = _("{period}: {what}: not told, for they are few", period=period_words(month), what=what)
    else:
        sentence = _("{period}: {n} {what}", period=period_words(said), n=number(total.cases), what=what)
    if now.cases is not None:
        sentence += changed(_, _changes(scope, dataset, month, counted))
    figures = [
        (number(now.cases), _("{what} this month", what=what)),
        (number(now.persons), _("persons this month")),
        (number(earlier.cases), _("in the whole of last month")),
    ]
    if year.chosen != month:
        figures += [
            (number(told.cases), period_words(year.chosen)),
            (number(told.open), _("of these still open")),
        ]
    return Slide(sentence, figures, _payload(year))


def _changes(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> dict[Against, Trend]:
    county = cache.tally(scope, dataset)
    if not isinstance(county, CountyTally):
        return {}
    wanted = Filter(month.first, month.last, counted=counted)
    return changes(county, wanted, month, cache.rules(dataset).hotspots.level)


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


def _receptions(scope: Scope, dataset: Dataset, month: Period, counted: Counted) -> Slide:
    """What came of today's receptions, of the whole county; what is few, or tells of few, is not told."""
    today = cache.today(dataset)
    found = told(cache.reader(scope), today)
    if found is None:
        return _county(scope, dataset, month, counted)
    sentence = _("{day}: {told}", day=date(today), told=public_sentence(_, found))
    labels = (
        (found.groups, _("groups that came")),
        (found.people, _("people that came, at least")),
        (found.settled, in_context("the desk", "settled on the spot")),
        (found.promised, in_context("the desk", "handed on with a due day")),
    )
    shown = [(number(count), label) for count, label in labels if count is not None]
    return Slide(sentence, shown, _payload(_year(scope, dataset, month, counted)))


def _at_least(dataset: Dataset, part: int | None, whole: int | None) -> str:
    """Share of two figures that are cut down to tens: no more than it is for certain."""
    share = at_least(part, whole, cache.rules(dataset).privacy.suppress_below)
    return share_told(_, share)


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
