"""Matters (信访事项): petitions that report the same one are linked to it. Reversible, logged.

A link says that a petition reports a matter. A petition may have links to two matters: these are then one.
So `Petition.matter_id` follows from the links in force alone: petitions and matters that hang together have
the oldest matter's id, a petition with no link has none and is a matter of its own. Taking a link back
takes back exactly that link; a matter left with one petition dissolves.

Reports and accusations (检举控告) are linked to nothing else by any rule; only a person of the petition
office may know that one belongs to another matter, and in totals each of them counts for itself
(`data.petitions.counts.count_matters`), so that nobody can tell from two totals who accused.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import and_, case, func, insert, null, select, update

from data.clock import now
from data.errors import MatterRefused
from data.matters.links import (
    Plan,
    Rule,
    kinds,
    link_row,
    matters_of,
    move,
    open_matters,
    parts,
    read_petitions,
    without,
)
from data.petitions import gate
from data.reader import Reader, Writer
from data.scope import Scope, is_office
from data.tables import MatterLink

__all__ = [
    "CLEAR",
    "Proposal",
    "Rule",
    "Summary",
    "clear",
    "link",
    "link_by_hand",
    "of_petition",
    "reject",
    "summary",
    "undo",
]

CLEAR = 0.95
"""Score from which a proposal leaves hardly any doubt."""


class Proposal(NamedTuple):
    """A petition that may report the same matter as an earlier one. Without anything about persons.

    Parameters
    ----------
    number, filed
        Of the petition.
    joins, joins_filed
        Number of the earlier petition, and when that was filed.
    matter
        Matter of the earlier one, or None: the two would be a new one.
    rule, score
        Why, and how sure it is, from 0 to 1.
    village_code, category
        Of the petition.
    """

    number: str
    filed: dt.datetime
    joins: str
    joins_filed: dt.datetime
    matter: int | None
    rule: Rule
    score: float
    village_code: str | None
    category: str

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.number, self.joins))


class Summary(NamedTuple):
    """Totals in petitions and in matters.

    Parameters
    ----------
    petitions
        All.
    matters
        Those with several petitions, and every other petition for itself.
    linked
        Petitions that share their matter with others.
    largest
        Matters with most petitions: matter, petitions, village_code, category (None where there are
        several), first, last (when filed).
    """

    petitions: int
    matters: int
    linked: int
    largest: pd.DataFrame


def clear(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those that leave hardly any doubt."""
    return [one for one in proposals if one.score >= CLEAR]


def link(writer: Writer, proposals: Sequence[Proposal]) -> int:
    """Confirm proposals.

    Returns
    -------
    int
        How many of them changed something: those whose petitions are in one matter already do not.

    Raises
    ------
    MatterRefused
        The scope may not link, a petition does not exist, or a report or accusation would be joined with
        something else by a rule.
    """
    _check(writer.scope)
    pairs = [(one.joins, one.number, Rule(one.rule), one.score) for one in proposals]
    return _link(writer, pairs, "link matters") if pairs else 0


def link_by_hand(writer: Writer, numbers: Sequence[str]) -> int:
    """Say that petitions report the same matter, whatever the rules find.

    Returns
    -------
    int
        How many joined the first of them.

    Raises
    ------
    MatterRefused
        The scope may not link, there are less than two petitions, or one does not exist.
    """
    _check(writer.scope)
    first, *others = dict.fromkeys(numbers) or [""]
    if not others:
        raise MatterRefused("A matter is made of two petitions or more: name their numbers")
    pairs = [(first, other, Rule.HAND, 1.0) for other in others]
    return _link(writer, pairs, "link matters by hand")


def reject(writer: Writer, proposals: Sequence[Proposal]) -> int:
    """Say that proposals are wrong: they are kept as taken back, and not made again by the same rule.

    Returns
    -------
    int
        How many they were.

    Raises
    ------
    MatterRefused
        The scope may not link, or a petition does not exist.
    """
    _check(writer.scope)
    if not proposals:
        return 0
    with writer.write("reject matters", writer.store.dataset().county_code) as session:
        rows = read_petitions(
            session, writer, {number for one in proposals for number in (one.number, one.joins)}
        )
        matters = open_matters(session, len(proposals), writer.actor).values()
        undone = {"undone_at": now(), "undone_by": writer.actor}
        links = [
            link_row(matter, rows[number].id, one.rule, one.score, writer.actor) | undone
            for matter, one in zip(matters, proposals, strict=True)
            for number in (one.joins, one.number)
        ]
        if links:
            session.execute(insert(MatterLink), links)
        session.info["detail"] = {"proposals": len(proposals)}
    return len(proposals)


