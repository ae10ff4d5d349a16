"""One set of townships, whatever comes first: villages or townships, by name or by code.

A township that only villages name is made with what they say of it: a name, a code, or both. What comes
later with the rest is the same township and takes its place, with all that stands on its code.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.importing.divisions.county import EVER
from data.petitions import gate
from data.tables import AccountDivision, Booking, Contract, Division, Hub, Recusal, Visit
from data.terms import Level
from geo.gazetteer.names import bare_township, plain

_DIGITS = (
    9  # of a township's code, and of a village's that names its township (National Bureau of Statistics)
)
_HELD_BY: tuple[tuple[Any, str], ...] = (
    (Division, "parent_code"),
    (Hub, "division_code"),
    (Contract, "township_code"),
    (Recusal, "division_code"),
    (Booking, "township_code"),
    (Visit, "township_code"),
    (AccountDivision, "division_code"),
)
"""Columns that hold codes of townships."""


def short_code(code: str) -> str:
    """Code without the zeros that fill a township's or county's up to twelve digits."""
    if len(code) == 12 and code.endswith("000") and code.isdigit():
        code = code[:9]
    return code[:6] if len(code) == 9 and code.endswith("000") and code.isdigit() else code


def is_code(text: str) -> bool:
    """Whether a text is a township's code rather than its name."""
    return len(text) == _DIGITS and text.isascii() and text.isdigit()


def valid(session: Session, level: Level) -> list[Division]:
    """Divisions of a level whose edition has no end, by code."""
    own = select(Division).where(Division.level == level.value, Division.valid_to.is_(None))
    return list(session.scalars(own.order_by(Division.code)))


def adopt(session: Session, named: Iterable[tuple[str, str]]) -> None:
    """Give townships that villages named the codes and names by which they come now.

    Parameters
    ----------
    named
        Codes and names of townships, as a list or a layer has them.
    """
    known = {township.code: township for township in valid(session, Level.TOWNSHIP)}
    nameless = {code for code, township in known.items() if township.name == code}
    for code, name in dict(named).items():
        if code in known:
            continue
        same = [one for one in nameless if not is_code(one) and _alike(one, name)]
        if len(same) == 1:
            known[code] = rekey(session, known[same[0]], code, name)
            nameless.discard(same[0])


def rekey(session: Session, township: Division, code: str, name: str) -> Division:
    """Give a township another code and name, with all that stands on its code."""
    for table, column in _HELD_BY:
        held = getattr(table, column)
        session.execute(update(table).where(held == township.code).values({column: code}))
    gate.recode(session, township.code, code)
    township.code, township.name = code, name
    session.flush()
    return township


def gather(session: Session, county: str) -> None:
    """Put villages that stand right under the county into the township that their code names."""
    townships = {township.code for township in valid(session, Level.TOWNSHIP)}
    for village in valid(session, Level.VILLAGE):
        if village.parent_code == county and village.code[:_DIGITS] in townships:
            village.parent_code = village.code[:_DIGITS]


class Townships:
    """Which township the villages of a layer belong to; makes those that only the villages name.

    Parameters
    ----------
    session
        Transaction in which they are read and written.
    county
        Code of the county, to which belongs what names no township.
    stated
        Codes of the layer's villages, and the code or name of the township of each.
    """

    def __init__(self, session: Session, county: str, stated: Iterable[tuple[str, str | None]]) -> None:
        self._session, self._county = session, county
        self._known = {township.code: township for township in valid(session, Level.TOWNSHIP)}
        self._villages: dict[str, list[str]] = {}
        for code, word in stated:
            if word is not None:
                self._villages.setdefault(word, []).append(code)
        self._settled: dict[str, str] = {}

    def of(self, code: str, stated: str | None) -> str:
        """Code of a village's township."""
        if stated is None:
            return code[:_DIGITS] if code[:_DIGITS] in self._known else self._county
        if stated not in self._settled:
            self._settled[stated] = self._settle(stated)
        return self._settled[stated]

    def _settle(self, stated: str) -> str:
        code = short_code(stated)
        if code in self._known or code == self._county:
            return code
        if is_code(code):
            before = self._before(self._villages[stated])
            return self._take(code, before.name, before) if before is not None else self._take(code, code)
        named = [known for known, township in self._known.items() if township.name == stated] or [
            known for known, township in self._known.items() if _alike(township.name, stated)
        ]
        if len(named) == 1:
            return named[0]
        prefix = self._prefix(stated)
        if prefix is None:
            return self._take(stated, stated)
        return self._take(prefix, stated, self._known.get(prefix))

    def _before(self, villages: list[str]) -> Division | None:
        """The one township, known by name alone, in which all these villages are on record."""
        own = select(Division.parent_code).where(Division.code.in_(villages), Division.valid_to.is_(None))
        parents = set(self._session.scalars(own))
        township = self._known.get(str(parents.pop())) if len(parents) == 1 else None
        return township if township is not None and not is_code(township.code) else None

    def _prefix(self, stated: str) -> str | None:
        """The township's code that the codes of all its villages begin with, if it is free or nameless."""
        prefixes = {code[:_DIGITS] for code in self._villages[stated] if code.isdigit() and len(code) == 12}
        whole = all(len(code) == 12 for code in self._villages[stated])
        if len(prefixes) != 1 or not whole:
            return None
        prefix = prefixes.pop()
        others = (own for word, own in self._villages.items() if word != stated)
        known = self._known.get(prefix)
        if any(code.startswith(prefix) for own in others for code in own):
            return None
        return prefix if known is None or known.name == known.code else None

    def _take(self, code: str, name: str, township: Division | None = None) -> str:
        if township is None:
            level, parent = Level.TOWNSHIP.value, self._county
            township = Division(code=code, name=name, level=level, parent_code=parent, valid_from=EVER)
            self._session.add(township)
            self._session.flush()
        else:
            self._known.pop(township.code)
            rekey(self._session, township, code, name)
        self._known[code] = township
        return code


def _alike(one: str, other: str) -> bool:
    """Whether two names are of one township: alike in plain form, or but for what the place is called."""
    one, other = plain(one), plain(other)
    return one == other or bare_township(one) == other or one == bare_township(other)
