"""Which cases are mine to answer, and which of them are late?"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import cache
from dashboard.address import Segmented, to
from dashboard.drawing import elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, number, term
from dashboard.markdown import plain
from data import frames
from data.petitions import cases
from data.reader import Reader
from data.scope import Scope
from data.tables import Dataset
from data.terms import Status, Tier

SHOWN = 50
STATE = Segmented("state")


def show(scope: Scope, dataset: Dataset) -> None:
    """The list, the oldest case first; a number leads to its case."""
    reader = cache.reader(scope)
    st.title(plain(_answer(reader)))
    if scope.units:
        elements.quiet(_("Your unit: {units}", units=_.listed(sorted(scope.units))))
    chosen = STATE.choose(_("Status"), {"open": _("Open ones"), "all": _("All")})
    status = Status.OPEN if chosen == "open" else None
    amount = cases.number_of_cases(reader, status)
    if not amount:
        elements.quiet(_("There is no case that you may see one by one."))
        return
    page = st.pagination(-(-amount // SHOWN), key=f"cases-{chosen}") if amount > SHOWN else 1
    heads = [Cell(_("Number")), Cell(_("Category"), "w"), Cell(_("Village"), "w"), Cell(_("Tier"), "t")]
    heads += [Cell(_("Status"), "t w"), Cell(_("Filed on"), "t w"), Cell(_("Days"), "n"), Cell(_("Due"), "t")]
    places, today = _places(dataset), cache.today(dataset)

    def rows(limit: int, offset: int) -> list[Row]:
        listed = cases.listed(cache.reader(scope), status, limit=limit, offset=offset)
        return [_row(case, places, today) for case in frames.rows(listed)]

    tables.listing(
        f"cases-{chosen}",
        heads,
        rows(SHOWN, (page - 1) * SHOWN),
        every=lambda: rows(amount, 0),
        file=File(_("Cases to answer"), [as_of(dataset)]),
    )
    elements.quiet(_("Due is the day by which a first petition is to be closed (rules of the county)."))


def _answer(reader: Reader) -> str:
    """How many are open and past their day, and with which to begin."""
    amount = cases.number_of_cases(reader)
    told = _("{n} cases are open", n=number(amount))
    waiting = list(frames.rows(cases.listed(reader, limit=amount)))
    late = [case for case in waiting if case.due is not None and case.due < reader.today]
    if not late:
        return told
    first = min(late, key=lambda case: case.due)
    words = {"cases": told, "late": number(len(late)), "number": first.number, "due": iso(first.due)}
    return _("{cases}, {late} past their day; first answer {number}, due on {due}", **words)


def _row(case: Any, places: Mapping[str, str], today: dt.date) -> Row:
    late = case.due is not None and case.due < today and case.status == Status.OPEN
    place = places.get(case.village or "") or places.get(case.township or "") or "—"
    cells = [
        Cell(case.number),
        Cell(category(case.category), "w"),
        Cell(place, "w"),
        Cell(term(Tier(case.tier)), "t", "bad" if case.tier == Tier.HARD else ""),
        Cell(term(Status(case.status)), "t w"),
        Cell(iso(case.filed), "t w"),
        figure(case.days),
        Cell(iso(case.due) if case.due else "—", "t", "bad" if late else ""),
    ]
    return Row(cells, case.number, to("case", case=case.number))


def _places(dataset: Dataset) -> dict[str, str]:
    """Code -> name of each village with its township, and of each township."""
    geography = cache.geography(dataset)
    names: dict[str, str] = dict(geography.township_names)
    for village in frames.rows(geography.villages[["code", "name", "parent_code"]]):
        above = geography.township_names.get(village.parent_code, "")
        names[village.code] = f"{above} {village.name}".strip()
    return names
