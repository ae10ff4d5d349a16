"""Who waits, who is heard where, and who is called next."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.desk import gate, trace
from data.desk.reception import MIDDAY, Reception, check_come, check_leader, moment, reception
from data.desk.terms import LEADER, Act, DeskOutcome, NotHeard, Place
from data.errors import DeskRefused
from data.petitions import gate as petitions
from data.reader import Reader, Writer
from data.tables import CaseStep, DeskChange, DeskEntry
from data.visits.attendance import unit_in_charge

LONGEST = 100
"""Characters that the name of a table may have."""


@dataclass(frozen=True)
class Listed:
    """An entry as the desk lists it; without a word of what was said, and without a name.

    Parameters
    ----------
    case
        Number of the case that they come for; '': none, or one that the reader may not open.
    made
        Number of the case that was made of the entry; '' as of `case`.
    timed
        Whether the hour of their coming is known: not of who was written down on a later day.
    kept
        When a promise was kept; None: not yet, or there is none.
    version
        `data.desk.trace.version`, by which a change says what it saw.
    """

    id: int
    township: str
    slip: str
    place: Place
    arrived_at: dt.datetime | None
    timed: bool
    village: str | None
    category: str
    people: int
    case: str
    made: str
    repeats: bool
    heard_by: str
    outcome: DeskOutcome | None
    owner: str
    due: dt.date | None
    kept: dt.date | None
    why: NotHeard | None
    version: int

    @property
    def minutes(self) -> float:
        """When they came, in minutes after midnight; NaN: not known."""
        at = self.arrived_at
        return at.hour * 60.0 + at.minute if at is not None and self.timed else math.nan

    @property
    def number(self) -> str:
        """Of the case that the outcome is of."""
        return self.made or self.case


def listed(reader: Reader, on: dt.date, township: str | None = None) -> list[Listed]:
    """Entries of a day in the order of their slips; of every township, where none is named."""
    entry, case, made = (
        gate.entries(reader, on, township),
        petitions.cases(reader, on).alias("known"),
        petitions.cases(reader, on).alias("own"),
    )
    steps = (
        select(DeskChange.entry_id, (func.count() + func.count(DeskChange.undone_at)).label("version"))
        .group_by(DeskChange.entry_id)
        .subquery()
    )
    statement = (
        select(
            entry,
            case.c.number.label("case_number"),
            made.c.number.label("made_number"),
            CaseStep.done,
            steps.c.version,
        )
        .outerjoin(case, case.c.id == entry.c.petition_id)
        .outerjoin(made, made.c.id == entry.c.made_id)
        .outerjoin(CaseStep, CaseStep.id == entry.c.step_id)
        .outerjoin(steps, steps.c.entry_id == entry.c.id)
        .order_by(entry.c.township_code, entry.c.desk, entry.c.number)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).mappings().all()
    return [
        Listed(
            id=row["id"],
            township=row["township_code"],
            slip=f"{row['desk']}{row['number']:03d}",
            place=Place(row["state"]),
            arrived_at=row["arrived_at"],
            timed=_timed(row["arrived_at"], row["entered_at"], row["revision"]),
            village=row["village_code"],
            category=row["category"],
            people=row["people"],
            case=row["case_number"] or "",
            made=row["made_number"] or "",
            repeats=row["repeats"],
            heard_by=row["heard_by"] or "",
            outcome=DeskOutcome(row["outcome"]) if row["outcome"] else None,
            owner=row["owner"] or "",
            due=row["due"],
            kept=row["done"] if row["outcome"] == DeskOutcome.PROMISED.value else None,
            why=NotHeard(row["why"]) if row["why"] else None,
            version=row["version"] or 0,
        )
        for row in rows
    ]


def _timed(arrived: dt.datetime | None, entered: dt.datetime, revision: int) -> bool:
    """A desk without a line kept the hour itself; here it is known of who did not come on a past day."""
    return arrived is not None and (revision > 0 or arrived.time() != MIDDAY or arrived == entered)


def heard_by_leader(entries: list[Listed]) -> int:
    """How many of a township's entries the leader hears or has heard."""
    return sum(each.heard_by == LEADER for each in entries)


def proposed_table(reader: Reader, at: Reception, entry: Listed, entries: list[Listed]) -> str:
    """Where an entry is heard: at the leader's while there are places, else at the unit's; '': nowhere."""
    if not at.left and heard_by_leader(entries) < at.places:
        return LEADER
    unit = unit_in_charge(reader.store, entry.category)
    return unit or (at.tables[0] if at.tables else "")


def call(writer: Writer, entry: int, table: str = LEADER, *, seen: int | None = None) -> None:
    """Call people who wait to a table.

    Parameters
    ----------
    table
        `data.desk.terms.LEADER`, or what the deputy's table is called, such as the unit's name.
    seen
        As of `data.desk.entering.correct`; None: whatever it is by now.

    Raises
    ------
    DeskRefused
        There is no such entry; they do not wait; the table has no name, or hears somebody; the leader's
        places are taken, or the leader has left office.
    """
    with writer.write("desk call", str(entry)) as session:
        found = gate.own(session, writer, entry)
        at = reception(writer, found.township_code, found.on)
        at.check_open()
        if seen is not None:
            trace.check_seen(session, found, seen)
        seat(session, writer, at, found, table)


def seat(session: Session, writer: Writer, at: Reception, found: DeskEntry, table: str) -> None:
    """The same in a transaction of the caller's."""
    check_come(found.on, writer.today)
    table = table.strip()
    if not table or len(table) > LONGEST:
        raise DeskRefused(
            "Name the table at which they are heard, with {limit} characters at most", limit=LONGEST
        )
    if found.state not in (Place.WAITING.value, Place.AHEAD.value):
        raise DeskRefused("{slip} does not wait: look at the list as it is now", slip=found.slip)
    others = check_free(session, at, table)
    if table == LEADER:
        check_leader(at, sum(one.heard_by == LEADER for one in others))
    now = moment(found.on, writer.today)
    came: Mapping[str, object] = {} if found.arrived_at else {"arrived_at": now}
    called = {"state": Place.BEING_HEARD.value, "heard_by": table, "called_at": now, **came}
    trace.change(session, writer, found, Act.CALLED, **called)


def check_free(session: Session, at: Reception, table: str | None) -> list[DeskEntry]:
    """Entries that are, or were, at the tables of a reception, where one of these hears nobody.

    Raises
    ------
    DeskRefused
        It hears somebody.
    """
    others = _at_tables(session, at)
    for one in others:
        if one.heard_by == table and one.state == Place.BEING_HEARD.value:
            raise DeskRefused("That table still hears {slip}: record what came of it first", slip=one.slip)
    return others


def _at_tables(session: Session, at: Reception) -> list[DeskEntry]:
    """Entries of the reception that are, or were, at a table."""
    return list(
        session.scalars(
            select(DeskEntry).where(
                DeskEntry.on == at.on,
                DeskEntry.township_code == at.township,
                DeskEntry.heard_by.is_not(None),
                DeskEntry.withdrawn_at.is_(None),
            )
        )
    )
