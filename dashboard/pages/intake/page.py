"""What came in online today, and are requests closed and their senders satisfied (民情暖哨)?"""

import dataclasses
import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import Code, to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row
from dashboard.language import _, category, iso, number, percent, say, term
from dashboard.markdown import plain
from data import frames
from data.errors import StoreRefused
from data.intake import following
from data.petitions import intake
from data.petitions.intake import IntakeFigures
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Status

DAY = Code("day")
DAYS = 30
YEAR = 365
LONGEST = 200


def show(scope: Scope, dataset: Dataset) -> None:
    """The day's stream with its month, the rates of the year, and what other programs sent."""
    answer, latest = st.container(key="answer"), cache.as_of(dataset)
    rows = cache.requests(scope, dataset)
    if rows.empty:
        if not is_office(scope):  # others see their own, of which there may be none beside many
            answer.title(_("No online request that you may see is on record"))
            return
        answer.title(_("No online request is on record yet"))
        elements.quiet(
            _(
                "Import the requests as a file whose channel is online intake, or give the program"
                " that holds them a key: it sends them one by one (Open311)."
            )
        )
        _sources(scope, dataset)
        return
    day = _day(rows["filed"].min().date(), latest)
    stream = intake.of_days(rows, day, day)
    year = intake.intake_figures(intake.of_days(rows, latest - dt.timedelta(days=YEAR - 1), latest))
    answer.title(plain(_answer(day, len(stream), year)))
    _figures(year)
    elements.quiet(
        _(
            "Requests, no petitions: another department runs the online intake and answers them. Rates are of"
            " the {n} days to {day}, as the requests stand today; 'satisfied' is of those rated.",
            n=YEAR,
            day=iso(latest),
        )
    )
    _month(rows, day)
    _steps(day, latest)
    _list(scope, dataset, stream, day)
    _sources(scope, dataset)


def _day(first: dt.date, latest: dt.date) -> dt.date:
    """The day that the address asks for, from that of the first request on, else the record's last."""
    try:
        return max(first, min(dt.date.fromisoformat(DAY.asked), latest)) if DAY.asked else latest
    except ValueError:
        return latest


def _answer(day: dt.date, count: int, year: IntakeFigures) -> str:
    return _(
        "{day}: {n} requests came in; of a year's {closed} are closed, and {satisfied} of the {rated} that"
        " were rated are satisfied",
        day=iso(day),
        n=number(count),
        closed=percent(year.closed, year.count),
        satisfied=percent(year.satisfied, year.rated),
        rated=number(year.rated),
    )


def _figures(year: IntakeFigures) -> None:
    entries = [
        (_("closed"), year.closed, year.count),
        (_("satisfied, of those rated"), year.satisfied, year.rated),
        (_("took part in the rating, of those closed"), year.rated, year.closed),
        (_("in no village"), year.unplaced, year.count),
    ]
    elements.figures(
        [(percent(part, of), f"{what} {number(part)}/{number(of)}") for what, part, of in entries]
    )


def _month(rows: pd.DataFrame, day: dt.date) -> None:
    """The days up to the one that is looked at."""
    counts = intake.by_day(rows, day - dt.timedelta(days=DAYS - 1), day)
    names = [iso(moment.date()) for moment in counts.index]
    elements.bars(names, counts.tolist(), _("Requests by day"))


def _steps(day: dt.date, latest: dt.date) -> None:
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    with st.container(horizontal=True):
        elements.link(f"‹ {iso(before)}", to("intake", day=before.isoformat()))
        if after <= latest:
            elements.link(f"{iso(after)} ›", to("intake", day=after.isoformat()))


def _list(scope: Scope, dataset: Dataset, stream: pd.DataFrame, day: dt.date) -> None:
    st.subheader(plain(_("Requests of {day}", day=iso(day))))
    if stream.empty:
        elements.quiet(_("No request that you may see came in on this day."))
        return
    geography = cache.geography(dataset)
    heads = [Cell(_("Time"), "t"), Cell(_("Number"), "w"), Cell(_("Township")), Cell(_("Village"), "w")]
    heads += [Cell(_("Category")), Cell(_("Status"), "t")]
    rows = [
        Row(
            [
                Cell(f"{one.filed:%H:%M}", "t"),
                Cell(one.number, "t w"),
                Cell(geography.township_names.get(one.township, "—")),
                Cell(geography.village_names.get(one.village, "—"), "w"),
                Cell(category(one.category)),
                Cell(term(Status(one.status)), "t", "good" if one.status == Status.CLOSED else ""),
            ],
            link=to("case", case=one.number),
        )
        for one in frames.rows(stream)
    ]
    file = File(_("Online requests"), [iso(day), as_of(dataset)])
    tables.listing("requests", heads, rows[:LONGEST], every=lambda: rows, file=file)


def _sources(scope: Scope, dataset: Dataset) -> None:
    """How far requests of other programs are, and what the record refused; for the office."""
    if not is_office(scope):
        return
    reader = cache.reader(scope)
    listed = following.stream(reader)
    st.subheader(plain(_("Sent by other programs")))
    if not listed:
        elements.quiet(_("No program has sent a request in the last {n} days.", n=following.DAYS))
        return
    heads = [Cell(_("Source")), Cell(_("Waits"), "n"), Cell(_("In the record"), "n")]
    heads += [Cell(_("Its import taken back"), "n"), Cell(_("Refused"), "n")]
    tables.table(
        heads,
        [[Cell(one.source), *(Cell(number(n), "n") for n in dataclasses.astuple(one)[1:])] for one in listed],
    )
    elements.quiet(
        _("Of the last {n} days. What is in no village waits among the repairs.", n=following.DAYS)
    )
    try:
        refused = following.refusals(reader)
    except StoreRefused as error:
        elements.quiet(say(error))
        return
    if refused:
        tables.table(
            [Cell(_("Number"), "t"), Cell(_("Day"), "t"), Cell(_("Why it was refused"))],
            [
                [Cell(name, "t"), Cell(iso(at), "t"), Cell(reason or "—")]
                for name, at, reason in refused[:LONGEST]
            ],
        )
        days = cache.rules(dataset).intake.kept_days
        elements.quiet(
            _("What they held and the reason are taken away {n} days after they came.", n=number(days))
        )
