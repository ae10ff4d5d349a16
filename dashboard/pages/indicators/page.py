"""How well are cases handled, by whom, and is it better than a year ago? Every share with its parts."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import cache
from dashboard.address import Listed, Segmented, to
from dashboard.drawing import elements, tables
from dashboard.drawing.elements import escaped
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, number, percent, term
from dashboard.markdown import plain
from data import frames
from data.petitions import indicators
from data.petitions.indicators import Group, Indicator
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Channel, Theme
from data.text import N_

WINDOW, BY = Segmented("window"), Listed("by")
SHOWN, OF = Listed("indicator"), Listed("group")
WINDOWS = {
    "year": N_("This year so far"),
    "months": N_("Last 12 months"),
    "month": N_("Last whole month"),
}
_LEAST = 0.05
"""Points below which a change is none as it is written."""
LONGEST = 200
"""Rows of the list of cases behind a share; all of them are in its file."""


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    answer = st.container(key="answer")
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        window = WINDOW.choose(_("Period"), {name: _(words) for name, words in WINDOWS.items()})
        groups = {each.value: term(each) for each in Group if each is not Group.COUNTY}
        by = Group(BY.choose(_("Told apart"), groups))
    first, last = period(window, cache.as_of(dataset))
    facts = cache.casework(scope, dataset)
    together = cache.handled(scope, dataset, first, last, Group.COUNTY)
    if together.empty:
        answer.title(plain(indicators.nothing(_, facts, last, whole=is_office(scope))))
        return
    before = (first - relativedelta(years=1), last - relativedelta(years=1))
    then = cache.handled(scope, dataset, *before, Group.COUNTY)
    then = then if _on_record(facts, before[0]) else then.iloc[:0]
    answer.title(plain(_answer(together, first, last)))
    elements.figures(_together(together, then))
    elements.quiet(
        _(
            "Cases filed in these days, as they stand today. Those filed a year before, with which they are"
            " compared, have had a year more to be closed or to come again."
        )
    )
    table = cache.handled(scope, dataset, first, last, by)
    elements.quiet(_reviews(together))
    elements.quiet(
        _(
            "Days until closed are those of closed cases alone: they rise too when cases that waited long are"
            " closed. How many have no day of closing stands beside"
            " them."
        )
    )
    if by is Group.THEME:
        elements.quiet(_("A case may have several themes: their sums are more than all of the cases."))
    _table(dataset, table, by)
    _behind(scope, dataset, (first, last), by, table)
    with st.expander(_("What each share counts")):
        tables.table(
            [Cell(_("Share")), Cell(_("What it counts"))],
            [[Cell(term(one), "t"), Cell(_(one.definition))] for one in Indicator],
        )


def period(window: str, latest: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a window up to the day to which the record is complete."""
    if window == "month":
        last = latest.replace(day=1) - dt.timedelta(days=1)
        return last.replace(day=1), last
    if window == "months":
        return latest + relativedelta(years=-1, days=1), latest
    return latest.replace(month=1, day=1), latest


def _on_record(facts: pd.DataFrame, first: dt.date) -> bool:
    """Whether the record begins before a day: a period that it holds in part is compared with nothing."""
    return bool(len(facts)) and facts["filed"].min() < pd.Timestamp(first) + pd.Timedelta(days=31)


def _answer(together: pd.DataFrame, first: dt.date, last: dt.date) -> str:
    row = together.iloc[0]
    in_time = _share(indicators.percent(together, Indicator.TEN_DAYS).iloc[0])
    return _(
        "{first} to {last}: {n} cases, {share} of first petitions closed in time, {late} overdue",
        first=iso(first),
        last=iso(last),
        n=number(int(row["cases"])),
        share=in_time,
        late=number(int(row["overdue_part"])),
    )


def _reviews(together: pd.DataFrame) -> str:
    """Cases that went to review, which files tell by their status."""
    row = together.iloc[0]
    return _(
        "Of these {n} went to review (art. 35), {m} of them on to re-review (art. 36), as far as files tell.",
        n=number(int(row["review"])),
        m=number(int(row["re_review"])),
    )


def _together(now: pd.DataFrame, then: pd.DataFrame) -> list[tuple[str, str]]:
    """Each share of all cases, with its parts and what it was a year before."""
    entries = []
    for one in Indicator:
        parts = [_parts(frame, one) for frame in (now, then) if len(frame)]
        words = f"{term(one)} {number(parts[0][0])}/{number(parts[0][1])}"
        if len(parts) > 1:
            moved, chance = indicators.change(*parts)
            if not np.isnan(moved):
                words += " · " + _moved(moved, chance)
        entries.append((_share(indicators.percent(now, one).iloc[0]), words))
    return entries


def _moved(points: float, chance: float) -> str:
    if abs(points) < _LEAST:
        return _("as a year before")
    words = _("{points} points on a year before", points=_.signed(points, 1))
    return words if chance < 0.05 else _("{change} (may be chance)", change=words)


