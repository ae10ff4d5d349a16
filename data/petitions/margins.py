"""One-way distributions of petitions as they may be told: the arithmetic of `data.petitions.disclosure`."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.terms import Channel, Occurrence, PetitionKind, Status, Tier, categories, schemes

TEN = 10
"""Persons are told in full tens."""

JOINT = PetitionKind.JOINT.value
"""Joint visits stand apart from other visits in the distribution by channel."""

REST = ""
"""Values that are in no list: counted together, and not told."""


Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def values_told(counts: Ints, known: Ints, k: int) -> Bools:
    """Which values of a distribution are told.

    Parameters
    ----------
    counts
        Of each value, (n,); those without any are among them.
    known
        What each insider knows of each value, (m, n).
    k
        The least count that is told.

    Returns
    -------
    ndarray of bool, (n,)
        What is left counts `k` or more, also for each insider, or there is nothing left.
    """
    outside = np.vstack([counts, counts - known])
    told = outside.min(axis=0) >= k
    return _with_safe_rest(told, counts, k, lambda rest: outside[:, rest].sum(axis=1))


def places_told(counts: Ints, k: int, allowed: Bools | None = None, known: Ints | None = None) -> Bools:
    """The same of places, of which an insider may know any one as a whole.

    Parameters
    ----------
    counts, k
        As `values_told`.
    allowed
        Which may be told at all, (n,).
    known
        Which places one insider knows together, 1 or 0, (m, n); by default each place alone.
    """
    told = counts >= k
    if allowed is not None:
        told &= allowed
    insiders = np.vstack([np.eye(len(counts), dtype=np.int64), *([] if known is None else [known])])

    def left(rest: Bools) -> Ints:
        own = counts[rest]
        sizes: Ints = np.append(own.sum(), own.sum() - insiders[:, rest] @ own)
        return sizes

    return _with_safe_rest(told, counts, k, left, int(insiders.sum(axis=1).max()))


class Table:
    """Rows as codes, so that any distribution is one count."""

    def __init__(
        self, frame: pd.DataFrame, k: int, leaders: Iterable[frozenset[str]], villages: Mapping[str, str]
    ) -> None:
        self.k = k
        self.months = frame["month"].to_numpy(dtype=np.int64)
        self.people = frame["people"].to_numpy(dtype=np.int64)
        pairs = frame[["village_code", "township_code"]].drop_duplicates(keep="last").astype(object)
        above = dict(zip(pairs["village_code"], pairs["township_code"], strict=True))
        above = {
            village: up for village, up in (above | dict(villages)).items() if _known(village) and _known(up)
        }
        named = {str(code) for code in frame["township_code"].dropna().unique()}
        self.townships = sorted(named | set(above.values()))
        self.township = _codes(frame["township_code"], self.townships)
        self.insiders = self._insiders(leaders)
        self.places = [(up, village) for village, up in sorted(above.items(), key=lambda pair: pair[::-1])]
        self.places += [(township, REST) for township in [*self.townships, REST]]
        place = _codes(frame["village_code"], [village for _up, village in self.places[: len(above)]])
        self.place = np.where(place == len(above), len(above) + self.township, place)
        channel = frame["channel"].astype(object).where(~frame["joint"].to_numpy(dtype=bool), JOINT)
        petitions = [JOINT, *(each.value for each in Channel if each is not Channel.REQUEST)]
        self.dimensions = {
            "category": _coded(frame["category"], _category_domain(frame["category"], k)),
            "tier": _coded(frame["tier"], [each.value for each in Tier]),
            "status": _coded(frame["status"], [each.value for each in Status]),
            "occurrence": _coded(frame["occurrence"], [each.value for each in Occurrence]),
            "channel": _coded(channel, petitions),
        }

    def _insiders(self, leaders: Iterable[frozenset[str]]) -> Ints:
        """Who knows which townships, (m, townships and one for none); who knows all is left out."""
        everything = frozenset(self.townships)
        parts = {frozenset([code]) for code in self.townships} | {part & everything for part in leaders}
        whole = not (self.township == len(self.townships)).any()
        kept = sorted(sorted(part) for part in parts if part and not (whole and part == everything))
        knows = [[code in part for code in [*self.townships, REST]] for part in kept]
        return np.array(knows, dtype=np.int64).reshape(len(kept), len(self.townships) + 1)

    def enough(self, rows: Bools) -> bool:
        """Whether so many rows may be told as a total."""
        return bool(self.margin(rows, np.zeros(len(rows), dtype=np.int64), ["all"]))

    def margin(self, rows: Bools, codes: Ints, domain: Sequence[str]) -> dict[str, int]:
        """What is told of a distribution: value -> count."""
        width = len(self.townships) + 1
        flat = np.bincount(codes[rows] * width + self.township[rows], minlength=len(domain) * width)
        table = flat.reshape(len(domain), width).astype(np.int64)
        counts = table.sum(axis=1)
        told = values_told(counts, self.insiders @ table.T, self.k)
        return {domain[at]: int(counts[at]) for at in np.flatnonzero(told).tolist() if domain[at] != REST}

    def by_place(self, rows: Bools) -> tuple[dict[str, int], dict[str, int]]:
        """What is told of townships and of their villages."""
        counts = np.bincount(self.place[rows], minlength=len(self.places)).astype(np.int64)
        above = np.array([self.townships.index(up) if up else len(self.townships) for up, _ in self.places])
        totals = np.bincount(above, counts, len(self.townships) + 1).astype(np.int64)
        largest = np.zeros_like(totals)
        np.maximum.at(largest, above, counts)
        nobodys = np.arange(len(totals)) == len(self.townships)
        kept = places_told(totals, self.k, nobodys | (totals - largest >= self.k), self.insiders)
        townships = {self.townships[at]: int(totals[at]) for at in np.flatnonzero(kept & ~nobodys)}
        villages: dict[str, int] = {}
        for township in townships:
            own = np.flatnonzero(above == self.townships.index(township))
            for at in own[places_told(counts[own], self.k)]:
                villages[self.places[at][1]] = int(counts[at])
        villages.pop(REST, None)
        return townships, villages

    def coarse_count(self, rows: Bools, one: Bools, other: Bools, step: int) -> int | None:
        """How many rows are of two kinds at once, cut down to steps; None: that would tell of a few.

        Each kind is told exactly, and how many rows there are; an insider knows the own part.
        """
        width, kinds = len(self.townships) + 1, (rows, rows & one, rows & other, rows & one & other)
        table = np.array([np.bincount(self.township[kept], minlength=width) for kept in kinds])
        told = int(table[3].sum()) // step * step
        for n, a, b, ab in [(0, 0, 0, 0), *(self.insiders @ table.T).tolist()]:
            whole, first, second = (
                int(part.sum()) - own for part, own in zip(table, (n, a, b), strict=False)
            )
            low = max(told - ab, first + second - whole, 0)
            high = min(told + step - 1 - ab, first, second)
            rest = whole - first - second
            cells = (
                (low, high),
                (first - high, first - low),
                (second - high, second - low),
                (rest + low, rest + high),
            )
            if any(least > 0 and most < self.k for least, most in cells):
                return None
        return told

    def persons(self, parts: Sequence[Bools]) -> list[int]:
        """Persons of parts of a block, in full tens; none where one of them is mostly one petition's."""
        sums = []
        for rows in parts:
            shares = np.bincount(self.township[rows], self.people[rows], len(self.townships) + 1)
            outside = np.append(shares.sum() - self.insiders @ shares, shares.sum())
            if not rows.any() or 2 * self.people[rows].max() > outside.min():
                return []
            sums.append(int(shares.sum()) // TEN * TEN)
        return sums


# --- inside -------------------------------------------------------------------------------------------------


def _with_safe_rest(
    told: Bools, counts: Ints, k: int, left: Callable[[Bools], Ints], known: int = 0
) -> Bools:
    """Take the smallest values out of what is told until the rest gives none of its values away.

    `left`: function from which values are the rest to its size, for each insider; `known`: how many of its
    values an insider may know.
    """
    merged = 0
    while told.any() and not told.all():
        rest = ~told
        sizes = left(rest)
        possible = (int(rest.sum()) - 1 - known) * (k - 1)  # with one value at none, the others all small
        if sizes.min() >= k and (merged > known or sizes.max() <= possible):
            break
        least = told & (counts == counts[told].min())
        merged += int(least.sum())
        told = told & ~least
    return told


def _codes(column: pd.Series, domain: Sequence[str]) -> Ints:
    """Position of each value in a list, the list's length for any other."""
    of, values = pd.factorize(column)
    at = pd.Index(list(domain), dtype=object).get_indexer(pd.Index(values).astype(object))
    return np.append(np.where(at < 0, len(domain), at), len(domain)).astype(np.int64)[of]


def _coded(column: pd.Series, domain: Sequence[str]) -> tuple[Ints, list[str]]:
    """`_codes` in a list, which has others only where there are any."""
    codes = _codes(column, domain)
    return codes, [*domain, REST] if (codes == len(domain)).any() else [*domain]


def _category_domain(column: pd.Series, k: int) -> list[str]:
    """The categories of the scheme that the record is told in, and such others as are not few."""
    sizes = column.value_counts()
    lists = [list(categories(scheme)) for scheme in schemes()]
    known = max(lists, key=lambda codes: int(sizes.reindex(codes).fillna(0).sum()), default=[])
    return [*known, *sorted({str(code) for code in sizes.index[sizes >= k]} - set(known))]


def _known(code: object) -> bool:
    return isinstance(code, str) and bool(code)
