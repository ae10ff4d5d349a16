"""The plan that is on record for a day, so that what is printed is what was decided."""

from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import select

from data.scope import Scope
from data.store import Store
from data.tables import Visit, VisitStop
from data.visits.plans import TownshipDay, saved_revision
from geo.visits import FIRST_VILLAGE, SEAT, LeftOut, PlannedStop, VisitPlan, WhyLeftOut, timetable


def kept_plan(scope: Scope, store: Store, day: TownshipDay) -> VisitPlan | None:
    """The saved plan of a day, with the times at which its stops were planned.

    None if none is saved, the scope may not see it, or it holds a village that the township has no more.
    """
    if saved_revision(scope, store, day.township, day.on) is None:
        return None
    with store.read() as connection:
        row = connection.execute(
            select(Visit.id, Visit.plan).where(Visit.on == day.on, Visit.township_code == day.township)
        ).one()
        rows = connection.execute(
            select(VisitStop.village_code, VisitStop.arrives, VisitStop.departs)
            .where(VisitStop.visit_id == row.id)
            .order_by(VisitStop.position)
        ).all()
    places = {code: at for at, code in enumerate(day.problem.villages)}
    if any(stop.village_code not in places for stop in rows):
        return None
    stops = tuple(PlannedStop(places[stop.village_code], stop.arrives, stop.departs) for stop in rows)
    made = timetable(day.problem, [stop.village for stop in stops])
    if stops:
        home = float(day.problem.travel[FIRST_VILLAGE + stops[-1].village, SEAT])
        made = replace(made, stops=stops, returns=stops[-1].departs + home)
    saved = row.plan
    left = [_left(places, each) for each in saved.get("left_out", ()) if each["village"] in places]
    bound = saved.get("bound")
    return replace(
        made,
        left_out=tuple(left),
        proven=bool(saved.get("proven")),
        bound=np.inf if bound is None else float(bound),
    )


def _left(places: dict[str, int], saved: dict[str, Any]) -> LeftOut:
    short, lost = (saved.get(name) for name in ("minutes_short", "score_lost"))
    return LeftOut(
        places[saved["village"]],
        WhyLeftOut(saved["reason"]),
        np.nan if short is None else float(short),
        np.nan if lost is None else float(lost),
    )
