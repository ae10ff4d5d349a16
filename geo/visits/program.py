"""A mixed-integer program, built row by row and solved by HiGHS (`scipy.optimize.milp`)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

_BELOW_ONE = 0.9
_INFEASIBLE = 2  # status of scipy's milp


@dataclass(frozen=True, eq=False)
class Optimum:
    """What was found.

    Parameters
    ----------
    values
        Of the variables, those that are whole exactly so; None: nothing was found in the time.
    value, bound
        What the objective reaches, and what it cannot go below.
    proven
        The two are known to meet.
    """

    values: NDArray[np.float64] | None
    value: float
    bound: float
    proven: bool


class Program:
    """Variables with bounds, and rows of them."""

    def __init__(self) -> None:
        self._low: list[float] = []
        self._high: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[Mapping[int, float]] = []
        self._from: list[float] = []
        self._to: list[float] = []
        self._matrix: csr_array | None = None

    def variable(self, low: float = 0.0, high: float = 1.0, *, whole: bool = True) -> int:
        """A new variable; by default it is 0 or 1."""
        self._low.append(low)
        self._high.append(high)
        self._whole.append(whole)
        return len(self._low) - 1

    def row(self, terms: Mapping[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        """Keep a sum of variables, each times its factor, between two limits."""
        self._matrix = None
        self._rows.append(dict(terms))
        self._from.append(low)
        self._to.append(high)

    def least(
        self,
        costs: Mapping[int, float],
        seconds: float,
        *,
        counts: bool = False,
        fixed: Mapping[int, float] | None = None,
        below: float = np.inf,
    ) -> Optimum:
        """The least that a sum of variables can be.

        Parameters
        ----------
        costs
            Factor of each variable.
        seconds
            Most time.
        counts
            Whatever is allowed, the sum is a whole number, so that less than one apart is proven.
        fixed
            Variables that have one value this time.
        below
            What the sum must not exceed; where nothing is found that does not, and that is proven, it is the
            bound.
        """
        n = len(self._low)
        low, high = np.array(self._low), np.array(self._high)
        for variable, value in (fixed or {}).items():
            low[variable] = high[variable] = value
        objective, whole = np.zeros(n), np.array(self._whole, dtype=bool)
        objective[[*costs]] = [*costs.values()]
        gap = _BELOW_ONE / max(np.abs(objective).sum(), 1.0) if counts else 0.0
        found = milp(
            objective,
            integrality=whole.astype(int),
            bounds=Bounds(low, high),
            constraints=[
                LinearConstraint(self._whole_matrix(n), np.array(self._from), np.array(self._to)),
                *([LinearConstraint(objective[None, :], -np.inf, below)] if np.isfinite(below) else []),
            ],
            options={"time_limit": max(seconds, 0.01), "mip_rel_gap": gap},
        )
        bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        if found.x is None:
            impossible = found.status == _INFEASIBLE
            return Optimum(None, np.inf, below if impossible else bound, proven=impossible)
        values = np.where(whole, np.rint(found.x), found.x)
        return Optimum(values, float(objective @ values), bound, proven=found.status == 0)

    def _whole_matrix(self, columns: int) -> csr_array:
        if self._matrix is not None and self._matrix.shape[1] == columns:
            return self._matrix
        at = np.repeat(np.arange(len(self._rows)), [len(row) for row in self._rows])
        where = [column for row in self._rows for column in row]
        factors = [factor for row in self._rows for factor in row.values()]
        self._matrix = csr_array((factors, (at, where)), shape=(len(self._rows), columns))
        return self._matrix
