"""Hot spots planted in the demo county, so that what finds hot spots has something to find."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.terrain import Integers


@dataclass(frozen=True, slots=True)
class HotSpot:
    """Petitions over one thing in a few neighbouring villages, over and above the usual.

    Parameters
    ----------
    kind
        growing, burst, persistent or rising.
    category
        Code of the issue category (scheme 2022).
    villages
        Codes; neighbours of each other.
    first, last
        Months back from the day of the record, first >= last: 0 is the month that ends with that day.
    extra
        Petitions more per month, of all these villages together, on the mean of the months.
    """

    kind: str
    category: str
    villages: tuple[str, ...]
    first: int
    last: int
    extra: int

    def months(self) -> list[tuple[int, int]]:
        """(months back, petitions more) of each month; growing and rising ones begin low and end high."""
        back = list(range(self.first, self.last - 1, -1))
        if self.kind in ("growing", "rising"):
            share = [2 * (nth + 1) / (len(back) + 1) for nth in range(len(back))]
        else:
            share = [1.0] * len(back)
        return [(month, round(self.extra * part)) for month, part in zip(back, share, strict=True)]


PLANTED = (
    HotSpot("growing", "ecology", ("330726101305", "330726101309", "330726101314", "330726101317"), 4, 0, 26),
    HotSpot("burst", "labour", ("330726002304", "330726002307", "330726002312"), 10, 10, 48),
    HotSpot(
        "persistent",
        "natural-resources",
        ("330726105306", "330726105309", "330726105310", "330726105314", "330726105318"),
        23,
        0,
        15,
    ),
    HotSpot(
        "rising",
        "housing",
        ("330726003101", "330726003102", "330726003103", "330726003105", "330726003106"),
        11,
        0,
        22,
    ),
)
"""Ecology in four villages of 黄宅镇 over five months; labour in three villages of 仙华街道 in one month ten
months ago (last winter, when it is autumn); natural resources in five villages of 岩头镇 for two years;
housing in five communities of 浦阳街道 over the last year."""

OFFLINE_SHARE = 0.3
"""Part of a hot spot's petitions that come by visit or letter, where there are enough."""


def plant(frame: pd.DataFrame, codes: list[str], end: pd.Timestamp, rng: np.random.Generator) -> None:
    """Give some petitions of the right months to the hot spots: no petition more, none at another time.

    Parameters
    ----------
    frame
        Columns filed, offline, village (row of `codes`), category; village, category and `planted`
        are changed in place.
    end
        First moment after the record.
    """
    village, category = frame["village"].to_numpy(copy=True), frame["category"].to_numpy(copy=True)
    planted = np.zeros(len(frame), dtype=bool)
    for spot in PLANTED:
        own = np.array([codes.index(code) for code in spot.villages])
        for back, extra in spot.months():
            since, until = (end - pd.DateOffset(months=back + 1), end - pd.DateOffset(months=back))
            free = frame["filed"].between(since, until, inclusive="left").to_numpy() & ~planted
            rows = _drawn(free, frame["offline"].to_numpy(), extra, rng)
            village[rows], category[rows] = rng.choice(own, len(rows)), spot.category
            planted[rows] = True
    frame["village"], frame["category"], frame["planted"] = village, category, planted


def _drawn(free: np.ndarray, offline: np.ndarray, wanted: int, rng: np.random.Generator) -> Integers:
    by_paper, by_net = np.flatnonzero(free & offline), np.flatnonzero(free & ~offline)
    paper = min(round(wanted * OFFLINE_SHARE), len(by_paper) // 3)
    chosen = rng.choice(by_paper, paper, replace=False), rng.choice(by_net, wanted - paper, replace=False)
    rows: Integers = np.sort(np.concatenate(chosen)).astype(np.int64)
    return rows
