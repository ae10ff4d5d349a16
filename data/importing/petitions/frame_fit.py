"""Whether the points of a file fit the county better under another reference frame than the declared one.

A shift of half a kilometre puts few points outside the county but many into a neighbouring village, so a
point fits when it lies in a village, and in the one its words name, if they name one. The frame stays the
declared one: this only warns.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np

from data.divisions.reading import Codes
from data.importing.report import Notice
from data.petitions.placing import Floats
from data.text import N_
from geo.crs import STORAGE_FRAME, parse_frame, to_wgs84
from geo.shifted import Shifted

MOST_POINTS = 100_000
"""Points looked at; more would not tell more."""
CLEARLY = 4.0
"""Standard deviations by which another frame must fit better (McNemar 1947, Psychometrika 12, 153-157)."""
LEAST_GAIN = 0.01
"""Share of the points that must fit only under the other frame, net."""

Fits = Callable[[Floats, Floats, Codes], np.ndarray]


class FrameFit:
    """Counts points that fit under the declared frame and under those it is mistaken for.

    Parameters
    ----------
    frame
        Declared frame of longitudes and latitudes; None or a projected one has nothing to be mistaken for.
    fits
        Whether points (longitude, latitude in WGS 84, code named or None) fit the county, bool array (n,).
    """

    def __init__(self, frame: str | None, fits: Fits) -> None:
        self._frame, self._fits = frame, fits
        self._others = _mistaken_for(frame)
        self._points = self._declared = 0
        self._gained: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()

    def see(self, x: Floats, y: Floats, named: Codes) -> None:
        """Look at points in the file's own coordinates; NaN where there is none."""
        given = np.flatnonzero(~np.isnan(x))[: max(MOST_POINTS - self._points, 0)]
        if not len(given) or not self._others:
            return
        x, y, named = x[given], y[given], named[given]
        declared = self._fits(*to_wgs84(x, y, self._frame), named)
        self._points += len(given)
        self._declared += int(declared.sum())
        for other in self._others:
            under = self._fits(*to_wgs84(x, y, other), named)
            self._gained[other] += int((under & ~declared).sum())
            self._lost[other] += int((declared & ~under).sum())

    def notice(self) -> Notice | None:
        """The warning, if there is one."""
        gains = {other: self._gained[other] - self._lost[other] for other in self._others}
        best = max(gains, key=gains.__getitem__, default=None)
        if best is None or gains[best] <= max(LEAST_GAIN * self._points, 0):
            return None
        if gains[best] < CLEARLY * (self._gained[best] + self._lost[best]) ** 0.5:
            return None
        message = N_(
            "Of {count} points, {share} % lie in the county and in the village they name under the declared"
            " frame {frame}, but {other_share} % under {other}: find out which is true, then import again"
        )
        shares = (self._declared, self._declared + gains[best])
        share, other_share = (round(100 * fitting / self._points, 1) for fitting in shares)
        values = {"count": self._points, "share": share, "frame": self._frame}
        return Notice(message, {**values, "other_share": other_share, "other": best})


def _mistaken_for(frame: str | None) -> tuple[str, ...]:
    """Frames of longitude and latitude that look alike; PROJ's own differ by less than a village."""
    if frame is None:
        return ()
    declared = parse_frame(frame)
    if isinstance(declared, Shifted):
        return (STORAGE_FRAME, *(other.value for other in Shifted if other is not declared))
    return tuple(other.value for other in Shifted) if declared.is_geographic else ()
