"""By what petitions may report the same matter: number, petitioner, likeness of statements.

Every rule takes the frame that `matters.proposals` reads, ordered by filing, and gives pairs of its rows.
Nothing about persons leaves a rule but that two rows belong together.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from data.matters import petitioners
from geo.gazetteer.names import plain, plain_all

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]

LONGEST_PAUSE = np.timedelta64(2 * 365, "D")
"""Between two reports that are linked by petitioner or text. A case goes through handling, review and
re-review (办理, 复查, 复核) in well under a year; who comes again two years later usually has
something new."""

LEAST_TEXT = 30
"""Characters (letters, digits, Chinese) from which a statement counts. What is shorter is often a formula."""
LIKE = 0.8
"""Least likeness: normalised Indel similarity of the whole statements. No boilerplate is removed."""
WITH_OTHER_WORDS = 0.94
"""Most likeness of statements of which neither is the beginning or the end of the other, or in which words
are masked: most of what a hotline writes is its formula, and another name is another road or employer."""

SURE, SAME_PERSON, BY_AGENT = 1.0, 0.97, 0.8
"""Scores by number, by petitioner, and by petitioner where an agent ran the errand: it may be the agent's."""

_LEAST_BASE, _LEAST_QUOTED, _LEAST_DIGITS = 6, 8, 10
_SUFFIX = re.compile(
    r"^(.*\d.*?)\s*(?:[-‐–—_/]\s*\d{1,2}|\(\s*(?:\d{1,2}|之?[一二三四五六七八九十])\s*\)|[-‐–—_]?之(?:[一二三四五六七八九十]|\d{1,2}))$"
)
_YEAR_OR_SERIAL = re.compile(r"\d{4}")
_ASCII_WORD = re.compile(r"[0-9A-Za-z]")
_SUFFIXED = re.compile(r"^[-‐–—_/]\d")
_MASK = re.compile(r"[*＊×●○■□█]|某|[xX]{2,}")
_NO_WORD = re.compile(r"[\W_]+")
_NO_DIGIT = re.compile(r"\D+")
_ROWS = 256  # statements compared with all others at once
_MANY = 10_000  # comparisons that are worth several threads


class Pairs(NamedTuple):
    """Rows that may belong together: earlier and later row (int64 arrays), score from 0 to 1 (float64)."""

    earlier: Integers
    later: Integers
    score: NDArray[np.float64]

    @classmethod
    def of(cls, found: Iterable[tuple[int, int, float]]) -> "Pairs":
        """Pairs of two rows in any order."""
        rows = [(min(a, b), max(a, b), score) for a, b, score in found if a != b]
        earlier, later, score = zip(*rows, strict=True) if rows else ((), (), ())
        return cls(np.array(earlier, np.int64), np.array(later, np.int64), np.array(score, np.float64))

    def take(self, which: Bools | Integers) -> "Pairs":
        return Pairs(self.earlier[which], self.later[which], self.score[which])

    @classmethod
    def all(cls, parts: list["Pairs"]) -> "Pairs":
        columns = (
            zip(*parts, strict=True) if parts else [[np.empty(0, t)] for t in (np.int64,) * 2 + (float,)]
        )
        return cls(*map(np.concatenate, columns))


def by_number(reports: pd.DataFrame) -> Pairs:
    """Rows whose number is another's with a suffix (-1, _3, （2）, 之二), or whose statement quotes it."""
    numbers = plain_all(reports["number"].tolist())
    rows: dict[str, int] = {}
    for row, number in enumerate(numbers):
        rows.setdefault(number, row)
    found = []
    for row, number in enumerate(numbers):
        base = _SUFFIX.match(number)
        if base and len(base[1]) >= _LEAST_BASE and base[1] in rows:
            found.append((rows[base[1]], row, SURE))
    return Pairs.of([*found, *_quoted(reports["statement"].tolist(), rows)])


