"""Who looks after a place: liaison team, visits, promises, alerts; each for who may see it elsewhere."""

import streamlit as st

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, in_context, iso, number, term
from dashboard.markdown import plain
from dashboard.pages.place.place import Place
from data import frames
from data.hotspots.findings import FindingState, findings
from data.scope import plans_for
from data.service import coverage
from data.visits.promises import waiting_promises
from data.visits.stays import visits_to

VISITS = 12
"""Visits at most, the latest."""


def team(place: Place) -> None:
    """Liaison team and last contact; of a township how many villages lack one."""
    question = place.question
    table = cache.liaison(question.scope, question.dataset)
    if not place.is_village:
        groups = coverage.groups(table[table["township"] == place.code])
        words = (f"{term(group)} {number(n)}" for group, n in groups.items())
        elements.quiet(_("Villages by state of the liaison: {groups}", groups=_.listed(words)))
        return
    known = coverage.of_village(table, place.code)
    if known is None:
        elements.quiet(_("Liaison team: none"))
    elif known.last_contact is None:
        elements.quiet(_("Liaison team: {team}, not there yet", team=known.team))
    else:
        elements.quiet(
            _("Liaison team: {team}, last there on {day}", team=known.team, day=iso(known.last_contact))
        )


def visits(place: Place) -> None:
    """Visits of leaders, past and planned; for who plans them."""
    question, township = place.question, place.township
    if not plans_for(question.scope, township):
        return
    stays = visits_to(cache.reader(question.scope), township, place.villages)[:VISITS]
    title = _("Visits of leaders")
    st.subheader(plain(title))
    if not stays:
        elements.quiet(_("No visit is on record."))
        return
    names = question.geography.village_names
    heads = [Cell(_("Day")), Cell(_("Leader")), Cell(in_context("a visit", "State"))]
    tables.listing(
        "stays",
        [*heads, *([] if place.is_village else [Cell(_("Village"))])],
        [
            Row(
                [
                    Cell(iso(stay.on), "t"),
                    Cell(stay.leader, "t"),
                    Cell(term(stay.state), "t"),
                    *([] if place.is_village else [Cell(names.get(stay.village, ""), "t")]),
                ],
                link=to("plan", day=stay.on.isoformat(), visit=township, plan="township"),
            )
            for stay in stays
        ],
        file=File(f"{place.name} {title}", [as_of(question.dataset)]),
    )


def promises(place: Place) -> None:
    """Promises that wait, of cases that may be opened."""
    question = place.question
    waiting = waiting_promises(cache.reader(question.scope), cache.today(question.dataset))
    waiting = waiting[waiting["village"].isin(place.villages)]
    if waiting.empty:
        return
    overdue = int((waiting["days"] > 0).sum())
    st.subheader(
        plain(_("Promises that wait: {n}, overdue: {late}", n=number(len(waiting)), late=number(overdue)))
    )
    tables.listing(
        "promises",
        [Cell(_("Number")), Cell(_("Who owes it")), Cell(_("Due")), Cell(_("Days overdue"), "n")],
        [
            Row(
                [
                    Cell(each.number, "t"),
                    Cell(each.owner or "—"),
                    Cell(iso(each.due), "t"),
                    figure(max(each.days, 0)),
                ],
                link=to("case", case=each.number),
            )
            for each in frames.rows(waiting)
        ],
        file=File(f"{place.name} {_('Promises')}", [as_of(question.dataset)]),
    )


def alerts(place: Place) -> None:
    """Findings that touch it; for who reads findings."""
    question = place.question
    listed = findings(cache.reader(question.scope), on=cache.today(question.dataset))
    villages = set(place.villages)
    listed = listed[[bool(villages & set(each)) for each in listed["villages"]]]
    if listed.empty:
        return
    st.subheader(_("Findings"))
    tables.listing(
        "alerts",
        [Cell(_("Category")), Cell(_("Since")), Cell(in_context("a finding", "State"))],
        [
            Row(
                [
                    Cell(category(each.category), "t"),
                    Cell(iso(each.since), "t"),
                    Cell(
                        term(FindingState(each.state)),
                        "t",
                        "warning" if each.state == FindingState.NEW else "",
                    ),
                ],
                link=to("hotspots", spots="findings", finding=str(each.id)),
            )
            for each in frames.rows(listed)
        ],
        file=File(f"{place.name} {_('Findings')}", [as_of(question.dataset)]),
    )
