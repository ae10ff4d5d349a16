"""For the desk of a reception: a sign for the table (桌牌), and an empty register (登记簿) to write in.

The register is for a desk without any machine; what is written there is entered later. No case stands in it.
"""

from collections.abc import Sequence
from typing import Any

from data.reports import typesetting
from data.text import C_, DEMO_MARK, N_, Words
from data.visits.on_record import PlanOnRecord

TEMPLATE = "desk_paper.typ"
LINES = 12
"""Empty lines of a register: as many as fit on a page."""
_COLUMNS = (
    (N_("No."), 1.0),
    (N_("Time"), 1.4),
    (N_("Full name"), 2.0),
    (C_("a register", "Telephone"), 2.4),
    (N_("Village"), 2.4),
    (N_("People"), 1.1),
    (N_("What they say"), 6.0),
    (N_("Heard by"), 1.8),
    (N_("What came of it, by whom and until when"), 4.5),
)


def document(records: Sequence[PlanOnRecord], language: str, *, synthetic: bool) -> dict[str, Any]:
    """Sign and register of each reception in plain values; one that is not published says so on its sign."""
    words = Words(language)
    return {
        "language": language[:2],
        "title": words(N_("Sign and register of the desk")),
        "mark": words(DEMO_MARK) if synthetic else None,
        "sheets": [_sheet(words, record) for record in records],
    }


def pdf(content: dict[str, Any]) -> bytes:
    """A `document` as PDF, two pages a reception."""
    return typesetting.pdf(TEMPLATE, content)


def _sheet(words: Words, record: PlanOnRecord) -> dict[str, Any]:
    day, settings = record.day, record.day.problem.settings
    hours = words.span(settings.reception_opens, settings.reception_closes)
    time = words(N_("{day}, {hours}"), day=words.weekday(day.on), hours=hours)
    place = words(C_("a sign", "Place: {place}"), place=day.hub[0])
    return {
        "warning": None if record.public else words(N_("draft, not published")),
        "title": words(N_("A county leader receives people")),
        "leader": day.leader,
        "post": day.post,
        "time": time,
        "place": place,
        "register": words(N_("Register of the reception in {township}"), township=day.name),
        "line": f"{time} · {place} · {day.leader}（{day.post}）",
        "signature": words(N_("Written down by: ____________")),
        "heads": [words(head) for head, _ in _COLUMNS],
        "widths": [width for _, width in _COLUMNS],
        "lines": LINES,
    }
