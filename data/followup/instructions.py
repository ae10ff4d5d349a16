"""Instructions of leaders and decisions of meetings (批示件): due, overdue, done with their proof."""

import datetime as dt
from typing import NamedTuple

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import FollowupRefused
from data.followup import gate, trace
from data.followup.progress import URGENCY, standing, warning_share
from data.followup.texts import tidy
from data.frames import frame_of
from data.journal import looks
from data.petitions import gate as petitions
from data.reader import Reader, Writer
from data.scope import is_office
from data.tables import Instruction, Leader, Meeting
from data.terms import Progress
from data.units import spellings

_COLUMNS = (
    *("id", "number", "leader", "post", "subject", "owner", "case", "village", "township"),
    *("issued", "due", "done", "proven", "meeting", "reported"),
)


class Written(NamedTuple):
    """What the author wrote, and what proves that it was done."""

    text: str | None
    proof: str | None


def listed(reader: Reader) -> pd.DataFrame:
    """Instructions that a reader may see, what is past its day first, then by the day it is due.

    Returns
    -------
    DataFrame
        id, number, leader, post, subject, owner, case (its number, where the reader may open it), village and
        township of that, issued, due, done, proven, meeting (its day), reported (the reader may report on
        it), progress (`Progress`), days (past the due day; negative while there is time; None where it is
        done).
    """
    told = gate.instructions(reader).c
    case = (petitions.queue(reader) if is_office(reader.scope) else petitions.cases(reader)).c
    statement = (
        select(
            *(told.id, told.number, Leader.name, Leader.post, told.subject, told.owner, case.number),
            *(case.village_code, case.township_code, told.issued, told.due, told.done, told.proven),
            *(Meeting.on, told.id.in_(select(gate.reported(reader).c.id))),
        )
        .join(Leader, Leader.id == told.leader_id)
        .outerjoin(case.id.table, case.id == told.petition_id)
        .outerjoin(Meeting, Meeting.id == told.meeting_id)
    )
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), _COLUMNS)
    frame["owner"] = frame["owner"].map(spellings(reader.store).called)
    on = reader.today
    share = warning_share(reader.store, on)
    spans = zip(frame["issued"], frame["due"], frame["done"], strict=True)
    frame["progress"] = pd.Series(standing(spans, on, share), dtype=object)
    days = [
        (on - due).days if progress is not Progress.DONE else None
        for due, progress in zip(frame["due"], frame["progress"], strict=True)
    ]
    frame["days"] = pd.Series(days, dtype="Int64")
    order = frame["progress"].map(URGENCY)
    return (
        frame.assign(order=order)
        .sort_values(["order", "due", "number"], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def written(writer: Writer, number: str) -> Written | None:
    """What an instruction says and what proves it, for who may see persons; the look is logged.

    None: it may not be seen, or the look cannot be written into the log just now.
    """
    if not writer.scope.personal:
        return None
    told = gate.instructions(writer).c
    statement = select(Instruction.text, Instruction.proof).where(
        Instruction.id.in_(select(told.id).where(told.number == number))
    )
    with writer.store.read() as connection:
        row = connection.execute(statement).first()
    if row is None:
        return None
    shown = [name for name, value in (("text", row.text), ("proof", row.proof)) if value]
    return Written(row.text, row.proof) if looks.recorded(writer, number, shown) else None


def finish(writer: Writer, number: str, proof: str, on: dt.date) -> None:
    """Report an instruction as done, with what proves it.

    Raises
    ------
    FollowupRefused
        The scope neither is the office's nor owes it or decided it, there is no such one that waits, nothing
        proves it, or the day lies before it was issued or in the future.
    """
    proof = tidy("proof", proof)
    if not proof:
        raise FollowupRefused("Say what proves that it is done: a document and its number, or a result")
    with writer.write("finish instruction", writer.store.dataset().county_code) as session:
        entry = own(session, writer, number)
        if entry.done is not None:
            raise FollowupRefused("{number} is done already, on {day}", number=number, day=entry.done)
        if not entry.issued <= on <= writer.today:
            raise FollowupRefused(
                "It can be done on a day from {first} to {last}", first=entry.issued, last=writer.today
            )
        trace.change(session, writer.actor, entry, {"done": on, "proof": proof})
        session.info["detail"] = {"entries": entry.id}


def reopen(writer: Writer, number: str) -> None:
    """Take back that an instruction was done; what was reported stays in its history.

    Raises
    ------
    FollowupRefused
        The scope may not, or it is not done.
    """
    with writer.write("reopen instruction", writer.store.dataset().county_code) as session:
        entry = own(session, writer, number)
        if entry.done is None:
            raise FollowupRefused("{number} is not done", number=number)
        trace.change(session, writer.actor, entry, {"done": None, "proof": None})
        session.info["detail"] = {"entries": entry.id}


def own(session: Session, writer: Writer, number: str) -> Instruction:
    """An instruction on which somebody may report, as it stands in a transaction.

    Raises
    ------
    FollowupRefused
        There is none that the scope sees, or it may only read it.
    """
    told, reported = gate.instructions(writer).c, gate.reported(writer).c
    entry = session.scalar(
        select(Instruction).where(Instruction.id.in_(select(told.id).where(told.number == number)))
    )
    if entry is None:
        raise FollowupRefused("There is no instruction {number}", number=number)
    if session.scalar(select(reported.id).where(reported.id == entry.id)) is None:
        raise FollowupRefused("Only the petition office and whoever owes it report on an instruction")
    return entry
