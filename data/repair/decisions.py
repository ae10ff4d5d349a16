"""Petitions put into a village by a clerk, whose choice may teach a name.

Every decision is kept with what was before it, logged, and can be undone.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from data import frames
from data.clock import now
from data.divisions.names import gazetteer
from data.divisions.reads import divisions
from data.errors import RepairRefused
from data.petitions import gate
from data.petitions.relocation import Relocation, place_again
from data.reader import Reader, Writer
from data.repair.queue import WORDS, Entry, same_words, waiting
from data.scope import Scope, is_office
from data.store import Store
from data.tables import PlaceAlias, Repair, RepairedPetition
from data.terms import Basis, Level, Placement
from geo.gazetteer.names import plain

LONGEST_NAME = PlaceAlias.name.type.length


class Decision(NamedTuple):
    """What came of a decision.

    Parameters
    ----------
    number
        By which it can be undone.
    petitions
        How many were placed or set aside.
    relocation
        What came of the others that say the name that was learned; None where none was.
    """

    number: int
    petitions: int
    relocation: Relocation | None


_BEFORE = ("placement", "basis", "placed_by", "village_code", "township_code")


def repair(
    writer: Writer,
    entry: Entry,
    village: str | None,
    *,
    on: dt.date,
    learn: str | None = None,
) -> Decision:
    """Put the petitions of an entry into a village, or set them aside as in none that can be known.

    Parameters
    ----------
    writer
        The petition office's.
    entry
        As `queue` gave it.
    village
        Code of a village valid on `on`; None: they stay where they are and leave the queue.
    on
        The day.
    learn
        Name by which the village is to be known from now on; None or empty: none.

    Raises
    ------
    RepairRefused
        The scope may not repair, the village does not exist, the name is too long or known already as that
        of another village, or nobody is left in the entry: another clerk was quicker.
    """
    _check(writer.scope)
    villages = divisions(writer.store, Level.VILLAGE, on)
    above = dict(zip(villages["code"], villages["parent_code"], strict=True))
    if village is not None and village not in above:
        raise RepairRefused("There is no village {code} on {date}", code=village, date=on)
    name = plain(learn or "")
    if name and village is not None:
        _check_name(writer.store, on, name, village, above)
    with writer.write("repair", village or "aside") as session:
        petition = waiting(writer)
        rows = session.execute(_to_place(petition).where(*same_words(entry, petition))).all()
        if not rows:
            raise RepairRefused("These petitions are no longer in the queue: somebody else has placed them")
        alias = _learn(session, name, village, writer.actor) if village is not None else None
        made = _record(session, village, alias, writer.actor)
        _place(session, writer, made, rows, village, above.get(village or ""))
        others = _place_again(session, writer, on, name) if alias is not None else None
        session.info["detail"] = {"repair": made.id, "petitions": len(rows), "learned": alias is not None}
        return Decision(made.id, len(rows), others)


def undo(writer: Writer, number: int) -> int:
    """Take a repair back: its petitions are placed as without it, its name is forgotten.

    They are placed again by today's outlines and names; so are others that the name has placed.

    Returns
    -------
    int
        How many petitions were put back; those that were moved since stay where they are.

    Raises
    ------
    RepairRefused
        There is no such repair, or it is undone already.
    """
    _check(writer.scope)
    with writer.write("undo repair", str(number)) as session:
        made = session.get(Repair, number)
        if made is None or made.undone_at is not None:
            raise RepairRefused("There is no repair {number} that could be undone", number=number)
        petition = gate.queue(writer).c
        unchanged = session.execute(
            select(RepairedPetition.petition_id, RepairedPetition.before)
            .join_from(RepairedPetition, petition.id.table, petition.id == RepairedPetition.petition_id)
            .where(
                RepairedPetition.repair_id == number,
                petition.basis == Basis.HAND.value,
                petition.stored_village_code.is_not_distinct_from(made.village_code),
            )
        ).all()
        for moved, before in unchanged:
            gate.change(session, [moved], **before)
        restored = len(unchanged)
        made.undone_at, made.undone_by = now(), writer.actor
        if made.alias_id is not None:
            _forget(session, writer, made.alias_id)
        ids = frozenset(moved for moved, _ in unchanged)
        place_again(session, writer.store, on=writer.today, actor=writer.actor, only=ids)
        session.info["detail"] = {"repair": number, "petitions": restored}
        return restored


def forget(writer: Writer, alias: int) -> None:
    """Revoke a learned name. What a person placed stays; what the name placed is placed again without it.

    Raises
    ------
    RepairRefused
        There is no such name in force.
    """
    _check(writer.scope)
    with writer.write("forget name", str(alias)) as session:
        found = session.get(PlaceAlias, alias)
        if found is None or found.revoked_at is not None:
            raise RepairRefused("There is no learned name {number} in force", number=alias)
        _forget(session, writer, alias)


def settle(writer: Writer, on: dt.date) -> Relocation:
    """Place every petition again whose words or point now leave no doubt, such as after successors.

    What a person decided stays.
    """
    _check(writer.scope)
    with writer.write("settle", writer.store.dataset().county_code) as session:
        relocation = place_again(session, writer.store, on=on, actor=writer.actor)
        session.info["detail"] = relocation.counts()
        return relocation


def history(reader: Reader, limit: int = 20) -> pd.DataFrame:
    """Latest repairs first: id, at, actor, village, petitions, name (learned), undone_at."""
    _check(reader.scope)
    count = select(func.count()).where(RepairedPetition.repair_id == Repair.id).scalar_subquery()
    columns = {
        "id": Repair.id,
        "at": Repair.at,
        "actor": Repair.actor,
        "village": Repair.village_code,
        "petitions": count,
        "name": PlaceAlias.name,
        "undone_at": Repair.undone_at,
    }
    statement = (
        select(*columns.values())
        .select_from(Repair)
        .outerjoin(PlaceAlias, PlaceAlias.id == Repair.alias_id)
        .order_by(Repair.id.desc())
        .limit(limit)
    )
    with reader.store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=list(columns))


# --- inside -------------------------------------------------------------------------------------------


def _to_place(petition: Subquery) -> Select[Any]:
    """Petitions with their words, and how they are placed as it is stored."""
    stored = {"village_code": "stored_village_code", "township_code": "stored_township_code"}
    before = (petition.c[stored.get(name, name)].label(name) for name in _BEFORE)
    return select(petition.c.id, petition.c.point_code, *(petition.c[name] for name in WORDS), *before)


def _check(scope: Scope) -> None:
    if not is_office(scope):
        raise RepairRefused("Only the petition office places petitions by hand")


def _check_name(store: Store, on: dt.date, name: str, village: str, above: dict[str, str]) -> None:
    if len(name) > LONGEST_NAME or len(name) < 2:
        raise RepairRefused("A name to learn has 2 to {limit} characters", limit=LONGEST_NAME)
    townships = divisions(store, Level.TOWNSHIP, on).set_index("code")["name"]
    own = townships.get(above[village], "")
    known, inside = frames.rows(gazetteer(store, on).match([name, own + name]))
    if inside.level == "village" and above.get(str(inside.code)) == above[village] and inside.code != village:
        raise RepairRefused("{name} is already the name of another village of that township", name=name)
    if known.level in ("township", "county"):
        raise RepairRefused("{name} is the name of a township or of the county", name=name)


def _learn(session: Session, name: str, village: str, actor: str) -> int | None:
    """Learn a name, unless it is known as this village's."""
    if not name:
        return None
    known = session.scalar(
        select(PlaceAlias.id).where(
            PlaceAlias.name == name, PlaceAlias.village_code == village, PlaceAlias.revoked_at.is_(None)
        )
    )
    if known is not None:
        return None
    alias = PlaceAlias(name=name, village_code=village, learned_at=now(), learned_by=actor)
    session.add(alias)
    session.flush()
    return alias.id


