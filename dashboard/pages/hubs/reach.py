"""Minutes by road from each village to the nearest place of reception, and where one more would help most."""

import math

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Listed
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.hubs.map import payload
from dashboard.pages.place import panel
from data import frames
from data.hubs.places import services
from data.hubs.reach import Measure, Proposal, Reach
from data.scope import Scope
from data.tables import Dataset

SERVICE = Listed("service")


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator, tools: DeltaGenerator) -> None:
    """The view."""
    geography, centre = cache.geography(dataset), cache.rules(dataset).words.centre
    with tools:
        offered = services(cache.reach(dataset, None).hubs)
        service = SERVICE.choose_or_all(_("Service"), {name: name for name in offered})
        township = filters.TOWNSHIP.choose_or_all(_("Township"), geography.township_names)
    found = cache.reach(dataset, service)
    listed = found.seen_from(township)
    with answer:
        _answer(found, listed, service or centre, geography.township_names.get(township or "", ""))
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            one = cache.more_hubs(dataset, service, 1)
            shown = payload(found, dataset, service or centre, one, township, filters.village("hubs-map"))
            maps.draw(geography.digest, shown, key="hubs-map")
        with right:
            panel.strip(scope, dataset)
            _more(dataset, found, service, centre)
            _list(listed, found, dataset)


def _answer(found: Reach, listed: pd.DataFrame, what: str, where: str) -> None:
    far = ~(listed["minutes"] <= found.limit)
    told = _(
        "Of {total} villages {far} are more than {limit} minutes by road from the nearest {what}",
        total=number(len(listed)),
        far=number(int(far.sum())),
        limit=number(found.limit),
        what=what,
    )
    st.title(plain(f"{where} · {told}" if where else told))
    median = listed["minutes"].median()
    elements.figures(
        [
            (number(int((~far).sum())), _("villages within {n} minutes", n=number(found.limit))),
            (number(int(far.sum())), _("villages beyond")),
            (_people(listed.loc[far, "residents"]), _("residents of these")),
            (_("not known") if pd.isna(median) else number(median), _("minutes at the middle village")),
        ]
    )
    if found.estimate:
        elements.quiet(_("Minutes are estimated from straight lines: no roads on record reach all places."))
    if found.unplaced:
        elements.quiet(_("Villages without an outline are left out: {n}", n=number(found.unplaced)))


def _people(residents: pd.Series) -> str:
    """Sum of residents; of those that are known at least so many."""
    if residents.isna().all() and len(residents):
        return _("not known")
    told = number(residents.sum())
    return f"≥ {told}" if residents.isna().any() else told


def _more(dataset: Dataset, found: Reach, service: str | None, centre: str) -> None:
    """Where one, and where two more would help most."""
    st.subheader(_("Where one more would help most"))
    proposals = [cache.more_hubs(dataset, service, count) for count in (1, 2)]
    if proposals[0] is None:
        if found.far.any():
            elements.quiet(_("No place that is looked at would bring a village within the limit."))
        else:
            elements.quiet(_("No village is beyond the limit."))
        return
    for proposal in dict.fromkeys(filter(None, proposals)):
        st.write(plain(_sentence(found, proposal, service, centre)))
    sites = found.hubs[~found.offers] if service else found.villages
    elements.quiet(
        _(
            "Every choice among {n} was looked at. Counted are {what}; of equals the one with the least drive"
            " for all. What a place costs, and whether there is a room, is not looked at.",
            n=_("{n} places without it", n=number(len(sites)))
            if service
            else _("{n} villages", n=number(len(sites))),
            what=term(found.measure),
        )
    )


def _sentence(found: Reach, proposal: Proposal, service: str | None, centre: str) -> str:
    counted = _("{n} residents") if found.measure is Measure.RESIDENTS else _("{n} villages")
    values = {
        "what": service or centre,
        "where": _.listed(proposal.names),
        "gained": counted.format(n=number(proposal.gained)),
        "limit": number(found.limit),
    }
    told = _("{what} in {where}: {gained} more within {limit} minutes", **values)
    if proposal.minutes_saved is None:
        return told
    saved = number(proposal.minutes_saved, 1)
    return _("{told}; the mean drive falls by {n} minutes", told=told, n=saved)


def _list(listed: pd.DataFrame, found: Reach, dataset: Dataset) -> None:
    townships = cache.geography(dataset).township_names
    heads = [Cell(_("Village")), Cell(_("Township")), Cell(_("Minutes"), "n"), Cell(_("Nearest place"), "w")]
    tables.listing(
        "reach",
        [*heads, Cell(_("Residents"), "n")],
        [
            Row(
                [
                    Cell(row.name, "t"),
                    Cell(townships.get(row.township, ""), "t"),
                    _minutes(row.minutes, found.limit),
                    Cell(row.hub or "—", "w"),
                    figure(row.residents),
                ],
                row.code,
            )
            for row in frames.rows(listed)
        ],
        opens=filters.VILLAGE,
        file=File(_("Drive to the places of reception"), [as_of(dataset)]),
    )


def _minutes(minutes: float | None, limit: int) -> Cell:
    if minutes is None or math.isnan(minutes):
        return Cell(_("none"), "t", "bad")
    return Cell(number(math.ceil(minutes)), "n", "warning" if minutes > limit else "")
