"""The one clock of the program."""

import datetime as dt

from data.tables import Dataset


def now() -> dt.datetime:
    """The time that the record keeps: the county's own, to the second."""
    return dt.datetime.now().replace(microsecond=0)


def today(dataset: Dataset | None = None) -> dt.date:
    """Day on which readers stand: the calendar's; in the demo county the day it was made for."""
    if dataset is not None and dataset.synthetic and dataset.as_of:
        return dataset.as_of
    return now().date()
