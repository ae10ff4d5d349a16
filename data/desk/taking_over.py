"""A desk comes back: its entries are taken over once, in their order, and each ends in exactly one place.

Taken over, brought up to date, there already, or refused with its reason: together they are what is in the
file. A file may be handed in again, in any order with others of the same desk: what is known changes nothing.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.clock import now
from data.desk import entering, gate, outcomes, trace
from data.desk.entering import Known, NewEntry
from data.desk.envelope import unseal
from data.desk.file import DeskFile, Fault, FileEntry
from data.desk.outcomes import What
from data.desk.reception import Reception, check_come, reception
from data.desk.terms import Act, DeskOutcome, Place
from data.errors import DeskRefused
from data.reader import Writer
from data.tables import DeskEntry, DeskExport
from data.terms import Status
from data.timekeeping import check_clock
from geo.errors import Refused

_SAID = ("address", "words", "name", "phone")
_HARMLESS = (DeskOutcome.EXPLAINED, DeskOutcome.NOT_HEARD)
"""Outcomes that change nothing in a case."""


@dataclass(frozen=True)
class Refusal:
    """An entry that was not taken over, and why."""

    slip: str
    why: Refused


@dataclass
class TakenOver:
    """What became of the entries of a file, by slip.

    Parameters
    ----------
    in_file
        How many it holds: as many as are in the four lists together.
    taken
        New on record.
    updated
        Known before in an earlier state of the desk.
    known
        On record already, as they are in the file or later.
    refused
        Not taken over; they stay in the file.
    """

    in_file: int = 0
    taken: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """Whether each entry ended in exactly one place."""
        ended = len(self.taken) + len(self.updated) + len(self.known) + len(self.refused)
        return ended == self.in_file


def take_over(writer: Writer, file: DeskFile, *, as_new: Collection[str] = ()) -> TakenOver:
    """Take the entries of a desk over that had no line to the county.

    Parameters
    ----------
    as_new
        Slips that are taken over as matters of their own where their case stands against it, and under the
        next number of their desk where theirs is another's.

    Raises
    ------
    DeskRefused
        The desk was not handed out by this record, or the file does not say what it was handed out for; the
        scope does not keep it; there is no visit that day, or it is recorded already.
    ClockRefused
        As `data.timekeeping.check_clock`.
    """
    check_clock(writer.store)
    export = _export(writer, file)
    at = reception(writer, export.township_code, export.on)
    at.check_open()
    check_come(export.on, writer.today)
    report = TakenOver(in_file=len(file.entries))
    subject = f"{export.on}/{export.township_code}"
    with writer.write("take over desk", subject) as session:
        for entry in sorted(file.entries, key=_order):
            slip = _slip(entry, export.desk)
            try:
                with session.begin_nested():
                    if isinstance(entry, Fault):
                        raise DeskRefused("Entry {where} of the file is damaged", where=entry.where)
                    _take(session, writer, at, export, entry, report, slip in as_new)
            except Refused as error:
                session.expire_all()
                report.refused.append(Refusal(slip, error))
        session.info["detail"] = {
            "slip": export.desk,
            "stored": len(report.taken),
            "changed": len(report.updated),
            "unchanged": len(report.known),
            "rejected": len(report.refused),
        }
    return report


# --- inside -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Export:
    township_code: str
    on: dt.date
    desk: str
    private_key: str


def _export(writer: Writer, file: DeskFile) -> _Export:
    columns = (DeskExport.township_code, DeskExport.on, DeskExport.desk, DeskExport.private_key)
    with writer.store.read() as connection:
        row = connection.execute(select(*columns).where(DeskExport.uid == file.desk)).first()
    if row is None:
        raise DeskRefused("This file is of a desk that this record has not handed out")
    gate.check_keeps(writer, row.township_code)
    if (file.township, file.on, file.letter) != (row.township_code, row.on, row.desk):
        raise DeskRefused("The head of this file was changed after the desk saved it: save it once more")
    return _Export(row.township_code, row.on, row.desk, row.private_key)


def _order(entry: FileEntry | Fault) -> tuple[Any, ...]:
    if isinstance(entry, Fault):
        return (1,)
    return (0, entry.arrived_at, entry.number, entry.revision)


def _slip(entry: FileEntry | Fault, letter: str) -> str:
    return entry.where if isinstance(entry, Fault) else f"{letter}{entry.number:03d}"


def _take(
    session: Session,
    writer: Writer,
    at: Reception,
    export: _Export,
    entry: FileEntry,
    report: TakenOver,
    as_new: bool,
) -> None:
    found = session.scalar(select(DeskEntry).where(DeskEntry.uid == entry.uid))
    slip = _slip(entry, export.desk)
    if found is None:
        _add(session, writer, at, export, entry, as_new)
        report.taken.append(slip)
    elif (found.on, found.township_code, found.desk) != (at.on, at.township, export.desk):
        raise DeskRefused("This entry is recorded already, at another reception: nothing was written twice")
    elif found.withdrawn_at is not None and not entry.withdrawn and entry.revision >= found.revision:
        raise DeskRefused(
            "{slip} had been taken over and was taken back in the county since: it counts nowhere; if that"
            " was a mistake, write it down anew",
            slip=slip,
        )
    elif entry.revision < found.revision or entry.digest == found.digest:
        report.known.append(slip)
    elif entry.revision == found.revision:
        raise DeskRefused(
            "{slip} was taken over with other contents: two desks have written the same entry, and what is on"
            " record stays",
            slip=slip,
        )
    else:
        _bring_up_to_date(session, writer, at, export, found, entry, as_new)
        report.updated.append(slip)


def _add(
    session: Session, writer: Writer, at: Reception, export: _Export, entry: FileEntry, as_new: bool
) -> None:
    number = _number(session, at, export, entry, as_new)
    new, known = _said(session, writer, at, export, entry, as_new)
    found = entering.write(
        session, writer, at, new, desk=export.desk, number=number, known=known, **_columns(entry)
    )
    _settle(session, writer, at, export, found, entry)


def _number(session: Session, at: Reception, export: _Export, entry: FileEntry, as_new: bool) -> int:
    """The number on the slip, unless another entry has it."""
    taken = session.scalar(
        select(DeskEntry.id).where(
            DeskEntry.on == at.on,
            DeskEntry.township_code == at.township,
            DeskEntry.desk == export.desk,
            DeskEntry.number == entry.number,
        )
    )
    if taken is None:
        return entry.number
    if as_new:
        return entering.next_number(session, at, export.desk)
    raise DeskRefused(
        "{slip} is on record as another visitor's: the desk was opened on two machines. Nothing is lost: take"
        " the entry over as one of its own, under the next number",
        slip=_slip(entry, export.desk),
    )


def _said(
    session: Session, writer: Writer, at: Reception, export: _Export, entry: FileEntry, as_new: bool
) -> tuple[NewEntry, Known | None]:
    """What was said at the desk, and the case that it is about as it stands by now."""
    said = _opened(unseal(export.private_key, f"{entry.uid}/said", entry.sealed)) if entry.sealed else {}
    new = NewEntry(entry.category, entry.village, entry.people, "", uid=entry.uid, **said)
    entering.check(session, writer, at, new)
    if not entry.case:
        return new, None
    try:
        known = entering.known_case(session, writer, at, entry.case, but=_own(session, entry))
    except DeskRefused:
        if as_new:
            return new, None
        raise
    meanwhile = known.status is Status.CLOSED and not entry.repeats
    if meanwhile and not as_new and entry.outcome not in _HARMLESS:
        raise DeskRefused(
            "The case {number} of {slip} was closed while the desk was away. Nothing is lost: take the entry"
            " over as a matter of its own, which repeats it, or open the case again and take the file over"
            " once more",
            number=known.number,
            slip=_slip(entry, export.desk),
        )
    return new, known


def _opened(text: str) -> dict[str, str]:
    """What was sealed, by field. Whoever has the page of a desk can seal anything for the record."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise DeskRefused("What was said cannot be read: this entry was not written by the page of a desk")
    return {name: told[name] for name in _SAID if isinstance(told.get(name), str)}


