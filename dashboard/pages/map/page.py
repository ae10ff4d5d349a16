"""Where are the petitions, how many for the people living there, and where is each kind hot?"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import cache, identity
from dashboard.address import Segmented
from dashboard.drawing import elements, maps
from dashboard.drawing.brush import brush
from dashboard.drawing.counts import beyond, measures, payload, period_words
from dashboard.drawing.notes import change, conditions, counted, up_to
from dashboard.drawing.question import Question, ask, in_unit, total_in, unit_of
from dashboard.language import _, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.map import composition, file, ranking
from dashboard.pages.map.alerts import alerts
from dashboard.pages.place import panel, place
from data.periods import Period, months
from data.petitions.counts import count_matters, villages_holding
from data.petitions.facts import Filter
from data.petitions.trends import Trend, changes
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import CountUnit

KEY = "petitions-map"
LISTS = ("villages", "own", "others")
MEASURE = Segmented("show")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    _answer(scope)


@st.fragment
@elements.refusals_shown()
def _answer(scope: Scope) -> None:
    """All of it, in a fragment: a filter reruns this alone, not the frame of the page around it."""
    identity.confirm(scope)
    dataset = cache.store().dataset()
    geography = cache.geography(dataset)
    if geography.villages.empty or not cache.tally(scope, dataset).months:
        st.title(_("There is nothing to show yet"))
        if is_office(scope):
            st.write(
                _("Import boundaries and petitions first, on the pages of the setting up and the import.")
            )
        return
    answer = st.container(key="answer")
    filters.window(KEY)
    wanted, chosen = filters.over_period(scope, dataset)
    question = ask(scope, dataset, wanted, chosen)
    selected = filters.VILLAGE.asked
    if selected not in set(geography.codes[question.visible]):
        selected = ""
    with st.container(key="body"):
        left, right = st.columns([2, 1], gap="medium")
        with left:
            with st.container(key="measure"):
                measure = MEASURE.choose(_("The map shows"), measures())
            with st.container(key="map"):  # first, for it is what a reader waits for
                shown = payload(question, measure, selected, alerts=alerts(scope, question))
                lengths = filters.lengths(scope, dataset)
                timed = replace(shown, brush=brush(question, measure, filters.SPAN.key, lengths))
                maps.draw(geography.digest, timed, key=KEY)
            unit = unit_of(measure)
            trends = _trends(question, unit)
            with answer:
                title = _headline(question, unit, trends)
                st.title(plain(title))
            file.take_away(question, shown, title)
            composition.show(question)
        with right:
            _beside(scope, dataset.version, wanted, chosen, unit)
            _ranking(question, measure)


@st.fragment
@elements.refusals_shown()
def _beside(scope: Scope, version: int, wanted: Filter, chosen: Period, unit: CountUnit) -> None:
    """The village that is chosen, or figures of all; in a fragment, so that a click draws this alone."""
    identity.confirm(scope)
    dataset = cache.store().dataset()
    if dataset.version != version:
        st.rerun()
    question = ask(scope, dataset, wanted, chosen)
    selected = filters.village(maps.chosen_key(KEY))
    opened = place.village(question, selected) if selected else None
    with st.container(key="beside"):
        waiting = st.container(key="asked")
        if opened:
            panel.panel(opened)
        else:
            if selected:
                st.write(plain(_("There is no such village or township")))
                elements.quiet(_("Or it is none that this role sees: search for its name above."))
            _overview(question)
            _compared(_trends(question, unit), unit)
        with waiting:  # last, for what the browser told meanwhile gives way to it
            maps.chosen(KEY, selected if opened else "", LISTS)


def _headline(question: Question, unit: CountUnit, trends: Sequence[Trend]) -> str:
    """The answer in one sentence; where it is not told of this period, of the nearest of which it is."""
    wanted, counts = question.wanted, question.counts
    township = question.geography.township_names.get(wanted.township or "", "")
    words = {
        "place": f"{township} · " if township else "",
        "period": period_words(question.chosen),
        "what": conditions(wanted),
    }
    total = total_in(counts, unit)
    if total == 0:
        return _("{place}{period}: no {what}", **words)
    if total is None:
        return _untold(question, unit, words)
    words |= {"amount": term(unit, n=number(total)), "trend": _in_short(trends)}
    if np.ma.is_masked(in_unit(counts, unit)):
        return _("{place}{period}, {what}: {amount}{trend}", **words)
    words["where"] = _("half of those placed in {n} villages", n=villages_holding(in_unit(counts, unit)))
    return _("{place}{period}, {what}: {amount}{trend}; {where}", **words)


def _untold(question: Question, unit: CountUnit, words: dict[str, str]) -> str:
    """What is told instead: of the nearest period, or that it is asked too finely."""
    near = question.tally.told_period(question.wanted)
    total = question.tally.total(question.nearest) if unit is CountUnit.CASES else None
    if near is None or total is None:
        return _("{place}{period}, {what}: not told, for it is asked too finely", **words)
    words |= {"period": period_words(near), "amount": term(unit, n=number(total))}
    return _("{place}{period}, {what}: {amount}", **words)


def _trends(question: Question, unit: CountUnit) -> list[Trend]:
    """Against the period before and a year before, where both are told and compare like with like."""
    scope, dataset, chosen = question.scope, question.dataset, question.chosen

    def count(asked: Filter) -> int | None:
        return total_in(cache.by_village(scope, dataset, asked), unit)

    level, begins = cache.rules(dataset).hotspots.level, question.tally.first_day
    return list(changes(count, question.wanted, chosen, begins, level).values())


def _in_short(trends: Sequence[Trend]) -> str:
    """The first of them for the sentence: 环比下降3.3%."""
    return "".join(_(", {change}", change=change(each)) for each in trends[:1])


def _compared(trends: Sequence[Trend], unit: CountUnit) -> None:
    """Both comparisons with their figures, and what of them may be chance."""
    for each in trends:
        words = _(
            "{change} ({period}: {then})",
            change=change(each),
            period=period_words(each.period),
            then=term(unit, n=number(each.then)),
        )
        if unit is not CountUnit.PERSONS and each.now != each.then:
            verdict = _("more than chance explains") if each.is_sure else _("may be chance")
            words = _("{change}: {verdict}", change=words, verdict=verdict)
        elements.quiet(words)


def _overview(question: Question) -> None:
    """Key figures of all that is asked."""
    counts = question.counts
    if counts.total == 0:
        elements.quiet(_("Choose a longer period, or fewer conditions."))
        return
    figures = [
        (counts.total, counted(question.wanted)),
        (counts.groups_total, _("visits in person")),
        (counts.persons_total, _("persons")),
        (None if question.tells_part else count_matters(question.facts), _("matters")),
        (counts.open_total, _("open")),
    ]
    shown = [(number(value), words) for value, words in figures if value is not None]
    if counts.located is not None:
        shown.append((percent(counts.located, counts.total), _("placed in a village")))
    elements.figures(shown)
    if not is_office(question.scope):
        elements.quiet(_("without reports and accusations"))


def _ranking(question: Question, measure: str) -> None:
    """The villages in their order; a row opens what its shape opens."""
    counts, name = question.counts, ranking.title(question, measure)
    if counts.total == 0:
        return
    period = period_words(question.chosen)
    elements.heading(name)
    near = question.tally.told_period(question.wanted) if question.own.any() else None
    if near and (near.first, near.last) != (question.wanted.first, question.wanted.last):
        ranking.villages("own", question, measure, question.own, name, period)
        others = _("Other townships, {period}", period=period_words(near))
        elements.heading(others)
        ranking.villages("others", question, "count", ~question.own, others, period_words(near))
    else:
        every = np.ones(len(counts.cases), dtype=bool)
        ranking.villages("villages", question, measure, every, name, period)
    if question.tells_part:
        for line in beyond(question):
            elements.quiet(line)
    chosen = question.chosen
    shown = months(max(chosen.first, question.tally.first_day or chosen.first), chosen.last)
    _months(cache.by_month(question.scope, question.dataset, question.wanted), shown, chosen.last)
    elements.quiet(_("Choose a village on the map or in the list to open it."))


def _months(by_month: pd.DataFrame, shown: Sequence[str], last: dt.date) -> None:
    """Petitions filed in each month shown, where it is told; none stand for a month without any."""
    filed = dict(zip(by_month["month"].dt.strftime("%Y-%m"), by_month["cases"], strict=True))
    told = {month: int(n) for month in shown if not np.isnan(n := filed.get(month, 0))}
    if told:
        names = list(told)
        elements.bars(names, list(told.values()), _("filed by month"), up_to(last, names[-1]))
