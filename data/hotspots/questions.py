"""Where a kind of petition is more than its villages' residents explain, and what is new."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components
from scipy.stats import false_discovery_control

from data.petitions.facts import without_accusations
from data.rules import DEFAULTS
from geo.statistics.alone import alone
from geo.statistics.emerging import Category, Emerging, emerging
from geo.statistics.hotspots import Kind, Spots, getis_ord, local_moran
from geo.terms import N_, Term


class Untested(Term):
    """Why no village can be told hot or cold."""

    NO_RESIDENTS = "no_residents", N_("for the residents of the villages are missing")
    NO_NEIGHBOURS = "no_neighbours", N_("for no village with known residents has such a neighbour")


@dataclass(frozen=True, eq=False)
class Place:
    """Villages that touch each other and are hot together.

    Parameters
    ----------
    villages
        Positions.
    cases, expected
        Petitions of these villages, and how many their residents would bring.
    q
        The least of their p-values, adjusted to the false discovery rate.
    """

    villages: NDArray[np.int64]
    cases: int
    expected: float
    q: float


def months_on_record(first: dt.date, last: dt.date, most: int) -> int:
    """Whole months from the record's first day to a last one, up to `most`; at least 1."""
    end, begin = pd.Timestamp(last) + pd.Timedelta(days=1), pd.Timestamp(first)
    return max(sum(end - pd.DateOffset(months=back) >= begin for back in range(1, most + 1)), 1)


def count_months(facts: pd.DataFrame, villages: pd.Index, last: dt.date, months: int) -> NDArray[np.int64]:
    """Petitions by village and month, oldest first, (n, months).

    Months end with the day of the month of `last`, so that the newest is as long as the others. Reports and
    accusations are not counted.
    """
    end = pd.Timestamp(last) + pd.Timedelta(days=1)
    edges = [(end - pd.DateOffset(months=back)).to_datetime64() for back in range(months, -1, -1)]
    return count_between(facts, villages, np.array(edges))


def count_between(
    facts: pd.DataFrame, villages: pd.Index, edges: NDArray[np.datetime64]
) -> NDArray[np.int64]:
    """Petitions by village and interval from edge to edge, (n, edges - 1), the later edge not included.

    Reports and accusations are not counted.
    """
    allowed = without_accusations(facts)
    village = villages.get_indexer(pd.Index(allowed["village_code"]))
    at = np.searchsorted(edges, allowed["filed"].to_numpy(), side="right") - 1
    inside = (village >= 0) & (at >= 0) & (at < len(edges) - 1)
    counts = np.zeros((len(villages), len(edges) - 1), dtype=np.int64)
    np.add.at(counts, (village[inside], at[inside]), 1)
    return counts


def untested(
    graph: Graph | None, residents: NDArray[np.float64], among: NDArray[np.bool_] | None = None
) -> Untested | None:
    """Why none of the villages `among` (n,) can be told hot; None if one can. By default of all.

    A village is tested if its residents are known and, with a graph, those of a neighbour too. That nothing
    could be tested must not be told as that nothing was found.
    """
    known = np.nan_to_num(residents) > 0
    tested = known if graph is None else known & (graph.sparse @ known > 0)
    wanted = slice(None) if among is None else among
    if tested[wanted].any():
        return None
    return Untested.NO_NEIGHBOURS if known[wanted].any() else Untested.NO_RESIDENTS


def more_than_expected(
    cases: ArrayLike,
    graph: Graph,
    residents: NDArray[np.float64],
    level: float = DEFAULTS.hotspots.level,
    *,
    screened: bool = False,
) -> Spots:
    """Hot and cold villages of one map, or of several side by side; without residents none is tested.

    A village is asked about together with its neighbours (`getis_ord`) and by itself (`alone`), each at half
    the level: q is twice the smaller of the two.
    """
    counts = np.asarray(cases)
    spots = getis_ord(counts, graph, residents=residents, level=level / 2, screened=screened)
    known = np.nan_to_num(residents) > 0
    if not known.any():
        return spots
    table = counts.reshape(len(counts), -1)[known].astype(np.float64)
    p = alone(table, residents[known])[1]
    own_q = false_discovery_control(p, axis=0)

    def wide(part: NDArray[np.float64], empty: float) -> NDArray[np.float64]:
        full = np.full((len(counts), table.shape[1]), empty)
        full[known] = part
        return full.reshape(counts.shape)

    single, q = wide(own_q, 1.0), np.where(spots.tested, spots.q, 1.0)
    tested = np.broadcast_to(known.reshape(-1, *[1] * (counts.ndim - 1)), counts.shape)
    return replace(
        spots,
        kind=np.where(single <= level / 2, Kind.HOT, spots.kind),
        p=np.where(tested, np.minimum(1, 2 * np.fmin(spots.p, wide(p, 1.0))), np.nan),
        q=np.where(tested, np.minimum(1, 2 * np.minimum(q, single)), np.nan),
        tested=tested,
        single=(single <= level / 2) & ~((spots.kind == Kind.HOT) & (q <= single)),
    )


def like_neighbours(
    cases: ArrayLike, graph: Graph, residents: NDArray[np.float64], level: float = DEFAULTS.hotspots.level
) -> Spots:
    """Villages among their like or their opposites (`geo.statistics.hotspots.local_moran`)."""
    return local_moran(np.asarray(cases), graph, residents=residents, level=level)


def history(
    counts: ArrayLike, graph: Graph, residents: NDArray[np.float64], level: float = DEFAULTS.hotspots.level
) -> Emerging:
    """What is new in each village (`geo.statistics.emerging.emerging`), of `count_months`."""
    return emerging(np.asarray(counts), graph, residents=residents, level=level)


def hot_places(
    hot: NDArray[np.bool_],
    cases: NDArray[np.int64],
    residents: NDArray[np.float64],
    q: NDArray[np.float64],
    graph: Graph,
) -> list[Place]:
    """Hot villages (n,) by place, most cases above the expected first."""
    rows = np.flatnonzero(hot)
    if not rows.size:
        return []
    wanted = expected(cases, residents)
    _count, label = connected_components(graph.sparse[rows][:, rows], directed=False)
    found = []
    for one in np.unique(label):
        own = rows[label == one]
        found.append(Place(own, int(cases[own].sum()), float(wanted[own].sum()), float(np.nanmin(q[own]))))
    return sorted(found, key=lambda place: place.expected - place.cases)


def is_hot(spots: Spots, cases: NDArray[np.int64], residents: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which villages are hot, of the shape of the spots and cases: (n,), or (n, t) for t maps.

    Gi* speaks of a village together with its neighbours. One that has no more than its own residents bring
    is not called hot for the sake of those around it.
    """
    return np.asarray((spots.kind == Kind.HOT) & (cases > expected(cases, residents)))


def is_new(found: Emerging) -> NDArray[np.bool_]:
    """Villages that are hot in the newest month and were not all along."""
    wanted = (Category.NEW_HOT, Category.CONSECUTIVE_HOT, Category.SPORADIC_HOT, Category.OSCILLATING_HOT)
    return np.isin(found.category, [one.value for one in wanted])


def expected(cases: NDArray[np.int64], residents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Petitions that each village's residents would bring at the risk of all whose residents are known.

    Petitions of villages whose residents are not known are left out, as these are; 0 there.
    """
    people = np.nan_to_num(residents)
    known = people > 0
    shape = (-1, *[1] * (cases.ndim - 1))
    return np.asarray((people / max(people.sum(), 1.0)).reshape(shape) * cases[known].sum(axis=0))
