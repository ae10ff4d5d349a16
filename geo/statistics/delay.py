"""How much of what was filed so many days ago is on record: cases come to it later than they are filed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ENOUGH = 0.95
"""Share of a day's cases from which on the day is taken for complete."""

OLDEST = 60
"""Days before a file that are looked at: what comes later still is not told apart from what never comes."""

FOLLOWED = 28
"""Days that a file has been followed by later ones at least, so that what it lacked has come."""

LOOKED_BACK = 365
"""Days of files that are looked at: habits change."""

FEWEST_FILES = 4
FEWEST_CASES = 50


@dataclass(frozen=True, eq=False)
class Delay:
    """What files lacked when they came.

    Parameters
    ----------
    share
        Of what was filed 0, 1, 2 ... days before a file, the share that it or an earlier one brought, never
        less for older days (n,); empty: too few files or cases to tell.
    by_hand
        Share that came with no file; of what was filed after the newest one, no more is on record.
    files, cases
        By how many files it is told, and by how many cases.
    """

    share: Floats
    by_hand: float
    files: int
    cases: int

    @property
    def incomplete(self) -> int:
        """Days up to and with that of the newest file that are not complete yet."""
        return int(np.searchsorted(self.share, ENOUGH))


def delay(filed: Integers, arrived: Integers, cases: Integers, files: Integers) -> Delay:
    """How complete each day was when a file came, told by what later ones brought.

    Parameters
    ----------
    filed, arrived, cases
        Day of filing and day of the file that brought it, by number, of so many cases each (k,); -1 for what
        came with no file and so was there at once.
    files
        Days of all files of the record.

    Notes
    -----
    Cases filed before the first file do not count: it brings years at once. Of every later file of the last
    year that was followed for four weeks, each day before it is held against what is known of that day now;
    the shares of all files are made to rise with the age of the day (pool adjacent violators: Ayer et al.
    1955, Annals of Mathematical Statistics 26, 641-647). So the rhythm of the files is no delay: a monthly
    file that holds everything up to its day is complete. What comes more than four weeks after a day is
    counted as far as it came, so that a few per cent of very late ones may be missed.
    """
    days = np.unique(files)
    nothing = Delay(np.zeros(0), float("nan"), 0, 0)
    if days.size < 2:
        return nothing
    begun, newest = int(days[0]) + 1, int(days[-1])
    begun = max(begun, newest - LOOKED_BACK - OLDEST)
    of = (filed >= begun) & (filed <= newest)
    filed, arrived, cases = filed[of], arrived[of], cases[of]
    followed = days[(days > begun) & (days <= newest - FOLLOWED) & (days > newest - LOOKED_BACK)]
    old = filed <= newest - FOLLOWED
    by_hand = float(cases[old & (arrived < 0)].sum() / max(cases[old].sum(), 1))
    if followed.size < FEWEST_FILES or cases.sum() < FEWEST_CASES:
        return Delay(np.zeros(0), by_hand, int(followed.size), int(cases.sum()))
    known, seen = np.zeros(OLDEST + 1), np.zeros(OLDEST + 1)
    for file in followed:
        age = file - filed
        near = (age >= 0) & (age <= OLDEST)
        np.add.at(known, age[near], cases[near])
        there = near & (arrived <= file)
        np.add.at(seen, age[there], cases[there])
    some = np.flatnonzero(known)
    share = isotonic_regression(seen[some] / known[some], weights=known[some]).x
    whole = share[np.minimum(np.searchsorted(some, np.arange(OLDEST + 1)), some.size - 1)]
    return Delay(whole, by_hand, int(followed.size), int(cases.sum()))
