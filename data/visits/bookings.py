"""Cases booked for the reception of a day: as many as there are places, the others go to a deputy."""

import datetime as dt

import numpy as np
import pandas as pd
from sqlalchemy import Select, select

from data import scope as may
from data.errors import PlanRefused
from data.scope import Scope
from data.store import Store, now
from data.tables import Booking, Petition
from data.terms import Purpose, Status
from geo.visits import DaySettings


def book(scope: Scope, store: Store, township: str, on: dt.date, number: str, *, actor: str) -> int:
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
    check_keeps(scope, township)
    with store.write(actor, "book", f"{on}/{township}") as session:
        petition = session.scalar(
            select(Petition).where(
                may.cases(scope), Petition.number == number, Petition.township_code == township
            )
        )
        if petition is None:
            raise PlanRefused("There is no case {number} in this township", number=number)
        if petition.purpose == Purpose.ACCUSATION.value:
            raise PlanRefused("Reports and accusations are not heard in the township they concern")
        match petition.status:
            case Status.CONCLUDED.value:
                raise PlanRefused(
                    "The case {number} is concluded after re-review: not heard again", number=number
                )
            case Status.LITIGATED.value:
                raise PlanRefused("The case {number} is before a court: not heard", number=number)
            case Status.CLOSED.value:
                raise PlanRefused("The case {number} is closed", number=number)
        standing = list(session.scalars(_in_force(township, on)))
        if petition.id in standing:
            raise PlanRefused("The case {number} is booked for this day already", number=number)
        session.add(
            Booking(on=on, township_code=township, petition_id=petition.id, booked_at=now(), booked_by=actor)
        )
        return len(standing) + 1


def cancel(scope: Scope, store: Store, booking: int, *, actor: str) -> None:
    """Take a booking back; those after it move up. It stays on record as cancelled.

    Raises
    ------
    PlanRefused
        There is no such booking in force that the scope keeps.
    """
    with store.write(actor, "cancel booking", str(booking)) as session:
        found = session.get(Booking, booking)
        if found is None or found.cancelled_at is not None:
            raise PlanRefused("There is no booking {number} in force", number=booking)
        check_keeps(scope, found.township_code)
        found.cancelled_at, found.cancelled_by = now(), actor


def booked(
    scope: Scope, store: Store, township: str, on: dt.date, day: DaySettings | None = None
) -> pd.DataFrame:
    """Cases booked for a reception, in the order of booking.

    Returns
    -------
    DataFrame
        id, petition, number, village, category, tier, filed, at (minutes after midnight, NaN: heard by a
        deputy). Only cases that the scope may see one by one.
    """
    day = day or DaySettings()
    columns = ["id", "petition", "number", "village", "category", "tier", "filed"]
    statement = (
        select(
            Booking.id,
            Petition.id,
            Petition.number,
            Petition.village_code,
            Petition.category,
            Petition.tier,
            Petition.filed,
        )
        .join(Petition, Petition.id == Booking.petition_id)
        .where(may.cases(scope), Petition.purpose != Purpose.ACCUSATION.value)
        .where(Booking.on == on, Booking.township_code == township, Booking.cancelled_at.is_(None))
    )
    with store.read() as connection:
        frame = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
        order = list(connection.scalars(_in_force(township, on)))
    place = frame["petition"].map({petition: nth for nth, petition in enumerate(order)}).astype("float64")
    each = (day.reception_closes - day.reception_opens) / day.reception_places
    frame["at"] = np.where(place < day.reception_places, day.reception_opens + place * each, np.nan)
    return frame.iloc[np.argsort(place)].reset_index(drop=True)


def check_keeps(scope: Scope, township: str) -> None:
    """Refuse who does not keep the visits to a township."""
    if not may.keeps_visits(scope, township):
        raise PlanRefused("This role does not keep the visits of township {code}", code=township)


def _in_force(township: str, on: dt.date) -> Select[int]:
    """Petitions booked, in the order of booking."""
    return (
        select(Booking.petition_id)
        .where(Booking.on == on, Booking.township_code == township, Booking.cancelled_at.is_(None))
        .order_by(Booking.id)
    )
