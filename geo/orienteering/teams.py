"""Several routes: the best of many single routes that fit together, and what no team exceeds.

Routes are gathered in a pool. Its linear program, at most so many routes and no place twice, prices the
places; a route that is worth more than the prices of its places comes into the pool (Boussier, Feillet and
Gendreau 2007, 4OR 5, 211-230, for team orienteering), found by ruin and recreate or else by the proof of one
route (`geo.orienteering.exact`). Whatever the prices p >= 0 are, no m routes reach more than sum(p) + m times
the best route under score - p (Lagrange). Prices near those of the best bound so far are asked for (Wentges
1997, International Transactions in Operational Research 4, 151-162). From time to time the best team is
packed out of all the routes known, and ruin and recreate goes on from it.
"""

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from geo.orienteering.exact import MOST_PLACES, Prover
from geo.orienteering.heuristic import ruin_and_recreate
from geo.orienteering.prices import step_of
from geo.orienteering.problem import Problem
from geo.orienteering.times import has_short_cuts, shortest_times

_TINY = 1e-6
_CHEAP, _LONG = 200, 2_000  # iterations of the heuristic that prices routes, and that looks for teams
_VARIED = 4_000  # iterations of the heuristic for routes that are worth about their prices
_STARTS = 3  # times that teams are looked for before routes are priced
_AT_ONCE = 120  # routes that come into the linear program together
_MOST_ACTIVE = 600  # routes in it, beyond which the worse half is left out
_PACKED = 10  # rounds after which the best team is packed
_MOST_PACKED = 600  # routes that it is packed from
_SHARE_PACKED = 0.15  # of the seconds left
_UNIT, _PATIENCE = 0.02, 1_000_000  # of prices in a proof, as a share of the greatest score; of its passes
_LIGHT = 100_000  # effort of a proof up to which others follow at once
_MOST_PROOFS = 20  # of these, one after the other
_DIVES = 6  # times that routes are priced before one is taken for good
_NEAR = 0.5  # weight of the prices of the best bound

Floats = NDArray[np.float64]


