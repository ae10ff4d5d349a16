"""A plan that an earlier program saved: without its problem, so that much of it is not known."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from data.service.contracts import Duty
from data.store import Store
from data.terms import Counted, Status
from data.visits.codec import figure, minutes, parse_left_out, parse_weights
from data.visits.plans import TownshipDay, hubs, township_name, village_places
from geo.visits import DaySettings, PlannedStop, VisitPlan, VisitProblem


def load(store: Store, row: Any, stops: Collection[Any]) -> tuple[TownshipDay, VisitPlan]:
    """A plan without its problem: who, when and where, and what is known of the cases at its stops.

    A stop in a village that the township has no more is not among its stops.
    """
    saved, township, on = row.plan, row.township_code, row.on
    name = saved.get("name") or township_name(store, township, on)
    seat, hub = hubs(store, township, name, on)
    villages = village_places(store, township, on)
    told = {each["village"]: each for each in [*saved.get("stops", ()), *saved.get("left_out", ())]}
    for column in ("hard", "repeats", "expected", "months", "cases_part", "months_part", "silence_part"):
        villages[column] = np.nan
    for column in ("cases", "score"):
        villages[column] = [figure(told.get(code, {}).get(column)) for code in villages["code"]]
    opens, closes = (minutes(clock) for clock in saved.get("reception", (None, None)))
    score, count = villages.pop("score").to_numpy(), len(villages)
    places = {code: at for at, code in enumerate(villages["code"])}
    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=score,
        cases=villages["cases"].fillna(0).to_numpy(dtype=np.int64),
        travel=np.full((count + 2, count + 2), np.nan),
        settings=DaySettings(reception_opens=opens, reception_closes=closes),
        names=tuple(villages["name"]),
    )
    day = TownshipDay(
        on,
        township,
        name,
        Duty(
            township,
            row.leader_id,
            row.leader,
            row.post,
            row.portfolio,
            saved.get("instead_of", ""),
        ),
        villages,
        seat,
        (saved.get("hub") or hub[0], *hub[1:]),
        open_cases=None,
        problem=problem,
        excluded={Status(status): count for status, count in saved.get("not_heard", {}).items()},
        booked=saved.get("booked", 0),
        heard=pd.DataFrame(columns=["id", "village", "tier"]),
        weights=parse_weights(saved.get("weights", {})),
        estimate=saved.get("travel") != "roads",
        counted=Counted(saved.get("counted", Counted.BOTH)),
    )
    planned = [(stop.village_code, figure(stop.arrives), figure(stop.departs)) for stop in stops]
    if told_stops := saved.get("stops"):  # those on record may be others by now: where the leader was
        planned = [(one["village"], minutes(one["arrives"]), minutes(one["departs"])) for one in told_stops]
    made = VisitPlan(
        leaves=minutes(saved.get("leaves")),
        returns=minutes(saved.get("returns")),
        stops=tuple(PlannedStop(places[code], *times) for code, *times in planned if code in places),
        left_out=parse_left_out(places, saved.get("left_out", ())),
        score=figure(saved.get("score")),
        travel_minutes=figure(saved.get("travel_minutes")),
    )
    return day, made
