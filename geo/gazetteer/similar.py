"""Names that a typing error or a homophone may have made of another."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.gazetteer.names import sound

SIMILAR = 0.5
"""Least similarity of a candidate in the whole county. Similarity is the mean of two: of the characters, and
of the letters of their pinyin; each is 1 less the share that must be changed (Levenshtein 1966), where two
neighbours that change places are one change (Damerau 1964)."""
SIMILAR_INSIDE = 0.4
"""The same within a township that the text names, where fewer could be meant."""
_LONGEST = 4
_BLOCK = 4_000  # tokens compared at a time: bounds the matrix to some tens of megabytes


class SimilarNames:
    """Bare names of villages, ready to be compared.

    Parameters
    ----------
    names
        Bare name and code of each village.
    """

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = [name for name, _ in names]
        self._sounds = [sound(name) for name in self._names]
        self._codes = [code for _, code in names]

    def find(
        self, asked: Sequence[tuple[list[str], str | None]], parents: Mapping[str, str | None]
    ) -> list[list[tuple[str, float]]]:
        """Similar names.

        Parameters
        ----------
        asked
            For each text the tokens that may be a name, and the township it names or None.
        parents
            Township of each village.

        Returns
        -------
        list, as long as `asked`
            Codes with their similarity, best first, all above the threshold; with a township named, of its
            villages alone.
        """
        windows = {token: _windows(token) for tokens, _ in asked for token in tokens}
        rows = list(dict.fromkeys(window for group in windows.values() for window in group))
        place = {window: at for at, window in enumerate(rows)}
        best = self._compare(rows)
        candidates = []
        for tokens, township in asked:
            at = [place[window] for token in tokens for window in windows[token]]
            candidates.append(
                self._above(best[at].max(axis=0), township, parents) if at and self._names else []
            )
        return candidates

    def _above(
        self, scores: NDArray[np.float32], township: str | None, parents: Mapping[str, str | None]
    ) -> list[tuple[str, float]]:
        least = SIMILAR if township is None else SIMILAR_INSIDE
        enough = np.flatnonzero(scores >= least)
        return [
            (self._codes[at], float(scores[at]))
            for at in enough[np.argsort(-scores[enough], kind="stable")].tolist()
            if township is None or parents[self._codes[at]] == township
        ]

    def _compare(self, windows: list[str]) -> NDArray[np.float32]:
        """Similarity of each window to each name, shape (windows, names)."""
        best = np.zeros((len(windows), len(self._names)), dtype=np.float32)
        for start in range(0, len(windows), _BLOCK):
            block = windows[start : start + _BLOCK]
            written = _similarity(block, self._names)
            spoken = _similarity([sound(window) for window in block], self._sounds)
            best[start : start + _BLOCK] = (written + spoken) / 2
        return best


def _similarity(rows: list[str], columns: list[str]) -> NDArray[np.float32]:
    return process.cdist(
        rows,
        columns,
        scorer=OSA.normalized_similarity,
        dtype=np.float32,
        score_cutoff=0.5,
        workers=-1,
    )


def _windows(token: str) -> set[str]:
    """The ends of a token that may be the name: what stands before it may be anything."""
    return {token[-length:] for length in range(1 if len(token) == 1 else 2, _LONGEST + 1)}
