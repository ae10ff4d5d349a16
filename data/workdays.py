"""Which days offices work: the State Council's yearly notices, and what the county's own calendar says."""

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from data.errors import PlanRefused
from data.store import Store
from data.tables import CalendarDay

SATURDAY = dt.date(2000, 1, 1).weekday()


def is_working_day(day: dt.date, store: Store | None = None) -> bool:
    """Whether offices work on a day, by the State Council's yearly notice.

    What the office says of a day in the record's own calendar goes before what the package ``holidays``
    knows. In a year of which the package knows nothing and the office something, its other days are worked
    from Monday to Friday.

    Raises
    ------
    PlanRefused
        Neither knows the notice for that year: weekends that are worked are not known.
    """
    own = _own_days(store, day.year) if store is not None else {}
    calendar = _china(day.year)
    if calendar is None and not own:
        raise PlanRefused(
            "The official holidays of {year} are not known to this program yet: enter them in the calendar of"
            " the registers, or let the visits be on their day of the month whatever day that is",
            year=day.year,
        )
    return _works(day, own, calendar)


def working_days(store: Store, first: int, last: int) -> NDArray[np.datetime64]:
    """Working days of the years that are known, in order.

    Parameters
    ----------
    first, last
        Years, both included.

    Returns
    -------
    NDArray
        datetime64[D]; of the first years in a row that are known, so that no day is counted across one that
        is not.
    """
    days: list[dt.date] = []
    for year in range(first, last + 1):
        own, calendar = _own_days(store, year), _china(year)
        if calendar is None and not own:
            if days:
                break
            continue
        every = (dt.date(year, 1, 1) + dt.timedelta(days=nth) for nth in range(_length(year)))
        days += [day for day in every if _works(day, own, calendar)]
    return np.array(days, dtype="datetime64[D]")


# --- inside -------------------------------------------------------------------------------------------


def _works(day: dt.date, own: dict[dt.date, bool], calendar: Any) -> bool:
    if day in own:
        return own[day]
    return day.weekday() < SATURDAY if calendar is None else bool(calendar.is_working_day(day))


def _length(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _own_days(store: Store, year: int) -> dict[dt.date, bool]:
    """Days of a year of which the office says whether they are worked."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    own = select(CalendarDay.on, CalendarDay.working).where(CalendarDay.on.between(first, last))
    with store.read() as connection:
        return {row.on: row.working for row in connection.execute(own)}


@cache
def _china(year: int) -> Any:
    """The calendar of a year; None where the State Council's notice of it is not known."""
    from holidays.countries.china import China, ChinaStaticHolidays  # a second to load

    notices: dict[int, Any] = ChinaStaticHolidays.special_public_holidays
    return China(years=year) if year in notices else None  # type: ignore[no-untyped-call]
