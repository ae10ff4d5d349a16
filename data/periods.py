"""Periods of whole calendar months, cut at the day the record is complete to."""

import datetime as dt
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both included.

    Parameters
    ----------
    first, last
        Days; `first` is the first of a month.
    months
        Calendar months it spans.
    """

    first: dt.date
    last: dt.date
    months: int

    @property
    def complete(self) -> bool:
        """Whether it ends with the last day of a month."""
        return (self.last + dt.timedelta(days=1)).day == 1

    def previous(self) -> "Period":
        """The period of equal length before; of an unfinished month only as many days are compared."""
        return self.earlier(self.months)

    def earlier(self, months: int) -> "Period":
        """The same some months earlier; 12: a year before."""
        back = relativedelta(months=months)
        to_the_end = relativedelta(day=31) if self.complete else relativedelta()
        return Period(self.first - back, self.last - back + to_the_end, self.months)


def period(month: str, span: int, as_of: dt.date) -> Period:
    """The `span` months that end with `month` (such as ``2026-11``), cut at `as_of`."""
    start = dt.date.fromisoformat(f"{month}-01")
    first = start - relativedelta(months=span - 1)
    return Period(first, max(min(start + relativedelta(day=31), as_of), start), span)


def between(first: dt.date, last: dt.date) -> Period:
    """The period from one day to another."""
    return Period(first, last, len(months(first, last)))


def months(first: dt.date, last: dt.date) -> list[str]:
    """Every month from one day to another, such as ``2026-11``, ascending."""
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.replace(day=1)
    return [f"{start + relativedelta(months=later):%Y-%m}" for later in range(count + 1)]
