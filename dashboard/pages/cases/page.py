"""Which cases wait for me, until when, and with which do I begin? Open ones by their next due day."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cache
from dashboard.address import ALL, Listed, Segmented, to
from dashboard.drawing import downloads, elements, tables
from dashboard.drawing.downloads import Download
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, category, iso, language, number, term
from dashboard.markdown import plain
from dashboard.pages import filters
from dashboard.pages.cases import today, together
from data import frames
from data.clocks import Clock, Stand
from data.petitions import cases, deadlines
from data.reader import Reader
from data.reports.due import due_calendar
from data.scope import Scope, is_office
from data.tables import Dataset
from data.terms import Counted, Owes, Status, Tier
from data.text.printable import file_name
from data.units import called

SHOWN = 50
STATE, STAND, TIER = Segmented("state"), Segmented("due"), Segmented("tier")
OWES = Listed("owes")
REVIEW = "review"
_STANDS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "all": lambda stand: stand >= Stand.NONE,
    "over": lambda stand: stand == Stand.OVER,
    "soon": lambda stand: stand.isin((Stand.WARNED, Stand.URGENT)),
    "none": lambda stand: stand < Stand.RUNNING,
}


def show(scope: Scope, dataset: Dataset) -> None:
    """The list, the first due on top; a number leads to its case."""
    reader = cache.reader(scope)
    answer = st.container(key="answer")
    mine = st.container(key="mine")
    tools = st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")
    with tools:
        of = filters.counted(Counted.BOTH if scope.units else Counted.PETITIONS)
    listed = deadlines.next_deadlines(reader, counted=of, newest=cache.newest_scheme(scope, dataset))
    answer.title(plain(_answer(listed)))
    if scope.units:
        elements.quiet(_("Your unit: {units}", units=_.listed(called(cache.store(), scope.units))))
    if not cases.number_of_cases(reader, None):
        elements.quiet(_("There is no case that you may see one by one."))
        return
    with mine:
        today.show(scope, dataset, listed)
    with tools:
        if STATE.choose(_("Status"), {"open": _("Open ones"), "all": _("All")}) == "open":
            stand = STAND.choose(_("How they stand"), _stands(listed))
            tiers = {ALL: _("All tiers")} | {tier.value: term(tier) for tier in Tier}
            tier = TIER.choose(_("Tier"), tiers)
            owes = OWES.choose_or_all(_("What is to be done"), _owes(listed))
        else:
            stand, owes = "", None
    if not stand:
        _whole(reader, dataset)
        return
    kept = listed[_STANDS[stand](listed["stand"])]
    kept = kept if tier == ALL else kept[kept["tier"] == tier]
    if owes is not None:
        kept = kept[kept["asked"]] if owes == REVIEW else kept[kept["owes"] == owes]
    if kept.empty:
        elements.quiet(_("No case stands so."))
        return
    _list(dataset, kept)
    if is_office(scope):
        together.show(scope, kept)
    if hidden := cases.unlisted(reader, of):
        words = _("{n} open reports and accusations are not listed one by one", n=number(hidden))
        elements.quiet(words)
    elements.quiet(
        _(
            "The due day is that of the clock that ends first, of the law or of the county; the case names"
            " all of them. Where the day of a step is not on record, its clock is not known."
        )
    )
    downloads.buttons("dues", {_("Due days as a calendar"): lambda: _calendar(dataset, listed)})


def _answer(listed: pd.DataFrame) -> str:
    """How many are open or under review, past their day, and with which to begin."""
    reviewed = len(listed) - int(listed["open"].sum())
    told = _("{n} cases are open", n=number(len(listed) - reviewed))
    if reviewed:
        told = _("{cases}, {n} closed ones are under review", cases=told, n=number(reviewed))
    late = listed[listed["stand"] == Stand.OVER]
    if late.empty:
        return told
    first = frames.rows(late.head(1))[0]
    words = {"cases": told, "late": number(len(late)), "number": first.number, "due": iso(first.due)}
    return _("{cases}, {late} past their day; first {number}, due on {due}", **words)


def _owes(listed: pd.DataFrame) -> dict[str, str]:
    """What is to be done next, as far as any case waits for it."""
    kinds = {one.value: term(one) for one in Owes if (listed["owes"] == one).any()}
    return kinds | ({REVIEW: _("Reviews to be answered")} if listed["asked"].any() else {})


def _stands(listed: pd.DataFrame) -> dict[str, str]:
    counts = {name: number(int(keeps(listed["stand"]).sum())) for name, keeps in _STANDS.items()}
    return {
        "all": _("All: {n}", n=counts["all"]),
        "over": _("Past their day: {n}", n=counts["over"]),
        "soon": _("Soon due: {n}", n=counts["soon"]),
        "none": _("No clock runs: {n}", n=counts["none"]),
    }


def _list(dataset: Dataset, kept: pd.DataFrame) -> None:
    pages = -(-len(kept) // SHOWN)
    page = st.pagination(pages, key=f"cases-{len(kept)}") if pages > 1 else 1
    heads = [Cell(_("Number")), Cell(_("Due"), "t"), Cell(_("Days left"), "t"), Cell(_("Clock"), "t")]
    heads += [Cell(_("Category"), "w"), Cell(_("Village"), "w"), Cell(_("Tier"), "t"), Cell(_("Unit"), "w")]
    heads += [Cell(_("Filed on"), "t w")]
    places = _places(dataset)

    def rows(part: pd.DataFrame) -> list[Row]:
        return [_row(case, places) for case in frames.rows(part)]

    tables.listing(
        "cases",
        heads,
        rows(kept.iloc[(page - 1) * SHOWN : page * SHOWN]),
        every=lambda: rows(kept),
        file=File(_("Open cases by their due days"), [as_of(dataset)]),
    )


def _whole(reader: Reader, dataset: Dataset) -> None:
    """All of them, closed ones too, the oldest first."""
    amount, places = cases.number_of_cases(reader, None), _places(dataset)
    page = st.pagination(-(-amount // SHOWN), key="cases-all") if amount > SHOWN else 1
    heads = [Cell(_("Number")), Cell(_("Category"), "w"), Cell(_("Village"), "w"), Cell(_("Tier"), "t")]
    heads += [Cell(_("Status"), "t w"), Cell(_("Filed on"), "t w"), Cell(_("Days"), "n")]

    def rows(limit: int, offset: int) -> list[Row]:
        listed = cases.listed(reader, None, limit=limit, offset=offset)
        return [_known(case, places) for case in frames.rows(listed)]

    tables.listing(
        "cases-all",
        heads,
        rows(SHOWN, (page - 1) * SHOWN),
        every=lambda: rows(amount, 0),
        file=File(_("Cases with the closed ones"), [as_of(dataset)]),
    )


def _known(case: Any, places: Mapping[str, str]) -> Row:
    cells = [
        Cell(case.number),
        Cell(category(case.category), "w"),
        Cell(_place(case, places), "w"),
        Cell(term(Tier(case.tier)), "t", "bad" if case.tier == Tier.HARD else ""),
        Cell(term(Status(case.status)), "t w"),
        Cell(iso(case.filed), "t w"),
        figure(case.days),
    ]
    return Row(cells, case.number, to("case", case=case.number))


def _row(case: Any, places: Mapping[str, str]) -> Row:
    late = case.stand == Stand.OVER
    cells = [
        Cell(case.number),
        Cell(iso(case.due) if case.due else "—", "t", "bad" if late else ""),
        Cell(_left(case.left), "t", value=case.left),
        Cell(term(Clock(case.clock)) if case.clock else "—", "t"),
        Cell(category(case.category), "w"),
        Cell(_place(case, places), "w"),
        Cell(term(Tier(case.tier)), "t", "bad" if case.tier == Tier.HARD else ""),
        Cell(case.unit or "—", "w"),
        Cell(iso(case.filed), "t w"),
    ]
    return Row(cells, case.number, to("case", case=case.number))


def _left(days: float | None) -> str:
    if days is None:
        return "—"
    late = _("over for {n} days", n=number(-days))
    return late if days < 0 else _("{n} days left", n=number(days))


def _calendar(dataset: Dataset, listed: pd.DataFrame) -> Download:
    day = cache.today(dataset)
    content = due_calendar(listed, day, language(), synthetic=dataset.synthetic)
    name = file_name(f"{iso(day)} {_('Due days of cases')}.ics")
    return Download(content, name, "text/calendar")


def _place(case: Any, places: Mapping[str, str]) -> str:
    return places.get(case.village or "") or places.get(case.township or "") or "—"


def _places(dataset: Dataset) -> dict[str, str]:
    """Code -> name of each village with its township, and of each township."""
    geography = cache.geography(dataset)
    names: dict[str, str] = dict(geography.township_names)
    for village in frames.rows(geography.villages[["code", "name", "parent_code"]]):
        above = geography.township_names.get(village.parent_code, "")
        names[village.code] = f"{above} {village.name}".strip()
    return names
