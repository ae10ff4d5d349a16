"""Which division became which: only what a person has confirmed counts.

An edition that another of the same code and the same name follows, such as one with a new outline, is the
same division and needs nobody. Whatever else ended has successors once a person has said so: one (a new
name, a merger) or several (a split). What may have become of it, `data.divisions.proposals` proposes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from data.clock import now
from data.errors import StoreRefused
from data.lineage import Comparable, History, moved
from data.store import Store
from data.tables import Division, DivisionSuccessor
from geo.terms import N_, Term


class Reason(Term):
    """Why a successor is proposed, strongest first."""

    CODE = "code", N_("same code")
    """The code goes on under another name."""
    NAME = "name", N_("same name, same township")
    """The name goes on under another code, in the same township."""
    AREA = "area", N_("outlines overlap")
    """The new polygon holds part of the old one."""
    ELSEWHERE = "elsewhere", N_("same name, another township")
    """The name begins in another township."""
    SIMILAR = "similar", N_("similar name")
    """A similar name, or one that sounds alike, begins in the same township."""
    PERSON = "person", N_("named by a person")
    """A person knows it."""


CERTAIN = (Reason.CODE, Reason.NAME, Reason.AREA)
"""Reasons that can leave no doubt."""
CLEAR = 0.8
"""Least score of a proposal that leaves no doubt."""


class Proposal(NamedTuple):
    """A division that ended, and one that may be its successor.

    Parameters
    ----------
    score
        Where both outlines are known, the share of the old area inside the new one; else by the reason.
    """

    division_id: int
    successor_id: int
    old_code: str
    old_name: str
    old_township: str
    new_code: str
    new_name: str
    new_township: str
    on: dt.date
    reason: Reason
    score: float

    @property
    def pair(self) -> tuple[str, str]:
        """Codes of both."""
        return self.old_code, self.new_code


# --- what a person decides ----------------------------------------------------------------------------


def clear(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those that leave no doubt: a division's only one with a reason of `CERTAIN`, and a high score."""
    strong: defaultdict[int, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.reason in CERTAIN:
            strong[proposal.division_id].append(proposal)
    return [own[0] for own in strong.values() if len(own) == 1 and own[0].score >= CLEAR]


def confirm(store: Store, proposals: Iterable[Proposal], *, actor: str) -> int:
    """Let proposals count from now on; several of one division for a split. Returns how many."""
    chosen = list(proposals)
    if chosen:
        told = ["=".join(proposal.pair) for proposal in chosen]
        with store.write(actor, "confirm successors", store.dataset().county_code, pairs=told) as session:
            for one in chosen:
                _confirm(session, one.division_id, one.successor_id, one.on, one.reason, one.score, actor)
    return len(chosen)


def name_successor(store: Store, old: str, new: str, *, on: dt.date | None = None, actor: str) -> None:
    """Record a successor that a person knows.

    Parameters
    ----------
    store
        The record.
    old, new
        Code of the division that ended, and of its successor.
    on
        Day from which it is; None: the day on which the old one ended.
    actor
        Who says so.

    Raises
    ------
    StoreRefused
        No division of the code ended by that day, or no other of its level is valid on it.
    """
    with store.write(actor, "name successor", store.dataset().county_code, pairs=[f"{old}={new}"]) as session:
        before, ended = _last_ended(session, old, on)
        day = on or ended
        after = session.scalar(
            select(Division)
            .where(Division.code == new, Division.level == before.level, Division.valid_from <= day)
            .where(or_(Division.valid_to.is_(None), Division.valid_to > day))
        )
        if after is None or after.id == before.id:
            raise StoreRefused(
                "There is no division {code} of the same level that is valid on {date}", code=new, date=day
            )
        _confirm(session, before.id, after.id, day, Reason.PERSON, 1.0, actor)


def withdraw(store: Store, pairs: Iterable[tuple[str, str]], *, actor: str) -> int:
    """Take confirmations back; they no longer count and are proposed again. Returns how many.

    Raises
    ------
    StoreRefused
        A pair of codes is not confirmed; nothing was taken back.
    """
    wanted = list(dict.fromkeys(pairs))
    taken = 0
    told = ["=".join(pair) for pair in wanted]
    with store.write(actor, "withdraw successors", store.dataset().county_code, pairs=told) as session:
        for old, new in wanted:
            found = session.scalars(
                select(DivisionSuccessor).where(
                    DivisionSuccessor.confirmed_at.is_not(None),
                    DivisionSuccessor.division_id.in_(select(Division.id).where(Division.code == old)),
                    DivisionSuccessor.successor_id.in_(select(Division.id).where(Division.code == new)),
                )
            ).all()
            if not found:
                raise StoreRefused("{new} is not confirmed as successor of {old}", old=old, new=new)
            for link in found:
                link.confirmed_at = link.confirmed_by = None
            taken += len(found)
    return taken


def confirmed(store: Store) -> pd.DataFrame:
    """What counts: old_code, old_name, new_code, new_name, on, reason, score, confirmed_at, confirmed_by."""
    old, new, link = aliased(Division), aliased(Division), DivisionSuccessor
    columns = {
        "old_code": old.code,
        "old_name": old.name,
        "new_code": new.code,
        "new_name": new.name,
        **{name: getattr(link, name) for name in ("on", "reason", "score", "confirmed_at", "confirmed_by")},
    }
    statement = (
        select(*columns.values())
        .join_from(link, old, old.id == link.division_id)
        .join(new, new.id == link.successor_id)
        .where(link.confirmed_at.is_not(None))
        .order_by(old.code, new.code, link.on)
    )
    with store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=list(columns))


