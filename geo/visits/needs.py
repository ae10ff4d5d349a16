"""Units that are wanted on a day of visits, and who of them is where (`geo.visits.attendance`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.visits.day import VisitPlan, VisitProblem

SLOT = 30.0
"""Minutes of a slot."""


@dataclass(frozen=True, slots=True)
class Need:
    """A unit has cases somewhere; one need for each unit and place.

    Parameters
    ----------
    visit
        Position of the township's visit.
    village
        Position in its problem; None: at the reception.
    unit
        Position of the unit.
    place
        Position in the travel matrix of the deputies.
    cases, hard
        How many, and how many of them hard.
    """

    visit: int
    village: int | None
    unit: int
    place: int
    cases: int
    hard: int = 0


@dataclass(frozen=True, eq=False)
class AttendanceProblem:
    """What is to be decided.

    Parameters
    ----------
    visits
        Problem and plan of each township.
    needs
        Units where they have cases; only of stops that the plans make, and of receptions.
    deputies
        How many of each unit can come along.
    travel
        Minutes between places, float (p, p); place 0 is where deputies set out and return to.
    loss
        Share of its score that a township may lose by another plan; 0: only the order may change.
    fixed
        Positions of visits whose stops are not to be moved.
    """

    visits: tuple[tuple[VisitProblem, VisitPlan], ...]
    needs: tuple[Need, ...]
    deputies: tuple[int, ...]
    travel: NDArray[np.float64]
    loss: float = 0.0
    fixed: frozenset[int] = frozenset()

    def minutes(self, need: Need) -> float:
        """How long a deputy is there."""
        problem = self.visits[need.visit][0]
        if need.village is not None:
            return problem.on_site(need.village)
        s = problem.settings
        whole = max(1.0, (s.reception_closes - s.reception_opens) // SLOT)
        return float(min(np.ceil(need.cases * s.case_minutes / SLOT), whole)) * SLOT


@dataclass(frozen=True, slots=True)
class Journey:
    """A deputy's day: which needs, in order, and when each of them begins."""

    unit: int
    needs: tuple[int, ...]
    begins: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A need that nobody meets.

    Parameters
    ----------
    need
        Position of the need.
    begins
        When the stop begins, or the reception opens.
    wanted
        In how many townships the unit is wanted in that half hour, or at receptions in the same hours.
    """

    need: int
    begins: float
    wanted: int


@dataclass(frozen=True, eq=False)
class Attendance:
    """Who is where.

    Parameters
    ----------
    plans
        Each visit as it is to go, times moved where it helps.
    journeys
        Deputies who come along.
    unmet
        What cannot be met.
    score_lost
        Of all visits together.
    proven
        No other choice meets more, nor as much with less loss of score.
    gap
        How many cases more might be met at most; 0 where it is proven.
    driving, least_driving
        Minutes of all deputies, and whether no other journeys at these times drive less.
    """

    plans: tuple[VisitPlan, ...]
    journeys: tuple[Journey, ...]
    unmet: tuple[Unmet, ...]
    score_lost: float
    proven: bool
    gap: int
    driving: float
    least_driving: bool
