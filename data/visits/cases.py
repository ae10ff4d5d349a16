"""Which cases a leader can hear in a township, and what a visit to each village is worth."""

import datetime as dt

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from data.frames import frame_of
from data.lineage import moved
from data.petitions import counted, gate
from data.petitions.columnar.rule import Countable
from data.reader import Reader
from data.rules import ScoreSettings, rules
from data.store import Store
from data.tables import Booking, Visit, VisitStop
from data.terms import Occurrence, State, Status, Tier
from data.visits.chances import OpenChances

HAPPENED = (State.HELD.value, State.RECORDED.value, State.ARCHIVED.value)
"""States of visits that took place."""

LEAST_USUAL = 0.5
"""Usual new cases from which a village where none is open is worth a visit: sooner one than none."""

EXCLUDED = (Status.CONCLUDED, Status.LITIGATED)
"""Not heard: after re-review (复核), and before a court."""


def hearable(reader: Reader, township: str, on: dt.date) -> pd.DataFrame:
    """Open cases that can be heard in the villages of a township on a day, the oldest first.

    Those of former villages and townships stand under what they became; those booked for the day's reception
    are heard there. Requests of online intake are none unless the county's rules say so
    (`data.rules.VisitRules.counted`).

    Returns
    -------
    DataFrame
        id, number, village ('' for none), filed, category, tier, channel, occurrence.
    """
    case = gate.cases(reader, on, township=township)
    goes_for = counted.among(case.c.channel, rules(reader.store, on).visits.counted)
    booked = select(Booking.petition_id).where(Booking.on == on, Booking.cancelled_at.is_(None))
    shown = ("id", "number", "village_code", "filed", "category", "tier", "channel", "occurrence")
    statement = select(*(case.c[name] for name in shown)).where(
        case.c.status == Status.OPEN.value, goes_for, case.c.id.not_in(booked)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    frame = frame_of(rows, shown).rename(columns={"village_code": "village"})
    frame["village"] = frame["village"].fillna("")
    # by day here: asked for days, the database reads all of the record by them, and of it few are open
    before = frame[pd.to_datetime(frame["filed"]) < pd.Timestamp(on)]
    return before.sort_values(["filed", "id"], ignore_index=True)


def count_cases(
    cases: pd.DataFrame,
    on: dt.date,
    score: ScoreSettings,
    chances: OpenChances,
    least: float = LEAST_USUAL,
) -> pd.DataFrame:
    """What is open in the villages, and what a visit on a day is worth, each case by its chance to be open.

    Parameters
    ----------
    cases
        Of `hearable`.
    least
        Usual new cases from which a village where none is open counts.

    Returns
    -------
    DataFrame
        By village ('' for none): cases (open today), hard, repeats; expected (open on the day, the usual new
        ones included), none (chance that not one is), points.
    """
    days = (pd.Timestamp(on) - pd.to_datetime(cases["filed"])).dt.days
    repeats = cases["occurrence"] == Occurrence.REPEAT.value
    chance = chances.still_open(cases, on)
    weight = cases["tier"].map(score.by_tier).astype(float) * score.lateness(days)
    counted = cases.assign(
        expected=chance,
        none=1.0 - chance,
        points=weight * np.where(repeats, score.repeat, 1.0) * chance,
        hard=cases["tier"] == Tier.HARD.value,
        repeats=repeats,
    )
    known = counted.groupby("village").agg(
        cases=("points", "size"),
        hard=("hard", "sum"),
        repeats=("repeats", "sum"),
        expected=("expected", "sum"),
        none=("none", "prod"),
        points=("points", "sum"),
    )
    usual = chances.usual(on, score)
    usual = usual[usual.index.isin(known.index) | (usual["cases"] >= least)]
    known = known.reindex(known.index.union(usual.index), fill_value=0)
    usual = usual.reindex(known.index, fill_value=0.0)
    known["none"] = known["none"].where(known["cases"] > 0, 1.0) * np.exp(-usual["cases"])
    known["expected"] += usual["cases"]
    known["points"] += usual["points"]
    return known


def count_excluded(reader: Reader, township: str, on: dt.date) -> dict[Status, int]:
    """Cases that are not heard, by why; reasons without a case are left out."""
    case = Countable.of(reader, on, rules(reader.store, on).visits.counted, accusations=False)
    inside = np.asarray(case.townships() == township, dtype=bool)
    before = inside & (case.column("filed") < np.datetime64(on))
    counts = {status: int((before & case.holds("status", status.value)).sum()) for status in EXCLUDED}
    return {status: count for status, count in counts.items() if count}


def last_seen(store: Store, on: dt.date) -> dict[str, tuple[dt.date, float]]:
    """When a leader was last in a village before a day, and how many months ago: by village.

    Who was in a village before it went into another was in that one.
    """
    statement = (
        select(VisitStop.village_code, func.max(Visit.on))
        .join(Visit, Visit.id == VisitStop.visit_id)
        .where(Visit.state.in_(HAPPENED), Visit.on < on)
        .group_by(VisitStop.village_code)
    )
    days: dict[str, dt.date] = {}
    with store.read() as connection:
        became = moved(connection, on).villages
        for code, day in connection.execute(statement):
            village = became.get(code, code)
            days[village] = max(day, days.get(village, day))
    return {code: (day, (on.year - day.year) * 12.0 + on.month - day.month) for code, day in days.items()}
