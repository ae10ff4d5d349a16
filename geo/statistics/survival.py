"""How long cases stay open: the share still open by age, and the chance to be open some days from now."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import Refused


@dataclass(frozen=True, eq=False, slots=True)
class Survival:
    """Share of cases still open by age (Kaplan and Meier 1958, JASA 53, 457-481).

    Parameters
    ----------
    ages
        Days after filing at which cases were closed, ascending.
    shares
        Share still open right after each.
    count, closed
        Cases that it rests on, and how many of them are closed.

    After the greatest age at which a case was closed the share stays what it is: nothing is known of it.
    """

    ages: NDArray[np.float64]
    shares: NDArray[np.float64]
    count: int
    closed: int

    def share(self, age: ArrayLike) -> NDArray[np.float64]:
        """Share still open at ages in days; 1 before the first closing."""
        place = np.searchsorted(self.ages, np.asarray(age, dtype=np.float64), side="right")
        return np.concatenate([[1.0], self.shares])[place]

    def still_open(self, age: ArrayLike, ahead: float) -> NDArray[np.float64]:
        """Chance that cases that are open at ages in days are still open `ahead` days later.

        1 where no case on record was ever that old and open: nothing is known of it.
        """
        ages = np.asarray(age, dtype=np.float64)
        now = self.share(ages)
        return np.divide(self.share(ages + ahead), now, out=np.ones_like(now), where=now > 0)


def survival(ages: ArrayLike, closed: ArrayLike) -> Survival:
    """The product-limit estimate.

    Parameters
    ----------
    ages
        (n,) days from filing to closing, or to the last day known of a case that is still open.
    closed
        (n,) bool; False: still open then (censored on the right).

    Raises
    ------
    Refused
        The arrays differ in length, or an age is negative or not finite.
    """
    known, ended = np.asarray(ages, dtype=np.float64), np.asarray(closed, dtype=bool)
    if known.shape != ended.shape or known.ndim != 1:
        raise Refused("Ages and ends of cases are not of one length")
    if not np.isfinite(known).all() or (known < 0).any():
        raise Refused("The age of a case is negative or not known")
    if not ended.any():
        return Survival(np.empty(0), np.empty(0), len(known), 0)
    from scipy.stats import CensoredData, ecdf  # nearly a second to load, and few commands ask for it

    function = ecdf(CensoredData(uncensored=known[ended], right=known[~ended])).sf
    at = np.isin(function.quantiles, known[ended])
    return Survival(function.quantiles[at], function.probabilities[at], len(known), int(ended.sum()))
