"""How long cases took until they were closed, and how many are not."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.petitions.performance import FirstPetitions, first_petitions, is_first
from data.terms import Status

BOUNDS = (3, 7, 15, 30, 60)
"""Days at which classes end, beside those of the county's rule."""


@dataclass(frozen=True)
class Closing:
    """Days from filing to closing, of 24 hours; open cases stand apart and are in no class.

    Parameters
    ----------
    bounds
        Days within which each class was closed, the last but one being the longest; what took longer is last.
    counts
        Cases of each class, one more than `bounds`.
    median
        Of the closed ones; None: there are none.
    open
        Open cases.
    oldest
        Whole days since the oldest of them was filed; None: there is none.
    others
        Neither open nor with a day of closing, such as those before a court.
    first
        First petitions by letter or visit among all of them (`data.petitions.performance`).
    """

    bounds: tuple[int, ...]
    counts: tuple[int, ...]
    median: float | None
    open: int
    oldest: int | None
    others: int
    first: FirstPetitions

    @property
    def closed(self) -> int:
        """Cases in all classes."""
        return sum(self.counts)


def closing(rows: pd.DataFrame, first_days: int, end: pd.Timestamp) -> Closing:
    """Of rows of `data.petitions.facts`.

    Parameters
    ----------
    first_days
        Within which first petitions are to be closed (`data.rules.CaseRules`).
    end
        End of the day up to which it is looked.
    """
    bounds = tuple(sorted({*BOUNDS, first_days}))
    is_open = rows["status"] == Status.OPEN
    spans = (rows["closed"] - rows["filed"])[rows["closed"].notna() & ~is_open]
    taken = (spans.dt.total_seconds() / 86_400).to_numpy()
    waiting = rows.loc[is_open, "filed"]
    return Closing(
        bounds=bounds,
        counts=tuple(np.bincount(np.searchsorted(bounds, taken), minlength=len(bounds) + 1).tolist()),
        median=float(np.median(taken)) if taken.size else None,
        open=len(waiting),
        oldest=max((end - waiting.min()).days, 0) if len(waiting) else None,
        others=int((rows["closed"].isna() & ~is_open).sum()),
        first=first_petitions(rows[is_first(rows)], first_days, end),
    )
