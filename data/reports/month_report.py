"""The briefing as a report of some pages, and as a workbook with the numbers behind each figure."""

import io
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import xlsxwriter  # type: ignore[import-untyped]

from data.briefing import words
from data.briefing.snapshot import Snapshot
from data.cartography.colours import TOKENS, css_variables
from data.reports import typesetting
from data.reports.lists import AS_TEXT, Value, write_sheet
from data.reports.month_map import Pictures
from data.text import DEMO_MARK, N_, Words

TEMPLATE = "briefing.typ"


def report(told: Snapshot, language: str, drawn: Pictures) -> bytes:
    """PDF of A4 pages.

    Parameters
    ----------
    drawn
        The maps.

    Raises
    ------
    PlanRefused
        No Chinese font is installed.
    """
    say = Words(language)
    span = words.period(say, told)
    marks = [say(DEMO_MARK)] if told.synthetic else []
    content = {
        "title": words.heading(say, told),
        "language": language[:2],
        "headline": words.headline(say, told),
        "foot": " · ".join([*marks, *words.notes(say, told)[:2]]),
        "tokens": css_variables(TOKENS["light"]),
        "picture": list(drawn.counts),
        "rates": list(drawn.rates),
        "heat": list(drawn.heat),
        "receptions": _receptions(say, told, drawn.receptions),
        "words": {
            "map": say(N_("Petitions by village, {period}"), period=span),
            "rates": say(N_("Petitions per 1,000 residents by village, {period}"), period=span),
            "heat": say(N_("Heat of petitions, {period}"), period=span),
            "figures": say(N_("Figures")),
            "monthly": say(N_("Petitions by month, the last twelve months beside the year before")),
            "categories": say(N_("Petitions by category, {period}"), period=span),
            "townships": say(N_("Petitions by township, {period}"), period=span),
            "agenda": say(N_("What the meeting is to decide")),
        },
        "figures": {
            "heads": words.figure_heads(say),
            "rows": [[each.label, each.shown, each.definition] for each in words.figures(say, told)],
        },
        "monthly": _monthly(say, told),
        "categories": [_bar(say, say.category(code), n) for code, n in told.categories.items()],
        "townships": [_bar(say, told.names.get(code, code), n) for code, n in told.townships.items()],
        "agenda": {
            "heads": words.agenda_heads(say),
            "rows": [words.item(say, each) for each in told.agenda],
        },
        "nothing": say(N_("Nothing waits by the record.")),
        "untold": say.number(None),
        "notes": words.notes(say, told),
    }
    return typesetting.pdf(TEMPLATE, content)


def workbook(told: Snapshot, language: str) -> bytes:
    """An .xlsx: figures with their definitions, months, categories, townships, villages, agenda."""
    say, file = Words(language), io.BytesIO()
    notes = [*([say(DEMO_MARK)] if told.synthetic else []), *words.notes(say, told)]
    span = words.period(say, told)
    count = say(N_("Petitions, {period}"), period=span)
    heads: list[Value] = [*words.agenda_heads(say)]
    sheets: list[tuple[str, list[list[Value]]]] = [
        (N_("Figures"), _figures(say, told)),
        (N_("Months"), _months(say, told)),
        (
            N_("Categories"),
            _named(say(N_("Category")), count, [(say.category(c), n) for c, n in told.categories.items()]),
        ),
        (
            N_("Townships"),
            _named(
                say(N_("Township")), count, [(told.names.get(c, c), n) for c, n in told.townships.items()]
            ),
        ),
        (N_("Villages"), _villages(say, count, told)),
        (N_("Agenda"), [heads, *_agenda(say, told)]),
    ]
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        for name, lines in sheets:
            write_sheet(book, say(name), [*notes, say(N_("An empty cell: not told."))], lines)
    return file.getvalue()


def _figures(say: Words, told: Snapshot) -> list[list[Value]]:
    heads: list[Value] = [*words.figure_heads(say)]
    return [heads, *([each.label, each.value, each.definition] for each in words.figures(say, told))]


def _months(say: Words, told: Snapshot) -> list[list[Value]]:
    lines: list[list[Value]] = [[say(N_("Month")), say(N_("petitions"))]]
    for month, n in zip(told.monthly["month"], told.monthly["cases"], strict=True):
        lines.append([f"{month:%Y-%m}", None if math.isnan(n) else float(n)])
    return lines


def _agenda(say: Words, told: Snapshot) -> Iterable[list[Value]]:
    for each in told.agenda:
        subject, count, question = words.item(say, each)
        yield [subject, count, question]


def _named(head: str, count: str, named: Iterable[tuple[str, int]]) -> list[list[Value]]:
    lines: list[list[Value]] = [[head, count]]
    lines += [[name, n] for name, n in named]
    return lines


def _villages(say: Words, count: str, told: Snapshot) -> list[list[Value]]:
    cases = np.ma.asarray(told.counts.cases)
    hidden, counts = np.ma.getmaskarray(cases), np.ma.filled(cases, 0)
    lines: list[list[Value]] = [[say(N_("Code")), say(N_("Village")), count]]
    for code, n, masked in zip(told.villages, counts, hidden, strict=True):
        lines.append([str(code), told.names.get(code, ""), None if masked else int(n)])
    return lines


def _receptions(say: Words, told: Snapshot, picture: bytes | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    visits = told.standing.visits
    heads, *rows = words.receptions(say, visits)
    title = words.receptions_heading(say, visits)
    return {"title": title, "picture": list(picture), "heads": heads, "rows": rows}


def _monthly(say: Words, told: Snapshot) -> list[dict[str, Any]]:
    half = len(told.monthly) // 2
    return [
        {
            "month": f"{month:%y-%m}",
            "count": None if math.isnan(n) else int(n),
            "shown": "…" if math.isnan(n) else say.number(n),
            "late": at >= half,
        }
        for at, (month, n) in enumerate(zip(told.monthly["month"], told.monthly["cases"], strict=True))
    ]


def _bar(say: Words, name: str, n: int) -> dict[str, Any]:
    return {"name": name, "count": n, "shown": say.number(n)}