def _quoted(statements: list[str], rows: dict[str, int]) -> Iterable[tuple[int, int, float]]:
    """Rows and rows whose number stands in their statement, as a word of its own."""
    known = [number for number in rows if _can_be_quoted(number)]
    told = [row for row, statement in enumerate(statements) if _YEAR_OR_SERIAL.search(statement)]
    if not known or not told:
        return
    matcher = ahocorasick_rs.AhoCorasick(known, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    for row, text in zip(told, plain_all([statements[row] for row in told]), strict=True):
        for which, start, end in matcher.find_matches_as_indexes(text):
            if not _ASCII_WORD.match(text[max(start - 1, 0) : start]) and not _goes_on(text[end : end + 2]):
                yield rows[known[which]], row, SURE


def _can_be_quoted(number: str) -> bool:
    """Whether nobody writes it by chance: digits alone may be a date, or a short sum."""
    least = _LEAST_DIGITS if number.isdigit() else _LEAST_QUOTED
    return len(number) >= least and bool(_YEAR_OR_SERIAL.search(number))


def _goes_on(after: str) -> bool:
    return bool(_ASCII_WORD.match(after) or _SUFFIXED.match(after))


def by_petitioner(reports: pd.DataFrame) -> Pairs:
    """Each row and the last before it of the same petitioner, village and category, if not long ago.

    Who it is, `data.matters.petitioners` tells.
    """
    last: dict[tuple[int, bytes], int] = {}
    filed, agent = reports["filed"].to_numpy(), reports["by_proxy"].to_numpy()
    keys, blocks = petitioners.keys(reports), reports["block"].tolist()
    found = []
    for row, (block, key) in enumerate(zip(blocks, keys, strict=True)):
        if key is None or block < 0:
            continue
        before = last.get((block, key))
        if before is not None and filed[row] - filed[before] <= LONGEST_PAUSE:
            found.append((before, row, BY_AGENT if agent[row] or agent[before] else SAME_PERSON))
        last[block, key] = row
    return Pairs.of(found)


class Apart(NamedTuple):
    """What a person keeps apart.

    Parameters
    ----------
    groups
        Group of each row, int64 array (n,).
    codes
        ``smaller * n + larger`` of the groups that a rule may not join, int64 array.
    """

    groups: Integers
    codes: Integers

    def of(self, one: Integers, other: Integers) -> Bools:
        """Which pairs of rows are kept apart."""
        if not self.codes.size:
            return np.zeros(one.size, dtype=bool)
        a, b = self.groups[one], self.groups[other]
        return np.isin(np.minimum(a, b) * self.groups.size + np.maximum(a, b), self.codes)


def by_text(reports: pd.DataFrame, fresh: Bools, apart: Apart) -> Pairs:
    """Rows of one village and category, filed not too long apart, whose statements are alike.

    Of rows that are all alike only the pairs that hold them together are given, the most alike first.

    Parameters
    ----------
    reports
        Rows.
    fresh
        Bool array (n,): pairs without such a row are not looked for.
    apart
        Pairs that are not to be given.
    """
    block = reports["block"].to_numpy()
    rows = np.flatnonzero(block >= 0)
    letters = list(map(_letters, reports["statement"].iloc[rows].tolist()))
    long = np.fromiter((len(one) >= LEAST_TEXT for one in letters), bool, len(letters))
    rows, texts = rows[long], np.array(letters, dtype=object)[long]
    figures = pd.factorize(np.array([_NO_DIGIT.sub("", one) for one in texts], dtype=object))[0]
    masked = np.array(
        [_MASK.search(text) is not None for text in reports["statement"].iloc[rows]], dtype=bool
    )
    filed = reports["filed"].to_numpy().astype("datetime64[s]")[rows]
    order = np.argsort(block[rows], kind="stable")
    blocks = np.split(order, np.flatnonzero(np.diff(block[rows[order]])) + 1)
    found = [
        _alike(_Block(rows[own], texts[own], figures[own], masked[own], filed[own], fresh[rows[own]], apart))
        for own in blocks
        if own.size > 1 and fresh[rows[own]].any()
    ]
    return Pairs.all(found)


def _letters(text: str) -> str:
    """Letters and digits of a text, half-width."""
    bare = _NO_WORD.sub("", text)
    return bare if unicodedata.is_normalized("NFKC", bare) else _NO_WORD.sub("", plain(bare))


class _Block(NamedTuple):
    """Rows of one village and category in the order of filing, with what is known of each."""

    rows: Integers
    texts: NDArray[np.object_]
    figures: Integers
    masked: Bools
    filed: NDArray[np.datetime64]
    fresh: Bools
    apart: Apart


def _alike(block: _Block) -> Pairs:
    """Pairs of a block, compared some rows at once, each with the rows filed before it."""
    kept = Pairs.all([])
    lengths, marks = _marks(block.texts)
    for start in range(0, len(block.rows), _ROWS):
        end = min(start + _ROWS, len(block.rows))
        since = int(np.searchsorted(block.filed, block.filed[start] - LONGEST_PAUSE))
        fresh = block.fresh[since:end]
        if not fresh.any():
            continue
        later = np.arange(max(start, since + int(np.argmax(fresh))), end)
        one, other = _possible(lengths, marks, since, later)
        fits = (other < one) & (block.fresh[one] | block.fresh[other])
        fits &= block.filed[one] - block.filed[other] <= LONGEST_PAUSE
        fits &= ~block.apart.of(block.rows[one], block.rows[other])
        found = _compare(block, one[fits], other[fits])
        kept = _hold_together(len(block.rows), Pairs.all([kept, found]), block)
    return Pairs(block.rows[kept.earlier], block.rows[kept.later], kept.score)


def _marks(texts: NDArray[np.object_]) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Length of each text, and of which of 256 kinds of characters it has an odd number, as (n, 4) words."""
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    counts = np.bincount(
        np.repeat(np.arange(len(texts)) * 256, lengths) + letters % 251, minlength=256 * len(texts)
    )
    odd = (counts.reshape(len(texts), 256) & 1).astype(np.uint8)
    return lengths, np.packbits(odd, axis=1).view(np.uint64)


def _possible(
    lengths: NDArray[np.int32], marks: NDArray[np.uint64], since: int, later: Integers
) -> tuple[Integers, Integers]:
    """Pairs of some rows with those before them, from `since` on, that can be alike enough.

    Every character put in or taken out changes one mark, so texts that differ in more marks than the distance
    that `LIKE` leaves them are not alike. That throws out nearly all pairs at a hundredth of the price.
    """
    end = int(later[-1]) + 1
    differ = np.zeros((later.size, end - since), dtype=np.int32)
    for word in range(marks.shape[1]):
        differ += np.bitwise_count(marks[later, None, word] ^ marks[None, since:end, word])
    most = (1 - LIKE) * (lengths[later, None] + lengths[None, since:end]) + 1e-6
    longer = np.abs(lengths[later, None] - lengths[None, since:end])
    at, column = np.nonzero(np.maximum(differ, longer) <= most)
    return later[at], column + since


def _compare(block: _Block, one: Integers, other: Integers) -> Pairs:
    """Those of some pairs that are alike."""
    likeness = process.cpdist(
        block.texts[one].tolist(),
        block.texts[other].tolist(),
        scorer=fuzz.ratio,
        score_cutoff=100 * LIKE,
        dtype=np.float64,
        workers=-1 if one.size > _MANY else 1,
    )
    alike = likeness > 0
    one, other, score = one[alike], other[alike], likeness[alike] / 100
    for at in np.flatnonzero(score > WITH_OTHER_WORDS).tolist():
        if not _says_the_same(block, int(one[at]), int(other[at])):
            score[at] = WITH_OTHER_WORDS
    return Pairs(other, one, score)


def _says_the_same(block: _Block, one: int, other: int) -> bool:
    """Whether one statement goes on where the other ends, without another figure, and nothing is masked."""
    if block.figures[one] != block.figures[other] or block.masked[one] or block.masked[other]:
        return False
    short, long = sorted((block.texts[one], block.texts[other]), key=len)
    return bool(long.startswith(short) or long.endswith(short))


def _hold_together(size: int, pairs: Pairs, block: _Block) -> Pairs:
    """Of all pairs the fewest that connect the same rows, the most alike, then the nearest in time."""
    if pairs.score.size < size:
        return pairs
    pause = block.filed[pairs.later] - block.filed[pairs.earlier]
    order = np.lexsort((pairs.later, pairs.earlier, pause, -pairs.score))
    rank = np.arange(1.0, order.size + 1)
    graph = coo_array((rank, (pairs.earlier[order], pairs.later[order])), shape=(size, size))
    tree = minimum_spanning_tree(graph.tocsr())
    return pairs.take(order[tree.data.astype(np.int64) - 1])
