"""One finding: its evidence on the map and in figures, the cases behind it, the decision, what came of it."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import cache, steps
from dashboard.address import to
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.notes import up_to
from dashboard.drawing.question import ask
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, category, iso, number, percent, term
from dashboard.markdown import plain
from dashboard.pages.hotspots import finding_effect, hot_map
from data import frames
from data.hotspots import findings
from data.periods import Period, months
from data.petitions.cases import cases_of
from data.petitions.counts import monthly
from data.petitions.facts import Filter, select_facts, without_accusations
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Status

LISTED = 500


def show(scope: Scope, dataset: Dataset, finding: "pd.Series[Any]") -> None:
    """The page of a row of `data.hotspots.findings.findings`."""
    geography = cache.geography(dataset)
    villages = [str(code) for code in finding["villages"]]
    first, last = finding["since"], finding["last_found"]
    wanted = Filter(first, last, category=finding["category"])
    chosen = Period(first, last, len(months(first, last)))
    question = ask(scope, dataset, wanted, chosen)
    inside = np.asarray(geography.codes.isin(villages), dtype=bool)
    told = {
        "category": category(finding["category"]),
        "first": iso(first),
        "last": iso(last),
        "n": len(villages),
        "township": _.listed(dict.fromkeys(geography.townships_of[inside])),
    }
    if not question.own[inside].all():
        st.subheader(plain(_("{category}, {first} to {last}: {n} villages of {township}", **told)))
        elements.quiet(_("How many petitions these are is told to those who may open their cases."))
        return
    cases, whole = int(question.counts.cases[inside].sum()), question.counts.cases
    told["cases"] = number(cases)
    if np.ma.is_masked(whole):
        words = _("{category}, {first} to {last}: {cases} petitions in {n} villages of {township}", **told)
    else:
        words = _(
            "{category}, {first} to {last}: {cases} petitions in {n} villages of {township},"
            " {share} of all in the county",
            share=percent(cases, max(int(whole.sum()), 1), 0),
            **told,
        )
    st.subheader(plain(words))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            nearby = geography.villages["parent_code"].isin(geography.villages["parent_code"][inside])
            payload = hot_map.payload(
                dataset,
                cache.hot(scope, dataset, wanted).answer(),
                marked=maps.flags(inside),
                focus=f"finding-{finding['id']}",
                focused=maps.flags(nearby),
            )
            maps.draw(geography.digest, payload, key="finding-map", clickable=False)
        with right:
            _months(scope, dataset, villages, finding["category"])
            finding_effect.show(scope, dataset, finding, villages)
            if is_office(scope):
                _decide(scope, finding)
            _cases(scope, dataset, villages, wanted)


def _months(scope: Scope, dataset: Dataset, villages: list[str], issue: str) -> None:
    """Petitions of the villages over the whole record, so that a beginning is seen."""
    facts = select_facts(cache.facts(scope, dataset), Filter(category=issue))
    facts = without_accusations(facts)
    counted = monthly(facts[facts["village_code"].isin(villages)])
    if not counted.empty:
        names, values = list(counted["month"].dt.strftime("%Y-%m")), counted["cases"].tolist()
        until = up_to(cache.as_of(dataset), names[-1])
        elements.bars(names, values, _("cases of these villages by month"), until)


def _cases(scope: Scope, dataset: Dataset, villages: list[str], wanted: Filter) -> None:
    """The cases that the scope may see one by one."""
    listed = cases_of(
        cache.reader(scope),
        villages,
        category=wanted.category,
        first=wanted.first,
        last=wanted.last,
        limit=LISTED,
        on=cache.today(dataset),
    )
    if listed.empty:
        elements.quiet(_("No case of it that you may see one by one."))
        return
    names = cache.geography(dataset).village_names
    title = _("Cases, newest first (at most {n})", n=LISTED)
    st.subheader(plain(title))
    tables.listing(
        "finding-cases",
        [Cell(_("Number")), Cell(_("Filed")), Cell(_("Village")), Cell(_("Status"))],
        [
            Row(
                [
                    Cell(case.number, "t"),
                    Cell(iso(case.filed), "t"),
                    Cell(names.get(case.village, case.village), "t"),
                    Cell(term(Status(case.status)), "t"),
                ],
                link=to("case", case=case.number),
            )
            for case in frames.rows(listed)
        ],
        file=File(title),
    )


def _decide(scope: Scope, finding: "pd.Series[Any]") -> None:
    identifier = int(finding["id"])
    about = f"finding-{identifier}"
    with steps.form(about):
        text = st.text_input(
            _("Policy measure it leads to, or why it is nothing"),
            value=finding["measure"] or finding["reason"] or "",
        )
        taken = st.date_input(_("Measure holds from"), value=finding["measure_from"])
        with st.container(key="decision", horizontal=True):
            confirmed = st.form_submit_button(_("Confirm"), type="primary")
            dismissed = st.form_submit_button(_("Dismiss"))
    if confirmed or dismissed:
        with steps.taking(about):
            if confirmed:
                findings.confirm(cache.writer(scope), identifier, measure=text, measure_from=taken)
            else:
                findings.dismiss(cache.writer(scope), identifier, text)
        st.rerun()
    steps.show(about)
