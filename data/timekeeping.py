"""A clock that is set wrong is noticed before it dates anything, by the log and by the record itself.

The record keeps the time of the machine (`data.clock`). The log is its witness: an act is never older than
the one before it, and an office does not rest for months. A person may say that the clock is right; from then
on the log counts from there.
"""

import datetime as dt

from sqlalchemy import Connection, func, select

from data.clock import now
from data.errors import ClockRefused
from data.reader import Writer
from data.rules import rules
from data.scope import is_administrator, is_head
from data.store import Store
from data.tables import AuditEntry, Dataset, ImportRun

CONFIRMED = "confirm clock"
SAY_SO = "import-petitions --clock-is-right"
"""The command that says that the clock is right."""
SLACK = dt.timedelta(hours=1)
"""Two machines at one record may differ by so much."""


def check_clock(store: Store) -> None:
    """Refuse to date anything by a clock that cannot be right. The demo's record has a day of its own.

    Raises
    ------
    ClockRefused
        The clock is behind the log, or far beyond its newest entry (rule ``cases.silent_days``), or the
        record is complete to a day that is yet to come.
    """
    doubt = clock_doubt(store, now())
    if doubt is not None:
        raise doubt


def clock_doubt(store: Store, at: dt.datetime) -> ClockRefused | None:
    """Why the time of this machine is not believed; None: it is."""
    dataset = store.dataset()
    if dataset.synthetic:
        return None
    longest = rules(store, at.date()).cases.silent_days
    with store.read() as connection:
        confirmed = select(func.max(AuditEntry.id)).where(AuditEntry.action == CONFIRMED).scalar_subquery()
        since = AuditEntry.id >= func.coalesce(confirmed, 0)
        newest = connection.scalar(select(func.max(AuditEntry.at)).where(since))
        if newest is not None and newest > at + SLACK:
            return ClockRefused(
                "The clock of this machine says {now}, yet the newest entry of the log is of {entry}: set the"
                " clock, or say on the page of the backups that it is right",
                command=SAY_SO,
                now=f"{at:%Y-%m-%d %H:%M}",
                entry=f"{newest:%Y-%m-%d %H:%M}",
            )
        if newest is not None and (at - newest).days > longest:
            return ClockRefused(
                "The clock of this machine says {now}, and nothing was done in the record since {entry}:"
                " set the clock, or say on the page of the backups that it is right",
                command=SAY_SO,
                now=f"{at:%Y-%m-%d %H:%M}",
                entry=f"{newest:%Y-%m-%d}",
            )
        return _to_come(connection, dataset, at)


def confirm_clock(writer: Writer) -> None:
    """Say that the clock of this machine is right, whatever the log says; it is in the log who said so.

    Raises
    ------
    ClockRefused
        The scope is neither that of the head of the petition office nor of an administrator.
    """
    if not (is_head(writer.scope) or is_administrator(writer.scope)):
        raise ClockRefused(
            "Only the head of the petition office or an administrator says that the clock is right"
        )
    at = now()
    with writer.write(CONFIRMED, writer.store.dataset().county_code) as session:
        dataset = session.scalars(select(Dataset)).one()
        if (
            dataset.as_of is not None
            and dataset.as_of > at.date()
            and _dated_by(session.connection(), at) is None
        ):
            dataset.as_of = at.date()  # entered by hand while the clock was wrong


def _to_come(connection: Connection, dataset: Dataset, at: dt.datetime) -> ClockRefused | None:
    if dataset.as_of is None or dataset.as_of <= at.date() + dt.timedelta(days=1):
        return None
    run = _dated_by(connection, at)
    if run is not None:
        return ClockRefused(
            "The record is complete to {as_of}, which is yet to come: undo import {number}, which was dated"
            " by a wrong clock, or set the clock if it is behind",
            as_of=dataset.as_of,
            number=run,
            command=f"imports --undo {run}",
        )
    return ClockRefused(
        "The record is complete to {as_of}, which is yet to come, and the clock says {now}: set the clock, or"
        " say on the page of the backups that it is right",
        command=SAY_SO,
        as_of=dataset.as_of,
        now=f"{at:%Y-%m-%d %H:%M}",
    )


def _dated_by(connection: Connection, at: dt.datetime) -> int | None:
    """The newest import that stands and was taken in as of a day to come."""
    found: int | None = connection.scalar(
        select(func.max(ImportRun.id)).where(ImportRun.undone_at.is_(None), ImportRun.as_of > at.date())
    )
    return found
