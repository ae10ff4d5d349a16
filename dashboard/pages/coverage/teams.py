"""Liaison teams: members with their four duties, vacancies, what each team carries, and how to even it out.

Teams are listed by name, never by what they carry, and nobody is ranked.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, iso, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from data import frames
from data.scope import Scope, is_office
from data.service import teams
from data.service.teams import Move
from data.tables import Dataset
from data.terms import TeamDuty

ABOUT = "even-out"


def show(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    """The view, of the villages whose cases the reader may open."""
    reader, today = cache.reader(scope), cache.today(dataset)
    known = cache.geography(dataset)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        township = filters.TOWNSHIP.choose_or_all(_("Township"), known.township_names)
    held = teams.held(reader, today)
    held = held if township is None else held[held["township"] == township]
    loads = teams.loads(reader, today)
    loads = loads[loads["team"].isin(held["team"])]
    with answer:
        if loads.empty:
            st.title(_("No liaison team serves a village that you may open"))
            st.write(_("The petition office imports teams, their villages and their members as registers."))
            return
        _answer(loads, held, known.township_names.get(township or "", ""))
    _loads(loads, dataset)
    _proposal(scope, dataset, held)
    members = teams.members(reader)
    _members(members[members["team"].isin(loads["team"])], dataset)


def _answer(loads: pd.DataFrame, held: pd.DataFrame, where: str) -> None:
    told = _(
        "{n} liaison teams: {vacant} lack somebody for one of the four duties, {uncovered} villages have no"
        " team",
        n=number(len(loads)),
        vacant=number(int((loads["vacant"] > 0).sum())),
        uncovered=number(int(held["team"].isna().sum())),
    )
    st.title(plain(f"{where} · {told}" if where else told))
    load = loads["load"]
    elements.figures(
        [
            (number(load.min()), _("least load of a team")),
            (number(load.median()), _("load of the middle team")),
            (number(load.max()), _("greatest load of a team")),
            (number(int(loads["vacant"].sum())), _("duties vacant")),
        ]
    )


def _loads(loads: pd.DataFrame, dataset: Dataset) -> None:
    worth = cache.rules(dataset).service.village_cases
    heads = [Cell(_("Team"), "w"), Cell(_("Villages"), "n"), Cell(_("Residents"), "n")]
    heads += [Cell(in_context("number of cases", "Open"), "n"), Cell(_("Load"), "n"), Cell(_("Vacant"), "n")]
    tables.listing(
        "loads",
        heads,
        [
            Row(
                [
                    Cell(row.title, "w"),
                    figure(row.villages),
                    figure(row.residents),
                    figure(row.open),
                    figure(row.load),
                    figure(row.vacant),
                ]
            )
            for row in frames.rows(loads)
        ],
        file=File(_("Load of the teams"), [as_of(dataset)]),
    )
    elements.quiet(
        _(
            "Load: open cases, and {n} for each village, as the rules say. Teams stand by name: it says what"
            " to share, not who works well.",
            n=number(worth),
        )
    )


def _proposal(scope: Scope, dataset: Dataset, held: pd.DataFrame) -> None:
    """Which villages other teams would take; the office may put it in force."""
    st.subheader(_("How the load could be evened out"))
    steps.show(ABOUT)
    moves = [
        move
        for move in teams.even_out(cache.reader(scope), cache.today(dataset))
        if move.village in set(held["village"])
    ]
    if not moves:
        elements.quiet(_("No village without a team, and no single move makes the loads more even."))
        return
    tables.listing(
        "moves",
        [Cell(_("Village")), Cell(_("From"), "w"), Cell(_("To"), "w"), Cell(_("Load"), "n")],
        [
            Row(
                [
                    Cell(move.village_name, "t"),
                    Cell(move.giver_name or _("no team"), "w"),
                    Cell(move.taker_name, "w"),
                    figure(move.load),
                ]
            )
            for move in moves
        ],
        file=File(_("Proposal for the teams"), [as_of(dataset)]),
    )
    elements.quiet(
        _(
            "Within townships alone: villages without a team to the team that carries least, then single"
            " moves from teams of several villages. Who knows whom in a village is not looked at: decide"
            " by that."
        )
    )
    if is_office(scope):
        consequence = _(
            "{n} villages are with these teams from {day} on.",
            n=number(len(moves)),
            day=iso(cache.today(dataset)),
        )
        args = (scope, dataset, moves)
        steps.ask(_("Put in force"), consequence, ABOUT, _accept, args)


def _accept(scope: Scope, dataset: Dataset, moves: Sequence[Move]) -> None:
    with steps.taking(ABOUT):
        done = teams.accept(cache.writer(scope), moves, cache.today(dataset), seen=dataset.version)
        steps.done(_("Villages given to other teams: {n}", n=number(done)))


def _members(listed: pd.DataFrame, dataset: Dataset) -> None:
    st.subheader(_("Members and their duties"))
    if listed["name"].isna().all():
        elements.quiet(_("No member is on record: the petition office imports them as a register."))
        return
    tables.listing(
        "members",
        [Cell(_("Team"), "w"), Cell(_("Duty")), Cell(_("Full name"))],
        [
            Row(
                [
                    Cell(row.title, "w"),
                    Cell(term(TeamDuty(row.duty)), "t"),
                    Cell(row.name, "t") if row.name else Cell(_("vacant"), "t", "warning"),
                ]
            )
            for row in frames.rows(listed)
        ],
        file=File(_("Members of the teams"), [as_of(dataset)]),
    )
