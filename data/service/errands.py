"""Errands that a team runs for people of its village (代办): for whom is never kept."""

import datetime as dt
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import AlreadyDone, ServiceRefused
from data.frames import frame_of
from data.lineage import counts_in, moved
from data.reader import Reader, Writer
from data.service.contacts import check_recent, check_records, is_recent, records, team_of
from data.tables import CountsAs, Errand
from data.terms import ErrandKind, ErrandPlace


def record_errand(writer: Writer, village: str, kind: ErrandKind, place: ErrandPlace, *, form: str) -> int:
    """Keep that an errand was taken on today; the identity of the entry.

    Parameters
    ----------
    form
        Mark of the form: the same form sent again is the same errand.

    Raises
    ------
    ServiceRefused
        The scope does not record for this village; or the form has no mark, or one that is another's.
    """
    check_records(writer, village)
    if not (form.isalnum() and len(form) <= Errand.form.type.length):
        raise ServiceRefused("The page is too old to be sent: open it again")
    with writer.write("record errand", village, kind=kind.value) as session:
        known = session.scalar(select(Errand).where(Errand.form == form))
        if known is not None:
            if (known.village_code, known.recorded_by) != (village, writer.actor):
                raise ServiceRefused("The page is too old to be sent: open it again")
            return known.id
        entry = Errand(
            form=form,
            village_code=village,
            team_id=team_of(session, village, writer.today),
            kind=kind.value,
            place=place.value,
            on=writer.today,
            done=writer.today if place is ErrandPlace.VILLAGE else None,
            recorded_at=now(),
            recorded_by=writer.actor,
        )
        session.add(entry)
        session.flush()
        return entry.id


def undoable_errand(writer: Writer, errand: int) -> Errand | None:
    """An errand that the actor recorded and may still take back; None: there is none."""
    with writer.store.read() as connection, Session(connection) as session:
        entry = session.get(Errand, errand)
        if entry is None:
            return None
        session.expunge(entry)
    is_own = entry.recorded_by == writer.actor and records(writer, entry.village_code)
    return entry if is_own and not entry.undone_at and is_recent(writer, entry.recorded_at) else None


def finish_errand(writer: Writer, errand: int) -> str:
    """Mark an errand as done today; its village.

    Raises
    ------
    AlreadyDone
        It is done.
    ServiceRefused
        There is no such errand that waits in a village for which the scope records.
    """
    with writer.write("finish errand", str(errand)) as session:
        entry = session.get(Errand, errand)
        village = _counts_under(session, writer, entry.village_code) if entry is not None else ""
        if entry is None or entry.undone_at or not records(writer, village):
            raise ServiceRefused("There is no such errand that waits")
        if entry.done:
            raise AlreadyDone("This errand is done already, since {day}", day=entry.done)
        entry.done = writer.today
        return village


def undo_errand(writer: Writer, errand: int) -> str:
    """Take an errand back that was recorded a moment ago; it stays on record as undone. Its village.

    Raises
    ------
    AlreadyDone
        The actor took it back before.
    ServiceRefused
        There is no such errand that the same actor recorded, or it is longer ago than the rules allow.
    """
    with writer.write("undo errand", str(errand)) as session:
        entry = session.get(Errand, errand)
        if entry is None or entry.recorded_by != writer.actor:
            raise ServiceRefused("There is no such entry of yours")
        if entry.undone_at:
            raise AlreadyDone("This entry is taken back already")
        check_records(writer, entry.village_code)
        check_recent(writer, entry.recorded_at)
        entry.undone_at, entry.undone_by = now(), writer.actor
        return entry.village_code


def waiting_errands(reader: Reader, village: str) -> pd.DataFrame:
    """Errands of a village that are not done, the oldest first: id, kind, place, on, days.

    Those of villages that went into it are among them. Empty for who does not record for the village.
    """
    columns = ["id", "kind", "place", "on"]
    rows: list[Any] = []
    if records(reader, village):
        statement = (
            select(*(getattr(Errand, name) for name in columns))
            .where(_of(reader, village), Errand.done.is_(None), Errand.undone_at.is_(None))
            .order_by(Errand.on, Errand.id)
        )
        with reader.store.read() as connection:
            rows = list(connection.execute(statement).all())
    frame = frame_of(rows, columns)
    frame["days"] = [(reader.today - on).days for on in frame["on"]]
    return frame


def errands_since(reader: Reader, village: str, first: dt.date) -> int | None:
    """How many errands were taken on for a village since a day; None for who does not record for it."""
    if not records(reader, village):
        return None
    statement = select(Errand.id).where(_of(reader, village), Errand.on >= first, Errand.undone_at.is_(None))
    with reader.store.read() as connection:
        return len(connection.execute(statement).all())


# --- inside -------------------------------------------------------------------------------------------------


def _of(reader: Reader, village: str) -> ColumnElement[bool]:
    """Errands that count under a village today."""
    return counts_in(Errand.village_code, CountsAs.village, [village], reader.today)


def _counts_under(session: Session, writer: Writer, village: str) -> str:
    return moved(session.connection(), writer.today).villages.get(village, village)
