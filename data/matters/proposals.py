"""Which petitions may report the same matter: proposed by rules, confirmed by a person.

A proposal has no effect. `matters.decisions.link` takes those that a person agrees to, its `reject` the
others. Reports and accusations (检举控告) are compared among themselves alone, and no proposal joins a matter
in which a person has put one together with another petition. A rule does not propose again what a person
took back. Petitions placed in no village are compared by number alone.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, literal, select

from data import frames
from data.matters import rules
from data.matters.decisions import CLEAR, Proposal
from data.matters.groups import Groups
from data.matters.links import Rule
from data.matters.rules import Apart, Bools, Pairs
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.reader import Reader
from data.scope import is_office
from data.tables import MatterLink, PetitionPerson
from data.terms import Purpose

_PERSONAL = ("statement", "id_number_hash", "name_hash", "phone_hash")
"""What was said, and by whom as far as two may be compared: nobody's name or number."""
_OWN = (
    "id",
    "number",
    "filed",
    "village_code",
    "category",
    "category_scheme",
    "purpose",
    "by_proxy",
    "matter_id",
)

_Taken = dict[tuple[Rule, int], set[int]]
"""Rule and petition (its row) -> matters out of which a person took it."""


def propose(reader: Reader, *, on: dt.date | None = None, since_run: int | None = None) -> list[Proposal]:
    """Petitions that may report the same matter as an earlier one, the surest first.

    Parameters
    ----------
    reader
        The petition office's; others get nothing. Without persons, only what numbers tell is proposed.
    on
        Day whose villages are compared, as in `data.petitions.facts`; None: today.
    since_run
        Only what petitions of this import and later ones have to do with others; None: everything.

    Returns
    -------
    list of Proposal
        As few as connect what belongs together: five petitions that are all alike give four.
    """
    if not is_office(reader.scope):
        return []
    with reader.store.read() as connection:
        reports = _read(connection, reader, on, since_run)
        taken, members = _taken_back(connection, reports)
    reports["block"] = _blocks(reports["village_code"], reports)
    fresh = reports["fresh"].to_numpy(dtype=bool)
    reports.loc[~reports["block"].isin(reports["block"][fresh]), "block"] = -1
    held = _Held(reports, taken, members)
    found = {
        Rule.NUMBER: rules.by_number(reports),
        Rule.PETITIONER: rules.by_petitioner(reports),
        Rule.TEXT: rules.by_text(reports, fresh, held.apart(Rule.TEXT)),
    }
    needed = list(_needed(found, held, fresh))
    rows = sorted({row for earlier, later, *_ in needed for row in (earlier, later)})
    told = dict(zip(rows, frames.rows(reports.iloc[rows]), strict=True))
    return [_proposal(told[earlier], told[later], rule, score) for earlier, later, rule, score in needed]


def _read(connection: Connection, reader: Reader, on: dt.date | None, since_run: int | None) -> pd.DataFrame:
    """Petitions by filing, with what the rules compare; what may not be seen of persons is empty text."""
    petition = gate.queue(reader, on)
    fresh = literal(True) if since_run is None else petition.c.import_run_id >= since_run
    statement = select(*(petition.c[name] for name in _OWN), fresh.label("fresh"))
    personal = reader.scope.personal
    if personal:
        statement = statement.add_columns(*(getattr(PetitionPerson, name) for name in _PERSONAL))
        statement = statement.outerjoin_from(
            petition, PetitionPerson, PetitionPerson.petition_id == petition.c.id
        )
    rows = connection.execute(statement.order_by(petition.c.filed, petition.c.id)).all()
    names = [*_OWN, "fresh", *(_PERSONAL if personal else ())]
    frame = pd.DataFrame(
        dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}, columns=names
    )
    for name in _PERSONAL:
        frame[name] = frame[name].fillna("") if name in frame else ""
    frame["filed"] = pd.to_datetime(frame["filed"])
    frame["fresh"] = frame["fresh"].fillna(False).astype(bool)
    frame["accusation"] = frame["purpose"] == Purpose.ACCUSATION.value
    return frame


def _blocks(village: pd.Series, reports: pd.DataFrame) -> pd.Series:
    """Number of the village and category of each row, accusations for themselves; -1: in no village."""
    category = told_in_one(reports["category"], reports["category_scheme"])
    keys = [village.fillna(""), category, reports["accusation"]]
    block = reports.groupby(keys, sort=False).ngroup()
    return block.where(village.notna(), -1)


