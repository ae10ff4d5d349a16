"""People are written down at the desk: ahead of the day or as they walk in, with or without a known case."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.casework.fields import LONGEST
from data.clock import now
from data.desk import gate, trace
from data.desk.reception import Reception, check_come, moment, reception
from data.desk.terms import OWN, Act, Place
from data.divisions.reads import divisions
from data.errors import DeskRefused
from data.importing.petitions.checks import MOST_PEOPLE
from data.petitions import gate as petitions
from data.reader import Writer
from data.tables import DeskEntry
from data.terms import Level, Status, categories, schemes
from data.text import N_, Phrase
from data.timekeeping import check_clock

DISCIPLINE = "discipline"
"""Category whose matters accuse officers: never taken down in the township where they may be
(信访工作条例, art. 30)."""
_TEXTS: Mapping[str, tuple[str, int]] = {
    "address": (N_("Address of the problem"), 200),
    "words": (N_("What the petition says"), 2000),
    "name": (N_("Name of the petitioner"), LONGEST["name"]),
    "phone": (N_("Telephone number"), LONGEST["phone"]),
}
"""Field -> what it is called, and how many characters it takes."""


@dataclass(frozen=True)
class NewEntry:
    """What is said at the desk.

    Parameters
    ----------
    category
        Code of the newest scheme.
    village
        Code of a village of the township; None: not known, or elsewhere.
    people
        How many came.
    case
        Number of the case on record that they come for; '': none, or not known.
    address, words, name, phone
        Sealed; '' where nothing was said.
    uid
        Made where the form was drawn, so that a second press writes nothing twice.
    """

    category: str
    village: str | None = None
    people: int = 1
    case: str = ""
    address: str = ""
    words: str = ""
    name: str = ""
    phone: str = ""
    uid: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Known:
    """The case on record that somebody comes for; `repeats`: it was closed by then."""

    id: int
    number: str
    status: Status
    repeats: bool


def enter(writer: Writer, township: str, on: dt.date, new: NewEntry) -> str:
    """Write people down at the desk of a day; before it they are registered ahead. Gives their slip.

    Raises
    ------
    DeskRefused
        The scope does not keep the desk; there is no visit that day, or it is recorded already; a field does
        not hold what it may; the case is none of the township's, or is written down today already; or the
        entry itself is on record.
    ClockRefused
        As `data.timekeeping.check_clock`.
    """
    gate.check_keeps(writer, township)
    check_clock(writer.store)
    at = reception(writer, township, on)
    at.check_open()
    with writer.write("desk entry", f"{on}/{township}") as session:
        entry = write(session, writer, at, new, desk=OWN, number=next_number(session, at, OWN))
        session.info["detail"] = {"slip": entry.slip}
        return entry.slip


def arrive(writer: Writer, entry: int) -> None:
    """Those who were registered ahead have come, and wait.

    Raises
    ------
    DeskRefused
        There is no such entry, they have come already, or the day has not.
    """
    with writer.write("desk arrival", str(entry)) as session:
        found = gate.own(session, writer, entry)
        reception(writer, found.township_code, found.on).check_open()
        check_come(found.on, writer.today)
        if found.state != Place.AHEAD.value:
            raise DeskRefused("{slip} has come already", slip=found.slip)
        arrived = moment(found.on, writer.today)
        trace.change(session, writer, found, Act.ARRIVED, state=Place.WAITING.value, arrived_at=arrived)


def correct(writer: Writer, entry: int, new: NewEntry, *, seen: int) -> None:
    """Correct what was written down; what it held before stays in its history.

    Of address, words, name and telephone what is '' stays as it is: who may not read them can still put
    others in their place.

    Parameters
    ----------
    seen
        `data.desk.trace.version` of the entry on the page.

    Raises
    ------
    DeskRefused
        As of `enter`; somebody changed the entry meanwhile; an outcome is recorded: take it back first; or
        nothing would change.
    """
    with writer.write("desk correction", str(entry)) as session:
        found = gate.own(session, writer, entry)
        at = reception(writer, found.township_code, found.on)
        at.check_open()
        trace.check_seen(session, found, seen)
        if found.outcome is not None:
            raise DeskRefused("{slip} has an outcome: take that back before the entry", slip=found.slip)
        known = check(session, writer, at, new, but=found.id)
        asked = {
            "category": new.category,
            "village_code": new.village,
            "people": new.people,
            "petition_id": known.id if known else None,
            "repeats": bool(known and known.repeats),
            **{name: text for name in _TEXTS if (text := getattr(new, name).strip())},
        }
        if all(getattr(found, name) == value for name, value in asked.items()):
            raise DeskRefused("Nothing would change: the entry holds this already")
        trace.change(session, writer, found, Act.CORRECTED, **asked)


# --- in a transaction of the caller's ----------------------------------------------------------------------


def write(
    session: Session,
    writer: Writer,
    at: Reception,
    new: NewEntry,
    *,
    desk: str,
    number: int,
    known: Known | None = None,
    **more: Any,
) -> DeskEntry:
    """Write an entry; `more` are columns that are known besides, `known` its case where it was looked up."""
    check_twice(session, writer, at, new.uid)
    known = known or check(session, writer, at, new)
    ahead = at.on > writer.today
    texts = {name: getattr(new, name).strip() or None for name in _TEXTS}
    entry = DeskEntry(
        **{
            "uid": new.uid,
            "on": at.on,
            "township_code": at.township,
            "desk": desk,
            "number": number,
            "state": (Place.AHEAD if ahead else Place.WAITING).value,
            "entered_at": now(),
            "entered_by": writer.actor,
            "arrived_at": None if ahead else moment(at.on, writer.today),
            "village_code": new.village,
            "category": new.category,
            "people": new.people,
            "petition_id": known.id if known else None,
            "repeats": bool(known and known.repeats),
            "revision": 0,
        }
        | texts
        | more
    )
    session.add(entry)
    session.flush()
    trace.note(session, writer, entry, Act.ENTERED)
    return entry


def check_twice(session: Session, writer: Writer, at: Reception, uid: str) -> None:
    """Refuse an entry that is on record.

    Raises
    ------
    DeskRefused
        It is: of this desk, or of another.
    """
    found = session.scalar(select(DeskEntry).where(DeskEntry.uid == uid))
    if found is not None and (found.on, found.township_code) == (at.on, at.township):
        raise DeskRefused(
            "This entry is recorded already, as {slip}: nothing was written twice", slip=found.slip
        )
    if found is not None:
        raise DeskRefused("This entry is recorded already, at another reception: nothing was written twice")


def next_number(session: Session, at: Reception, desk: str) -> int:
    """The next slip of a desk; those that were taken back are not given again."""
    last = select(func.max(DeskEntry.number)).where(
        DeskEntry.on == at.on, DeskEntry.township_code == at.township, DeskEntry.desk == desk
    )
    return (session.scalar(last) or 0) + 1


def check(
    session: Session, writer: Writer, at: Reception, new: NewEntry, but: int | None = None
) -> Known | None:
    """Check what is said at the desk; the case that it is about, if one is named.

    Parameters
    ----------
    but
        The entry itself, where it is corrected.

    Raises
    ------
    DeskRefused
        As of `enter`.
    """
    if new.category not in categories(schemes()[-1]):
        raise DeskRefused("Choose a category")
    if new.category == DISCIPLINE:
        raise DeskRefused(
            "Reports on officers are not taken down here: lead the visitor to the petition office, which"
            " keeps them from those they may concern"
        )
    if not 1 <= new.people <= MOST_PEOPLE:
        raise DeskRefused("The number of people is a whole number from 1 to {most}", most=MOST_PEOPLE)
    for name, (label, most) in _TEXTS.items():
        if len(getattr(new, name).strip()) > most:
            raise DeskRefused("{column} is longer than {limit} characters", column=Phrase(label), limit=most)
    if new.village is not None:
        villages = divisions(writer.store, Level.VILLAGE, at.on)
        if new.village not in set(villages.loc[villages["parent_code"] == at.township, "code"]):
            raise DeskRefused("There is no such village in {township}", township=at.name)
    number = new.case.strip()
    return known_case(session, writer, at, number, but) if number else None


def known_case(session: Session, writer: Writer, at: Reception, number: str, but: int | None = None) -> Known:
    """The case of a number that people come for.

    Raises
    ------
    DeskRefused
        The scope sees no such case in the township, or it is written down today already.
    """
    case = petitions.cases(writer, at.on, township=at.township)
    row = session.execute(select(case.c.id, case.c.status).where(case.c.number == number)).first()
    if row is None:
        raise DeskRefused("There is no case {number} in this township", number=number)
    twice = session.scalars(
        select(DeskEntry).where(
            DeskEntry.on == at.on,
            DeskEntry.township_code == at.township,
            DeskEntry.petition_id == row.id,
            DeskEntry.withdrawn_at.is_(None),
            DeskEntry.id != (but or 0),
        )
    ).first()
    if twice is not None:
        raise DeskRefused(
            "The case {number} is written down for this day already, as {slip}",
            number=number,
            slip=twice.slip,
        )
    status = Status(row.status)
    return Known(int(row.id), number, status, status is Status.CLOSED)
