"""Which villages have no team, which are overdue, where is somebody waiting?"""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Listed, Segmented
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.coverage import teams
from dashboard.pages.coverage.map import payload
from dashboard.pages.place import packs, panel
from data import frames
from data.scope import Scope
from data.service import coverage
from data.service.coverage import Group
from data.tables import Dataset
from data.terms import Counted

STATES: dict[Group, tables.State] = {
    Group.UNCOVERED: "bad",
    Group.OVERDUE: "warning",
    Group.WAITING: "",
    Group.COVERED: "good",
    Group.NOT_TOLD: "",
}
GROUP = Listed("group")
QUESTION = Segmented("of")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view: by village, or by team."""
    answer = st.container(key="answer")
    question = QUESTION.choose(_("Question"), {"villages": _("Villages"), "teams": _("Teams")})
    if question == "teams":
        teams.show(scope, dataset, answer)
    else:
        _by_village(scope, dataset, answer)


def _by_village(scope: Scope, dataset: Dataset, answer: DeltaGenerator) -> None:
    geography = cache.geography(dataset)
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        counted = filters.counted(cache.rules(dataset).visits.counted)
        table = cache.liaison(scope, dataset, counted)
        counts = coverage.groups(table)
        states = {each.value: term(each) for each in counts}
        group = GROUP.choose_or_all(in_context("coverage", "State"), states)
        township = filters.TOWNSHIP.choose_or_all(_("Township"), geography.township_names)
    listed = table if township is None else table[table["township"] == township]
    counts = coverage.groups(listed)
    where = geography.township_names.get(township or "", "")
    with answer:
        if table.empty:
            st.title(_("There is nothing to show yet"))
            st.write(
                _("The official list, the teams and their contacts are imported by the petition office.")
            )
            return
        _answer(counts, len(listed), counted, where)
    if group is not None:
        listed = listed[listed["group"] == group]
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(
                geography.digest,
                payload(
                    listed,
                    dataset,
                    counts,
                    township,
                    counted,
                    filters.village("coverage-map"),
                    own=table["code"].tolist(),
                ),
                key="coverage-map",
            )
        with right:
            panel.strip(scope, dataset)
            _list(listed, dataset, cache.rules(dataset).service.overdue_days)
            packs.offer(scope, dataset, township, filters.VILLAGE.asked)


def _answer(counts: dict[Group, int], total: int, counted: Counted, where: str) -> None:
    """The sentence, and the figures, which add up."""
    words = _(
        "Of {total} villages {uncovered} have no team and {overdue} are overdue;"
        " open {what} wait in {waiting}"
    )
    if Group.NOT_TOLD in counts:
        words = _(
            "Of {total} villages {uncovered} have no team and {overdue} are overdue; of those whose cases you"
            " may open, open {what} wait in {waiting}"
        )
    told = words.format(
        total=number(total),
        uncovered=number(counts[Group.UNCOVERED]),
        overdue=number(counts[Group.OVERDUE]),
        what=term(counted),
        waiting=number(counts[Group.WAITING]),
    )
    st.title(plain(f"{where} · {told}" if where else told))
    elements.figures(
        [(number(n), term(group)) for group, n in counts.items()] + [(number(total), _("villages in all"))]
    )


def _list(listed: pd.DataFrame, dataset: Dataset, overdue: int) -> None:
    listed = coverage.pressing(listed)
    if listed.empty:
        elements.quiet(_("No village is in this group."))
        return
    townships = cache.geography(dataset).township_names
    tables.listing(
        "coverage",
        [
            Cell(_("Village")),
            Cell(_("Township")),
            Cell(in_context("coverage", "State")),
            Cell(_("Team"), "w"),
            Cell(_("Last contact")),
            Cell(in_context("number of cases", "Open"), "n"),
        ],
        [
            Row(
                [
                    Cell(row.name, "t"),
                    Cell(townships.get(row.township, ""), "t"),
                    Cell(term(Group(row.group)), "t", STATES[row.group]),
                    Cell(row.team or "—", "w"),
                    Cell(_last(row.last_contact, row.days), "t"),
                    figure(None if pd.isna(row.open) else row.open),
                ],
                row.code,
            )
            for row in frames.rows(listed)
        ],
        opens=filters.VILLAGE,
        file=File(_("Coverage"), [as_of(dataset)]),
    )
    elements.quiet(_("Overdue: the team was not there for more than {n} days, or never.", n=number(overdue)))


def _last(day: object, days: float) -> str:
    return "—" if pd.isna(days) else _("{day} ({n} days)", day=day, n=number(days))
