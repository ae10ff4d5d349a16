"""A leader's visits: the best day in a township, the judge of any day, and the year."""

from geo.visits.day import (
    FIRST_VILLAGE,
    HUB,
    SEAT,
    BrokenRule,
    DaySettings,
    LeftOut,
    PlannedStop,
    Violation,
    VisitPlan,
    VisitProblem,
    WhyLeftOut,
    best_day,
    check_plan,
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
