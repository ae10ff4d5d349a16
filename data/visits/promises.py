"""What leaders promised on their visits: what waits, and what was promised where.

A promise stays with the place and its case, whoever made it: leaders and contracts change, villages go into
others, and who comes next finds what was promised before.
"""

import datetime as dt

import pandas as pd
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from data.errors import PlanRefused
from data.frames import frame_of
from data.petitions import gate
from data.reader import Reader, Writer
from data.tables import CaseStep, Visit
from data.visits.bookings import check_keeps
from data.visits.days import Outcome


def waiting_promises(reader: Reader, on: dt.date) -> pd.DataFrame:
    """Promises not kept yet, the longest overdue first: id, number, township, village, owner, due, days.

    `days` are those past the due date on a day; negative while there is time.
    """
    columns = ["id", "number", "township", "village", "owner", "due"]
    case = gate.cases(reader, on)
    where = (case.c.number, case.c.township_code, case.c.village_code)
    statement = (
        select(CaseStep.id, *where, CaseStep.owner, CaseStep.due)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(
            CaseStep.kind == Outcome.PROMISED.value,
            CaseStep.done.is_(None),
            CaseStep.due.is_not(None),
            CaseStep.undone_at.is_(None),
        )
        .order_by(CaseStep.due, CaseStep.id)
    )
    with reader.store.read() as connection:
        frame = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
    frame["days"] = [(on - due).days for due in frame["due"]]
    return frame


def kept_promises(reader: Reader, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Promises that were kept from a first to a last day, the latest first.

    Returns
    -------
    DataFrame
        id, number, township, village, owner, due, done.
    """
    columns = ["id", "number", "township", "village", "owner", "due", "done"]
    case = gate.cases(reader, last)
    where = (case.c.number, case.c.township_code, case.c.village_code)
    statement = (
        select(CaseStep.id, *where, CaseStep.owner, CaseStep.due, CaseStep.done)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(
            CaseStep.kind == Outcome.PROMISED.value,
            CaseStep.done.between(first, last),
            CaseStep.undone_at.is_(None),
        )
        .order_by(CaseStep.done.desc(), CaseStep.id)
    )
    with reader.store.read() as connection:
        return frame_of(connection.execute(statement).all(), columns)


def promises_by_village(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """What was promised in the villages of a township before a day, whoever led the visit.

    Promises of a case of a former village stand under what it became.

    Returns
    -------
    DataFrame
        By village: leaders (who promised), promised, waiting (not kept yet), overdue (of those).
    """
    case = gate.cases(reader, on, township=township)
    statement = (
        select(case.c.village_code, Visit.leader_id, CaseStep.done, CaseStep.due)
        .join(case, case.c.id == CaseStep.petition_id)
        .outerjoin(Visit, Visit.id == CaseStep.visit_id)
        .where(
            CaseStep.kind == Outcome.PROMISED.value,
            CaseStep.undone_at.is_(None),
            CaseStep.at < dt.datetime.combine(on, dt.time()),
            case.c.village_code.is_not(None),
        )
    )
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), ["village", "leader", "done", "due"])
    frame["waiting"] = frame["done"].isna()
    frame["overdue"] = frame["waiting"] & (pd.to_datetime(frame["due"]) < pd.Timestamp(on))
    return frame.groupby("village").agg(
        leaders=("leader", "nunique"),
        promised=("waiting", "size"),
        waiting=("waiting", "sum"),
        overdue=("overdue", "sum"),
    )


def promises_of_cases(reader: Reader, township: str, on: dt.date) -> dict[int, tuple[str, dt.date]]:
    """Of each case of a township to which something is promised that is not kept: who owes it, and by when.

    The first due of several.
    """
    case = gate.cases(reader, on, township=township)
    statement = (
        select(case.c.id, CaseStep.owner, CaseStep.due)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(
            CaseStep.kind == Outcome.PROMISED.value,
            CaseStep.done.is_(None),
            CaseStep.undone_at.is_(None),
            CaseStep.due.is_not(None),
        )
        .order_by(CaseStep.due.desc(), CaseStep.id)
    )
    with reader.store.read() as connection:
        return {row.id: (row.owner or "", row.due) for row in connection.execute(statement)}


def keep_promise(writer: Writer, step: int, *, on: dt.date) -> None:
    """Mark a promise as kept.

    Raises
    ------
    PlanRefused
        There is no such promise that waits, of a case that the scope sees; or the scope does not keep the
        visits to its township.
    """
    with writer.write("keep promise", str(step)) as session:
        waiting = _promise(session, writer, CaseStep.id == step, CaseStep.done.is_(None))
        if waiting is None:
            raise PlanRefused("There is no promise {number} that waits", number=step)
        waiting.done = on


def reopen_promise(writer: Writer, step: int) -> None:
    """Let a promise wait again that was marked as kept.

    Raises
    ------
    PlanRefused
        There is no such promise that was kept, of a case that the scope sees; or the scope does not keep the
        visits to its township.
    """
    with writer.write("reopen promise", str(step)) as session:
        kept = _promise(session, writer, CaseStep.id == step, CaseStep.done.is_not(None))
        if kept is None:
            raise PlanRefused("There is no promise {number} that was kept", number=step)
        kept.done = None


def _promise(session: Session, writer: Writer, *which: ColumnElement[bool]) -> CaseStep | None:
    """A promise of a township whose visits the scope keeps; None: there is no such one that it sees."""
    case = gate.cases(writer)
    statement = (
        select(CaseStep, case.c.township_code)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(CaseStep.kind == Outcome.PROMISED.value, CaseStep.undone_at.is_(None), *which)
    )
    found = session.execute(statement).first()
    if found is None:
        return None
    check_keeps(writer.scope, found.township_code or "")
    promise: CaseStep = found.CaseStep
    return promise
