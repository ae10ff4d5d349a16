"""Are there fewer petitions than in earlier years, and did disputes go to court instead?"""

import datetime as dt

import pandas as pd
import streamlit as st
from dateutil.relativedelta import relativedelta

from dashboard import cache
from dashboard.address import Segmented
from dashboard.drawing import charts, elements, tables
from dashboard.drawing.notes import as_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, iso, number, percent, term
from dashboard.markdown import plain
from dashboard.pages import entries
from data import frames
from data.petitions.facts import Filter
from data.policies import shares, years
from data.scope import Scope
from data.tables import Dataset
from data.terms import TotalUnit

UNIT = Segmented("unit")
YEAR = 12


def show(scope: Scope, dataset: Dataset) -> None:
    """The view."""
    reader, answer = cache.reader(scope), st.container(key="answer")
    totals = years.year_totals(reader)
    with st.container(key="register"):
        entries.offer(scope, "totals")
    _totals(scope, dataset, totals, answer)
    st.subheader(plain(_("New cases of the court")))
    entries.offer(scope, "court-cases")
    court = years.court_cases(reader)
    if court.empty:
        elements.quiet(_("No cases of the court are on record: import the register of them, by month."))
        return
    _court(scope, dataset, court)


def _totals(
    scope: Scope, dataset: Dataset, totals: pd.DataFrame, answer: "st.delta_generator.DeltaGenerator"
) -> None:
    if totals.empty:
        answer.title(_("No totals of earlier years are on record"))
        elements.quiet(_("Import the register of totals: year, what is counted, total, source."))
        _own(scope, dataset)
        return
    units = {unit.value: term(unit) for unit in TotalUnit if (totals["counted_in"] == unit).any()}
    chosen = next(iter(units))
    if len(units) > 1:
        with st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = UNIT.choose(_("Counted in"), units)
    unit = TotalUnit(chosen)
    running = cache.today(dataset).year
    answer.title(plain(_fallen(years.fall(totals, unit, running), unit)))
    own = totals[totals["counted_in"] == unit]
    every = range(int(own["year"].min()), int(own["year"].max()) + 1)
    known = dict(zip(own["year"], own["total"], strict=True))
    over = [year for year in every if year < running]
    title = _("Petitions a year, counted in {unit}", unit=term(unit))
    if over:
        charts.line(title, [str(year) for year in over], [known.get(year) for year in over], [], against="")
    heads = [Cell(_("Year"), "t"), Cell(_("Counted in")), Cell(_("In all"), "n"), Cell(_("Change"), "n")]
    rows = [
        Row(
            [
                Cell(str(one.year), "t"),
                Cell(term(unit)),
                figure(one.total),
                Cell(_change(one.total, known.get(one.year - 1)) if one.year < running else "—", "n"),
                Cell(one.source or "—", "w"),
            ]
        )
        for one in reversed(frames.rows(own))
    ]
    file = File(_("Totals of the years"), [term(unit)])
    tables.listing("totals", [*heads, Cell(_("Source"), "w")], rows, file=file)
    elements.quiet(_("Totals of other units are not comparable with these, and are never drawn on one line."))
    if running in known:
        elements.quiet(_("{year} is not over: its total is compared with none.", year=running))
    _own(scope, dataset)


def _fallen(fall: years.Fall | None, unit: TotalUnit) -> str:
    if fall is None:
        return _("One year is on record: no change can be told")
    if fall.newest_year == fall.greatest_year:
        return _(
            "{year} has the most of the years on record: {n}, counted in {unit}",
            year=fall.newest_year,
            n=number(fall.newest),
            unit=term(unit),
        )
    return _(
        "From {n} in {first} to {m} in {last}, down {share}, counted in {unit}",
        n=number(fall.greatest),
        first=fall.greatest_year,
        m=number(fall.newest),
        last=fall.newest_year,
        share=percent(fall.share, 1.0),
        unit=term(unit),
    )


def _own(scope: Scope, dataset: Dataset) -> None:
    """What this record itself holds of each year, in cases."""
    tally = cache.tally(scope, dataset)
    asked = [wanted for _year, wanted in shares.years(tally, cache.as_of(dataset))]
    found = [(wanted, tally.total(wanted)) for wanted in asked]
    if not found:
        return
    heads = [Cell(_("Period"), "t"), Cell(_("Petitions on record, in cases"), "n")]
    rows = [
        Row([Cell(_.months(wanted.first, wanted.last), "t"), figure(total)])
        for wanted, total in reversed(found)
        if wanted.first and wanted.last
    ]
    st.subheader(plain(_("The same of this record")))
    tables.listing("own-totals", heads, rows, file=File(_("Petitions by year"), [as_of(dataset)]))
    elements.quiet(_("Counted row by row, in cases: another count than that of the county's books."))


def _court(scope: Scope, dataset: Dataset, court: pd.DataFrame) -> None:
    """Two years by month, and twelve months by township beside petitions."""
    months = years.court_by_month(court)
    last: dt.date = months.index.max()
    shown = [last - relativedelta(months=back) for back in reversed(range(2 * YEAR))]
    values = [_known(months, month) for month in shown]
    before = [_known(months, month - relativedelta(months=YEAR)) for month in shown]
    names = [f"{month:%Y-%m}" for month in shown]
    charts.line(_("New cases of the court by month"), names, values, before, against=_("a year before"))
    first, until = shown[YEAR], last + relativedelta(day=31)
    now = years.court_by_division(court, first, last)
    then = years.court_by_division(court, *(day - relativedelta(months=YEAR) for day in (first, last)))
    tally, wanted = cache.tally(scope, dataset), Filter(first, until)
    told = tally.nearest(wanted)
    petitions = tally.by_township(told)
    names_of = dict(cache.geography(dataset).township_names)
    heads = [Cell(_("Township")), Cell(_("New cases of the court"), "n"), Cell(_("Change"), "n")]
    heads += [Cell(_("Petitions"), "n"), Cell(_("Months on record"), "n w")]
    rows = [
        Row(
            [
                Cell(names_of.get(code, _("Of no township") if code == dataset.county_code else code)),
                figure(court_sum.cases),
                Cell(_compared(court_sum, then.get(code)), "n"),
                figure(petitions.get(code)),
                Cell(f"{court_sum.months}/{YEAR}", "n w"),
            ]
        )
        for code, court_sum in now.items()
    ]
    notes = [_.months(first, until), as_of(dataset)]
    tables.listing("court", heads, rows, file=File(_("New cases of the court"), notes))
    elements.quiet(
        _(
            "{first} to {last}: cases as the register has them, petitions filed in the same months; the"
            " change is against a year before. A month that is not in the register is not known.",
            first=iso(first),
            last=iso(until),
        )
    )
    if told != wanted and told.first and told.last:
        elements.quiet(_("Petitions are told of {months}.", months=_.months(told.first, told.last)))


def _known(months: pd.Series, month: dt.date) -> float | None:
    value = months.get(month)
    return None if value is None or pd.isna(value) else float(value)


def _compared(now: years.CourtSum, then: years.CourtSum | None) -> str:
    """Against as many months a year before; nothing where they are not all on record."""
    return "—" if then is None or now.months != then.months else _change(now.cases, then.cases)


def _change(now: float, then: float | None) -> str:
    return "—" if not then else f"{_.signed(100.0 * (now - then) / then, 1)}%"
