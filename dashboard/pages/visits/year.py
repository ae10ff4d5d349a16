"""The year: which villages no leader has seen, a plan that reaches every village, and who goes when."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.drawing import elements, maps, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, date, iso, number, say
from dashboard.markdown import plain
from dashboard.pages.visits import absences, contracts, recusals, rota, year_villages
from dashboard.pages.visits.controls import TOWNSHIP
from dashboard.pages.visits.year_map import payload
from data.errors import PlanRefused
from data.scope import Scope
from data.service.contracts import refusal
from data.tables import Dataset
from data.visits import calendar, years
from data.visits.years import TownshipYear
from geo.errors import VisitError


def show(scope: Scope, dataset: Dataset, leaders: dict[str, str | None], answer: DeltaGenerator) -> None:
    """Title into `answer`, the rest below."""
    geography = cache.geography(dataset)
    seen = years.last_visits(cache.reader(scope), cache.today(dataset))
    title = _(
        "No county leader was in {n} of {total} villages for {months} months",
        n=number(int(seen["unseen"].sum())),
        total=number(len(seen)),
        months=cache.rules(dataset).visits.unseen_months,
    )
    answer.title(plain(title))
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        names = geography.township_names
        township = TOWNSHIP.choose(_("Township"), {code: names.get(code, code) for code in leaders})
    with st.container(key="body"):
        left, right = st.columns([1, 1], gap="medium")
        with left, st.container(key="map"):
            maps.draw(geography.digest, payload(dataset, seen, None), key="year-map", clickable=False)
        with right:
            _plan(scope, dataset, township, seen)
            _unseen(dataset, seen[seen["unseen"] & (seen["township"] == township)])
            _troubles(scope, dataset)
            absences.show(scope, dataset)
            contracts.show(scope, dataset)
            recusals.show(scope, dataset)
            rota.show(scope, dataset)


def _plan(scope: Scope, dataset: Dataset, township: str, seen: pd.DataFrame) -> None:
    """The months of one township."""
    try:
        with st.spinner(_("Planning the year …")):
            year = cache.township_year(scope, dataset, township)
    except (PlanRefused, VisitError) as error:
        st.warning(plain(say(error)))
        return
    names, reached = year.day.problem.names, year.plan.first
    st.subheader(
        plain(
            _(
                "{township}: all {n} villages by {month}",
                township=year.day.name,
                n=len(names),
                month=f"{year.days[reached.max()]:%Y-%m}",
            )
            if (reached >= 0).all()
            else _(
                "{township}: {n} of {total} villages",
                township=year.day.name,
                n=int((reached >= 0).sum()),
                total=len(names),
            )
        )
    )
    tables.table(
        [
            Cell(_("Day")),
            Cell(_("Leader")),
            Cell(_("Villages, those not seen before in this plan first")),
            Cell(""),
        ],
        [
            [
                Cell(iso(on), "t"),
                Cell(duty.leader, "t"),
                Cell(_villages(year, month)),
                Cell(_("saved") if month in year.saved else "", "t", "good" if month in year.saved else ""),
            ]
            for month, (on, duty) in enumerate(zip(year.days, year.duties, strict=True))
        ],
    )
    for words, villages in (
        (_("No month has room for {names}"), year.plan.missed),
        (_("No day reaches {names}"), sorted(year.plan.unreachable)),
    ):
        if villages:
            st.warning(plain(words.format(names=_.listed(names[village] for village in villages))))
    elements.quiet(
        _("As it looks today; new petitions decide anew each month. Only the next day is settled by it.")
    )
    elements.quiet(
        _(
            "So that every village is reached, days of the year also take along villages where nothing is"
            " open; the plan of a day alone leaves these out."
        )
    )
    year_villages.show(year, seen)


def _villages(year: TownshipYear, month: int) -> str:
    visited = [stop.village for stop in year.plan.days[month].stops]
    new = [village for village in visited if year.plan.first[village] == month]
    again = [village for village in visited if year.plan.first[village] != month]
    names = year.day.problem.names
    parts = [_.listed(names[village] for village in new)] if new else []
    if again:
        parts.append(_("again: {names}", names=_.listed(names[village] for village in again)))
    return _("; ").join(parts)


def _unseen(dataset: Dataset, unseen: pd.DataFrame) -> None:
    if not unseen.empty:
        elements.quiet(
            _(
                "Unseen for {months} months: {names}",
                months=cache.rules(dataset).visits.unseen_months,
                names=_.listed(unseen["name"]),
            )
        )


def _troubles(scope: Scope, dataset: Dataset) -> None:
    """Months in which a township has nobody, or whoever goes is in two places."""
    try:
        months = calendar.ahead(cache.reader(scope))
    except PlanRefused as error:
        st.warning(plain(say(error)))
        return
    st.subheader(_("Who goes in the months ahead"))
    names = cache.geography(dataset).township_names
    troubles = [
        say(refusal(duty.trouble, names.get(code, code), month.on))
        for month in months
        for code, duty in month.duties.items()
        if duty.trouble
    ]
    if troubles:
        for sentence in troubles:
            st.warning(plain(sentence))
    else:
        elements.quiet(
            _("Every township has a leader on each of the next {n} days of visits.", n=len(months))
        )
    off = [date(month.on) for month in months if month.working is False]
    if off:
        elements.quiet(_("On days off: {days}. The visits are held all the same.", days=_.listed(off)))
