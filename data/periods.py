"""Periods of whole calendar months, cut at the day the record is complete to."""

import calendar
import datetime as dt
from dataclasses import dataclass


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
        return self.last.day == calendar.monthrange(self.last.year, self.last.month)[1]

    def previous(self) -> "Period":
        """The period of equal length before; of an unfinished month only as many days are compared."""
        return self.earlier(self.months)

    def earlier(self, months: int) -> "Period":
        """The same some months earlier; 12: a year before."""
        if self.complete:
            last = _shift(self.last + dt.timedelta(days=1), -months) - dt.timedelta(days=1)
        else:
            last = _shift(self.last, -months)
        return Period(_shift(self.first, -months), last, self.months)


def period(month: str, span: int, as_of: dt.date) -> Period:
    """The `span` months that end with `month` (such as ``2026-11``), cut at `as_of`."""
    start = dt.date.fromisoformat(f"{month}-01")
    end = _shift(start, 1) - dt.timedelta(days=1)
    return Period(_shift(start, 1 - span), max(min(end, as_of), start), span)


def months(first: dt.date, last: dt.date) -> list[str]:
    """Every month from one day to another, such as ``2026-11``, ascending."""
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.replace(day=1)
    return [f"{_shift(start, i):%Y-%m}" for i in range(count + 1)]


def _shift(day: dt.date, by: int) -> dt.date:
    """The same day of another month, or that month's last."""
    number = day.year * 12 + day.month - 1 + by
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
