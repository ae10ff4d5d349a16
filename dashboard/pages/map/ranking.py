"""Villages and townships in their order, by the measure that the map shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.drawing import elements, tables
from dashboard.drawing.counts import measures
from dashboard.drawing.notes import as_of, counted, subject
from dashboard.drawing.question import Question, in_unit, unit_of
from dashboard.drawing.tables import Cell, File, Row, figure
from dashboard.language import _, in_context, number, spoken
from dashboard.pages import filters
from data.terms import CountUnit
from geo.statistics.rates import empirical_bayes, expected, standardised_ratio

MOST = 500
"""Villages that the page lists; of more the `FIRST`, and the exported list has all."""

FIRST = 100


@dataclass(frozen=True, eq=False)
class Measured:
    """A measure of each village: its head, its values (NaN or masked: unknown, or not told), its decimals."""

    head: str
    values: NDArray[np.float64]
    digits: int = 0


def measured(question: Question, measure: str) -> Measured:
    """What the list is ordered by; of the heat, which is a place's and no village's, the cases."""
    if measure == "rate":
        return Measured(measures()["rate"], question.rates, 1)
    if measure == "smoothed":
        return Measured(measures()["smoothed"], empirical_bayes(*question.compared), 1)
    if measure == "ratio":
        cases, residents = question.compared
        ratio = standardised_ratio(cases, expected(cases, residents)).value
        return Measured(measures()["ratio"], ratio, 2)
    unit = unit_of(measure)
    head = _("Cases") if unit is CountUnit.CASES else measures()[measure]
    return Measured(head, np.ma.asarray(in_unit(question.counts, unit), dtype=float))


def title(question: Question, measure: str) -> str:
    """What the list is of."""
    if measure in ("count", "heat"):
        return _("Most {what}", what=counted(question.wanted))
    return _("Villages by: {measure}", measure=measures()[measure])


def villages(
    key: str, question: Question, measure: str, among: NDArray[np.bool_], name: str, period: str
) -> None:
    """Some villages, the greatest first; a row opens its village.

    Parameters
    ----------
    period
        In words, of what is told of these villages.
    """
    geography, counts, rates, words = question.geography, question.counts, question.rates, spoken()
    by = measured(question, measure)
    values = np.where(among & question.visible, np.ma.filled(by.values, np.nan), np.nan)
    if question.wanted.township is not None:
        values = np.where(geography.inside(question.wanted.township), values, np.nan)
    order = [int(at) for at in np.argsort(-np.nan_to_num(values, nan=-1), kind="stable") if values[at] > 0]
    within = question.wanted.township is not None
    heads = [Cell(_("Village")), *([] if within else [Cell(_("Township"))]), Cell(by.head, "n")]
    besides = by.head != _("Cases")
    heads += [Cell(_("Cases"), "n")] if besides else [Cell(_("Per 1,000 residents"), "n w")]

    def row(at: int) -> Row:
        cells = [
            Cell(geography.names[at], "t"),
            *([] if within else [Cell(geography.townships_of[at], "t")]),
            figure(values[at], by.digits, words=words),
            figure(counts.cases[at], words=words) if besides else figure(rates[at], 1, "n w", words),
            figure(counts.open[at], words=words),
        ]
        return Row(cells, str(geography.codes[at]))

    notes = [f"{period} · {subject(question.wanted, question.dataset)}", as_of(question.dataset)]
    heads.append(Cell(in_context("number of cases", "Open"), "n"))
    listed = order if len(order) <= MOST else order[:FIRST]
    shown, file = [row(at) for at in listed], File(name, notes)
    tables.listing(
        key, heads, shown, opens=filters.VILLAGE, file=file, every=lambda: [row(at) for at in order]
    )
    if len(order) > len(listed):
        elements.quiet(_("{n} more villages are in the exported list", n=number(len(order) - len(listed))))
