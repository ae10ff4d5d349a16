"""The file that a desk without a line saves: read strictly, entry by entry.

It is JSON. What cannot be an entry is a fault of that entry alone; what is no file of a desk is refused.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.desk.terms import DeskOutcome, NotHeard, Place
from data.errors import DeskRefused

FORMAT = "petition-desk-1"
LARGEST = 5_000_000
"""Bytes of a file at most."""
MOST = 2_000
"""Entries of a file at most."""
_UID = re.compile(r"[0-9a-f]{32}")
_PLACES = (Place.WAITING, Place.BEING_HEARD, Place.HEARD, Place.LEFT)
_FIELDS = frozenset(
    (
        *("uid", "revision", "number", "arrived_at", "village", "category", "people", "case", "repeats"),
        *("sealed", "sealed_note", "place", "heard_by", "called_at", "ended_at", "outcome", "owner", "due"),
        *("why", "withdrawn"),
    )
)


@dataclass(frozen=True)
class FileEntry:
    """An entry as the desk wrote it.

    Parameters
    ----------
    revision
        Grows with every change at the desk.
    sealed, sealed_note
        Address, words, name and telephone together, and the note (`data.desk.envelope`); '': none.
    digest
        Of all that it says.
    """

    uid: str
    revision: int
    number: int
    arrived_at: dt.datetime
    village: str | None
    category: str
    people: int
    case: str
    repeats: bool
    sealed: str
    sealed_note: str
    place: Place
    heard_by: str | None
    called_at: dt.datetime | None
    ended_at: dt.datetime | None
    outcome: DeskOutcome | None
    owner: str
    due: dt.date | None
    why: NotHeard | None
    withdrawn: bool
    digest: str


@dataclass(frozen=True)
class Fault:
    """What stands in the file in the place of an entry and is none; `where`: its slip, or its place."""

    where: str


@dataclass(frozen=True)
class DeskFile:
    """A file.

    Parameters
    ----------
    desk
        Identity of the desk that was handed out.
    entries
        What it holds, in its order.
    """

    desk: str
    on: dt.date
    township: str
    letter: str
    entries: tuple[FileEntry | Fault, ...]


def parse(content: bytes) -> DeskFile:
    """The file that a desk saved.

    Raises
    ------
    DeskRefused
        It is none, or too large.
    """
    if len(content) > LARGEST:
        raise DeskRefused("This file is too large for one of a desk")
    try:
        told = json.loads(content.decode("utf-8-sig"))
        _must(isinstance(told, dict) and told.get("format") == FORMAT)
        listed = told["entries"]
        _must(isinstance(listed, list) and len(listed) <= MOST)
        letter, desk = _text(told, "letter", 8), _text(told, "desk", 32)
        on, township = _day(told["on"]), _text(told, "township", 32)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DeskRefused(
            "This is no file of a desk, or it was cut short: save it at the desk once more"
        ) from None
    entries = tuple(_entry(nth, one, on, letter) for nth, one in enumerate(listed, 1))
    return DeskFile(desk, on, township, letter, entries)


# --- inside -------------------------------------------------------------------------------------------------


def _entry(nth: int, told: Any, on: dt.date, letter: str) -> FileEntry | Fault:
    where = str(nth)
    try:
        _must(isinstance(told, dict) and set(told) <= _FIELDS)
        number = _count(told, "number", 9_999)
        where = f"{letter}{number:03d}"
        uid = _text(told, "uid", 32)
        _must(_UID.fullmatch(uid) is not None)
        arrived = dt.datetime.fromisoformat(_text(told, "arrived_at", 32))
        place, outcome = Place(told["place"]), told.get("outcome")
        _must(arrived.tzinfo is None and arrived.date() == on and place in _PLACES)
        return FileEntry(
            uid=uid,
            revision=_count(told, "revision", 100_000),
            number=number,
            arrived_at=arrived.replace(microsecond=0),
            village=_text(told, "village", 32) or None,
            category=_text(told, "category", 64),
            people=_count(told, "people", 1_000_000),
            case=_text(told, "case", 64),
            repeats=_truth(told, "repeats"),
            sealed=_text(told, "sealed", 20_000),
            sealed_note=_text(told, "sealed_note", 20_000),
            place=place,
            heard_by=_text(told, "heard_by", 100) or None,
            called_at=_moment(told.get("called_at"), on),
            ended_at=_moment(told.get("ended_at"), on),
            outcome=DeskOutcome(outcome) if outcome else None,
            owner=_text(told, "owner", 100),
            due=_day(told["due"]) if told.get("due") else None,
            why=NotHeard(told["why"]) if told.get("why") else None,
            withdrawn=_truth(told, "withdrawn"),
            digest=_digest(told),
        )
    except (ValueError, KeyError, TypeError):
        return Fault(where)


def _digest(told: Mapping[str, Any]) -> str:
    """Of what an entry says, whatever the order in which it says it."""
    same = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()


def _text(told: Mapping[str, Any], name: str, most: int) -> str:
    value = told.get(name) or ""
    _must(isinstance(value, str) and len(value) <= most)
    value.encode()  # half of a pair is no text
    return str(value)


def _count(told: Mapping[str, Any], name: str, most: int) -> int:
    value = told[name]
    _must(type(value) is int and 1 <= value <= most)
    return int(value)


def _truth(told: Mapping[str, Any], name: str) -> bool:
    value = told.get(name) or False
    _must(isinstance(value, bool))
    return bool(value)


def _moment(value: Any, on: dt.date) -> dt.datetime | None:
    """A moment of the desk's day: a case is not closed in another year because a file says so."""
    if not value:
        return None
    _must(isinstance(value, str))
    at = dt.datetime.fromisoformat(value)
    _must(at.tzinfo is None and at.date() == on)
    return at.replace(microsecond=0)


def _day(value: Any) -> dt.date:
    _must(isinstance(value, str))
    return dt.date.fromisoformat(value)


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError
