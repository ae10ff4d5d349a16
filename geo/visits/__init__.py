"""A leader's visits: the best day in a township, the judge of any day, and the year."""

from geo.visits.check import BrokenRule, Violation, check_plan
from geo.visits.day import (
    FIRST_VILLAGE,
    HUB,
    SEAT,
    DaySettings,
    LeftOut,
    PlannedStop,
    VisitPlan,
    VisitProblem,
    WhyLeftOut,
    best_day,
    plan,
    timetable,
)

__all__ = [
    "FIRST_VILLAGE",
    "HUB",
    "SEAT",
    "BrokenRule",
    "DaySettings",
    "LeftOut",
    "PlannedStop",
    "Violation",
    "VisitPlan",
    "VisitProblem",
    "WhyLeftOut",
    "best_day",
    "check_plan",
    "plan",
    "timetable",
]
