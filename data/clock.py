"""The one clock of the program."""

import datetime as dt

from data.tables import Dataset

AGAIN = dt.timedelta(hours=1)
"""After what is made each night failed, so long passes until the next try."""


def now() -> dt.datetime:
    """The time that the record keeps: the county's own, to the second."""
    return dt.datetime.now().replace(microsecond=0)


def today(dataset: Dataset | None = None) -> dt.date:
    """Day on which readers stand: the calendar's; in the demo county the day it was made for."""
    if dataset is not None and dataset.synthetic and dataset.as_of:
        return dataset.as_of
    return now().date()


def night_is_due(
    hour: int | None, good: dt.datetime | None, tried: dt.datetime | None, at: dt.datetime
) -> bool:
    """Whether what is made each night is still to be made of the last one.

    Parameters
    ----------
    hour
        From which it is made, 0 to 23; None: it is made on no night.
    good, tried
        When the last one was begun that was made, and the last one at all; None: none ever. Times later than
        `at` are those of a clock that was wrong, and count for nothing.
    at
        The time it is.
    """
    if hour is None:
        return False
    begins = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    due = begins if begins <= at else begins - dt.timedelta(days=1)
    if good is not None and due <= good <= at:
        return False
    return tried is None or not at - AGAIN < tried <= at
