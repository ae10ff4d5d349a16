"""What happens right now: places whose last weeks brought more than their own past and the county explain."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.hotspots.questions import count_between
from data.rules import DEFAULTS, HotSpotRules
from geo.statistics.scan import scan


@dataclass(frozen=True, eq=False)
class Signal:
    """A place with more petitions during its last weeks than would be usual.

    Parameters
    ----------
    villages
        Positions.
    since
        First day of the weeks.
    cases, expected
        Petitions of these weeks, and how many there would be if the villages had kept their share.
    p_value
        How often a record of this size in which nothing happens has anything as unlikely anywhere.
    level
        Greatest p-value of a signal that is raised.
    """

    villages: NDArray[np.int64]
    since: dt.date
    cases: int
    expected: float
    p_value: float
    level: float

    @property
    def raised(self) -> bool:
        return self.p_value <= self.level


def count_weeks(
    facts: pd.DataFrame,
    villages: pd.Index,
    first: dt.date,
    last: dt.date,
    rules: HotSpotRules = DEFAULTS.hotspots,
) -> NDArray[np.int64]:
    """Petitions by village and week, oldest first, (n, weeks), the newest ending with the day `last`.

    As many whole weeks as the record has since its `first` day, up to those that are looked at. Reports and
    accusations are not counted.
    """
    end = np.datetime64(last) + np.timedelta64(1, "D")
    weeks = min(max((last - first).days + 1, 0) // 7, rules.weeks)
    back = np.arange(weeks, -1, -1)
    return count_between(facts, villages, end - back * np.timedelta64(7, "D"))


def right_now(
    counts: NDArray[np.int64],
    places: NDArray[np.float64],
    last: dt.date,
    rules: HotSpotRules = DEFAULTS.hotspots,
    *,
    simulations: int = 999,
    seed: int = 0,
) -> list[Signal] | None:
    """Signals, the least likely by chance first, also such as may well be chance; None: too few weeks.

    Parameters
    ----------
    counts
        Petitions by village and week (n, t), of `count_weeks`.
    places
        Metres, (n, 2), of `geo.neighbours.centres`.
    last
        Day with which the last week ends.
    rules
        Weeks, circles and chance (`data.rules.HotSpotRules`).
    simulations, seed
        Of `geo.statistics.scan.scan`.

    Notes
    -----
    A prospective space-time scan (`geo.statistics.scan`). Expected is each village's own share of all
    petitions in each week's number of them, as in the space-time permutation scan of Kulldorff, Heffernan,
    Hartman, Assuncao and Mostashari (2005, PLoS Medicine 2(3), e59): a village that always has many raises no
    signal, nor does a busy week of the whole county. Random records are drawn with these expectations, not by
    permuting, which holds fewer false alarms than the level says (0.5 to 2 % of records at 5 %).
    """
    weeks = counts.shape[1]
    if weeks < rules.fewest_weeks:
        return None
    total = int(counts.sum())
    if not total:
        return []
    usual = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    found = scan(
        counts,
        usual,
        places,
        list(range(weeks)),
        prospective=True,
        longest=rules.longest_weeks,
        radius=rules.radius,
        simulations=simulations,
        seed=seed,
    )
    return [
        Signal(
            villages=np.sort(cluster.areas[counts[cluster.areas].sum(axis=1) > 0]),
            since=last - dt.timedelta(days=7 * (weeks - cluster.first) - 1),
            cases=cluster.cases,
            expected=cluster.expected,
            p_value=cluster.p_value,
            level=rules.level,
        )
        for cluster in found.clusters
        if cluster.cases > cluster.expected
    ]
