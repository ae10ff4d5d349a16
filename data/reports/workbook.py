"""The office's list of a 15th: every stop and every village left out, of all townships."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from data.reports.lists import AS_TEXT, write_sheet
from data.text import C_, DEMO_MARK, N_, Words
from data.visits.plans import TownshipDay
from data.visits.words import why_left_out
from geo.visits import VisitPlan

Planned = Sequence[tuple[TownshipDay, VisitPlan]]


def workbook(planned: Planned, language: str, *, synthetic: bool) -> bytes:
    """An .xlsx of two sheets. Text stays text, counts are numbers, and nothing is a formula."""
    words, file = Words(language), io.BytesIO()
    notes = [words(DEMO_MARK)] if synthetic else []
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        write_sheet(book, words(N_("Stops")), notes, _stops(words, planned))
        write_sheet(book, words(N_("Villages left out")), notes, _left_out(words, planned))
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