def _forget(session: Session, writer: Writer, alias: int) -> None:
    learned = session.get(PlaceAlias, alias)
    if learned is not None and learned.revoked_at is None:
        learned.revoked_at, learned.revoked_by = now(), writer.actor
        _place_again(session, writer, writer.today, learned.name)


def _place_again(session: Session, writer: Writer, on: dt.date, name: str) -> Relocation:
    """Place petitions again that say a name."""
    return place_again(session, writer.store, on=on, actor=writer.actor, naming=name)


def _record(session: Session, village: str | None, alias: int | None, actor: str) -> Repair:
    made = Repair(at=now(), actor=actor, village_code=village, alias_id=alias)
    session.add(made)
    session.flush()
    return made


def _place(
    session: Session,
    writer: Writer,
    made: Repair,
    rows: Sequence[Any],
    village: str | None,
    township: str | None,
) -> None:
    """Move petitions into a village, to the point where it lies there; without one, mark them as seen."""
    session.add_all(
        RepairedPetition(
            repair_id=made.id,
            petition_id=row.id,
            before={column: getattr(row, column) for column in _BEFORE},
        )
        for row in rows
    )
    decided: dict[str, Any] = {"basis": Basis.HAND.value, "placed_by": writer.actor}
    every = [row.id for row in rows]
    if village is None:
        gate.change(session, every, **decided)
        return
    decided |= {"village_code": village, "township_code": township}
    around = gate.counts_under(writer, {row.point_code for row in rows if row.point_code})
    to_point = {row.id for row in rows if around.get(row.point_code) == village}
    gate.change(session, to_point, placement=Placement.POINT.value, **decided)
    gate.change(session, set(every) - to_point, placement=Placement.VILLAGE.value, **decided)
