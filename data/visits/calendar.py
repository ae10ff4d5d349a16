"""On which days the visits are, and who goes where in the months ahead."""

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from data.divisions import reads
from data.errors import PlanRefused
from data.reader import Reader
from data.rules import DEFAULTS, rules
from data.scope import plans_for
from data.service.contracts import Duty, roster
from data.store import Store
from data.terms import DayRule, Level
from data.workdays import is_working_day


@dataclass(frozen=True, slots=True)
class VisitMonth:
    """A day of visits ahead.

    Parameters
    ----------
    on
        The day.
    working
        Whether it is a working day; None where that year's holidays are not published yet.
    duties
        Township -> who goes, all townships of the county that the scope plans for.
    """

    on: dt.date
    working: bool | None
    duties: dict[str, Duty]


def visit_day(
    year: int,
    month: int,
    rule: DayRule = DayRule.IMMOVABLE,
    day: int = DEFAULTS.visits.day,
    store: Store | None = None,
) -> dt.date:
    """Day of the visits in a month.

    Parameters
    ----------
    store
        The record, in whose calendar the office may have said which days are worked.

    Raises
    ------
    PlanRefused
        The rule asks for working days of a year whose holidays are not known.
    """
    on = dt.date(year, month, day)
    while rule is DayRule.NEXT_WORKING_DAY and not is_working_day(on, store):
        on += dt.timedelta(days=1)
    return on


def day_of_month(store: Store, year: int, month: int, rule: DayRule | None = None) -> dt.date:
    """Day of a month's visits by the county's rules; refused as `visit_day`.

    The day is that of the rules on the month's first; whether it moves, by those of the day itself.

    Parameters
    ----------
    rule
        None: the county's own.
    """
    day = rules(store, dt.date(year, month, 1)).visits.day
    rule = rule or rules(store, dt.date(year, month, day)).visits.rule
    return visit_day(year, month, rule, day, store)


def next_visit_day(store: Store, today: dt.date, rule: DayRule | None = None) -> dt.date:
    """The next day of visits, today included; refused as `visit_day`."""
    this = day_of_month(store, today.year, today.month, rule)
    return this if today <= this else _visit_after(store, this, rule)


def visit_days(store: Store, today: dt.date, months: int = 12, rule: DayRule | None = None) -> list[dt.date]:
    """The next days of visits, one a month; refused as `visit_day`."""
    days = [next_visit_day(store, today, rule)]
    while len(days) < months:
        days.append(_visit_after(store, days[-1], rule))
    return days


def days_known_ahead(
    store: Store, today: dt.date, months: int = 12, rule: DayRule | None = None
) -> list[dt.date]:
    """The next days of visits, as far as the holidays are published that they depend on."""
    days: list[dt.date] = []
    try:
        days.append(next_visit_day(store, today, rule))
        while len(days) < months:
            days.append(_visit_after(store, days[-1], rule))
    except PlanRefused:
        pass
    return days


def ahead(reader: Reader, months: int = 12, rule: DayRule | None = None) -> list[VisitMonth]:
    """Who goes where on the next days of visits; a township without anybody says why.

    Parameters
    ----------
    rule
        None: the county's own.

    Raises
    ------
    PlanRefused
        As `visit_day`.
    """
    standing = roster(reader.store)
    found = []
    for on in visit_days(reader.store, reader.today, months, rule):
        townships = reads.divisions(reader.store, Level.TOWNSHIP, on)["code"]
        duties = standing.duties(townships, on)
        seen = {code: duty for code, duty in duties.items() if plans_for(reader.scope, code)}
        found.append(VisitMonth(on, _working_if_known(on, reader.store), seen))
    return found


def _working_if_known(day: dt.date, store: Store) -> bool | None:
    try:
        return is_working_day(day, store)
    except PlanRefused:
        return None


def _visit_after(store: Store, day: dt.date, rule: DayRule | None) -> dt.date:
    month = day + relativedelta(months=1)
    return day_of_month(store, month.year, month.month, rule)
