"""Who sees the desk: the only place that selects its entries for a reader.

The office sees the desks of all townships, a township its own; leaders see the entries of the townships that
they go to. Nobody gets what names a person, or what was said, from here: that is `data.desk.persons`, for
who may see persons, and each look is logged. Others have nothing, not a count.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Select, Subquery, false, or_, select
from sqlalchemy.orm import Session

from data.errors import DeskRefused
from data.lineage import counts_in
from data.reader import Reader, Writer
from data.scope import Role, is_office, keeps_visits
from data.sealing import Sealed
from data.tables import CountsAs, DeskChange, DeskEntry

COLUMNS = tuple(column for column in DeskEntry.__table__.columns if not isinstance(column.type, Sealed))
"""Columns that name nobody."""
_READS = (Role.TOWNSHIP, Role.LEADER)


def entries(reader: Reader, on: dt.date, township: str | None = None) -> Subquery:
    """Entries of a day that a reader may see, in the order of their slips; None: of every township."""
    statement = select(*COLUMNS).where(DeskEntry.on == on, DeskEntry.withdrawn_at.is_(None))
    if not is_office(reader.scope):
        own = reader.scope.divisions if reader.scope.role in _READS else ()
        statement = statement.where(_at(own, on) if own else false())
    if township is not None:
        statement = statement.where(_at([township], on))
    return statement.subquery("entry")


def own(session: Session, writer: Writer, entry: int) -> DeskEntry:
    """An entry that somebody may change, as it stands in a transaction.

    Raises
    ------
    DeskRefused
        There is none in force that the scope keeps.
    """
    found = session.get(DeskEntry, entry)
    if found is None or found.withdrawn_at is not None or not keeps_visits(writer.scope, found.township_code):
        raise DeskRefused("There is no such entry at this desk: load the page again")
    return found


def changes(entry: int) -> Select[Any]:
    """What was done with an entry and stands, the latest first."""
    return (
        select(DeskChange)
        .where(DeskChange.entry_id == entry, DeskChange.undone_at.is_(None))
        .order_by(DeskChange.id.desc())
    )


def check_keeps(writer: Reader, township: str) -> None:
    """Refuse who does not keep the desk of a township.

    Raises
    ------
    DeskRefused
        The scope does not keep the township's visits.
    """
    if not keeps_visits(writer.scope, township):
        raise DeskRefused("This role does not keep the desk of township {code}", code=township)


def _at(townships: Any, on: dt.date) -> Any:
    codes = sorted(townships)
    return or_(
        DeskEntry.township_code.in_(codes), counts_in(DeskEntry.township_code, CountsAs.township, codes, on)
    )
