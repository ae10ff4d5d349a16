"""Hot spots planted in the demo county, so that what finds hot spots has something to find."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


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
        Petitions more per month, of all these villages together, on the mean of the months; and as many
        requests.
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
    HotSpot("growing", "ecology", ("330726101304", "330726101305", "330726101309", "330726101314"), 4, 0, 15),
    HotSpot("burst", "labour", ("330726002304", "330726002307", "330726002312"), 10, 10, 26),
    HotSpot(
        "persistent",
        "natural-resources",
        ("330726105306", "330726105309", "330726105310", "330726105314", "330726105318"),
        23,
        0,
        7,
    ),
    HotSpot(
        "rising",
        "housing",
        ("330726003101", "330726003102", "330726003103", "330726003105", "330726003106"),
        11,
        0,
        11,
    ),
    HotSpot("rising", "commerce", ("330726001101", "330726001102", "330726001304", "330726001309"), 8, 0, 7),
    HotSpot("rising", "economy", ("330726104303", "330726104304", "330726104308", "330726104311"), 9, 0, 6),
)
"""Waste water in four villages of 黄宅镇 over five months; wages in three villages of 仙华街道 in one month
ten months ago (last winter, when it is autumn); land in five villages of 岩头镇 for two years; property
management in five communities of 浦阳街道 over the last year; consumers in 浦南街道 over nine months;
contracts in 郑宅镇 over ten months."""


def plant(frame: pd.DataFrame, codes: list[str], end: pd.Timestamp, rng: np.random.Generator) -> None:
    """Give petitions of the right months to the hot spots, and as many requests: not one more in all.

    Parameters
    ----------
    frame
        Columns filed, request, village (row of `codes`), category; village, category and `planted`
        are changed in place.
    end
        First moment after the record.
    """
    village, category = frame["village"].to_numpy(copy=True), frame["category"].to_numpy(copy=True)
    planted, request = np.zeros(len(frame), dtype=bool), frame["request"].to_numpy()
    for spot in PLANTED:
        own = np.array([codes.index(code) for code in spot.villages])
        for back, extra in spot.months():
            since, until = (end - pd.DateOffset(months=back + 1), end - pd.DateOffset(months=back))
            free = frame["filed"].between(since, until, inclusive="left").to_numpy() & ~planted
            for kind in (request, ~request):
                rows = np.sort(rng.choice(np.flatnonzero(free & kind), extra, replace=False))
                village[rows], category[rows] = rng.choice(own, len(rows)), spot.category
                planted[rows] = True
    frame["village"], frame["category"], frame["planted"] = village, category, planted
