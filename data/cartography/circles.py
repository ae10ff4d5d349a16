"""Circles whose area is in proportion to a count."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.statistics.rates import largest_round

CIRCLE_MAP = 520
"""Pixels of a map on which circles have the radius that they are given; on others they grow with it."""

LARGEST = 14.0
"""Radius, in pixels, of the largest of the legend."""

SMALLEST = 1.5
"""Radius that a count of 1 has at least."""

TOP = 0.98
"""Share of the villages, over the whole record, whose circle is no larger than the largest of the legend."""


@dataclass(frozen=True)
class Size:
    """How large a count is drawn.

    Parameters
    ----------
    top
        The count whose circle is the largest of the legend.
    least
        The least count that is told.
    """

    top: float
    least: int

    @classmethod
    def of(cls, usual: ArrayLike, least: int) -> "Size":
        """From the counts of all periods of a length: a count keeps its size while the month moves."""
        counts = np.asarray(usual, dtype=np.float64).ravel()
        counts = counts[np.isfinite(counts) & (counts > 0)]
        top = float(np.quantile(counts, TOP)) if counts.size else 1.0
        return cls(largest_round(max(top, least, 1.0)), least)

    @property
    def examples(self) -> list[float]:
        """Counts whose circles the legend shows, the greatest first."""
        steps = {self.top, *(largest_round(max(self.top * part, 1.0)) for part in (0.4, 0.1))}
        return sorted({max(step, float(self.least)) for step in steps}, reverse=True)

    def radius(self, count: float) -> float:
        """Pixels; 0 for none."""
        return round(max(LARGEST * (count / self.top) ** 0.5, SMALLEST), 1) if count > 0 else 0.0
