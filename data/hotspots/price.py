"""What a smaller or larger budget of false alarms costs: how many planted clusters each finds.

Measured once, for it takes a quarter of an hour: `COMMAND`, in the demo county. `docs/statistics.md` has all
that was planted; tests hold that the two agree.
"""

from dataclasses import dataclass

from data.text import N_, Words

COMMAND = "python -m scripts calibrate --power --question now --weekly 80 --weekly 400 --records 24 --seed 7"
VILLAGES, RECORDS = 244, 24
"""Villages of the county in which it was measured; simulated records of each cluster."""

BUDGETS = (0.01, 0.05, 0.1, 0.2)
"""Chances of a false alarm whose price is told."""

ERROR = 10
"""Standard error of a share of a half, in per cent."""


@dataclass(frozen=True, slots=True)
class Price:
    """In how many of `RECORDS` a cluster is found, at each of `BUDGETS`.

    Parameters
    ----------
    weekly
        Petitions of the county in a week.
    times, villages, weeks
        How many times as many as usual, in how many villages, over how many weeks.
    """

    weekly: int
    times: int
    villages: int
    weeks: int
    found: tuple[int, int, int, int]

    @property
    def shares(self) -> list[int]:
        """In per cent."""
        return [round(100 * one / RECORDS) for one in self.found]

    def words(self, say: Words) -> str:
        return say(
            N_("{weekly} petitions a week: {villages} villages with {times} times as many, {weeks} weeks"),
            weekly=self.weekly,
            villages=self.villages,
            times=self.times,
            weeks=self.weeks,
        )


PRICES = (
    Price(80, 2, 12, 8, (9, 13, 14, 16)),
    Price(80, 3, 5, 4, (5, 7, 12, 13)),
    Price(80, 3, 5, 8, (14, 17, 17, 18)),
    Price(80, 3, 12, 2, (9, 11, 16, 16)),
    Price(400, 2, 5, 8, (15, 16, 17, 20)),
    Price(400, 3, 1, 8, (11, 13, 14, 15)),
    Price(400, 3, 5, 2, (12, 15, 16, 17)),
)


def note(say: Words) -> str:
    """What the figures are of."""
    return say(
        N_(
            "Found by “What happens right now”, in per cent of {records} simulated records each in"
            " {villages} villages (a half is sure to ± {error}). Where nothing"
            " happens, an alarm is to come in no more records than the budget."
        ),
        records=RECORDS,
        villages=VILLAGES,
        error=ERROR,
    )


def lines(say: Words) -> list[str]:
    """The table line by line, for whoever reads no page."""
    at = [f"{budget:g}" for budget in BUDGETS]
    rows = [
        f"  {each.words(say)}: "
        + " · ".join(f"{level}: {share} %" for level, share in zip(at, each.shares, strict=True))
        for each in PRICES
    ]
    return [note(say), *rows]