def _own(session: Session, entry: FileEntry) -> int | None:
    own: int | None = session.scalar(select(DeskEntry.id).where(DeskEntry.uid == entry.uid))
    return own


def _columns(entry: FileEntry) -> dict[str, Any]:
    """What the desk knows besides what was said."""
    return {
        "state": (Place.BEING_HEARD if entry.outcome and entry.called_at else _place(entry)).value,
        "arrived_at": entry.arrived_at,
        "heard_by": entry.heard_by if entry.called_at else None,
        "called_at": entry.called_at,
        "ended_at": entry.ended_at,
    }


def _place(entry: FileEntry) -> Place:
    """Where they are before anything came of it."""
    return Place.BEING_HEARD if entry.called_at else Place.WAITING


def _settle(
    session: Session,
    writer: Writer,
    at: Reception,
    export: _Export,
    found: DeskEntry,
    entry: FileEntry,
) -> None:
    """Let the outcome stand, and keep as of which state of the desk."""
    if entry.outcome is not None and not entry.withdrawn:
        note = unseal(export.private_key, f"{entry.uid}/note", entry.sealed_note) if entry.sealed_note else ""
        what = What(entry.outcome, entry.owner, entry.due, entry.why, note)
        outcomes.settle(session, writer, at, found, what)
    trace.note(session, writer, found, Act.TAKEN_OVER)
    found.revision, found.digest = entry.revision, entry.digest
    found.taken_version = trace.version(session, found.id)
    if entry.withdrawn:
        found.withdrawn_at, found.withdrawn_by = now(), writer.actor
    session.flush()


def _bring_up_to_date(
    session: Session,
    writer: Writer,
    at: Reception,
    export: _Export,
    found: DeskEntry,
    entry: FileEntry,
    as_new: bool,
) -> None:
    """A later state of an entry that is on record; what the county has changed since is not overwritten."""
    slip = _slip(entry, export.desk)
    if found.taken_version != trace.version(session, found.id):
        raise DeskRefused(
            "{slip} was changed in the county after it had been taken over, and at the desk as well: what is"
            " on record stays; compare the two and correct it by hand",
            slip=slip,
        )
    new, known = _said(session, writer, at, export, entry, as_new)
    if found.outcome is not None:
        outcomes.undo_outcome(session, writer, found)
    values = {
        "village_code": new.village,
        "category": new.category,
        "people": new.people,
        "petition_id": known.id if known else None,
        "repeats": bool(known and known.repeats),
        **{name: getattr(new, name) or getattr(found, name) for name in _SAID},
        **_columns(entry),
    }
    trace.change(session, writer, found, Act.TAKEN_OVER, **values)
    _settle(session, writer, at, export, found, entry)
