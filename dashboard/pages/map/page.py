"""Where are the petitions, how many for the people living there, and where is each kind hot?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from dashboard import cache, identity
from dashboard.address import Code, Segmented, fresh_click
from dashboard.drawing import elements, maps
from dashboard.drawing.counts import (
    Question,
    ask,
    beyond,
    in_unit,
    measures,
    payload,
    period_words,
    total_in,
    unit_of,
)
from dashboard.drawing.elements import Cell
from dashboard.drawing.notes import counted
from dashboard.language import _, category, in_context, iso, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import filters
from data import frames
from data.petitions.cases import open_cases
from data.petitions.counts import count_matters, monthly, villages_holding
from data.scope import Scope, is_office
from data.service import coverage
from data.tables import Dataset
from data.terms import CountUnit, Occurrence, Tier

KEY = "map"
MEASURE, VILLAGE = Segmented("show"), Code("village")


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
    wanted, chosen = filters.over_period(scope, dataset)
    question = ask(scope, dataset, wanted, chosen)
    if click := fresh_click(KEY):
        VILLAGE.put(geography.village_at(*click))
    selected = VILLAGE.among(set(geography.codes[question.visible]))
    with st.container(key="body"):
        left, right = st.columns([2, 1], gap="medium")
        with left:
            with st.container(key="measure"):
                measure = MEASURE.choose(_("The map shows"), measures())
            with answer:
                st.title(plain(_headline(question, unit_of(measure))))
            with st.container(key="map"):
                maps.draw(geography.digest, payload(question, measure, selected), key=KEY)
        with right:
            if selected:
                _village(scope, question, selected)
            else:
                _ranking(question)


def _headline(question: Question, unit: CountUnit) -> str:
    """The answer in one sentence; where it is not told of this period, of the nearest of which it is."""
    wanted, counts = question.wanted, question.counts
    township = question.geography.township_names.get(wanted.township or "", "")
    what = counted(wanted)
    if wanted.category:
        what = _("{what} on {subject}", what=what, subject=category(wanted.category))
    words = {
        "place": f"{township} · " if township else "",
        "period": period_words(question.chosen),
        "what": what,
    }
    total = total_in(counts, unit)
    if total == 0:
        return _("{place}{period}: no {what}", **words)
    if total is None:
        return _untold(question, unit, words)
    words |= {"amount": term(unit, n=number(total)), "trend": _trend(question, unit)}
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


def _trend(question: Question, unit: CountUnit) -> str:
    """Against the period before; nothing where the record does not reach back that far, or it is not told."""
    before, begins = question.chosen.previous(), question.tally.first_day
    if begins is None or before.first < begins:
        return ""
    earlier = replace(question.wanted, first=before.first, last=before.last)
    now = total_in(question.counts, unit)
    then = total_in(cache.by_village(question.scope, question.dataset, earlier), unit)
    if now is None or then is None:
        return ""
    amount = term(unit, n=number(abs(now - then)))
    if now > then:
        return _(", {amount} more than in the period before", amount=amount)
    if now < then:
        return _(", {amount} fewer than in the period before", amount=amount)
    return _(", as many as in the period before")


def _ranking(question: Question) -> None:
    """The villages with most petitions; a click on the map opens one."""
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
    st.subheader(plain(_("Most {what}", what=counted(question.wanted))))
    near = question.tally.told_period(question.wanted) if question.own.any() else None
    if near and (near.first, near.last) != (question.wanted.first, question.wanted.last):
        _villages(question, question.own)
        st.subheader(plain(_("Other townships, {period}", period=period_words(near))))
        _villages(question, ~question.own)
    else:
        _villages(question, np.ones(len(counts.cases), dtype=bool))
    if question.tells_part:
        for line in beyond(question):
            elements.quiet(line)
    _months(question.tally.by_month(question.wanted))
    if question.tells_part and question.wanted.township is None:
        _townships(question)
    elements.quiet(_("Click a village on the map to open it."))


def _villages(question: Question, among: NDArray[np.bool_]) -> None:
    """The ten with most petitions of some villages."""
    geography, counts = question.geography, question.counts
    names = geography.villages["name"].to_numpy()
    cases = np.where(among, np.ma.filled(counts.cases, 0), 0)
    heads = [Cell(_("Village")), Cell(_("Township")), Cell(_("Cases"), "n")]
    elements.table(
        [*heads, Cell(in_context("number of cases", "Open"), "n")],
        [
            [
                Cell(names[i], "t"),
                Cell(geography.townships_of[i], "t"),
                Cell(number(counts.cases[i]), "n"),
                Cell(number(counts.open[i]), "n"),
            ]
            for i in np.argsort(-cases, kind="stable")[:10]
            if cases[i]
        ],
    )


def _townships(question: Question) -> None:
    """Townships as they are told, most first."""
    told, near = question.tally.by_township(question.nearest), question.tally.told_period(question.wanted)
    if not told or near is None:
        return
    st.subheader(plain(_("Townships, {period}", period=period_words(near))))
    names = question.geography.township_names
    elements.table(
        [Cell(_("Township")), Cell(_("Cases"), "n")],
        [
            [Cell(names.get(code, code), "t"), Cell(number(n), "n")]
            for code, n in sorted(told.items(), key=lambda each: -each[1])
        ],
    )


def _village(scope: Scope, question: Question, selected: str) -> None:
    """One village: figures, team, open cases."""
    geography, counts = question.geography, question.counts
    today = cache.today(question.dataset)
    place = geography.codes.tolist().index(selected)
    village = geography.villages.iloc[place]
    with st.container(key="village", horizontal=True, vertical_alignment="center"):
        st.subheader(plain(f"{village['name']} · {geography.township_names.get(village['parent_code'], '')}"))
        st.button(_("Close"), on_click=VILLAGE.forget, key="close_village")
    rate = question.rates[place]
    elements.figures(
        [
            (number(counts.cases[place]), counted(question.wanted)),
            ("—" if np.isnan(rate) else number(rate, 1), _("per 1,000 residents")),
            (number(counts.open[place]), _("open")),
            ("—" if pd.isna(village["residents"]) else number(village["residents"]), _("residents")),
        ]
    )
    if question.own[place]:
        _months(monthly(question.facts, selected))
    else:
        for line in beyond(question):
            elements.quiet(line)
    team = coverage.of_village(cache.reader(scope), selected, today)
    if team is None:
        elements.quiet(_("Liaison team: none"))
    elif team.last_contact is None:
        elements.quiet(_("Liaison team: {team}, not there yet", team=team.team))
    else:
        elements.quiet(
            _(
                "Liaison team: {team}, last there on {day}",
                team=team.team,
                day=iso(team.last_contact),
            )
        )
    cases = open_cases(cache.reader(scope), selected, on=today, counted=question.wanted.counted)
    if cases.empty:
        elements.quiet(_("No open case that you may see one by one."))
        return
    days = (pd.Timestamp(today) - cases["filed"]).dt.days.clip(lower=0)
    st.subheader(_("Open cases, oldest first"))
    elements.table(
        [Cell(_("Number")), Cell(_("Category")), Cell(_("Tier")), Cell(_("Days"), "n")],
        [
            [
                Cell(case.number, "t"),
                Cell(category(case.category)),
                Cell(term(Tier(case.tier)), "t", "bad" if case.tier == Tier.HARD else ""),
                Cell(number(day), "n"),
            ]
            for case, day in zip(frames.rows(cases), days, strict=True)
        ],
    )
    repeats = int((cases["occurrence"] == Occurrence.REPEAT).sum())
    if repeats:
        elements.quiet(_("{n} of them are repeated petitions", n=repeats))


def _months(by_month: pd.DataFrame) -> None:
    """Petitions filed by month, where they are told."""
    by_month = by_month.dropna()
    if not by_month.empty:
        elements.bars(
            list(by_month["month"].dt.strftime("%Y-%m")),
            by_month["cases"].astype(int).tolist(),
            _("filed by month"),
        )
