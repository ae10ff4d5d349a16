"""What happens right now: places whose last weeks brought more than their own past and the county explain."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots.arrivals import Completeness
from data.hotspots.questions import count_between
from data.petitions.facts import Filter, matters_once, select_facts
from data.rules import DEFAULTS, HotSpotRules
from geo.statistics.outbreaks import outbreaks
from geo.statistics.usual import on_record, usual


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


@dataclass(frozen=True, eq=False)
class Watch:
    """What a look at the last weeks tells.

    Parameters
    ----------
    signals
        The least likely by chance first, also such as may well be chance.
    known
        Which villages are on record in which weeks, (n, t) (`geo.statistics.usual.on_record`).
    tested
        Of which villages anything could be said, (n,).
    seasonal
        Whether each place was held against its own season.
    """

    signals: list[Signal]
    known: NDArray[np.bool_]
    tested: NDArray[np.bool_]
    seasonal: bool


def right_now(
    counts: NDArray[np.int64],
    places: NDArray[np.float64],
    last: dt.date,
    rules: HotSpotRules = DEFAULTS.hotspots,
    *,
    towns: NDArray[np.int64] | None = None,
    groups: Sequence[NDArray[np.int64]] = (),
    known: NDArray[np.bool_] | None = None,
    simulations: int = 999,
    seed: int = 0,
) -> Watch | None:
    """Where the last weeks brought more than usual; None: too few weeks.

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
    towns
        Township of each village, by number: they join a record, and report, together. None: one.
    groups
        Villages that may have a season in common, by number, the coarsest first.
    known
        Which villages are on record in which weeks, of all that is on record; None: as `counts` tell.
    simulations, seed
        Of `geo.statistics.outbreaks.outbreaks`.

    Notes
    -----
    Expected is each village's own past share of each week's petitions, in its own season, where it is on
    record. How often chance brings as much is told by the villages' own pasts. `docs/statistics.md` has what
    this was counted at.
    """
    weeks = counts.shape[1]
    if weeks < rules.fewest_weeks:
        return None
    if known is None:
        towns = np.zeros(len(counts), dtype=np.int64) if towns is None else towns
        known = on_record(counts, towns, rules.longest_weeks)
    seen = usual(counts, known, weeks - rules.longest_weeks, groups)
    found, tested = outbreaks(
        counts,
        known,
        seen,
        places,
        rules.longest_weeks,
        radius=rules.radius,
        simulations=simulations,
        seed=seed,
    )
    signals = [
        Signal(
            villages=np.sort(one.places[counts[one.places, -one.weeks :].sum(axis=1) > 0]),
            since=last - dt.timedelta(days=7 * one.weeks - 1),
            cases=one.cases,
            expected=one.expected,
            p_value=one.p_value,
            level=rules.level,
        )
        for one in found
    ]
    return Watch(signals, known, tested, seen.seasonal)


def watch(
    facts: pd.DataFrame,
    wanted: Filter,
    counts: NDArray[np.int64],
    land: Land,
    last: dt.date,
    rules: HotSpotRules,
    complete: Completeness | None = None,
) -> Watch | None:
    """What `right_now` tells of `counts`; whether a village is on record is told by all petitions.

    Parameters
    ----------
    facts, wanted
        Of `data.petitions.facts`: the whole record, and what of it is counted.
    counts
        Of `count_weeks`, of what is asked.
    complete
        How far the record is; of townships that are later the weeks after are not known.
    """
    every = matters_once(select_facts(facts, Filter(counted=wanted.counted)))
    whole = count_weeks(every, land.codes, facts["filed"].min().date(), last, rules)
    known = on_record(whole, land.towns, rules.longest_weeks)
    codes = land.villages["parent_code"].to_numpy().astype(str)
    for town, day in (complete.towns if complete else {}).items():
        late = min(max(-(-(last - day).days // 7), 0), counts.shape[1])
        known[codes == town, counts.shape[1] - late :] = False
    groups = land.kinds, land.towns_by_kind
    return right_now(counts, land.centres, last, rules, groups=groups, known=known)
