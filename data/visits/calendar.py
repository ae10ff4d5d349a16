"""On which days the visits are, and who goes where in the months ahead."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from dateutil.relativedelta import relativedelta

from data.divisions import reads
from data.errors import PlanRefused
from data.reader import Reader, Writer
from data.scope import plans_for
from data.service.contracts import Duty, check_office, roster
from data.tables import Dataset
from data.terms import Level

DAY = 15
"""The visits are on the 15th of each month, immovably (雷打不动), unless the county decides otherwise."""


class Rule(StrEnum):
    """What happens when the 15th is no working day."""

    IMMOVABLE = "immovable"
    """Nothing: the visits are on the 15th, weekends and holidays included."""
    NEXT_WORKING_DAY = "next_working_day"
    """They are on the next working day; working weekends (调休) count as such."""


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


def visit_day(year: int, month: int, rule: Rule = Rule.IMMOVABLE) -> dt.date:
    """Day of the visits in a month.

    Raises
    ------
    PlanRefused
        The rule asks for working days of a year whose holidays are not known.
    """
    day = dt.date(year, month, DAY)
    while rule is Rule.NEXT_WORKING_DAY and not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def next_visit_day(today: dt.date, rule: Rule = Rule.IMMOVABLE) -> dt.date:
    """The next day of visits, today included; refused as `visit_day`."""
    this = visit_day(today.year, today.month, rule)
    return this if today <= this else _visit_after(this, rule)


def visit_days(today: dt.date, rule: Rule = Rule.IMMOVABLE, months: int = 12) -> list[dt.date]:
    """The next days of visits, one a month; refused as `visit_day`."""
    days = [next_visit_day(today, rule)]
    while len(days) < months:
        days.append(_visit_after(days[-1], rule))
    return days


def days_known_ahead(today: dt.date, rule: Rule = Rule.IMMOVABLE, months: int = 12) -> list[dt.date]:
    """The next days of visits, as far as the holidays are published that they depend on."""
    days: list[dt.date] = []
    try:
        days.append(next_visit_day(today, rule))
        while len(days) < months:
            days.append(_visit_after(days[-1], rule))
    except PlanRefused:
        pass
    return days


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on a day, by the State Council's yearly notice.

    Raises
    ------
    PlanRefused
        The notice for that year is not in the package ``holidays``: weekends that are worked are not known.
    """
    calendar = _china(day.year)
    if calendar is None:
        raise PlanRefused(
            "The official holidays of {year} are not known to this program yet: update it, or let the visits"
            " be on the 15th whatever day that is",
            year=day.year,
        )
    return bool(calendar.is_working_day(day))


def rule_of(dataset: Dataset) -> Rule:
    """The county's rule."""
    return Rule(dataset.visit_rule)


def set_rule(writer: Writer, rule: Rule) -> None:
    """Decide the county's rule; visits that are saved stay where they are.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's.
    """
    check_office(writer.scope)
    with writer.write("visit rule", rule.value) as session:
        session.query(Dataset).update({Dataset.visit_rule: rule.value})


def ahead(reader: Reader, months: int = 12, rule: Rule | None = None) -> list[VisitMonth]:
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
    for on in visit_days(reader.today, rule or rule_of(reader.store.dataset()), months):
        townships = reads.divisions(reader.store, Level.TOWNSHIP, on)["code"]
        duties = standing.duties(townships, on)
        seen = {code: duty for code, duty in duties.items() if plans_for(reader.scope, code)}
        found.append(VisitMonth(on, _working_if_known(on), seen))
    return found


def _working_if_known(day: dt.date) -> bool | None:
    try:
        return is_working_day(day)
    except PlanRefused:
        return None


@cache
def _china(year: int) -> Any:
    """The calendar of a year; None where the State Council's notice of it is not known."""
    from holidays.countries.china import China, ChinaStaticHolidays  # a second to load, and seldom asked

    notices: dict[int, Any] = ChinaStaticHolidays.special_public_holidays
    return China(years=year) if year in notices else None  # type: ignore[no-untyped-call]


def _visit_after(day: dt.date, rule: Rule) -> dt.date:
    month = day + relativedelta(months=1)
    return visit_day(month.year, month.month, rule)
