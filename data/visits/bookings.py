"""Cases booked for the reception of a day: as many as there are places, the others go to a deputy."""

import datetime as dt

import numpy as np
import pandas as pd
from sqlalchemy import Select, select

from data import scope as may
from data.clock import now
from data.errors import PlanRefused
from data.lineage import counts_in
from data.petitions import gate
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import Scope
from data.tables import Booking, CountsAs
from data.terms import Status
from geo.visits import DaySettings


def book(writer: Writer, township: str, on: dt.date, number: str) -> int:
    """Book a case for the reception at a township's hub.

    Returns
    -------
    int
        Its place in the order of booking, from 1. Beyond `geo.visits.DaySettings.reception_places` a deputy
        hears it.

    Raises
    ------
    PlanRefused
        The scope keeps no bookings of the township, or sees no such case there; the case is closed, concluded
        or before a court, or a report or accusation; or it is booked already.
    """
    check_keeps(writer.scope, township)
    with writer.write("book", f"{on}/{township}") as session:
        case = gate.cases(writer, on, township=township)
        petition = session.execute(select(case.c.id, case.c.status).where(case.c.number == number)).first()
        if petition is None:
            accused = gate.queue(writer, on)  # known to the office alone
            if session.scalar(
                select(accused.c.id).where(accused.c.number == number, accused.c.township_code == township)
            ):
                raise PlanRefused("Reports and accusations are not heard in the township they concern")
            raise PlanRefused("There is no case {number} in this township", number=number)
        match petition.status:
            case Status.CONCLUDED.value:
                raise PlanRefused(
                    "The case {number} is concluded after re-review: not heard again", number=number
                )
            case Status.LITIGATED.value:
                raise PlanRefused("The case {number} is before a court: not heard", number=number)
            case Status.CLOSED.value:
                raise PlanRefused("The case {number} is closed", number=number)
        standing = list(session.scalars(in_force(township, on)))
        if petition.id in standing:
            raise PlanRefused("The case {number} is booked for this day already", number=number)
        session.add(
            Booking(
                on=on,
                township_code=township,
                petition_id=petition.id,
                booked_at=now(),
                booked_by=writer.actor,
            )
        )
        return len(standing) + 1


def cancel(writer: Writer, booking: int) -> None:
    """Take a booking back; those after it move up. It stays on record as cancelled.

    Raises
    ------
    PlanRefused
        There is no such booking in force that the scope keeps.
    """
    with writer.write("cancel booking", str(booking)) as session:
        found = session.get(Booking, booking)
        if found is None or found.cancelled_at is not None:
            raise PlanRefused("There is no booking {number} in force", number=booking)
        check_keeps(writer.scope, found.township_code)
        found.cancelled_at, found.cancelled_by = now(), writer.actor


def booked(reader: Reader, township: str, on: dt.date, day: DaySettings | None = None) -> pd.DataFrame:
    """Cases booked for a reception, in the order of booking.

    Returns
    -------
    DataFrame
        id, petition, number, village, category, tier, filed, at (minutes after midnight, NaN: heard by a
        deputy). Only cases that the scope may see one by one. For a day that is not over: none that was
        closed, concluded or taken to a court since, whose place the next one has.
    """
    day = day or rules(reader.store, on).day
    columns = ["id", "petition", "number", "village", "category", "tier", "filed"]
    case = gate.cases(reader, on)
    named = (case.c.id, case.c.number, case.c.village_code, case.c.category, case.c.tier, case.c.filed)
    over = case.c.status.in_([Status.CLOSED.value, Status.CONCLUDED.value, Status.LITIGATED.value])
    statement = (
        select(Booking.id, *named)
        .join(case, case.c.id == Booking.petition_id)
        .where(Booking.id.in_(in_force(township, on).with_only_columns(Booking.id).order_by(None)))
    )
    with reader.store.read() as connection:
        frame = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
        order = list(connection.scalars(in_force(township, on)))
        if on >= reader.today:
            done = set(connection.scalars(select(case.c.id).where(case.c.id.in_(order), over)))
            order = [petition for petition in order if petition not in done]
            frame = frame[~frame["petition"].isin(done)]
    place = frame["petition"].map({petition: nth for nth, petition in enumerate(order)}).astype("float64")
    each = (day.reception_closes - day.reception_opens) / day.reception_places
    frame["at"] = np.where(place < day.reception_places, day.reception_opens + place * each, np.nan)
    return frame.iloc[np.argsort(place)].reset_index(drop=True)


def check_keeps(scope: Scope, township: str) -> None:
    """Refuse who does not keep the visits to a township."""
    if not may.keeps_visits(scope, township):
        raise PlanRefused("This role does not keep the visits of township {code}", code=township)


def in_force(township: str, on: dt.date) -> Select[int]:
    """Petitions booked for a day at a township, or at one that has become it, in the order of booking."""
    here = counts_in(Booking.township_code, CountsAs.township, [township], on)
    return (
        select(Booking.petition_id)
        .where(Booking.on == on, here, Booking.cancelled_at.is_(None))
        .order_by(Booking.id)
    )
