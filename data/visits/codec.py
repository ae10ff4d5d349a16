"""A day and its plan as plain values of JSON, as the record keeps them, and back; and their fingerprint.

Villages are written by their codes, since positions mean nothing outside a problem; NaN is null.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from data import frames
from data.rules import ScoreSettings
from data.service.contracts import Duty, Trouble
from data.terms import Counted, Status
from data.visits.plans import TownshipDay, to_be_heard
from data.visits.worth import worth
from geo.visits import DaySettings, LeftOut, PlannedStop, VisitPlan, VisitProblem, WhyLeftOut

_PLACES = 6  # decimals of a figure in a fingerprint


def fingerprint(problem: VisitProblem) -> str:
    """Digest of everything that the search is given: as long as it stays the same, so does the best plan."""
    villages = range(len(problem.villages))
    given = {
        "villages": problem.villages,
        "score": _figures(problem.score),
        "cases": problem.cases.tolist(),
        "service": _figures([problem.on_site(village) for village in villages]),
        "windows": [_figures(problem.window(village)) for village in villages],
        "travel": [_figures(row) for row in problem.travel],
        "settings": asdict(problem.settings),
        "must": codes(problem, problem.must),
        "must_not": codes(problem, problem.must_not),
        "recused": codes(problem, problem.recused),
    }
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def dump_day(day: TownshipDay) -> dict[str, Any]:
    problem = day.problem
    return {
        "name": day.name,
        "duty": asdict(day.duty),
        "villages": _rows(day.villages),
        "seat": day.seat,
        "hub": day.hub,
        "open_cases": day.open_cases,
        "travel": problem.travel.tolist(),
        "settings": asdict(problem.settings),
        "must": codes(problem, problem.must),
        "must_not": codes(problem, problem.must_not),
        "recused": codes(problem, problem.recused),
        "excluded": {status.value: count for status, count in day.excluded.items()},
        "booked": day.booked,
        "heard": _rows(day.heard),
        "weights": asdict(day.weights),
        "estimate": day.estimate,
        "counted": day.counted.value,
    }


def dump_plan(day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    villages = day.problem.villages
    return {
        "leaves": plan.leaves,
        "returns": plan.returns,
        "travel_minutes": plan.travel_minutes,
        "score": plan.score,
        "bound": known(plan.bound),
        "proven": plan.proven,
        "stops": [asdict(stop) | {"village": villages[stop.village]} for stop in plan.stops],
        "left_out": [
            {
                "village": villages[left.village],
                "reason": left.reason.value,
                "minutes_short": known(left.minutes_short),
                "score_lost": known(left.score_lost),
            }
            for left in plan.left_out
        ],
    }


def parse_day(township: str, on: dt.date, saved: dict[str, Any]) -> TownshipDay:
    villages = _frame(saved["villages"], ["months", "silence_part", "opens", "closes"])
    if "expected" not in villages:  # as earlier programs did: every open case counted in full
        villages["expected"] = villages["cases"].astype("float64")
    if "silence_part" not in villages:  # earlier programs knew none
        villages["silence_part"] = 0.0
    places = {code: at for at, code in enumerate(villages["code"])}

    def at(codes: Iterable[str]) -> frozenset[int]:
        return frozenset(places[code] for code in codes)

    problem = VisitProblem(
        villages=tuple(villages["code"]),
        score=worth(villages),
        cases=to_be_heard(villages),
        travel=np.array(saved["travel"], dtype=np.float64),
        settings=DaySettings(**saved["settings"]),
        must=at(saved["must"]),
        must_not=at(saved["must_not"]),
        recused=at(saved["recused"]),
        opens=villages["opens"].fillna(0.0).to_numpy(dtype=np.float64),
        closes=villages["closes"].fillna(24 * 60.0).to_numpy(dtype=np.float64),
        names=tuple(villages["name"]),
    )
    trouble = saved["duty"]["trouble"]
    return TownshipDay(
        on,
        township,
        saved["name"],
        Duty(**(saved["duty"] | {"trouble": Trouble(trouble) if trouble else None})),
        villages,
        tuple(saved["seat"]),
        tuple(saved["hub"]),
        open_cases=saved["open_cases"],
        problem=problem,
        excluded={Status(status): count for status, count in saved["excluded"].items()},
        booked=saved["booked"],
        heard=pd.DataFrame(saved["heard"], columns=["id", "village", "tier"]),
        weights=parse_weights(saved["weights"]),
        estimate=saved["estimate"],
        counted=Counted(saved.get("counted", Counted.BOTH)),  # as earlier programs did
    )


def parse_weights(saved: Mapping[str, float]) -> ScoreSettings:
    """Weights of a plan; earlier programs gave nothing for silence."""
    return ScoreSettings(**({"silence": 0.0} | dict(saved)))


def parse_plan(day: TownshipDay, saved: dict[str, Any]) -> VisitPlan:
    places = {code: at for at, code in enumerate(day.problem.villages)}
    return VisitPlan(
        leaves=saved["leaves"],
        returns=saved["returns"],
        stops=tuple(PlannedStop(**(stop | {"village": places[stop["village"]]})) for stop in saved["stops"]),
        left_out=parse_left_out(places, saved["left_out"]),
        score=saved["score"],
        travel_minutes=saved["travel_minutes"],
        bound=np.inf if saved["bound"] is None else saved["bound"],
        proven=saved["proven"],
    )


def parse_left_out(places: dict[str, int], saved: Iterable[dict[str, Any]]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(
            places[left["village"]],
            WhyLeftOut(left["reason"]),
            figure(left.get("minutes_short")),
            figure(left.get("score_lost")),
        )
        for left in saved
        if left["village"] in places
    )


def codes(problem: VisitProblem, villages: Iterable[int]) -> list[str]:
    """Codes of villages given by their positions, ascending."""
    return sorted(problem.villages[village] for village in villages)


def _figures(values: Iterable[float]) -> list[float]:
    return [round(float(value), _PLACES) + 0.0 for value in values]  # + 0.0: -0 is 0


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows in plain values; NaN is None, which JSON has."""
    return frames.records(frame)


def _frame(rows: list[dict[str, Any]], figures: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(rows)
    return frame.astype({name: "float64" for name in figures if name in frame})


def known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def figure(value: float | None) -> float:
    return np.nan if value is None else float(value)


def minutes(clock: str | float | None) -> float:
    """Minutes after midnight of HH:MM or of themselves; NaN where none are known."""
    if not isinstance(clock, str):
        return figure(clock)
    hours, minutes = clock.split(":")
    return int(hours) * 60.0 + int(minutes)
