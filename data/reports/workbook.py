"""The office's list of a 15th: every stop and every village left out, of all townships."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from data.text import C_, DEMO_MARK, N_, Words
from data.visits.plans import TownshipDay
from data.visits.words import why_left_out
from geo.visits import VisitPlan

_AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_COMPUTED = ("=", "+", "-", "@", "\t")  # a spreadsheet may take what follows for a formula
_WIDTH = 16

Planned = Sequence[tuple[TownshipDay, VisitPlan]]


def workbook(planned: Planned, language: str, *, synthetic: bool) -> bytes:
    """An .xlsx of two sheets. Text stays text, counts are numbers, and nothing is a formula."""
    words, file = Words(language), io.BytesIO()
    mark = words(DEMO_MARK) if synthetic else None
    with xlsxwriter.Workbook(file, _AS_TEXT) as book:
        _sheet(book, words(N_("Stops")), mark, _stops(words, planned))
        _sheet(book, words(N_("Villages left out")), mark, _left_out(words, planned))
    return file.getvalue()


def _stops(words: Words, planned: Planned) -> Iterable[list[Any]]:
    heads = (
        *(N_("Day"), N_("Township"), N_("Leader"), N_("Post"), N_("Stop"), N_("Code"), N_("Village")),
        *(
            N_("Arrives"),
            N_("Departs"),
            N_("Open cases"),
            C_("number of cases", "Hard"),
            C_("number of cases", "Repeated"),
            *(N_("Months since"), N_("Counted")),
        ),
    )
    yield [words(head) for head in heads]
    for day, plan in planned:
        for number, stop in enumerate(plan.stops, 1):
            village = day.villages.iloc[stop.village]
            whose = [words.iso(day.on), day.name, day.leader, day.post, number]
            where = [village["code"], village["name"], words.clock(stop.arrives), words.clock(stop.departs)]
            counts = [_number(village[column]) for column in ("cases", "hard", "repeats")]
            yield [*whose, *where, *counts, _number(village["months"]), words.term(day.counted)]


def _left_out(words: Words, planned: Planned) -> Iterable[list[Any]]:
    heads = (
        *(N_("Day"), N_("Township"), N_("Leader"), N_("Code"), N_("Village"), N_("Reason")),
        *(N_("Minutes short"), N_("Points lost if visited"), N_("Open cases"), N_("Counted")),
    )
    yield [words(head) for head in heads]
    for day, plan in planned:
        for left in plan.left_out:
            village = day.villages.iloc[left.village]
            whose = [words.iso(day.on), day.name, day.leader, village["code"], village["name"]]
            short = None if math.isnan(left.minutes_short) else math.ceil(left.minutes_short)
            lost = _number(left.score_lost)
            reason = [why_left_out(words, left), short, lost]
            yield [*whose, *reason, _number(village["cases"]), words.term(day.counted)]


def _number(value: float) -> float | None:
    """A number, or an empty cell where nothing is known."""
    return None if math.isnan(value) else round(float(value), 2)


def _sheet(book: Any, title: str, mark: str | None, lines: Iterable[list[Any]]) -> None:
    """A sheet of lines, the first of them its headings; above them the mark, if there is one."""
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 12, _WIDTH)
    first = 0
    if mark:
        sheet.write_string(0, 0, mark)
        first = 1
    sheet.freeze_panes(first + 1, 0)
    for number, line in enumerate(lines, first):
        for place, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(number, place, f"'{cell}" if cell.startswith(_COMPUTED) else cell)
            elif cell is not None:
                sheet.write_number(number, place, cell)
