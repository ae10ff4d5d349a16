"""Which units come along on the day: where their leaders are when, what cannot be met, and their papers."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Toggle
from dashboard.drawing import downloads, elements, tables
from dashboard.drawing.downloads import Download
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, iso, language, say
from dashboard.markdown import plain
from data.errors import PlanRefused
from data.reports import units
from data.reports.papers import ZIP
from data.scope import Scope, is_office
from data.tables import Dataset
from data.text import Words
from data.text.printable import file_name
from data.visits import along, attendance
from data.visits.attendance import LONGER, SECONDS, Short, UnitsAlong
from data.visits.on_record import PlanOnRecord

ADOPT = "adopt-times"
UNITS, MORE = Toggle("units"), Toggle("longer")


def show(scope: Scope, dataset: Dataset, records: Sequence[PlanOnRecord]) -> None:
    """A switch for the office, and below it the units that come along; of a day that is past nothing."""
    if not is_office(scope) or records[0].day.on < cache.today(dataset):
        return
    if not UNITS.choose(_("Units that come along")):
        return
    try:
        result = _result(scope, dataset, records)
    except PlanRefused as error:
        st.info(plain(say(error)))
        return
    words = Words(language())
    elements.quiet(_("; ").join(along.summary(words, result)))
    for shortage in along.shortages(words, result):
        st.warning(plain(shortage))
    _table(records, result)
    if moved := along.moves(words, result):
        elements.quiet(
            _("Stops at other times, once the plans are changed so: {stops}", stops=_.listed(moved))
        )
        _adopting(scope, records, result)
    _papers(scope, dataset, records, result)


def _adopting(scope: Scope, records: Sequence[PlanOnRecord], result: UnitsAlong) -> None:
    """The times that the papers of the units tell become those of the plans."""
    consequence = _(
        "The plans of {n} townships are saved as drafts with these times;"
        " the leaders' papers tell them then.",
        n=len(result.plans),
    )
    steps.ask(_("Adopt these times"), consequence, "adopt-times", _adopt, (scope, records, result))
    steps.show(ADOPT)


def _adopt(scope: Scope, records: Sequence[PlanOnRecord], result: UnitsAlong) -> None:
    with steps.taking(ADOPT):
        n = attendance.adopt(cache.writer(scope), records, result)
        steps.done(_("Plans saved with the new times: {n}", n=n))


def _result(scope: Scope, dataset: Dataset, records: Sequence[PlanOnRecord]) -> UnitsAlong:
    """What is found in short time; where it is not proven, a switch to search longer."""
    with st.spinner(_("Assigning the leaders of the units …")):
        result = cache.units_along(scope, dataset, records, SECONDS)
    if result.proven or not MORE.choose(_("Search longer, up to {n} seconds", n=round(LONGER))):
        return result
    with st.spinner(_("Assigning the leaders of the units …")):
        return cache.units_along(scope, dataset, records, LONGER)


def _table(records: Sequence[PlanOnRecord], result: UnitsAlong) -> None:
    leaders = {record.day.township: record.day.leader for record in records}
    rows = [
        Row(
            [
                Cell(each.unit),
                Cell(str(each.deputy), "n"),
                Cell(_.span(each.begins, each.ends), "t"),
                Cell(each.place.name),
                Cell(leaders.get(each.place.township, ""), "t"),
                figure(each.cases),
                figure(each.hard),
            ]
        )
        for each in result.along
    ]
    rows += [row for short in result.short for row in _missing(short, leaders)]
    heads = [
        *(Cell(_("Unit")), Cell(_("Leader no."), "n"), Cell(_("Time")), Cell(_("Place"))),
        *(Cell(_("Leader")), Cell(_("Cases"), "n"), Cell(_("Hard"), "n")),
    ]
    on = records[0].day.on
    tables.listing("units", heads, rows, file=File(f"{iso(on)} {_('Units that come along')}"))


def _missing(short: Short, leaders: dict[str, str]) -> list[Row]:
    """Places where the unit is wanted and nobody comes."""
    return [
        Row(
            [
                Cell(short.unit),
                Cell(_("nobody"), "n", "bad"),
                Cell(_.span(short.begins, short.ends), "t"),
                Cell(place.name),
                Cell(leaders.get(place.township, ""), "t"),
                Cell("—", "n"),
                Cell("—", "n"),
            ]
        )
        for place in short.places
    ]


def _papers(scope: Scope, dataset: Dataset, records: Sequence[PlanOnRecord], result: UnitsAlong) -> None:
    if not result.along:
        return
    on = records[0].day.on
    leaders = {record.day.township: record.day.leader for record in records}

    def pages() -> Download:
        own = {unit: result.of(unit) for unit in result.units}
        content = units.document(on, own, leaders, language(), synthetic=dataset.synthetic)
        return Download(units.pdf(content), _named(records, ".pdf"), "application/pdf")

    def packed() -> Download:
        content = units.bundle(on, result, leaders, language(), synthetic=dataset.synthetic)
        return Download(content, _named(records, ".zip"), ZIP)

    with st.container(key="unit-tools", horizontal=True, vertical_alignment="center"):
        makers = {_("Papers of the units (PDF)"): pages, _("Pages and calendars, two a unit (ZIP)"): packed}
        downloads.buttons(f"units-{on}", {words: partial(make) for words, make in makers.items()})


def _named(records: Sequence[PlanOnRecord], suffix: str) -> str:
    return file_name(f"{iso(records[0].day.on)} {_('Units that come along')}{suffix}")
