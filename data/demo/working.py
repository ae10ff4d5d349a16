"""On which days the demo county's offices work: cases are closed on no other."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from data.demo.terrain import Bools
from data.errors import PlanRefused
from data.workdays import is_working_day

Days = NDArray[np.datetime64]
_MARGIN = 60  # days after the record on which something that is open now will be closed


class WorkingDays:
    """Working days from some weeks before a first day to some weeks after a last one.

    By the State Council's notice; of a year without one, Monday to Friday.
    """

    def __init__(self, first: dt.date, last: dt.date) -> None:
        every = np.arange(np.datetime64(first), np.datetime64(last) + _MARGIN)
        self._days = every[[_works(day) for day in every.tolist()]]

    def hold(self, days: Days) -> Bools:
        """Which of some days are working days."""
        return np.isin(days, self._days)

    def next(self, days: Days) -> Days:
        """The first working day on each day or after it."""
        at = np.minimum(np.searchsorted(self._days, days), len(self._days) - 1)
        return np.asarray(self._days[at])

    def previous(self, days: Days) -> Days:
        """The last working day on each day or before it."""
        at = np.searchsorted(self._days, days, side="right") - 1
        return np.asarray(self._days[np.maximum(at, 0)])


def _works(day: dt.date) -> bool:
    try:
        return is_working_day(day)
    except PlanRefused:
        return day.weekday() < 5
