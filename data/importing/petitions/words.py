"""What the office says the words of its files mean, kept in the record and taken by every petition.

A petition keeps the word itself (`Petition.words`), so a meaning can be changed or taken back for all of
them, those included that came in after it was given.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Text, cast, func, insert, or_, select, update
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import ImportRefused
from data.importing.petitions.columns import CODED, DEFAULTS, Profile
from data.importing.petitions.recorded import held_fields
from data.importing.petitions.synonyms import allowed
from data.importing.petitions.unknown import HIDDEN, LONGEST_WORD, stand_in
from data.reader import Reader, Writer
from data.scope import is_office
from data.store import Store
from data.tables import PetitionState, WordCode
from data.tables.petitions import Petition
from data.terms import StateKind, Status, categories

Codes = dict[str, dict[str, str]]
"""Field -> word -> code."""

Row = TypeVar("Row")

_AT_ONCE = 10_000  # petitions in one statement


class Explained(NamedTuple):
    """What an explanation did to the petitions on record."""

    changed: int
    """Petitions that took the code."""
    left: int
    """Petitions with the word that keep what they hold: open is no meaning for a case with a closing date."""


def explain(writer: Writer, field: str, word: str, code: str) -> Explained:
    """Say what a word of a coded column or a category means, from now on and for all petitions on record.

    Parameters
    ----------
    field
        One of `columns.CODED`, or ``category``.
    word
        As the files have it.
    code
        Of `data.terms`, ``yes`` or ``no``, or a category; empty for a satisfaction that nobody stated.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's; there is no such field or code; the word is hidden.
    """
    _check(writer, field, word, code)
    with writer.write("explain word", field, code=code) as session:
        kept = WordCode(field=field, word=word, code=code, at=now(), actor=writer.actor)
        session.merge(kept)
        result = _apply(session, writer, field, word, code)
        session.info["detail"]["petitions"] = result.changed
    return result


def forget(writer: Writer, field: str, word: str) -> Explained:
    """Take a meaning back: petitions with the word hold again what they held without it.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's, or the word has no meaning on record.
    """
    _check_office(writer)
    with writer.write("forget word", field) as session:
        kept = session.get(WordCode, (field, word))
        if kept is None:
            raise ImportRefused("The word {word} has no meaning on record", word=word[:LONGEST_WORD])
        session.delete(kept)
        code = word if field == "category" else stand_in(field, DEFAULTS.get(field, ""))
        result = _apply(session, writer, field, word, code)
        session.info["detail"]["petitions"] = result.changed
    return result


def explained(store: Store) -> Codes:
    """Every word that the office has explained."""
    found: Codes = {}
    with store.read() as connection:
        for field, word, code in connection.execute(select(WordCode.field, WordCode.word, WordCode.code)):
            found.setdefault(field, {})[word] = code
    return found


def unexplained(reader: Reader) -> dict[str, Counter[str]]:
    """Words of the petitions on record that nobody has explained: field -> word -> petitions.

    What is hidden is left out. Only the petition office sees them.
    """
    found: dict[str, Counter[str]] = {}
    if not is_office(reader.scope):
        return found
    known = explained(reader.store)
    text = cast(Petition.words, Text)
    words = select(func.min(Petition.id), func.count()).where(Petition.words.is_not(None)).group_by(text)
    with reader.store.read() as connection:
        counts: dict[int, int] = dict(connection.execute(words).all())
        for some in _portions(list(counts)):
            rows = connection.execute(select(Petition.id, Petition.words).where(Petition.id.in_(some)))
            for at, own in rows:
                for field, word in (own or {}).items():
                    if word != HIDDEN and word not in known.get(field, {}):
                        found.setdefault(field, Counter())[word] += counts[at]
    return found


def with_words(profile: Profile, store: Store) -> Profile:
    """The profile with what the office has explained; the profile's own words go before."""
    return replace(profile, explained=explained(store))


# --- inside -------------------------------------------------------------------------------------------


def _check_office(writer: Writer) -> None:
    if not is_office(writer.scope):
        raise ImportRefused("Only the petition office says what the words of a file mean")


def _check(writer: Writer, field: str, word: str, code: str) -> None:
    _check_office(writer)
    if field not in (*CODED, "category"):
        raise ImportRefused("There is no coded field {field}", field=field[:LONGEST_WORD])
    codes = known_codes(field)
    if code not in codes and not (field == "satisfaction" and not code):
        raise ImportRefused(
            "There is no code {code} for {field}. Allowed: {allowed}",
            code=code[:LONGEST_WORD],
            field=field,
            allowed=", ".join(codes),
        )
    if not word or word == HIDDEN or len(word) > LONGEST_WORD:
        raise ImportRefused("This is no word that can be explained: it is empty, too long, or hidden")


def known_codes(field: str) -> tuple[str, ...]:
    """Codes that a word of a field may mean; of categories those of the scheme in use."""
    return tuple(categories(Profile({}).scheme)) if field == "category" else allowed(field)


def _apply(session: Session, writer: Writer, field: str, word: str, code: str) -> Explained:
    """Put a value into the petitions with a word, with a state each."""
    value = _value(field, code)
    column = getattr(Petition, field)
    with_word = Petition.words[field].as_string() == word
    if field == "category":
        with_word = or_(with_word, column == word)
    held = {at for at, columns in held_fields(session).items() if field in columns}
    every = session.execute(select(Petition.id, column, Petition.closed).where(with_word)).all()
    rows = [row for row in every if row.id not in held]
    ends = field == "status" and value == Status.OPEN.value
    left = [at for at, before, closed in rows if ends and closed is not None and before != value]
    kept = set(left)
    changes = [(at, before) for at, before, _ in rows if before != value and at not in kept]
    for some in _portions(changes):
        session.execute(
            update(Petition).where(Petition.id.in_([at for at, _ in some])).values({field: value})
        )
        session.execute(insert(PetitionState), list(_states(writer, field, some, value)))
    return Explained(len(changes), len(left))


def _portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))


def _states(
    writer: Writer, field: str, changes: Sequence[tuple[int, Any]], value: object
) -> Iterator[dict[str, object]]:
    at = now()
    for petition, before in changes:
        yield {
            "petition_id": petition,
            "as_of": writer.today,
            "kind": StateKind.WORD.value,
            "changes": {field: [before, value]},
            "at": at,
            "actor": writer.actor,
        }


def _value(field: str, code: str) -> str | bool | None:
    """A code as the table holds it."""
    return code == "yes" if field == "by_proxy" else code or None