def _last_ended(session: Session, code: str, on: dt.date | None) -> tuple[Division, dt.date]:
    """The edition that ended last, and on which day."""
    statement = (
        select(Division)
        .where(Division.code == code, Division.valid_to > Division.valid_from)
        .order_by(Division.valid_from.desc())
    )
    if on is not None:
        statement = statement.where(Division.valid_to <= on)
    found: Division | None = session.scalars(statement).first()
    if found is None or found.valid_to is None:
        raise StoreRefused("No division {code} has ended: only what ended has a successor", code=code)
    return found, found.valid_to


def _confirm(
    session: Session, division: int, successor: int, on: dt.date, reason: Reason, score: float, actor: str
) -> None:
    link = session.get(DivisionSuccessor, (division, successor))
    if link is not None and link.confirmed_at is not None:
        return
    if link is None:
        link = DivisionSuccessor(division_id=division, successor_id=successor)
        session.add(link)
    link.on, link.reason, link.score = on, reason.value, score
    link.confirmed_at, link.confirmed_by = now(), actor


# --- what follows from it -----------------------------------------------------------------------------


def unsettled(store: Store) -> pd.DataFrame:
    """Divisions that ended without a confirmed successor: code, name, township (its name), on (which day)."""
    with store.read() as connection:
        history = History(connection)
    names = {one.code: one.name for one in history.editions}
    rows = [(one.code, one.name, names.get(one.parent_code, ""), one.valid_to) for one in history.unsettled()]
    return pd.DataFrame.from_records(rows, columns=["code", "name", "township", "on"])


def successors(store: Store, on: dt.date) -> dict[str, tuple[str, ...]]:
    """Codes that no longer hold on a day -> the codes valid on it to which confirmed chains lead."""
    with store.read() as connection:
        history = History(connection)
    found = {code: history.ends(last.id, on)[0] for code, last in history.former(on).items()}
    return {code: tuple(sorted(ends)) for code, ends in found.items() if ends}


def gazetteer_frame(store: Store, on: dt.date) -> pd.DataFrame:
    """Every edition of every division, former names among them, for `geo.gazetteer.Gazetteer`.

    Returns
    -------
    DataFrame
        code, name, level, parent, valid_from, valid_to (dates, None: still valid), successors: of an
        edition that ended by the day, tuple of the codes valid on it to which confirmed chains lead.
    """
    with store.read() as connection:
        history = History(connection)
    rows = [
        (
            *(one.code, one.name, one.level, one.parent_code, one.valid_from, one.valid_to),
            tuple(sorted(history.ends(one.id, on)[0])) if one.valid_to and one.valid_to <= on else (),
        )
        for one in history.editions
    ]
    columns = ["code", "name", "level", "parent", "valid_from", "valid_to", "successors"]
    return pd.DataFrame.from_records(rows, columns=columns).astype(dict.fromkeys(columns, object))


def comparable(store: Store, on: dt.date) -> Comparable:
    """Under which code the petitions of former villages and townships count on a day (`data.lineage`)."""
    with store.read() as connection:
        return moved(connection, on)


def comparable_codes(store: Store, on: dt.date) -> dict[str, str]:
    """Codes of former villages -> the one village, valid on a day, into which they went wholly."""
    return comparable(store, on).villages
