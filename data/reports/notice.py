"""The public notice (公示) of the reception days: who receives whom, where and when.

No case stands in it, and no village: the villages of a plan tell who petitioned.
"""

from typing import Any

from sqlalchemy import select

from data.reports import typesetting
from data.reports.words import DEMO_MARK, Words
from data.store import Store
from data.tables import Visit
from data.terms import Mode, name_of
from data.text import N_
from data.visits.plans import TownshipDay, clock

TEMPLATE = "notice.typ"


def entry(store: Store, day: TownshipDay, language: str) -> dict[str, Any]:
    """One township's reception as it is made public: township, and rows of what and its value."""
    words = Words(language)
    with store.read() as connection:
        mode = connection.scalar(
            select(Visit.mode).where(Visit.on == day.on, Visit.township_code == day.township)
        )
    settings = day.problem.settings
    hours = f"{clock(settings.reception_opens)}–{clock(settings.reception_closes)}"
    rows = [
        (N_("Leader"), day.leader),
        (N_("Post"), day.post),
        (N_("Portfolio"), day.duty.portfolio),
        (N_("Time"), words(N_("{day}, {hours}"), day=words.day(day.on), hours=hours)),
        (N_("Place"), day.hub[0]),
        (N_("Form"), words(name_of(Mode(mode or Mode.ANNOUNCED)))),
    ]
    return {"township": day.name, "rows": [[words(label), value] for label, value in rows if value]}


def document(entries: list[dict[str, Any]], language: str, *, synthetic: bool) -> dict[str, Any]:
    """The whole notice in plain values."""
    words = Words(language)
    return {
        "language": language[:2],
        "title": words(N_("Public notice: county leaders receive petitioners")),
        "mark": words(DEMO_MARK) if synthetic else None,
        "lead": words(N_("Whoever has a matter may come to the place below at the time named.")),
        "entries": entries,
    }


def text(content: dict[str, Any]) -> str:
    """A `document` as plain lines."""
    colon = "：" if content["language"] == "zh" else ": "
    lines = [content["title"], content["lead"]]
    lines[:0] = [content["mark"]] if content["mark"] else []
    for each in content["entries"]:
        lines += ["", each["township"], *(f"  {label}{colon}{value}" for label, value in each["rows"])]
    return "\n".join(lines) + "\n"


def pdf(content: dict[str, Any]) -> bytes:
    """A `document` as PDF."""
    return typesetting.pdf(TEMPLATE, content)