def undo(writer: Writer, links: Iterable[int]) -> int:
    """Take links back. A matter left with one petition dissolves: its last link is taken back too.

    Returns
    -------
    int
        How many links were taken back, those of dissolved matters among them.

    Raises
    ------
    MatterRefused
        The scope may not link, or there is no such link in force. Then nothing is taken back.
    """
    _check(writer.scope)
    asked = set(links)
    if not asked:
        return 0
    with writer.write("undo matter links", writer.store.dataset().county_code) as session:
        gone, homes = without(session, writer, asked, matters_of(session, writer, asked))
        for part in parts(sorted(gone)):
            session.execute(
                update(MatterLink)
                .where(MatterLink.id.in_(part))
                .values(undone_at=now(), undone_by=writer.actor)
                .execution_options(synchronize_session=False)
            )
        move(session, homes)
        session.info["detail"] = {"links": len(gone), "petitions": len(homes)}
    return len(gone)


def of_petition(reader: Reader, number: str) -> pd.DataFrame:
    """The matter of a petition: link, matter, number, filed, village_code, category, rule, score, at, actor.

    One row a link in force, the oldest petition first; no row if the petition is a matter of its own, does
    not exist, or is not the reader's to see.
    """
    petition = gate.queue(reader)
    columns = {
        "link": MatterLink.id,
        "matter": MatterLink.matter_id,
        "number": petition.c.number,
        "filed": petition.c.filed,
        "village_code": petition.c.village_code,
        "category": petition.c.category,
        "rule": MatterLink.rule,
        "score": MatterLink.score,
        "at": MatterLink.at,
        "actor": MatterLink.actor,
    }
    same = gate.queue(reader).alias("same")
    matter = select(same.c.matter_id).where(same.c.number == number).scalar_subquery()
    statement = (
        select(*columns.values())
        .join(petition, petition.c.id == MatterLink.petition_id)
        .where(petition.c.matter_id == matter, MatterLink.undone_at.is_(None))
        .order_by(petition.c.filed, petition.c.id, MatterLink.id)
    )
    with reader.store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=list(columns))


def summary(reader: Reader, limit: int = 10) -> Summary:
    """How many petitions, matters and linked petitions, and the largest matters. Zeros but for the office."""
    petition = gate.queue(reader)
    size = func.count(petition.c.id)
    columns = {
        "matter": petition.c.matter_id,
        "petitions": size,
        "village_code": _single(petition.c.village_code),
        "category": _single(petition.c.category),
        "first": func.min(petition.c.filed),
        "last": func.max(petition.c.filed),
    }
    largest = (
        select(*columns.values())
        .where(petition.c.matter_id.is_not(None))
        .group_by(petition.c.matter_id)
        .order_by(size.desc(), petition.c.matter_id)
        .limit(limit)
    )
    totals = select(size, func.count(petition.c.matter_id), func.count(petition.c.matter_id.distinct()))
    with reader.store.read() as connection:
        petitions, linked, shared = connection.execute(totals).one()
        rows = connection.execute(largest).all()
    found = pd.DataFrame.from_records(rows, columns=list(columns))
    return Summary(petitions, petitions - linked + shared, linked, found)


# --- inside -------------------------------------------------------------------------------------------

_Pair = tuple[str, str, Rule, float]
"""Number of the petition that is joined, number of the one that joins it, rule, score."""


def _check(scope: Scope) -> None:
    if not is_office(scope):
        raise MatterRefused("Only the petition office links petitions to matters")


def _single(column: Any) -> Any:
    """The value that all rows of a group share, or NULL."""
    return case((and_(func.min(column) == func.max(column)), func.min(column)), else_=null())


def _link(writer: Writer, pairs: Sequence[_Pair], action: str) -> int:
    with writer.write(action, writer.store.dataset().county_code) as session:
        rows = read_petitions(session, writer, {number for pair in pairs for number in pair[:2]})
        plan = Plan({row.id: row.matter_id for row in rows.values()}, kinds(session, writer, rows.values()))
        for earlier, later, rule, score in pairs:
            plan.join(rows[earlier].id, rows[later].id, rule, score)
        ids = open_matters(session, plan.opened, writer.actor)
        if plan.links:
            links = [
                link_row(ids.get(at, at), petition, rule, score, writer.actor)
                for at, petition, rule, score in plan.links
            ]
            session.execute(insert(MatterLink), links)
        petition = gate.queue(writer).c
        for old, new in plan.merged().items():
            merged = session.scalars(select(petition.id).where(petition.matter_id == old)).all()
            gate.change(session, merged, matter_id=ids.get(new, new))
        move(session, {petition: ids.get(at, at) for petition, at in plan.homes().items()})
        rules = Counter(rule.value for rule in plan.joined)
        session.info["detail"] = {"links": len(plan.links), "matters": plan.opened, **rules}
    return len(plan.joined)
