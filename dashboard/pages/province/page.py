"""Where in the province are petitions, how many, and over what? As far as it may be told."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.address import Code, Listed, Segmented, fresh_click
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, number, term
from dashboard.markdown import plain
from dashboard.pages.province.map import payload
from dashboard.province import province
from data import frames
from data.petitions.disclosure import sees_county
from data.petitions.outside import month_end, month_start
from data.province.overview import Months, Overview
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Counted
from geo.statistics.rates import per_thousand

COUNTED, PERIOD, BY = Segmented("count"), Listed("block"), Segmented("by")
MONTH, CATEGORY, MEASURE = Listed("in"), Listed("category"), Segmented("show")
COUNTY = Code("county")
MAP = "province-map"


def show(scope: Scope, _dataset: Dataset) -> None:
    """The view."""
    if not (is_office(scope) or sees_county(scope)):
        st.title(_("This page is not open to you"))
        return
    found = province()
    if found is None or not (periods := _periods(found.overview)):
        st.title(_("Nothing is told of the province yet"))
        elements.quiet(_("Its counties hand their records on, and these are counted together."))
        return
    overview, answer = found.overview, st.container(key="answer")
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        kinds = {kind.value: term(kind) for kind in periods}
        counted = Counted(COUNTED.choose(_("Counted"), kinds))
        names = {f"{first}-{last}": _span((first, last)) for first, last in periods[counted]}
        first, _dash, last = PERIOD.choose(_("Period"), names).partition("-")
        period = (int(first), int(last))
        dimension, value, words = _condition(overview, counted, period)
        looks = {"count": _("Cases"), "rate": _("Per 1,000 residents")}
        measure = MEASURE.choose(_("Measure"), looks)
    counts = overview.counts(counted, period, dimension, value)
    usual = overview.usual(counted, dimension, value)
    subject = f"{words or _span(period)} · {term(counted)}"
    _answer(answer, overview, counts, subject)
    codes = list(overview.counties["code"])
    clicked = fresh_click(MAP)
    if clicked is not None:
        COUNTY.put(clicked or None)
    chosen = COUNTY.among(codes)
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            drawn = payload(overview, counts, usual, subject, rate=measure == "rate", selected=chosen)
            maps.draw(found.digest, drawn, key=MAP, words=_said_of_counties())
        with right:
            if chosen is not None:
                _county(overview, chosen, counted, period)
            _list(overview, counts, subject, by_rate=measure == "rate")


def _periods(overview: Overview) -> dict[Counted, list[Months]]:
    kinds = {kind: overview.periods(kind) for kind in (Counted.PETITIONS, Counted.REQUESTS)}
    return {kind: periods for kind, periods in kinds.items() if periods}


def _span(period: Months) -> str:
    return _.months(month_start(period[0]), month_end(period[1]))


def _condition(overview: Overview, counted: Counted, period: Months) -> tuple[str, str, str]:
    """One condition at most: two at once are told of no county (`data.petitions.disclosure`)."""
    ways = {"total": _("In all"), "month": _("By month"), "category": _("By category")}
    by = BY.choose(_("Broken down"), ways)
    values = overview.values(counted, period, by)
    if by == "total" or not values:
        return "total", "", ""
    if by == "month":
        names = {value: _span((int(value), int(value))) for value in reversed(values)}
        chosen = MONTH.choose(_("Month"), names)
        return by, chosen, names[chosen]
    names = {value: category(value) for value in values}
    chosen = CATEGORY.choose(_("Category"), names)
    return by, chosen, f"{_span(period)} · {names[chosen]}"


def _answer(
    answer: "st.delta_generator.DeltaGenerator", overview: Overview, counts: NDArray[np.float64], subject: str
) -> None:
    told = ~np.isnan(counts)
    with answer:
        sentence = _(
            "{subject}: {n} in the {told} counties of which it is told",
            subject=subject,
            n=number(float(counts[told].sum())),
            told=number(int(told.sum())),
        )
        st.title(plain(sentence))
        notes = [
            _("of {n} counties nothing is told, which is not zero", n=number(int((~told).sum())))
        ] * bool((~told).any())
        notes.append(
            _("without reports and accusations; a condition at a time, as on the screen of a meeting")
        )
        if overview.counties["synthetic"].any():
            elements.told(_("Invented data"), *notes)
        else:
            elements.quiet(" · ".join(notes))


def _said_of_counties() -> dict[str, str]:
    return {
        "map": _("Map of the counties"),
        "bars": _("bars: number of counties"),
        "hint_select": _("Arrow keys go from county to county, Enter opens one, Escape leaves the map"),
    }


def _list(overview: Overview, counts: NDArray[np.float64], subject: str, *, by_rate: bool) -> None:
    counties = overview.counties
    rates = per_thousand(counts, counties["residents"].to_numpy(dtype=float))
    shown = rates if by_rate else counts
    order = np.argsort(-np.nan_to_num(shown, nan=-1.0), kind="stable")
    heads = [
        Cell(_("County")),
        Cell(_("City"), "t"),
        Cell(_("Cases"), "n"),
        Cell(_("Per 1,000 residents"), "n"),
    ]
    rows = []
    for at in order.tolist():
        told = not np.isnan(counts[at])
        cells = [
            Cell(counties["name"].iloc[at], "t"),
            Cell(counties["city"].iloc[at] or "—", "t"),
            figure(counts[at] if told else None),
            figure(rates[at] if told else None, 2),
        ]
        rows.append(Row(cells, counties["code"].iloc[at]))
    tables.listing(
        "province", heads, rows, opens=COUNTY, file=File(_("Counties"), [subject, _as_of(overview)])
    )


def _county(overview: Overview, county: str, counted: Counted, period: Months) -> None:
    """Townships and villages of one county that are told, of the whole period."""
    name = overview.counties.set_index("code")["name"][county]
    st.subheader(plain(f"{name} · {_span(period)}"))
    places = overview.places(county, counted, period)
    if places.empty:
        elements.quiet(_("No township of it is told."))
        return
    heads = [Cell(_("Township or village")), Cell(_("Level"), "t"), Cell(_("Cases"), "n")]
    levels = {"township": _("Township"), "village": _("Village")}
    rows = [
        Row(
            [
                Cell(row["name"] or row["value"], "t"),
                Cell(levels[row["dimension"]], "t"),
                figure(row["count"]),
            ]
        )
        for row in frames.records(places)
    ]
    elements.quiet(_("Of townships and villages that are not listed nothing is told, which is not zero."))
    tables.listing("province-county", heads, rows, file=File(name, [_span(period), _as_of(overview)]))


def _as_of(overview: Overview) -> str:
    days = overview.counties["last_day"]
    return _("data as of {day}", day=days.min())
