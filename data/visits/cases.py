"""Which cases a leader can hear in a township, and what a visit to each village is worth."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, and_, func, or_, select

from data import scope as may
from data.divisions.succession import Comparable, comparable
from data.scope import Scope
from data.store import Store
from data.tables import Booking, Petition, Visit, VisitStop
from data.terms import Occurrence, Purpose, State, Status, Tier

HAPPENED = (State.HELD.value, State.RECORDED.value, State.ARCHIVED.value)
"""States of visits that took place."""

EXCLUDED = (Status.CONCLUDED, Status.LITIGATED)
"""Not heard: after re-review (复核), and before a court."""


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """What makes a visit worth while. Every weight is the county's to set.

    Parameters
    ----------
    simple, general, hard
        Points of an open case by its tier.
    late_month, late_most
        Added factor per 30 days that a case is open, and the greatest factor in all.
    repeat
        Factor of a repeated petition.
    month, months_most
        Points per month since a leader was last in a village that has open cases, and how many months count.
    """

    simple: float = 1.0
    general: float = 2.0
    hard: float = 4.0
    late_month: float = 0.5
    late_most: float = 3.0
    repeat: float = 1.5
    month: float = 0.5
    months_most: float = 12.0


def hearable(scope: Scope, store: Store, township: str, on: dt.date) -> pd.DataFrame:
    """Open cases that can be heard in the villages of a township on a day, the oldest first.

    Those of former villages and townships stand under what they became; those booked for the day's reception
    are heard there.

    Returns
    -------
    DataFrame
        id, number, village ('' for none), filed, category, tier, occurrence.
    """
    moved = comparable(store, on)
    booked = select(Booking.petition_id).where(Booking.on == on, Booking.cancelled_at.is_(None))
    columns = ["id", "number", "village", "filed", "category", "tier", "occurrence"]
    statement = (
        select(
            Petition.id,
            Petition.number,
            Petition.village_code,
            Petition.filed,
            Petition.category,
            Petition.tier,
            Petition.occurrence,
        )
        .where(
            may.cases(scope),
            _of_township(moved, township, on),
            Petition.status == Status.OPEN.value,
            Petition.id.not_in(booked),
        )
        .order_by(Petition.filed, Petition.id)
    )
    with store.read() as connection:
        rows = connection.execute(statement).all()
    frame = pd.DataFrame.from_records(rows, columns=columns)
    frame["village"] = frame["village"].replace(moved.villages).fillna("")
    return frame


def count_cases(cases: pd.DataFrame, on: dt.date, score: ScoreSettings) -> pd.DataFrame:
    """Cases of `hearable` by village ('' for none): cases, hard, repeats, points."""
    weights = {
        Tier.SIMPLE.value: score.simple,
        Tier.GENERAL.value: score.general,
        Tier.HARD.value: score.hard,
    }
    days = (pd.Timestamp(on) - pd.to_datetime(cases["filed"])).dt.days
    lateness = (1 + score.late_month * days / 30).clip(upper=score.late_most)
    repeats = cases["occurrence"] == Occurrence.REPEAT.value
    factor = np.where(repeats, score.repeat, 1.0)
    points: pd.Series = cases["tier"].map(weights).astype(float) * lateness * factor
    counted = cases.assign(points=points, hard=cases["tier"] == Tier.HARD.value, repeats=repeats)
    return counted.groupby("village").agg(
        cases=("points", "size"), hard=("hard", "sum"), repeats=("repeats", "sum"), points=("points", "sum")
    )


def count_excluded(scope: Scope, store: Store, township: str, on: dt.date) -> dict[Status, int]:
    """Cases that are not heard, by why; reasons without a case are left out."""
    statement = (
        select(Petition.status, func.count())
        .where(
            may.cases(scope),
            _of_township(comparable(store, on), township, on),
            Petition.status.in_([status.value for status in EXCLUDED]),
        )
        .group_by(Petition.status)
    )
    with store.read() as connection:
        return {Status(status): count for status, count in connection.execute(statement)}


def last_seen(store: Store, on: dt.date) -> dict[str, tuple[dt.date, float]]:
    """When a leader was last in a village before a day, and how many months ago: by village."""
    statement = (
        select(VisitStop.village_code, func.max(Visit.on))
        .join(Visit, Visit.id == VisitStop.visit_id)
        .where(Visit.state.in_(HAPPENED), Visit.on < on)
        .group_by(VisitStop.village_code)
    )
    with store.read() as connection:
        rows = connection.execute(statement).all()
    return {code: (last, (on.year - last.year) * 12.0 + on.month - last.month) for code, last in rows}


def _of_township(moved: Comparable, township: str, on: dt.date) -> ColumnElement[bool]:
    """Petitions of a township and of what it was before, filed before a day; no reports and accusations."""
    merged = [old for old, above in moved.townships.items() if above == township]
    gone = [old for old, above in moved.townships.items() if above != township]
    return and_(
        or_(Petition.township_code.in_([township, *merged]), Petition.village_code.in_(merged)),
        or_(Petition.village_code.is_(None), Petition.village_code.not_in(gone)),
        Petition.purpose != Purpose.ACCUSATION.value,
        Petition.filed < dt.datetime.combine(on, dt.time()),
    )
