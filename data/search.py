"""What a few characters in the search box mean: numbers of cases, villages and townships, and persons.

Numbers are looked for among the cases that the reader may open (`data.petitions.gate`); divisions are public,
yet whoever has no role is shown none. Persons are looked for by the petition office alone, and every such
search is logged, without what was asked.
"""

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, or_, select

from data import frames
from data.divisions.names import aliases
from data.divisions.reads import divisions
from data.divisions.succession import gazetteer_frame
from data.errors import CaseRefused
from data.journal.writing import note, quietly
from data.persons import LEAST_START
from data.petitions import gate
from data.reader import Reader, Writer
from data.scope import Role, is_office
from data.store import Store
from data.tables import PetitionPerson
from data.terms import Level
from data.unlocking import follow
from geo.gazetteer.names import bare_township, initials, plain, sound, village_name

SHOWN = 8
"""Entries of a kind that a search gives."""
_LEAST_INSIDE = 4  # characters of a number that are looked for inside it
_AT_ONCE = 100


class CaseEntry(NamedTuple):
    """A case: its number, when it was filed, the village under which it counts, whether it is withdrawn."""

    number: str
    filed: dt.datetime
    village_code: str | None
    withdrawn: bool


class PlaceEntry(NamedTuple):
    """A village or township of today.

    Parameters
    ----------
    township
        Name of a village's township.
    known_as
        Former or learned name by which it was found; None: by its own.
    """

    code: str
    name: str
    level: Level
    township: str | None
    known_as: str | None


class PersonEntry(NamedTuple):
    """A petitioner, and one case of theirs."""

    name: str
    case: CaseEntry


def cases_numbered(reader: Reader, text: str, limit: int = SHOWN) -> list[CaseEntry]:
    """Cases whose number begins with a text or, from four characters on, has it inside; newest first.

    The office finds withdrawn cases as well.
    """
    text = plain(text)
    if not text:
        return []
    petition = _openable(reader)
    number = petition.c.number
    ways: list[ColumnElement[bool]] = [and_(number >= text, number < text + "\U0010ffff")]
    if len(text) >= _LEAST_INSIDE:
        ways.append(number.contains(text, autoescape=True))
    with reader.store.read() as connection:
        for way in ways:
            latest = (petition.c.filed.desc(), petition.c.id.desc())
            statement = select(*_columns(petition)).where(way).order_by(*latest).limit(limit)
            if rows := connection.execute(statement).all():
                return [_case(row) for row in rows]
    return []


def places_called(reader: Reader, text: str, limit: int | None = SHOWN) -> list[PlaceEntry]:
    """Villages and townships of the day by name, former or learned name, or pinyin; the likeliest first.

    `limit`: so many at most; None: all.
    """
    text = plain(text).lower()
    if not text or reader.scope.role in (None, Role.ADMINISTRATOR):
        return []
    names = _Names(reader.store, reader.today)
    likely = [
        (rank, len(entry.name), entry.code, entry)
        for entry, spellings in names.spellings()
        if (rank := min((_rank(text, each) for each in spellings), default=_NO)) < _NO
    ]
    best: dict[str, PlaceEntry] = {}
    for *_, code, entry in sorted(likely, key=lambda each: each[:3]):
        best.setdefault(code, entry)
    return list(best.values())[:limit]


def cases_of_person(writer: Writer, text: str, limit: int = SHOWN) -> list[PersonEntry]:
    """Cases of the petitioners whose name begins with a text, or whose telephone or identity number it is.

    Raises
    ------
    CaseRefused
        The scope may not see persons, or the text is too short.
    """
    if not (is_office(writer.scope) and writer.scope.personal):
        raise CaseRefused("Only the petition office searches for persons")
    text = plain(text)
    if len(text) < LEAST_START:
        raise CaseRefused("Write at least {n} characters of a name", n=LEAST_START)
    petition, person = gate.register(writer), PetitionPerson
    by_number = or_(person.phone_hash == text, person.id_number_hash == text)
    statement = (
        select(person.name, by_number.label("by_number"), *_columns(petition))
        .join(person, person.petition_id == petition.c.id)
        .where(or_(person.name_start == text, by_number))
        .order_by(petition.c.filed.desc(), petition.c.id.desc())
    )
    with quietly(writer.store) as session:
        follow(session.connection())
        every = session.execute(statement.execution_options(yield_per=_AT_ONCE))
        found = (row for row in every if row.by_number or plain(row.name or "").startswith(text))
        rows = list(itertools.islice(found, limit))
        numbers = sorted({row.number for row in rows})
        told = {"cases": len(rows), "numbers": numbers, "fields": ["name"]}
        note(session, writer.actor, "search person", writer.store.dataset().county_code, **told)
    return [PersonEntry(row.name or "", _case(row)) for row in rows]


# --- inside -------------------------------------------------------------------------------------------------

_NO = 9


def _openable(reader: Reader) -> Subquery:
    return gate.register(reader) if is_office(reader.scope) else gate.cases(reader)


def _columns(petition: Subquery) -> tuple[ColumnElement[Any], ...]:
    columns = petition.c
    return columns.number, columns.filed, columns.village_code, columns.withdrawn_at


def _case(row: Any) -> CaseEntry:
    return CaseEntry(row.number, row.filed, row.village_code, row.withdrawn_at is not None)


class _Names:
    """How the divisions of a day are called, are also called, and were called."""

    def __init__(self, store: Store, on: dt.date) -> None:
        townships = frames.rows(divisions(store, Level.TOWNSHIP, on))
        villages = frames.rows(divisions(store, Level.VILLAGE, on))
        above = {row.code: row.name for row in townships}
        self._today = [PlaceEntry(row.code, row.name, Level.TOWNSHIP, None, None) for row in townships]
        self._today += [
            PlaceEntry(row.code, row.name, Level.VILLAGE, above.get(row.parent_code), None)
            for row in villages
        ]
        self._others = [*_learned(store), *_former(store, on)]

    def spellings(self) -> Iterable[tuple[PlaceEntry, list[str]]]:
        """Entries with the texts by which each is found."""
        known = {entry.code: entry for entry in self._today}
        for entry in self._today:
            yield entry, _spellings(entry.name)
        for code, name in self._others:
            if code in known and name != known[code].name:
                yield known[code]._replace(known_as=name), _spellings(name)


def _learned(store: Store) -> Iterable[tuple[str, str]]:
    return [(row.code, row.name) for row in frames.rows(aliases(store))]


def _former(store: Store, on: dt.date) -> Iterable[tuple[str, str]]:
    """Code of today and a name of an edition that has ended."""
    for row in frames.rows(gazetteer_frame(store, on)):
        if row.valid_to is not None and row.valid_to <= on:
            yield from ((code, row.name) for code in {row.code, *row.successors})


def _spellings(name: str) -> list[str]:
    """A name as it stands, short, and in pinyin: 前店村 is 前店, qiandiancun, qdc."""
    name = plain(name)
    short = village_name(name).bare
    short = bare_township(name) or short if short == name else short
    return [name.lower(), short.lower(), sound(name), initials(name)]


def _rank(text: str, spelling: str) -> int:
    if spelling == text:
        return 0
    if spelling.startswith(text):
        return 1
    return 2 if text in spelling and not text.isascii() else _NO
