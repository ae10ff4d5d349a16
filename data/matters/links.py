"""Links of petitions to matters within a transaction: what new ones, or some taken back, change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import MatterRefused
from data.matters.groups import Groups
from data.petitions import gate
from data.reader import Reader
from data.tables import Matter, MatterLink
from data.terms import Purpose
from geo.terms import N_, Term

_ASKED = 500  # values in one question to the database


class Rule(Term):
    """By what petitions are known to report the same matter, the surest first."""

    NUMBER = "number", N_("by number")
    """The number is another's with a suffix, or the text quotes the other's number."""
    PETITIONER = "petitioner", N_("same petitioner")
    """The same petitioner, village and category."""
    TEXT = "text", N_("similar text")
    """Statements that are alike, of one village and category."""
    HAND = "hand", N_("by a person")
    """A person says so."""


class Plan:
    """What a list of pairs makes of the matters there are. Matters to be opened have negative numbers."""

    def __init__(self, homes: dict[int, int | None], kinds: dict[tuple[str, Any], set[bool]]) -> None:
        self._before, self._home = homes, dict(homes)
        self._kinds = kinds
        self._groups = Groups[int]()
        self.opened = 0
        self.links: list[tuple[int, int, Rule, float]] = []
        self.joined: list[Rule] = []

    def join(self, earlier: int, later: int, rule: Rule, score: float) -> None:
        a, b = self._matter(earlier), self._matter(later)
        if earlier == later or (a is not None and a == b):
            return
        at = a if a is not None else b
        joining = [later] if a is not None else [earlier]
        if at is None:
            self.opened += 1
            at, joining = -self.opened, [earlier, later]
        kinds = self._kinds_of(earlier, a) | self._kinds_of(later, b)
        if rule is not Rule.HAND and len(kinds) > 1:
            raise MatterRefused("Reports and accusations are linked with other petitions by hand only")
        if a is not None and b is not None:
            self._groups.join(*sorted((a, b), key=_age))
        self._kinds["matter", self._groups.head(at)] = kinds
        self.links += [(at, petition, rule, score) for petition in joining]
        self._home |= {one: at for one in joining if self._home[one] is None}
        self.joined.append(rule)

    def merged(self) -> dict[int, int]:
        """Matters that there were before -> the one into which they went."""
        before = {one for one in self._before.values() if one is not None}
        return {one: head for one in before if (head := self._groups.head(one)) != one}

    def homes(self) -> dict[int, int]:
        """Petitions that had no matter -> the one that they have now."""
        return {
            petition: self._groups.head(at)
            for petition, at in self._home.items()
            if at is not None and self._before[petition] is None
        }

    def _matter(self, petition: int) -> int | None:
        at = self._home[petition]
        return None if at is None else self._groups.head(at)

    def _kinds_of(self, petition: int, matter: int | None) -> set[bool]:
        return self._kinds["petition", petition] if matter is None else self._kinds["matter", matter]


def _age(matter: int) -> tuple[bool, int]:
    """Key by which the oldest matter comes first, those yet to be opened last."""
    return matter < 0, abs(matter)


def kinds(session: Session, reader: Reader, rows: Iterable[Any]) -> dict[tuple[str, Any], set[bool]]:
    """Of every petition and its matter: whether it holds accusations, others, or both."""
    found: dict[tuple[str, Any], set[bool]] = {}
    matters = set()
    for row in rows:
        found["petition", row.id] = {row.purpose == Purpose.ACCUSATION.value}
        matters.add(row.matter_id)
    petition = gate.queue(reader).c
    statement = select(petition.matter_id, petition.purpose).distinct()
    for part in parts(sorted(matters - {None})):
        for matter, purpose in session.execute(statement.where(petition.matter_id.in_(part))):
            found.setdefault(("matter", matter), set()).add(purpose == Purpose.ACCUSATION.value)
    return found


def read_petitions(session: Session, reader: Reader, numbers: set[str]) -> dict[str, Any]:
    """Rows (id, number, matter_id, purpose) by number; refused if one of the numbers has none."""
    petition = gate.queue(reader).c
    statement = select(petition.id, petition.number, petition.matter_id, petition.purpose)
    found: dict[str, Any] = {
        row.number: row
        for part in parts(sorted(numbers))
        for row in session.execute(statement.where(petition.number.in_(part)))
    }
    for missing in sorted(numbers - set(found)):
        raise MatterRefused("There is no petition with the number {number}", number=missing)
    return found


def matters_of(session: Session, reader: Reader, links: set[int]) -> set[int]:
    """Matters to which links in force belong as they are now; refused if one of the links is none."""
    statement = select(MatterLink.id, MatterLink.petition_id).where(MatterLink.undone_at.is_(None))
    found: dict[int, int] = {
        link: petition
        for part in parts(sorted(links))
        for link, petition in session.execute(statement.where(MatterLink.id.in_(part)))
    }
    seen = gate.queue(reader).c
    own = select(seen.id, seen.matter_id)
    homes = {
        petition: matter
        for part in parts(sorted(set(found.values())))
        for petition, matter in session.execute(own.where(seen.id.in_(part)))
    }
    for missing in sorted(link for link in links if found.get(link) not in homes):
        raise MatterRefused("There is no link {number} that could be undone", number=missing)
    return {matter for matter in homes.values() if matter is not None}


def _in_force(session: Session, reader: Reader, matters: set[int]) -> Iterable[Any]:
    """Links in force of the petitions of matters: id, matter_id, petition_id, now (the petition's matter)."""
    petition = gate.queue(reader)
    columns = (MatterLink.id, MatterLink.matter_id, MatterLink.petition_id, petition.c.matter_id.label("now"))
    statement = select(*columns).join(petition, petition.c.id == MatterLink.petition_id)
    statement = statement.where(MatterLink.undone_at.is_(None)).order_by(MatterLink.id)
    for part in parts(sorted(matters)):
        yield from session.execute(statement.where(petition.c.matter_id.in_(part)))


def without(
    session: Session, reader: Reader, asked: set[int], matters: set[int]
) -> tuple[set[int], dict[int, int | None]]:
    """What some links take with them: links that go, petitions -> their matter where that changes."""
    rows = list(_in_force(session, reader, matters))
    left = Counter(row.matter_id for row in rows if row.id not in asked)
    gone = asked | {row.id for row in rows if left[row.matter_id] == 1}
    groups = Groups[tuple[str, int]]()
    for row in rows:
        if row.id not in gone:
            groups.join(("matter", row.matter_id), ("petition", row.petition_id))
    homes: dict[int, int | None] = {row.petition_id: None for row in rows}
    oldest: dict[tuple[str, int], int] = {}
    for matter in sorted({row.matter_id for row in rows if row.id not in gone}):
        oldest.setdefault(groups.head(("matter", matter)), matter)
    for petition in homes:
        homes[petition] = oldest.get(groups.head(("petition", petition)))
    return gone, {
        row.petition_id: homes[row.petition_id] for row in rows if homes[row.petition_id] != row.now
    }


def open_matters(session: Session, count: int, actor: str) -> dict[int, int]:
    """Open matters: number in the plan -> id."""
    if not count:
        return {}
    statement = insert(Matter).returning(Matter.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, [{"opened_at": now(), "opened_by": actor}] * count)
    return {-nth: matter for nth, matter in enumerate(ids, 1)}


def link_row(matter: int, petition: int, rule: Rule, score: float, actor: str) -> dict[str, Any]:
    link = {"matter_id": matter, "petition_id": petition, "rule": rule.value, "score": score}
    return link | {"at": now(), "actor": actor}


def move(session: Session, homes: dict[int, Any]) -> None:
    """Give petitions their matter."""
    of_matter: dict[Any, list[int]] = {}
    for petition, matter in homes.items():
        of_matter.setdefault(matter, []).append(petition)
    for matter, petitions in of_matter.items():
        gate.change(session, petitions, matter_id=matter)


def parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), _ASKED):
        yield values[start : start + _ASKED]
