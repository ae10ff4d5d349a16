"""Hot and cold: villages that, together with their neighbours, have more or fewer cases than chance explains.

The statistics are those of `esda`. The p-values are not: its pseudo p-values are one-sided and count ties on
one side alone, so that a sparse category (0.3 cases a village) flags a cold spot on every map without any
pattern, doubled or not. Here ties count against a finding, both sides count, and the villages tested are
held to a false discovery rate (Benjamini and Hochberg 1995): on a map without any pattern, the chance that
anything at all is flagged is at most `level`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from esda.moran import Moran_Local
from libpysal.graph import Graph
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, eye_array
from scipy.stats import false_discovery_control

from geo.statistics.permutation import by_permutation, by_residents, excess, standardised
from geo.terms import N_, Term

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Kind(Term):
    """What a village is part of. Of two words, the first is the village, the second its neighbours."""

    NONE = "none", N_("may be chance")
    HOT = "hot", N_("more than expected")
    COLD = "cold", N_("fewer than expected")
    HIGH_HIGH = "high_high", N_("many, as around it")
    LOW_LOW = "low_low", N_("few, as around it")
    HIGH_LOW = "high_low", N_("many, few around it")
    LOW_HIGH = "low_high", N_("few, many around it")


@dataclass(frozen=True, eq=False)
class Spots:
    """What a test says of each village; arrays of the shape of the values tested.

    Parameters
    ----------
    kind
        Codes of `Kind`; ``none`` unless q is at most the level.
    z
        Getis-Ord: standard deviations above the expected. Moran: above 0 among its like, below 0 among its
        opposites. NaN where not tested.
    p, q
        Two-sided p-value, and the same adjusted to the false discovery rate; NaN where not tested.
    observed, expected
        Sum over the neighbourhood (Moran: without the village itself), and what it is without a pattern;
        NaN where not tested.
    tested
        False where the value or the residents are unknown, and for islands, which nothing can be compared to.
    single
        Which are told of by themselves, not with their neighbours (`geo.statistics.alone`); None: not asked.
    """

    kind: NDArray[np.str_]
    z: Floats
    p: Floats
    q: Floats
    observed: Floats
    expected: Floats
    tested: Bools
    single: Bools | None = None

    @property
    def significant(self) -> Bools:
        return np.asarray(self.kind != Kind.NONE)


def getis_ord(
    values: ArrayLike,
    graph: Graph,
    *,
    residents: ArrayLike | None = None,
    level: float = 0.05,
    permutations: int | None = None,
    seed: int = 0,
    screened: bool = False,
) -> Spots:
    """Hot and cold spots: Gi* of Getis and Ord, each village together with its neighbours.

    Parameters
    ----------
    values
        Numbers (n,), or (n, t) for t maps side by side, such as months; each map is judged by itself.
        NaN is unknown. With `residents`, whole counts of cases.
    graph
        Neighbours by position (`geo.neighbours`); its weights count as 1.
    residents
        Shape (n,). Given: are there more cases than the residents explain? Not given: are the values greater
        than elsewhere? Of counts that is a map of people; of rates it raises false alarms where small
        villages lie together (on 20 to 40 % of maps without a pattern). NaN or 0 is unknown.
    level
        Share of false discoveries allowed, and so of maps without a pattern that raise any flag.
    permutations
        By default as many as it takes to tell a single village from chance: 4 n / level, at least 9,999.
    seed
        Of the permutations.
    screened
        With residents: permute only for villages that the residents leave in question, which finds the same
        spots with the same q at a fraction of the cost. p and q of all others are 1: as the larger of two
        witnesses counts, nobody is rejected whom one of them does not reject.

    Raises
    ------
    ValueError
        The shapes do not fit, or what is given with residents are not counts.

    Notes
    -----
    Without residents the villages are exchangeable: z is that of Ord and Getis 1995 (Geographical Analysis
    27, 286-306), and p comes from permuting all villages. `esda` holds the village's own value fixed, which
    tests the neighbours alone: three villages that touch are then too few to be found.

    With residents two witnesses must agree, and p is the larger of theirs. The neighbourhood's count must be
    beyond what its residents would bring at the risk elsewhere (`permutation.by_residents`): that allows for
    unlike numbers of residents, but not for a few villages that are far out by chance. And its excess must
    be rare among as many villages drawn anywhere (`permutation.by_permutation`): the other way round.
    """
    county = _County(values, graph, residents)
    if not county.links.nnz:
        return county.unjudged()
    around = csr_array(county.links + eye_array(county.links.shape[0]))
    rng, draws = np.random.default_rng(seed), permutations or county.enough(level)
    if county.residents is not None:
        own = excess(county.values, county.residents)
        expected, z, p = by_residents(county.values, county.residents, around, around)
        wanted = county.adjusted(p) <= level if screened else None
        p = _agreed(z, p, around @ own, by_permutation(own, around, draws, rng, wanted=wanted))
        return county.judge(around, expected, z, p, level)
    standard, size, n = standardised(county.values), np.diff(around.indptr)[:, None], len(county.values)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (around @ standard) / np.sqrt(size * (n - size) / (n - 1))
    p = by_permutation(standard, around, draws, rng)
    return county.judge(around, size * county.values.mean(axis=0), z, p, level)


def local_moran(
    values: ArrayLike,
    graph: Graph,
    *,
    residents: ArrayLike | None = None,
    level: float = 0.05,
    permutations: int | None = None,
    seed: int = 0,
) -> Spots:
    """Villages among their like, and those among their opposites: local Moran's I (Anselin 1995).

    Parameters and errors are those of `getis_ord`. What is tested is the sum over the neighbours, given the
    village itself (Sokal, Oden and Thomson 1998, Geographical Analysis 30, 331-354).
    """
    county = _County(values, graph, residents)
    links = county.links
    if not links.nnz:
        return county.unjudged()
    rng, draws = np.random.default_rng(seed), permutations or county.enough(level)
    if county.residents is not None:
        own, around = excess(county.values, county.residents), csr_array(links + eye_array(links.shape[0]))
        expected, z, p = by_residents(county.values, county.residents, links, around)
        p = _agreed(z, p, links @ own, by_permutation(own, links, draws, rng, given=True))
        return county.judge(links, expected, np.sign(own) * z, p, level, own)
    own, plain = standardised(county.values), Graph.from_sparse(links)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [Moran_Local(each, plain, transformation="r", permutations=0) for each in own.T]
        # esda scales I by (k - 1) / k, but not its moments
        scale = len(own) / (len(own) - 1)
        z = np.stack([(moran.Is * scale - moran.EIc) / np.sqrt(moran.VIc) for moran in found], axis=1)
    p = by_permutation(own, links, draws, rng, given=True)
    others = (county.values.sum(axis=0) - county.values) / (len(own) - 1)
    expected = np.diff(links.indptr)[:, None] * others
    return county.judge(links, expected, z, np.where(own == 0, 1.0, p), level, own)


class _County:
    """The k villages with known values: `values` (k, t), `residents` (k,) or None, sparse `links` (k, k)."""

    def __init__(self, values: ArrayLike, graph: Graph, residents: ArrayLike | None) -> None:
        given = np.asarray(values, dtype=np.float64)
        self.shape = given.shape
        table = given.reshape(len(given), -1)
        if graph.n != len(table):
            raise ValueError(f"The graph has {graph.n} villages, the values {len(table)}: give one row each")
        self.known = np.isfinite(table).all(axis=1)
        self.residents: Floats | None = None
        if residents is not None:
            people = np.asarray(residents, dtype=np.float64)
            if people.shape != self.known.shape:
                raise ValueError(f"Residents have shape {people.shape}, the values {given.shape}: one each")
            self.known &= people > 0
            self.residents = people[self.known]
        self.values = table[self.known]
        if residents is not None and ((self.values < 0) | (self.values % 1 != 0)).any():
            raise ValueError("Values that come with residents are counts: give whole numbers, not rates")
        self.links = csr_array(graph.sparse)[self.known][:, self.known]
        self.links.setdiag(0)
        self.links.eliminate_zeros()
        self.links.data[:] = 1

    def enough(self, level: float) -> int:
        """Permutations after which the smallest p is half of what one village needs."""
        return max(9_999, int(np.ceil(4 * len(self.values) / level)))

    def unjudged(self) -> Spots:
        """Nobody has a neighbour."""
        nothing = np.zeros_like(self.values)
        return self.judge(self.links, nothing, nothing, nothing, 0.0)

    def judge(
        self,
        sums: csr_array,
        expected: Floats,
        z: Floats,
        p: Floats,
        level: float,
        own: Floats | None = None,
    ) -> Spots:
        """Hold the villages that have neighbours to the false discovery rate, map by map.

        `sums` says what was added up (k, k); the rest are (k, t); `own` tells high villages from low ones.
        """
        tested, q = np.diff(self.links.indptr) > 0, self.adjusted(p)
        observed = sums @ self.values
        more = observed > expected
        if own is None:
            kind = np.where(more, Kind.HOT, Kind.COLD)
        else:
            high = np.where(more, Kind.HIGH_HIGH, Kind.HIGH_LOW)
            kind = np.where(own > 0, high, np.where(more, Kind.LOW_HIGH, Kind.LOW_LOW))
        kind = np.where(q <= level, kind, Kind.NONE)
        rows = np.flatnonzero(self.known)[tested]

        def full(part: NDArray[Any], empty: object = np.nan) -> NDArray[Any]:
            wide = np.full((self.known.size, part.shape[1]), empty, dtype=part.dtype)
            wide[rows] = part[tested]
            return wide.reshape(self.shape)

        return Spots(
            kind=full(kind, Kind.NONE),
            z=full(np.nan_to_num(z)),
            p=full(p),
            q=full(q),
            observed=full(observed),
            expected=full(expected),
            tested=full(np.ones_like(more), False),
        )

    def adjusted(self, p: Floats) -> Floats:
        """p held to the false discovery rate among the villages that have neighbours, map by map."""
        tested, q = np.diff(self.links.indptr) > 0, np.ones_like(p)
        if tested.any():
            q[tested] = false_discovery_control(p[tested], axis=0)
        return q


def _agreed(one: Floats, p_of_one: Floats, other: Floats, p_of_other: Floats) -> Floats:
    """The larger p of two witnesses; 1 where they point in opposite directions."""
    return np.where(np.sign(one) == np.sign(other), np.maximum(p_of_one, p_of_other), 1.0)
