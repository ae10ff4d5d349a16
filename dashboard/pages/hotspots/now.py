"""What happens right now: places whose last weeks brought more than usual."""

import datetime as dt
from dataclasses import replace

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps
from dashboard.drawing.elements import Cell
from dashboard.drawing.notes import place_words, subject
from dashboard.language import _, in_context, iso, number
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.hotspots import now_map
from data.hotspots.surveillance import Signal
from data.petitions.facts import Filter
from data.rules import HotSpotRules
from data.scope import Scope
from data.tables import Dataset

SHOWN = 5


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, _tools: DeltaGenerator) -> None:
    """Title into `answer`; map and list."""
    geography, county = cache.geography(dataset), cache.rules(dataset).hotspots
    wanted, last = filters.up_to_day(scope, dataset)
    with st.spinner(_("Comparing with 999 random records …")):
        found, counts = cache.right_now(scope, dataset, replace(wanted, township=None), last)
    if found is None:
        answer.title(
            plain(
                _(
                    "{subject}: {weeks} weeks on record, too few to say what is usual (at least {least})",
                    subject=subject(wanted, dataset),
                    weeks=counts.shape[1],
                    least=county.fewest_weeks,
                )
            )
        )
        return
    inside = geography.inside(wanted.township)
    shown = [one for one in found if one.p_value <= county.doubtful and inside[one.villages].any()][:SHOWN]
    answer.title(plain(_said(dataset, shown, counts, wanted, last)))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            payload = now_map.payload(dataset, shown, counts, wanted, last)
            maps.draw(geography.digest, payload, key="now-map", clickable=False)
        with right:
            _signals(dataset, shown, county)


def _said(dataset: Dataset, shown: list[Signal], counts: np.ndarray, wanted: Filter, last: dt.date) -> str:
    told = {"day": iso(last), "subject": subject(wanted, dataset)}
    raised = [signal for signal in shown if signal.raised]
    if not raised:
        return _(
            "{subject}, up to {day}: nothing out of the ordinary ({total} petitions in {weeks} weeks)",
            total=number(int(counts.sum())),
            weeks=counts.shape[1],
            **told,
        )
    first = raised[0]
    return _(
        "{subject}, up to {day}: {cases} petitions around {where} since {since}, usually {usual}"
        " (places: {n})",
        cases=number(first.cases),
        usual=number(first.expected, 1),
        since=iso(first.since),
        where=_.listed(dict.fromkeys(cache.geography(dataset).townships_of[first.villages])),
        n=len(raised),
        **told,
    )


def _signals(dataset: Dataset, shown: list[Signal], county: HotSpotRules) -> None:
    if shown:
        heads = [
            Cell("", "n w"),
            Cell(in_context("hot spot", "Place")),
            Cell(_("Since"), "t w"),
            Cell(_("Petitions"), "n"),
        ]
        heads += [Cell(_("Usually"), "n"), Cell(_("Times"), "n w"), Cell(_("By chance"))]
        rows = []
        for place, signal in enumerate(shown, 1):
            rows.append(
                [
                    Cell(number(place), "n w"),
                    Cell(place_words(dataset, signal.villages)),
                    Cell(iso(signal.since), "t w"),
                    Cell(number(signal.cases), "n"),
                    Cell(number(signal.expected, 1), "n"),
                    Cell(number(signal.cases / max(signal.expected, 0.05), 1), "n w"),
                    Cell(_chance(signal), "t", "bad" if signal.raised else ""),
                ]
            )
        elements.table(heads, rows, sort=True)
    elements.quiet(
        _(
            "Usually: as many as these villages would have had, had they kept the share of the county's"
            " petitions that is theirs. Looked at are the last {weeks} weeks at most, and circles of up to"
            " {km} km. By chance: how often a record in which nothing happens shows something as unlikely"
            " anywhere.",
            weeks=county.longest_weeks,
            km=_.figure(county.radius / 1000),
        )
    )


def _chance(signal: Signal) -> str:
    p = signal.p_value
    if not signal.raised:
        return _("may well be chance ({p} %)", p=number(100 * p))
    return _("{p} in 1,000", p=number(max(1000 * p, 1)))
