"""Papers of the desk: the slip in a visitor's hand, and the file of the visit (一访一档).

On the slip stands nothing of who came, or what for. The file of the visit is the office's and the township's:
it lists the entries by their slips, without names and without words.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from data.desk import words as said
from data.desk.figures import counted, sentence
from data.desk.gate import check_keeps
from data.desk.queue import Listed, listed
from data.desk.reception import Reception, reception
from data.divisions.reads import divisions
from data.errors import DeskRefused
from data.reader import Reader
from data.reports import typesetting
from data.terms import Level
from data.text import C_, DEMO_MARK, N_, Words
from data.text.printable import file_name
from data.visits.saved import read

SLIP, ARCHIVE = (str(Path(__file__).with_name(name)) for name in ("slip.typ", "archive.typ"))


def slip(reader: Reader, township: str, on: dt.date, number: str, language: str) -> bytes:
    """The slip of an entry as PDF, 72 mm wide.

    Raises
    ------
    DeskRefused
        The scope does not keep the desk, or there is no such slip.
    PlanRefused
        No Chinese font is installed.
    """
    check_keeps(reader, township)
    found = next((each for each in listed(reader, on, township) if each.slip == number), None)
    if found is None:
        raise DeskRefused("There is no slip {slip} of this day", slip=number)
    at, words = reception(reader, township, on), Words(language)
    day = words.weekday(on)
    if found.timed:
        day = f"{day} {words.clock(found.minutes)}"
    return typesetting.pdf(
        SLIP,
        {
            "language": language[:2],
            "mark": _mark(reader, words),
            "place": at.hub,
            "slip": found.slip,
            "day": day,
            "keep": words(N_("Please keep this slip until you are called")),
        },
    )


def archive(reader: Reader, township: str, on: dt.date, language: str) -> bytes:
    """The file of the visit as PDF: who received, where and when, the figures, the entries by their slips.

    Raises
    ------
    DeskRefused
        The scope does not keep the desk, or there is no visit that day.
    PlanRefused
        No Chinese font is installed.
    """
    check_keeps(reader, township)
    return typesetting.pdf(ARCHIVE, document(reader, reception(reader, township, on), Words(language)))


def document(reader: Reader, at: Reception, words: Words) -> dict[str, Any]:
    """The file of the visit in plain values."""
    entries = listed(reader, at.on, at.township)
    names = _villages(reader, at.on)
    columns = said.heads(words)[:-1]
    return {
        "language": words.language[:2],
        "title": words(N_("File of the visit: {township}, {day}"), township=at.name, day=words.iso(at.on)),
        "mark": _mark(reader, words),
        "rows": [[words(label), value] for label, value in _about(reader, at, words) if value],
        "figures": sentence(words, counted(entries)),
        "more": _more(words, entries),
        "heads": columns,
        "entries": [_row(words, at, each, names) for each in entries],
        "nobody": words(N_("Nobody was heard: the desk has no entry of this day.")) if not entries else "",
        "footer": words(N_("For the work of the office. Keep it safe and do not pass it on.")),
    }


def archive_name(at: Reception, language: str) -> str:
    """Name of that file."""
    words = Words(language)
    return file_name(f"{at.on.isoformat()} {at.name} {words(C_('a file', 'file of the visit'))}.pdf")


def slip_name(at: Reception, number: str) -> str:
    """Name of a slip's file."""
    return file_name(f"{at.on.isoformat()} {at.name} {number}.pdf")


# --- inside -------------------------------------------------------------------------------------------------


def _about(reader: Reader, at: Reception, words: Words) -> list[tuple[str, str]]:
    hours = words.span(at.opens, at.closes)
    rows = [
        (C_("a notice", "Leader"), at.leader),
        (N_("Post"), at.post),
        (N_("Time"), words(N_("{day}, {hours}"), day=words.weekday(at.on), hours=hours)),
        (C_("a reception", "Place"), at.hub),
    ]
    plan = read(reader, at.township, at.on)
    if plan is not None:
        places = dict(zip(plan.day.problem.villages, plan.day.problem.names, strict=True))
        visited = words.listed(places.get(code, code) for code in plan.driven)
        rows += [
            (N_("Form"), words.term(plan.mode)),
            (N_("State"), words.term(plan.state)),
            (N_("Villages visited") if plan.took_place else N_("Villages of the plan"), visited),
        ]
    return rows


def _more(words: Words, entries: list[Listed]) -> list[list[str]]:
    """The figures, each with its name."""
    found = counted(entries)
    pairs = (
        (N_("groups that came"), found.groups),
        (N_("people that came"), found.people),
        (C_("the desk", "settled on the spot"), found.settled),
        (C_("the desk", "handed on with a due day"), found.promised),
        (C_("the desk", "explained and answered"), found.explained),
        (C_("the desk", "referred"), found.referred),
        (C_("the desk", "not heard"), found.not_heard),
        (N_("without an outcome yet"), found.waiting + found.being_heard),
    )
    return [[words(label), words.number(count)] for label, count in pairs]


def _row(words: Words, at: Reception, entry: Listed, names: dict[str, str]) -> list[str]:
    return [
        entry.slip,
        words.clock(entry.minutes),
        names.get(entry.village or "", "—"),
        words.category(entry.category),
        str(entry.people),
        entry.number or "—",
        words.term(entry.place),
        said.heard_by(words, entry.heard_by, at.leader),
        said.came(words, entry),
    ]


def _villages(reader: Reader, on: dt.date) -> dict[str, str]:
    frame = divisions(reader.store, Level.VILLAGE, on)
    return dict(zip(frame["code"], frame["name"], strict=True))


def _mark(reader: Reader, words: Words) -> str | None:
    return words(DEMO_MARK) if reader.store.dataset().synthetic else None
