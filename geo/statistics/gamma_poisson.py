"""How often something happens in each of many places beside the others, drawn to the mean of all.

Counts of a place are Poisson: its exposure, times the rate of their kind, times the place's own factor, and
the factors of all places come from a gamma distribution with mean 1 (Clayton and Kaldor 1987, Biometrics 43,
671-681). With the places' factors taken out by integration, rates and spread have the greatest likelihood
together, so that a place whose people report other kinds of things is not taken for one that reports less.

By it the readiness to report is estimated from what is reported again (Liu, Bhandaram and Garg 2024, Nature
Computational Science 4, 57-65; arXiv 2204.08620): the first report of a matter is left out, for nobody knows
when a matter began that nobody has told.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammainc, gammaincinv, gammaln, psi

Floats = NDArray[np.float64]

_SHAPES = (0.05, 1e4)
"""Range of the shape: beyond, places are as good as alike."""


@dataclass(frozen=True, eq=False, slots=True)
class RelativeRates:
    """Factor of each place, as a gamma distribution: what is known of it after its counts.

    Parameters
    ----------
    rates
        Events per unit of exposure of each kind in a place with factor 1, (k,); 0 for a kind without events.
    shape
        Of the factors before any count: their variance is 1 / shape.
    dispersion
        How much more the counts vary than Poisson counts do, 1 at least; counts and exposure are divided
        by it.
    count, expected
        Events of each place, and those that it would have with factor 1, (p,), before the division.
    """

    rates: Floats
    shape: float
    dispersion: float
    count: Floats
    expected: Floats

    @property
    def mean(self) -> Floats:
        """Mean factor of each place, (p,)."""
        factor: Floats = self._shape / self._rate
        return factor

    @property
    def weight(self) -> Floats:
        """How much of each mean is the place's own: from 0, what all places are like, to 1; (p,)."""
        own: Floats = 1.0 - self.shape / self._rate
        return own

    def interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Bounds of each factor, (p,) and (p,).

        Rates and shape are taken as they were estimated: with few places the bounds are a little too narrow.
        """
        tail = (1.0 - level) / 2.0
        low, high = (gammaincinv(self._shape, at) / self._rate for at in (tail, 1.0 - tail))
        return low, high

    def below(self, factor: float = 1.0) -> Floats:
        """Probability that each place's factor is below a value, (p,)."""
        under: Floats = gammainc(self._shape, self._rate * factor)
        return under

    @property
    def _shape(self) -> Floats:
        return self.shape + self.count / self.dispersion

    @property
    def _rate(self) -> Floats:
        return self.shape + self.expected / self.dispersion


def relative_rates(
    place: ArrayLike, kind: ArrayLike, count: ArrayLike, exposure: ArrayLike, places: int
) -> RelativeRates:
    """The factors of places.

    Parameters
    ----------
    place, kind
        (n,) int from 0: where each item is, and of what kind.
    count, exposure
        (n,) events of each item, and what they come from, such as the days in which they could; 0 or more.
    places
        How many places there are (p); one without items has what is known of all.

    Raises
    ------
    ValueError
        The arrays differ in length, a figure is negative or not finite, or there is no event at all.
    """
    where, which = np.asarray(place, dtype=np.intp), np.asarray(kind, dtype=np.intp)
    events, base = np.asarray(count, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    if not where.shape == which.shape == events.shape == base.shape or where.ndim != 1:
        raise ValueError("Places, kinds, counts and exposures are not of one length")
    if not (np.isfinite(events) & np.isfinite(base) & (events >= 0) & (base >= 0)).all():
        raise ValueError("A count or an exposure is negative or not known")
    if not events.sum() > 0:
        raise ValueError("Without any event nothing is known of the places")
    kinds = int(which.max()) + 1
    table = np.zeros((places, kinds))
    np.add.at(table, (where, which), base)
    own = np.bincount(where, events, places).astype(np.float64)
    of_kind = np.bincount(which, events, kinds).astype(np.float64)
    rates, shape = _fit(table, own, of_kind)
    factor = (shape + own) / (shape + table @ rates)
    usual = rates[which] * base * factor[where]
    dispersion = max(1.0, float(((events - usual) ** 2).sum() / usual.sum()))
    if dispersion > 1.0:
        rates, shape = _fit(table / dispersion, own / dispersion, of_kind / dispersion)
    return RelativeRates(rates, shape, dispersion, own, table @ rates)


def _fit(table: Floats, own: Floats, of_kind: Floats) -> tuple[Floats, float]:
    """Rates of kinds and shape of the places' factors of greatest likelihood."""
    some = of_kind > 0
    base, events = table[:, some], of_kind[some]

    def loss(at: Floats) -> tuple[float, Floats]:
        rates, shape = np.exp(at[:-1]), float(np.exp(at[-1]))
        later, expected = shape + own, shape + base @ rates
        likelihood = (
            gammaln(later) - gammaln(shape) + shape * np.log(shape) - later * np.log(expected)
        ).sum() + events @ at[:-1]
        factor = later / expected
        by_rate = events - rates * (factor @ base)
        by_shape = (psi(later) - psi(shape) + np.log(shape) + 1.0 - np.log(expected) - factor).sum()
        return -float(likelihood), -np.append(by_rate, shape * by_shape)

    start = np.append(np.log(events / base.sum(axis=0)), 0.0)
    bounds = [(None, None)] * len(events) + [(np.log(_SHAPES[0]), np.log(_SHAPES[1]))]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-12})
    rates = np.zeros(len(of_kind))
    rates[some] = np.exp(found.x[:-1])
    return rates, float(np.exp(found.x[-1]))
