"""A leader's visits: the best day in a township, the judge of any day, and the year."""

from geo.visits.day import (
    FIRST_VILLAGE,
    HUB,
    SEAT,
    DaySettings,
    LeftOut,
    PlannedStop,
    VisitPlan,
    VisitProblem,
    best_day,
    check_plan,
    plan,
    timetable,
)

__all__ = [
    "FIRST_VILLAGE",
    "HUB",
    "SEAT",
    "DaySettings",
    "LeftOut",
    "PlannedStop",
    "VisitPlan",
    "VisitProblem",
    "best_day",
    "check_plan",
    "plan",
    "timetable",
]
