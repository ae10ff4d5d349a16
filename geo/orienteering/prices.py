"""Prices of places, by which relaxed ways bound a route more tightly."""

import numpy as np
from numpy.typing import NDArray


class Prices:
    """Prices of the places, which bound every route: what it is worth beyond them, and all of them.

    What a way visits twice becomes dearer, what it leaves out cheaper (Held and Karp 1971, Mathematical
    Programming 1, 6-25; steps after Polyak 1969). Prices are whole multiples of a unit, so that many ways
    are worth the same.
    """

    def __init__(self, score: NDArray[np.float64]) -> None:
        self._score, self._exact, self._pace = score, np.zeros(len(score)), 1.0
        self._unit = step_of(score) or float(score.max()) / 40 or 1.0
        self.now = self._exact

    def start(self, prices: NDArray[np.float64]) -> None:
        """Go on from prices that were found otherwise."""
        self._exact, self.now, self._unit = prices.copy(), prices, self._unit / 16

    def change(self, way: list[int], value: float, best: float, before: float) -> bool:
        """Learn from the best way of a pass, its value, and the bound before; False if nothing changes."""
        if value >= before:
            self._pace = max(0.8 * self._pace, 0.1)
        more = np.bincount(np.array(way), minlength=len(self._exact)) - 1.0
        more[:2] = 0.0
        more[(self._exact <= 0) & (more < 0)] = 0.0
        if not more.any():
            return False
        step = self._pace * (value - best) / float(more @ more)
        self._exact = np.clip(self._exact + step * more, 0.0, self._score)
        last, self.now = self.now, np.floor(self._exact / self._unit + 0.5) * self._unit
        return bool((self.now != last).any())


def step_of(score: NDArray[np.float64]) -> float:
    """What all scores are whole multiples of; 0 if they are broken."""
    whole = bool((score == np.rint(score)).all())
    return float(np.gcd.reduce(score.astype(np.int64))) if whole else 0.0