class _Pool:
    """Single routes; of the same places only one."""

    def __init__(self, problem: Problem, places: list[int], routes: int, deadline: float) -> None:
        self._deadline = deadline
        self._problem = problem
        self._at = {place: k for k, place in enumerate(places)}
        self._score, self._routes = problem.score[places], routes
        self._seen: set[frozenset[int]] = set()
        self.ways: list[list[int]] = []
        self.visits = np.zeros((0, len(places)))
        self.worth = np.zeros(0)
        self._active: list[int] = []
        self._priced = np.zeros(len(places)), 0.0, 0.0
        self._share = np.zeros(0)

    def add(self, ways: list[list[int]]) -> None:
        rows = []
        for way in ways:
            stops = frozenset(way[1:-1])
            if stops and stops not in self._seen:
                self._seen.add(stops)
                self.ways.append(way)
                row = np.zeros(len(self._at))
                row[[self._at[place] for place in stops]] = 1.0
                rows.append(row)
        if rows:
            self.visits = np.vstack([self.visits, np.array(rows)])
            self.worth = self.visits @ self._score

    def prices(self) -> tuple[Floats, float, float]:
        """Prices of the places and of a route in the linear program over the pool, and what it reaches."""
        if not self._active:
            self._active = list(range(len(self.ways)))
            self._solve()
        while True:
            places, route, value = self._priced
            gain = self.worth - self.visits @ places - route
            own = gain[self._active]
            gain[self._active] = 0.0
            new = [int(k) for k in np.argsort(-gain, kind="stable")[:_AT_ONCE] if gain[k] > _TINY]
            if not new or time.perf_counter() > self._deadline:
                return places, route, value
            if len(self._active) > _MOST_ACTIVE:
                best = np.argsort(-own, kind="stable")[: _MOST_ACTIVE // 2]
                self._active = [self._active[k] for k in best]
            self._active += new
            self._solve()

    def _solve(self) -> None:
        rows, limits = self._rows(self._active)
        program = linprog(-self.worth[self._active], A_ub=rows, b_ub=limits, method="highs-ds")
        dual = np.maximum(-program.ineqlin.marginals, 0.0)
        self._priced = np.minimum(dual[:-1], self._score), float(dual[-1]), -float(program.fun)
        self._share = program.x

    def _rows(self, chosen: list[int]) -> tuple[csr_array, Floats]:
        """Visits of each place, and the number of routes; and what they must not exceed."""
        rows = csr_array(np.vstack([self.visits[chosen].T, np.ones(len(chosen))]))
        return rows, np.array([*np.ones(len(self._at)), self._routes])

    def gains(self, known: int) -> bool:
        """Whether a route after the first ones is worth more than the prices that were last told."""
        places, route, _ = self._priced
        return bool((self.worth[known:] - self.visits[known:] @ places > route + _TINY).any())

    def without(self, places: list[int], routes: int) -> "_Pool":
        """The routes that go by these places alone, for a smaller team."""
        pool = _Pool(self._problem, places, routes, self._deadline)
        others = np.ones(len(self._at), dtype=bool)
        others[[self._at[place] for place in places]] = False
        pool.add([self.ways[k] for k in self._active if not self.visits[k] @ others])
        return pool

    def drawn(self, rng: np.random.Generator) -> list[int]:
        """One of the routes, as likely as the linear program uses it."""
        share = np.maximum(self._share, 0.0) ** 2
        return self.ways[self._active[int(rng.choice(len(share), p=share / share.sum()))]]

    def better_team(self, least: float, seconds: float) -> list[list[int]]:
        """The best team that reaches at least so much; empty if there is none, or none is found in time.

        Each of its routes loses no more at the prices than what the linear program is above it.
        """
        places, route, value = self.prices()
        loss = self.visits @ places + route - self.worth
        most = value - least + _TINY
        chosen = [int(k) for k in np.argsort(loss, kind="stable")[:_MOST_PACKED] if loss[k] <= most]
        if not chosen or most < 0:
            return []
        rows, limits = self._rows(chosen)
        packing = milp(
            -self.worth[chosen],
            constraints=[
                LinearConstraint(rows, -np.inf, limits),
                LinearConstraint(self.worth[None, chosen], least - _TINY, np.inf),
            ],
            integrality=np.ones(len(chosen)),
            options={"time_limit": max(seconds, 0.01)},
        )
        used = np.zeros(len(chosen)) if packing.x is None else packing.x
        return [self.ways[k] for k, share in zip(chosen, used, strict=True) if share > 0.5]


class TeamSearch:
    """Improves a team of routes and its bound until they meet, or the deadline passes.

    Parameters
    ----------
    problem
        The places and the day.
    places
        Positions that may be visited, without start and end.
    best
        Feasible routes, as many as there may be.
    seed, deadline
        Of the heuristic; on the clock of `time.perf_counter`.
    bound, centre
        What no team exceeds, without start and end, and the prices of the places that show it, if any do.
    """

    def __init__(
        self,
        problem: Problem,
        places: list[int],
        best: list[list[int]],
        seed: int,
        deadline: float,
        bound: float,
        centre: Floats | None,
    ) -> None:
        self._problem, self._places, self._deadline = problem, places, deadline
        self._routes, self._seed = len(best), seed
        self._none = [problem.start, problem.end]
        self._pool = _Pool(problem, places, len(best), deadline)
        self._pool.add(best)
        lengths = problem.travel + problem.service[:, None]
        self._short_cuts = has_short_cuts(lengths, shortest_times(lengths))
        self._step = step_of(problem.score[places])
        self._centre = centre
        self._near, self._light = _NEAR, False
        self._unit = float(problem.score[places].max(initial=0.0)) * _UNIT
        self.best = best
        self.bound = bound

    def run(self) -> None:
        """Look for teams, then price routes; what stalls is proven and searched in turn."""
        number, proofs, provable = 0, 0, True
        for _ in range(_STARTS):
            if not self._closed():
                self._seek(2 * _LONG)
        if self._centre is not None and not self._closed():
            self._price(self._pool, self._places, self._centre, _VARIED)
        while self._pool.ways and not self._closed():
            number += 1
            prices, _, value = self._pool.prices()
            if not self._price(self._pool, self._places, prices, _CHEAP):
                if provable and proofs < (_MOST_PROOFS if self._light else 1):
                    provable = self._prove(prices) and self.bound > value + 1e-4 * max(1.0, value)
                    proofs += 1
                else:
                    self._diversify(prices)
                    self._pack()
                    self._dive()
                    proofs = 0
            elif number % _PACKED == 0:
                self._pack()
                self._dive()

    def _closed(self) -> bool:
        met = self._reached(self.best) >= self.whole_bound() - _TINY
        return bool(met or time.perf_counter() > self._deadline)

    def whole_bound(self) -> float:
        """The bound, down to the next sum that scores can have."""
        return float(self._step * np.floor(self.bound / self._step + _TINY)) if self._step else self.bound

    def _reached(self, team: list[list[int]]) -> float:
        return float(sum(self._problem.score[at] for way in team for at in way[1:-1]))

    def _priced(self, places: list[int], prices: Floats) -> Problem:
        score = np.zeros(len(self._problem.score))
        score[places] = self._problem.score[places] - prices
        return replace(self._problem, score=score)

    def _price(self, pool: _Pool, places: list[int], prices: Floats, iterations: int) -> bool:
        """Look for routes that are worth more than their prices; False if there are none."""
        self._seed += 1
        passed: list[list[int]] = []
        known = len(pool.ways)
        priced = self._priced(places, prices)
        ruin_and_recreate(priced, places, 1, iterations, self._seed, passed, self._deadline)
        pool.add(passed)
        return pool.gains(known)

    def _prove(self, prices: Floats) -> bool:
        """Lower the bound by a proof; False if it gives neither a better bound nor a route."""
        if len(self._places) > MOST_PLACES - 2:
            return False
        centre = prices if self._centre is None else self._near * self._centre + (1 - self._near) * prices
        score = self._problem.score[self._places]
        whole = np.minimum(np.rint((score - centre) / self._unit), np.floor(score / self._unit))
        centre = score - whole * self._unit
        priced, known, now = self._priced(self._places, centre), len(self._pool.ways), time.perf_counter()
        kept = [at for at in self._places if self._short_cuts or priced.score[at] > 0.5 * self._unit]
        start = ruin_and_recreate(priced, kept, 1, _CHEAP, self._seed, deadline=self._deadline)[0]
        prover = Prover(priced, kept, gain=self._unit * (1 - 1e-6), patience=_PATIENCE)
        search = prover.search(start, now + 0.1 * (self._deadline - now))
        self._light = 0 < search.effort <= _LIGHT
        self._pool.add([search.route])
        bound = float(centre.sum()) + self._routes * search.bound
        better = bound < self.bound - _TINY
        if better:
            self.bound, self._centre = bound, centre
        gains = self._pool.gains(known)
        if not better and not gains and self._near > 0 and self._centre is not None:
            self._near = 0.0
            return True
        self._near = _NEAR
        if not better and not gains and self._unit > _TINY:
            self._unit /= 4
            return True
        return better or gains

    def _diversify(self, prices: Floats) -> None:
        """Routes worth about their prices, and those of a search on from the best team."""
        self._price(self._pool, self._places, prices, _VARIED)
        self._seek(2 * _LONG, self.best)

    def _seek(self, iterations: int, begun: list[list[int]] | None = None) -> None:
        """Look for teams by the heuristic alone."""
        self._seed += 1
        tried = ruin_and_recreate(
            self._problem,
            self._places,
            self._routes,
            iterations,
            self._seed,
            deadline=self._deadline,
            begun=begun,
        )
        self._pool.add(tried)
        self._take(tried)

    def _pack(self) -> None:
        """The best team out of the routes that a better one may have."""
        least = self._reached(self.best) + max(self._step, 2 * _TINY)
        team = self._pool.better_team(least, _SHARE_PACKED * (self._deadline - time.perf_counter()))
        self._take(team + [self._none] * (self._routes - len(team)))

    def _dive(self) -> None:
        """Keep some routes of the best team, and take one more after the other.

        The linear program has them; what is left is priced anew.
        """
        rng = np.random.default_rng(self._seed)
        kept = int(rng.integers(0, self._routes - 1)) if rng.random() < 0.5 else 0
        team = [self.best[k] for k in rng.permutation(self._routes)[:kept]]
        places = [place for place in self._places if not any(place in way for way in team)]
        pool = self._pool
        while len(team) < self._routes and places:
            left = self._routes - len(team)
            if team:
                pool = self._pool.without(places, left)
                pool.add(
                    ruin_and_recreate(
                        self._problem, places, left, _CHEAP, self._seed, deadline=self._deadline
                    )
                )
            if not pool.ways:
                break
            for _ in range(_DIVES):
                prices, known = pool.prices()[0], len(pool.ways)
                if time.perf_counter() > self._deadline or not self._price(pool, places, prices, _CHEAP):
                    break
                self._pool.add(pool.ways[known:])
            pool.prices()
            team.append(pool.drawn(rng))
            places = [place for place in places if place not in team[-1]]
        self._seek(_LONG, team + [self._none] * (self._routes - len(team)))

    def _take(self, team: list[list[int]]) -> None:
        if self._reached(team) > self._reached(self.best) + _TINY:
            self.best = team
