"""Did going help? The village that was just taken into a plan beside the one that was just left out.

Where a leader goes is no chance: the worst places come first, and what is bad gets better by itself. But of a
proven plan it is known by how little it took its last village and not another. Two villages that a plan had
nearly exchanged are as alike as the record knows, as on both sides of a threshold (regression discontinuity;
Thistlethwaite and Campbell 1960, Journal of Educational Psychology 51, 309-317). So each held visit gives at
most one pair, of the same township and month, and two figures of each village:

- petitions filed in the months after the day, less those of as many months before it;
- days until the cases that were open on the day were closed, at most those months.

What is told is the mean difference within pairs, with an interval by turning the signs of whole townships
(`geo.statistics.paired`), and nothing at all below the county's least number of pairs. It is about being
planned, whether or not the leader then went there, and a village left out is often visited soon after: both
draw the difference towards nothing, and how often they happened is told.

Plans of earlier programs, those that were not proven, and villages that had to be visited give no pair.
Reports and accusations (检举控告) are not counted. A reader compares the townships that the scope plans for.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from data.divisions import reads
from data.errors import PlanRefused
from data.frames import frame_of
from data.petitions import counted, gate
from data.reader import Reader
from data.rules import rules
from data.scope import plans_for
from data.tables import Visit, VisitStop
from data.terms import Level, Status
from data.visits.cases import HAPPENED
from geo.statistics.paired import PairedDifference, paired_difference
from geo.visits import WhyLeftOut

PAIR_COLUMNS = ("on", "township", "went", "left", "margin", "there", "later", "petitions", "days")


@dataclass(frozen=True, eq=False)
class VisitEffect:
    """What became of villages just visited beside those just left out.

    Parameters
    ----------
    months
        Months after the day that are looked at, and before it.
    least
        Pairs below which nothing is told.
    held
        Visits that took place.
    too_early, not_known, no_pair
        Of these, those whose months are not over; those of which it is not known what their plan had nearly
        exchanged; and those that had nothing to exchange, or nothing alike.
    pairs
        One row each of the others: on, township, went and left (codes of villages), margin (points by which
        the plan preferred the first), there (whether the leader was there), later (whether one was in the
        other one within the months), petitions and days (first village less the other; NaN: one of them had
        no open case).
    petitions, days
        Mean differences; None: too few pairs.
    """

    months: int
    least: int
    held: int
    too_early: int
    not_known: int
    no_pair: int
    pairs: pd.DataFrame
    petitions: PairedDifference | None
    days: PairedDifference | None


class Pair(NamedTuple):
    """Codes of the last village in and of the first one left out, and by how many points."""

    went: str
    left: str
    margin: float


class _Held(NamedTuple):
    on: dt.date
    township: str
    plan: dict[str, Any]


def visit_effect(reader: Reader) -> VisitEffect:
    """What visits did, as known on the reader's day.

    Raises
    ------
    PlanRefused
        The scope plans for no township.
    """
    townships = reads.divisions(reader.store, Level.TOWNSHIP, reader.today)["code"]
    if not any(plans_for(reader.scope, code) for code in townships):
        raise PlanRefused("This role plans no visits. The petition office, leaders and township officers do.")
    county = rules(reader.store, reader.today).visits
    months = county.effect_months
    held = _held(reader)
    over = [visit for visit in held if visit.on + relativedelta(months=months) < reader.today]
    known = [visit for visit in over if is_known(visit.plan)]
    near = [(visit, just_in_and_out(visit.plan, county.effect_margin)) for visit in known]
    pairs = _with_outcomes(reader, [(visit, pair) for visit, pair in near if pair is not None], months)
    return VisitEffect(
        months=months,
        least=county.effect_pairs,
        held=len(held),
        too_early=len(held) - len(over),
        not_known=len(over) - len(known),
        no_pair=len(known) - len(pairs),
        pairs=pairs,
        petitions=difference(pairs, "petitions", county.effect_pairs),
        days=difference(pairs, "days", county.effect_pairs),
    )


def is_known(plan: Mapping[str, Any]) -> bool:
    """Whether a plan on record says what it had nearly exchanged."""
    return "margins" in plan and bool(plan["plan"]["proven"])


def just_in_and_out(plan: Mapping[str, Any], most: float) -> Pair | None:
    """The stop that a plan on record was closest to leave out, and the village that it was closest to take.

    None where there is none of either, or they lie apart by more than so many points.
    """
    inside: dict[str, float] = plan["margins"]
    outside: dict[str, float] = {
        left["village"]: left["score_lost"]
        for left in plan["plan"]["left_out"]
        if left["reason"] == WhyLeftOut.NO_TIME.value and left["score_lost"] is not None
    }
    if not inside or not outside:
        return None
    went, left = (min(sorted(side), key=side.__getitem__) for side in (inside, outside))
    margin = max(inside[went], outside[left])
    return Pair(went, left, margin) if margin <= most else None


def outcome(cases: pd.DataFrame, on: dt.date, months: int) -> tuple[float, float]:
    """Petitions filed after a day less those before it, and days that its open cases stayed open at most.

    Parameters
    ----------
    cases
        Of one village: filed, closed (NaT: not), open.

    Returns
    -------
    petitions, days : float
        The days are the mean of the cases open on the day; NaN: none was.
    """
    day = pd.Timestamp(on)
    first, last = day - pd.DateOffset(months=months), day + pd.DateOffset(months=months)
    filed, closed = cases["filed"], cases["closed"]
    after = ((filed >= day + pd.Timedelta(days=1)) & (filed < last + pd.Timedelta(days=1))).sum()
    before = ((filed >= first) & (filed < day)).sum()
    waited = (filed < day) & ((closed >= day) | (closed.isna() & cases["open"]))
    until = closed[waited].where(closed[waited] < last, last)
    days = (until - day).dt.total_seconds() / 86_400
    return float(after) - float(before), float(days.mean())


def difference(pairs: pd.DataFrame, figure: str, least: int) -> PairedDifference | None:
    """Mean difference of a figure; None below so many pairs, or where they are of too few townships."""
    known = pairs[pairs[figure].notna()]
    if len(known) < least:
        return None
    told = paired_difference(known[figure], known["township"])
    return told if np.isfinite(told.low) else None


# --- inside -----------------------------------------------------------------------------------------------


def _with_outcomes(reader: Reader, near: list[tuple[_Held, Pair]], months: int) -> pd.DataFrame:
    """Pairs under the villages of today, with what became of both."""
    became = gate.counts_under(reader, {code for _, pair in near for code in (pair.went, pair.left)})
    cases, stops = _cases(reader, set(became.values())), _stops(reader)
    rows = []
    for visit, pair in near:
        went, left = became[pair.went], became[pair.left]
        if went == left:
            continue
        until = visit.on + relativedelta(months=months)
        there = visit.on in stops.get(pair.went, ())
        later = any(visit.on <= day <= until for day in stops.get(pair.left, ()))
        one, other = (outcome(cases[cases["village"] == code], visit.on, months) for code in (went, left))
        apart = (one[0] - other[0], one[1] - other[1])
        rows.append((visit.on, visit.township, went, left, pair.margin, there, later, *apart))
    frame = pd.DataFrame.from_records(rows, columns=list(PAIR_COLUMNS))
    return frame.astype({"margin": float, "petitions": float, "days": float, "there": bool, "later": bool})


def _held(reader: Reader) -> list[_Held]:
    """Visits that took place, of townships that the scope plans for."""
    statement = (
        select(Visit.on, Visit.township_code, Visit.plan)
        .where(Visit.state.in_(HAPPENED), Visit.on < reader.today)
        .order_by(Visit.on, Visit.township_code)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    return [_Held(*row) for row in rows if plans_for(reader.scope, row[1])]


def _stops(reader: Reader) -> dict[str, list[dt.date]]:
    """Days on which a leader was in each village."""
    statement = (
        select(VisitStop.village_code, Visit.on)
        .join(Visit, Visit.id == VisitStop.visit_id)
        .where(Visit.state.in_(HAPPENED))
    )
    days: dict[str, list[dt.date]] = {}
    with reader.store.read() as connection:
        for code, on in connection.execute(statement):
            days.setdefault(code, []).append(on)
    return days


def _cases(reader: Reader, villages: set[str]) -> pd.DataFrame:
    """Cases of villages: village, filed, closed, open."""
    case = gate.cases(reader, villages=villages)
    columns = ("village_code", "filed", "closed", "status")
    what = rules(reader.store, reader.today).visits.counted
    statement = select(*(case.c[name] for name in columns)).where(counted.among(case.c.channel, what))
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), columns)
    for name in ("filed", "closed"):
        frame[name] = pd.to_datetime(frame[name])
    frame["open"] = frame.pop("status") == Status.OPEN.value
    return frame.rename(columns={"village_code": "village"})