def _taken_back(connection: Connection, reports: pd.DataFrame) -> tuple[_Taken, dict[int, set[int]]]:
    """What persons took out of matters, by row; and who was ever linked to these matters, by matter."""
    row_of = dict(zip(reports["id"].tolist(), range(len(reports)), strict=True))
    undone = select(MatterLink.matter_id).where(MatterLink.undone_at.is_not(None))
    links = connection.execute(
        select(MatterLink.matter_id, MatterLink.petition_id, MatterLink.rule, MatterLink.undone_at).where(
            MatterLink.matter_id.in_(undone)
        )
    ).all()
    taken: _Taken = {}
    members: dict[int, set[int]] = {}
    for link in links:
        row = row_of.get(link.petition_id)
        if row is not None:
            members.setdefault(row, set()).add(link.matter_id)
            if link.undone_at is not None:
                taken.setdefault((Rule(link.rule), row), set()).add(link.matter_id)
    return taken, members


class _Held:
    """Petitions that hang together so far, and what a person keeps apart.

    Parameters
    ----------
    reports
        Rows; those of one matter hang together from the start.
    taken
        Rule and row -> matters out of which it was taken.
    members
        Row -> matters to which it was ever linked, of those out of which something was taken.
    """

    def __init__(self, reports: pd.DataFrame, taken: _Taken, members: dict[int, set[int]]) -> None:
        self._size = len(reports)
        self._groups = Groups[int]()
        self._taken: _Taken = {}
        self._members: dict[int, set[int]] = {}
        self._accusation = reports["accusation"].tolist()
        first: dict[int, int] = {}
        mixed = reports.groupby("matter_id")["accusation"].nunique()
        self._mixed = set()
        for row, matter in zip(*_linked(reports), strict=True):
            self._groups.join(first.setdefault(matter, row), row)
            if mixed[matter] > 1:
                self._mixed.add(first[matter])
        for (rule, row), matters in taken.items():
            self._taken.setdefault((rule, self._groups.head(row)), set()).update(matters)
        for row, matters in members.items():
            self._members.setdefault(self._groups.head(row), set()).update(matters)

    def apart(self, rule: Rule) -> Apart:
        """What a rule may not join, as it is before anything is joined."""
        size = self._size
        groups = np.arange(size)
        if self._members:
            groups = np.fromiter(map(self._groups.head, range(size)), np.int64, size)
        inside: dict[int, set[int]] = {}
        for head, matters in self._members.items():
            for matter in matters:
                inside.setdefault(matter, set()).add(head)
        codes = {
            min(head, other) * size + max(head, other)
            for (why, head), matters in self._taken.items()
            for matter in matters
            for other in inside[matter]
            if why is rule and other != head
        }
        return Apart(groups, np.array(sorted(codes), dtype=np.int64))

    def join(self, one: int, other: int, rule: Rule) -> bool:
        """Let two rows hang together, unless they do already or a rule may not join them."""
        a, b = self._groups.head(one), self._groups.head(other)
        if a == b or not self._may_join(a, b, rule):
            return False
        self._groups.join(a, b)
        if b in self._members:
            self._members.setdefault(a, set()).update(self._members.pop(b))
            for each in Rule:
                self._taken.setdefault((each, a), set()).update(self._taken.pop((each, b), ()))
        return True

    def _may_join(self, a: int, b: int, rule: Rule) -> bool:
        if a in self._mixed or b in self._mixed or self._accusation[a] != self._accusation[b]:
            return False
        none: set[int] = set()
        return self._taken.get((rule, a), none).isdisjoint(self._members.get(b, none)) and self._taken.get(
            (rule, b), none
        ).isdisjoint(self._members.get(a, none))


def _linked(reports: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Rows that have a matter, and which."""
    rows = np.flatnonzero(reports["matter_id"].notna())
    return rows.tolist(), reports["matter_id"].iloc[rows].astype("int64").tolist()


def _needed(found: dict[Rule, Pairs], held: _Held, fresh: Bools) -> Iterable[tuple[int, int, Rule, float]]:
    """Pairs that connect what belongs together (Kruskal 1956): clear ones first, then by rule and score."""
    pairs = Pairs.all(list(found.values()))
    rule = np.repeat(np.arange(len(found)), [one.score.size for one in found.values()])
    some = np.flatnonzero(fresh[pairs.earlier] | fresh[pairs.later])
    keys = (pairs.later, pairs.earlier, -pairs.score, rule, pairs.score < CLEAR)
    for at in some[np.lexsort([key[some] for key in keys])].tolist():
        earlier, later, why = int(pairs.earlier[at]), int(pairs.later[at]), list(found)[rule[at]]
        if held.join(earlier, later, why):
            yield earlier, later, why, float(pairs.score[at])


def _proposal(earlier: Any, later: Any, rule: Rule, score: float) -> Proposal:
    return Proposal(
        number=later.number,
        filed=later.filed.to_pydatetime(),
        joins=earlier.number,
        joins_filed=earlier.filed.to_pydatetime(),
        matter=None if earlier.matter_id is None else int(earlier.matter_id),
        rule=rule,
        score=score,
        village_code=later.village_code,
        category=later.category,
    )
