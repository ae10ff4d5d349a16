"""Is a village by itself far above what its residents bring, in a county whose villages differ?"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from geo.statistics.rates import risk_of_sums

Floats = NDArray[np.float64]

_NORMAL = np.arange(-6.0, 8.01, 0.25)  # points of a standard normal, beyond which nothing weighs
_WEIGHT = np.exp(-(_NORMAL**2) / 2) / np.exp(-(_NORMAL**2) / 2).sum()
_OUT = 0.01  # share of the villages, two at least, that are left out for being the farthest above
_FEWEST = 10  # villages, below which nothing is told
_WIDER = 1.2  # the spread without them, to the spread of all
_ORDINARY = 0.01  # chance under which a count may be by people alone: no more is asked of it


def alone(counts: Floats, residents: Floats) -> tuple[Floats, Floats]:
    """Expected cases of each village, and how often chance brings as many as it has or more.

    Parameters
    ----------
    counts, residents
        Whole numbers (k, t) for t maps; above 0, (k,).

    Returns
    -------
    expected, p : ndarray of float64, shape (k, t)
        Expected at the mean risk; p is one-sided, 1 for what chance brings once in a hundred villages.

    Notes
    -----
    Risks of the villages of a map are taken as lognormal, whose tail is heavier than that of the gamma
    distribution: a village is not far out only because villages differ. How much they differ is told by
    their moments (`geo.statistics.rates.risk_of_sums`), from all villages but those few that are the
    farthest above, or two of these would hide each other. One case more than there are keeps the mean from
    being none; the spread is taken by its standard error more, and a fifth wider (`docs/statistics.md` says
    what that was counted at).
    """
    people = np.broadcast_to(residents[:, None], counts.shape)
    if len(counts) < _FEWEST:
        return residents[:, None] * counts.sum(axis=0) / residents.sum(), np.ones(counts.shape)
    whole = residents[:, None] * counts.sum(axis=0) / residents.sum()
    far = np.argsort((counts - whole) / np.sqrt(np.maximum(whole, 1e-9)), axis=0, kind="stable")
    kept = np.ones(counts.shape)
    np.put_along_axis(kept, far[-max(2, round(_OUT * len(counts))) :], 0.0, axis=0)
    _mean, variance = risk_of_sums(
        kept.sum(axis=0),
        (kept * counts).sum(axis=0),
        (kept * people).sum(axis=0),
        (kept * counts**2 / people).sum(axis=0),
    )
    mean = ((kept * counts).sum(axis=0) + 1.0) / (kept * people).sum(axis=0)
    unsure = np.sqrt(2 / len(counts)) / np.maximum(mean * residents.mean(), 1e-9)
    spread = _WIDER * np.sqrt(np.log1p(np.nan_to_num(variance / np.maximum(mean, 1e-300) ** 2) + unsure))
    expected = people * mean
    p = np.ones(counts.shape)
    village, at = np.nonzero((counts > 0) & (gammainc(np.maximum(counts, 1), expected) < _ORDINARY))
    if village.size:
        own = expected[village, at][:, None] * np.exp(
            spread[at][:, None] * _NORMAL - spread[at][:, None] ** 2 / 2
        )
        p[village, at] = gammainc(counts[village, at][:, None], own) @ _WEIGHT
    return expected, p
