"""The year of a township's visits: which villages no leader has seen, and a plan that reaches them all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from numpy.typing import NDArray

from data.divisions import reads
from data.petitions import gate
from data.petitions.counts import filed_in_year
from data.reader import Reader
from data.rules import ScoreSettings, rules
from data.scope import plans_for
from data.service.contracts import Duty, roster
from data.store import Store
from data.terms import Level
from data.visits.calendar import ahead
from data.visits.cases import LEAST_USUAL, count_cases, hearable, last_seen
from data.visits.chances import open_chances
from data.visits.plans import TownshipDay, load_day
from data.visits.saved import stops_by_day
from data.visits.silence import quiet_villages
from data.visits.worth import with_worth, worth
from geo.visits.year import YearPlan, plan_year


@dataclass(frozen=True, eq=False)
class TownshipYear:
    """A township's year.

    Parameters
    ----------
    day
        The township on the first day of visits; its villages in the order of the plan.
    days
        Days of visits.
    duties
        Who goes on each.
    plan
        Where to.
    saved
        Positions of the days whose plan is on record: the year takes it as it is.
    heard
        Of `data.visits.silence.quiet_villages`; None: silence counts nothing by the county's rules.
    """

    day: TownshipDay
    days: tuple[dt.date, ...]
    duties: tuple[Duty, ...]
    plan: YearPlan
    saved: frozenset[int] = frozenset()
    heard: pd.DataFrame | None = None

    def when_visited(self) -> pd.DataFrame:
        """When a leader comes to each village.

        Returns
        -------
        DataFrame
            In the order of the plan: code, name, next (day; None: on none), times (visits in these months),
            left (`geo.visits.LeftOut`, why on none; None).
        """
        frame = self.day.villages[["code", "name"]].copy()
        visited = [stop.village for day in self.plan.days for stop in day.stops]
        left = {one.village: one for one in self.plan.left_out}
        frame["next"] = [None if month < 0 else self.days[month] for month in self.plan.first.tolist()]
        frame["times"] = np.bincount(visited, minlength=len(frame))
        frame["left"] = pd.Series([left.get(village) for village in range(len(frame))], dtype=object)
        return frame


def last_visits(reader: Reader, on: dt.date) -> pd.DataFrame:
    """When a leader was last in each village that a scope plans visits to.

    Returns
    -------
    DataFrame
        code, name, township, last (date, None: never on record), months (since then, NaN), unseen (bool: not
        in the months before a day that the county's rules say, `data.rules.VisitRules.unseen_months`).
    """
    county = rules(reader.store, on)
    frame = reads.divisions(reader.store, Level.VILLAGE, on)[["code", "short", "parent_code"]]
    frame = frame.rename(columns={"short": "name", "parent_code": "township"})
    townships = {code for code in frame["township"].unique() if plans_for(reader.scope, code)}
    frame = frame[frame["township"].isin(townships)].reset_index(drop=True)
    seen = last_seen(reader.store, on)
    never = (None, np.nan)
    frame["last"] = [seen.get(code, never)[0] for code in frame["code"]]
    frame["months"] = [seen.get(code, never)[1] for code in frame["code"]]
    frame["unseen"] = ~(frame["months"] < county.visits.unseen_months)
    return frame


def plan_township_year(
    reader: Reader,
    township: str,
    months: int = 12,
    score: ScoreSettings | None = None,
) -> TownshipYear:
    """A plan for the months ahead, as it looks today.

    In each month a village is worth what a visit then would be, as far as it is known today
    (`data.visits.worth`): what is open by its chance to be open still, what is usually filed until then, the
    months without a leader, and silence. After a visit it is what is usually filed from then on. Where
    chances are not known, its worth grows by the weight of a month and by what a month's petitions leave
    open, were they left open as those of the last year on average in this township. Time at the stops is
    that of the first day. Plans on record for these days are taken as they are. New petitions decide anew
    each month: only the next day is settled by this.

    Raises
    ------
    PlanRefused
        As `data.visits.plans.load_day` and `data.visits.calendar.ahead`.
    """
    listed = ahead(reader, months)
    duties = [month.duties.get(township) for month in listed]
    served = [
        (month.on, duty)
        for month, duty in zip(listed, duties, strict=True)
        if duty is not None and duty.leader_id is not None
    ]
    first = served[0][0] if served else listed[0].on  # where nobody can go, loading it says why
    score = score or rules(reader.store, first).score
    day = load_day(reader, township, first, score)
    standing = roster(reader.store)
    codes = list(day.villages["code"])
    kept_out = [
        frozenset(at for at, code in enumerate(codes) if code in standing.recused(duty.leader_id or 0))
        for _, duty in served
    ]
    days = tuple(on for on, _ in served)
    saved = _saved(reader.store, township, days, codes)
    made = plan_year(day.problem, *_worth_by_month(reader, day, days), kept_out, saved)
    heard = quiet_villages(reader, township, first) if score.silence else None
    return TownshipYear(day, days, tuple(duty for _, duty in served), made, frozenset(saved), heard)


def _worth_by_month(
    reader: Reader, day: TownshipDay, days: Sequence[dt.date]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What villages are worth on each day before a first visit, and so many months after one."""
    chances = open_chances(reader, day.township, day.on)
    if not chances.known:
        return _growing(reader, day, days)
    score, hours = day.weights, day.problem.settings
    places = day.villages[["code"]]
    quiet = quiet_villages(reader, day.township, day.on)["quiet"] if score.silence else None
    heard = hearable(reader, day.township, day.on)
    never = last_seen(reader.store, day.on)
    nothing = heard.iloc[:0]
    ahead, again = [], []
    for month, on in enumerate(days):
        later = (on.year - day.on.year) * 12 + on.month - day.on.month
        seen = {code: (last, months + later) for code, (last, months) in never.items()}
        cases = count_cases(heard, on, score, chances, LEAST_USUAL if on == day.on else 0.0)
        ahead.append(worth(with_worth(places, cases, seen, quiet, score, hours)))
        since = dict.fromkeys(places["code"], (on, float(month)))
        filed = count_cases(nothing, reader.today + relativedelta(months=month), score, chances, 0.0)
        again.append(worth(with_worth(places, filed, since, quiet, score, hours)))
    return np.array(ahead), np.array(again)


def _growing(
    reader: Reader, day: TownshipDay, days: Sequence[dt.date]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same where it is not known how long cases stay open."""
    codes = list(day.villages["code"])
    cases = gate.cases(reader, day.on, township=day.township)
    filed = filed_in_year(reader, cases, "village_code", reader.today, day.counted)
    rate = np.array([filed.get(code, 0) / 12 for code in codes])  # a month
    left_open = float(day.villages["cases_part"].sum()) / max(12 * rate.sum(), 1)  # points a petition
    after = np.arange(len(days))[:, None] * (rate * left_open + day.weights.month)
    return day.problem.score + after, after


def _saved(
    store: Store, township: str, days: Sequence[dt.date], codes: Sequence[str]
) -> dict[int, list[int]]:
    """Positions of the villages in each plan on record, by the position of its day.

    One that holds a village which the township has no more is no plan any longer.
    """
    places = {code: at for at, code in enumerate(codes)}
    return {
        days.index(on): [places[code] for code in stops]
        for on, stops in stops_by_day(store, township, days).items()
        if all(code in places for code in stops)
    }