def _parts(frame: pd.DataFrame, one: Indicator) -> tuple[int, int]:
    row = frame.iloc[0]
    return int(row[f"{one.value}_part"]), int(row[f"{one.value}_whole"])


def _share(share: float) -> str:
    return "—" if np.isnan(share) else f"{number(share, 1)}%"


def _table(dataset: Dataset, table: pd.DataFrame, by: Group) -> None:
    heads = [Cell(term(by)), Cell(_("Cases"), "n"), Cell(_("Visits in person"), "n w")]
    heads += [Cell(_("Persons"), "n w"), Cell(_("Mean days"), "n w"), Cell(_("Median days"), "n w")]
    heads += [Cell(_("No day of closing"), "n w")]
    heads += [Cell(term(one), "n" if one in _ON_A_PHONE else "n w") for one in Indicator]
    names = _names(dataset, table, by)
    shares = pd.DataFrame({one: indicators.percent(table, one) for one in Indicator})
    rows = [Row(_row(table, shares, at, names)) for at in range(len(table))]
    tables.listing("indicators", heads, rows, file=File(_("Handling of cases"), [as_of(dataset)]))


_ON_A_PHONE = (Indicator.TEN_DAYS, Indicator.OVERDUE)


def _row(table: pd.DataFrame, shares: pd.DataFrame, at: int, names: Mapping[str, str]) -> list[Cell]:
    row, group = table.iloc[at], str(table.index[at])
    cells = [Cell(names.get(group, group) or _("Not known"), "t"), figure(row["cases"])]
    cells += [figure(row[name], kind="n w") for name in ("visits", "persons")]
    cells += [figure(row[name], 1, kind="n w") for name in ("mean_days", "median_days")]
    whole = int(row["cases"])
    left = whole - int(row["closed"])
    cells.append(_of_parts(percent(left, whole) if whole else "—", left, whole, "n w", left))
    for one in Indicator:
        part, whole = int(row[f"{one.value}_part"]), int(row[f"{one.value}_whole"])
        told = float(shares[one].iloc[at])
        value = None if np.isnan(told) else round(told, 2)
        cells.append(_of_parts(_share(told), part, whole, "n" if one in _ON_A_PHONE else "n w", value))
    return cells


def _of_parts(share: str, part: int, whole: int, kind: Literal["n", "n w"], value: float | None) -> Cell:
    """A share with its parts below it; a file holds the value."""
    parts = f"{number(part)}/{number(whole)}" if whole else ""
    image = f"{escaped(share)}<br><small>{escaped(parts)}</small>"
    return Cell(f"{share} {parts}".strip(), kind, value=value, image=image)


def _names(dataset: Dataset, table: pd.DataFrame, by: Group) -> Mapping[str, str]:
    if by is Group.TOWNSHIP:
        return cache.geography(dataset).township_names
    if by is Group.CATEGORY:
        return {code: category(code) for code in table.index if code}
    if by is Group.THEME:
        return {each.value: term(each) for each in Theme} | {indicators.NO_THEME: _("None of these themes")}
    if by is Group.CHANNEL:
        return {each.value: term(each) for each in Channel}
    return {}


def _behind(
    scope: Scope, dataset: Dataset, days: tuple[dt.date, dt.date], by: Group, table: pd.DataFrame
) -> None:
    """The cases behind one share of one group, those that spoil it first, for whoever may open them."""
    names = _names(dataset, table, by)
    with st.expander(_("The cases behind a share")):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            one = Indicator(SHOWN.choose(_("Share"), {each.value: term(each) for each in Indicator}))
            groups = {str(code): names.get(str(code), str(code)) or _("Not known") for code in table.index}
            group = OF.choose(term(by), groups)
        listed = cache.cases_behind(scope, dataset, days, one, by, group)
        if listed.empty:
            elements.quiet(_("There is no case that you may see one by one."))
            return
        words = {True: _("counted in it"), False: _("not counted in it"), None: _("cannot be said")}
        heads = [Cell(_("Number")), Cell(term(one), "t"), Cell(_("Filed on"), "t"), Cell(_("Closed on"), "t")]
        heads += [Cell(_("Unit"), "w"), Cell(_("Category"), "w")]
        rows = [
            Row(
                [
                    Cell(case.number),
                    Cell(words[case.part], "t"),
                    Cell(iso(case.filed), "t"),
                    Cell(iso(case.closed) if case.closed else "—", "t"),
                    Cell(case.unit or "—", "w"),
                    Cell(category(case.category), "w"),
                ],
                link=to("case", case=case.number),
            )
            for case in frames.rows(listed)
        ]
        inside = sum(case.part is True for case in frames.rows(listed))
        counted = _(
            "{n} cases that you may open; of these {part} are counted in it",
            n=number(len(listed)),
            part=number(inside),
        )
        elements.quiet(counted)
        name = File(f"{term(one)} {groups[group]}", [as_of(dataset)])
        tables.listing("behind", heads, rows[:LONGEST], every=lambda: rows, file=name)
