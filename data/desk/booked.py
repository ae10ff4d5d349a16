"""Cases that are booked for the reception: who of them has not come yet, and who has."""

import datetime as dt

import pandas as pd
from sqlalchemy import select

from data.desk import gate
from data.desk.entering import NewEntry, enter
from data.errors import DeskRefused
from data.petitions import gate as petitions
from data.reader import Reader, Writer
from data.terms import categories, crosswalks, schemes
from data.visits.bookings import booked

OTHER = "other"


def expected(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """Booked cases that the desk has not written down: as of `data.visits.bookings.booked`."""
    listed = booked(reader, township, on)
    entry = gate.entries(reader, on, township)
    with reader.store.read() as connection:
        come = set(connection.scalars(select(entry.c.petition_id).where(entry.c.petition_id.is_not(None))))
    return listed[~listed["petition"].isin(come)].reset_index(drop=True)


def enter_booked(writer: Writer, township: str, on: dt.date, number: str) -> str:
    """Write down those who come for a case that was booked, as the case has it; gives their slip.

    Raises
    ------
    DeskRefused
        As `data.desk.entering.enter`.
    """
    gate.check_keeps(writer, township)
    case = petitions.cases(writer, on, township=township)
    with writer.store.read() as connection:
        row = connection.execute(
            select(case.c.village_code, case.c.category, case.c.people).where(case.c.number == number)
        ).first()
    if row is None:
        raise DeskRefused("There is no case {number} in this township", number=number)
    return enter(
        writer,
        township,
        on,
        NewEntry(newest(row.category), row.village_code, row.people, case=number),
    )


def newest(category: str) -> str:
    """A category in the newest scheme, of which the desk writes; what it became, else other."""
    known = categories(schemes()[-1])
    became = (new for _, _, becomes in crosswalks() for new in becomes.get(category, ()))
    return next((code for code in (category, *became) if code in known), OTHER)
