"""Who keeps the briefings of two months and looks at the wall tells no group of one to four petitions.

Every number of both snapshots is an equation over all petitions that there can be, and an exact solver looks
whether a planted group is one to four in every record that answers alike
(`tests.data.petitions.test_disclosure`). Shares and changes are of numbers told beside them; that workbook
and slides hold no other number is tested here, of the pages in `tests.dashboard.pages.test_wall_numbers`.
Both months are of one state of the record: what two states tell is a limit (``docs/disclosure.md``).
"""

import io
import re

import numpy as np
import pandas as pd
import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from data.briefing import words
from data.briefing.snapshot import snapshot
from data.divisions.land import land
from data.petitions import margins
from data.petitions.facts import Filter
from data.reports import month_map
from data.reports.month_report import workbook
from data.reports.slides import slides
from data.text import Words
from tests.data.briefing.test_briefing import PICTURE
from tests.data.petitions.test_disclosure import (
    AS_OF,
    EVERY,
    IS,
    MONTHS,
    Attack,
    K,
    fill,
    groups,
    in_cells,
    kept,
    random_cells,
)

pytestmark = pytest.mark.sqlite
TWO = ("2025-12", "2026-01")
OF_A_PERIOD = ("place", "township", "category", "month", "status", "tier")


def warmth(attack, told, known):
    """What the map of heat tells: all of it together, as exactly as a surface can be read."""
    counts = pd.Series(np.ma.filled(told.counts.cases.astype(float), np.nan), told.villages)
    surface = month_map._surface(counts.reindex(known.codes).to_numpy(), known.grid, 800.0)
    mass = round(float(surface.sum()) * (known.grid.cell / 1000) ** 2)
    places = [IS["place", code] for code in told.villages[counts.notna()]]
    whole = kept(Filter(told.told.first, told.told.last))
    attack.know(whole & np.logical_or.reduce([~EVERY, *places]), mass, mass)


def learn(attack, told):
    """All that a snapshot tells, as knowledge of the cells; how many numbers that were."""
    count = 0

    def keep(value, cells):
        nonlocal count
        if value is not None and not np.ma.is_masked(value) and not np.isnan(value):
            attack.know(cells, int(value), int(value))
            count += 1

    month = kept(Filter(told.month.first, told.month.last))
    whole = kept(Filter(told.told.first, told.told.last))
    is_open, joint = IS["status", "open"], IS["channel", "joint"]
    for totals, cells in ((told.totals, month), (told.told_totals, whole)):
        keep(totals.cases, cells)
        keep(totals.open, cells & is_open)
        if totals.persons is not None:
            attack.know(cells, -np.inf, totals.persons + 9 * len(MONTHS), np.where(joint, 5, 1))
    for each in told.trends.values():
        keep(each.now, month)
        keep(each.then, kept(Filter(each.period.first, each.period.last)))
    for first, n in zip(told.monthly["month"], told.monthly["cases"], strict=True):
        if first.date() in MONTHS:
            keep(n, kept(Filter()) & IS["month", first.date()])
    for code, n in told.categories.items():
        keep(n, whole & IS["category", code])
    for code, n in told.townships.items():
        keep(n, whole & IS["township", code])
    for code, n in zip(told.villages, told.counts.cases, strict=True):
        keep(n, whole & IS["place", code])
    first = IS["occurrence", "first"] & (joint | IS["channel", "visit"] | IS["channel", "letter"])
    first &= ~IS["month", MONTHS[-1]]
    handled = told.figures.first_petitions
    if handled.count is not None:
        attack.know(first, handled.count, handled.count + 9)
        attack.know(first & ~is_open, handled.closed, handled.closed + 9)
    return count


def of(told):
    """Every number that a snapshot holds."""
    now = told.standing
    single = [told.totals.cases, told.totals.persons, told.totals.open, told.least, now.alerts.waiting]
    single += [told.told_totals.cases, told.told_totals.open, told.told_totals.persons]
    single += [each.value for each in words.figures(Words("en"), told)]
    single += [n for each in told.trends.values() for n in (each.now, each.then)]
    single += [*told.monthly["cases"], *told.categories.values(), *told.townships.values()]
    single += [*told.counts.cases.compressed(), *(each.count for each in told.agenda)]
    return {float(each) for each in single if each is not None and not np.isnan(each)}


@pytest.fixture(scope="module")
def cells():
    return random_cells(3, 420)


def knowledge(store):
    """Of whoever has the briefings of both months, and of which periods they tell."""
    attack, both = Attack(), [snapshot(store, month, AS_OF) for month in TWO]
    assert sum(learn(attack, told) for told in both) >= 20, "there is something to subtract"
    for told in both:
        warmth(attack, told, land(store, AS_OF))
    return attack, [(each.first, each.last) for told in both for each in (told.told, told.month)]


def singled_out(store, cells):
    """Planted groups of one to four that somebody can tell: of a period by one condition, and others."""
    attack, periods = knowledge(store)
    has, planted = in_cells(cells), [(conditions, EVERY) for conditions in groups(cells, 6)]
    for first, last in {*periods}:
        whole = kept(Filter(first, last))
        for condition, is_so in IS.items():
            if condition[0] in OF_A_PERIOD and 1 <= has[whole & is_so].sum() < K:
                planted.append(([condition], whole))
    for conditions, within in planted:
        if attack.singles_out(within & np.logical_and.reduce([IS[condition] for condition in conditions])):
            yield conditions


def test_the_briefings_of_two_months_single_out_nobody(store, cells):
    fill(store, cells, accusations=6)
    knowledge(store)[0].check(cells)
    assert not list(singled_out(store, cells))


def test_the_attack_finds_what_a_least_count_alone_gives_away(store, cells, monkeypatch):
    monkeypatch.setattr(margins, "values_told", lambda counts, known, k: counts >= 1)
    monkeypatch.setattr(margins, "places_told", lambda counts, k, *more: counts >= 1)
    fill(store, cells)
    assert next(singled_out(store, cells), None)


@pytest.mark.parametrize("month", TWO)
def test_workbook_and_slides_hold_no_other_number(store, cells, month):
    fill(store, cells, accusations=6)
    told = snapshot(store, month, AS_OF)
    known = of(told)
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(told, "en")))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert {cell for row in rows for cell in row if isinstance(cell, float)} <= known
    deck = Presentation(io.BytesIO(slides(told, "en", PICTURE)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    drawn = [
        n for shape in shapes if shape.has_chart for each in shape.chart.plots[0].series for n in each.values
    ]
    assert {float(n) for n in drawn if n is not None} <= known
    cells_ = [row.cells[1].text for shape in shapes if shape.has_table for row in shape.table.rows]
    shown = {float(n.replace(",", "")) for text in cells_ for n in re.findall(r"^[\d,.]+$", text)}
    assert shown <= known | {round(each, 1) for each in known}
