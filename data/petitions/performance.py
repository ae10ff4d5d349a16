"""How first petitions and online requests were handled: what a county publishes of its work."""

from dataclasses import dataclass, replace

import pandas as pd

from data.petitions import counted as rule
from data.rules import DEFAULTS
from data.terms import Channel, Counted, Occurrence, Satisfaction, Status


@dataclass(frozen=True, slots=True)
class FirstPetitions:
    """First petitions by letter or visit in the three years to a day.

    Parameters
    ----------
    count, closed
        Petitions, and how many of them are closed.
    due, closed_in_ten_days
        Those whose `days` have passed by the end of the day or that are closed; and how many of these were
        closed within `days`. What is still open within its days is in neither.
    mean_days
        From filing to closing, of the closed ones, in days of 24 hours; NaN if there are none.
    rated, satisfied
        Petitioners who gave an opinion, and how many of them were satisfied.
    days
        Within which first petitions are to be closed by the county's rules; ten unless others are set.

    None: not told (`coarse`).
    """

    count: int | None
    closed: int | None
    due: int | None
    closed_in_ten_days: int | None
    mean_days: float
    rated: int | None
    satisfied: int | None
    days: int = DEFAULTS.cases.first_days


@dataclass(frozen=True, slots=True)
class OnlineRequests:
    """Requests of online intake (民情暖哨) in the 365 days to a day: no petition is among them.

    `per_day` is over the days there are data for. None: not told (`coarse`).
    """

    count: int | None
    per_day: float
    closed: int | None
    rated: int | None
    satisfied: int | None


def first_petitions(rows: pd.DataFrame, days: int, end: pd.Timestamp) -> FirstPetitions:
    """Of rows of first petitions up to the end of a day."""
    taken = (rows["closed"] - rows["filed"]).dropna()
    due, in_time = closed_in_time(rows, days, end)
    return FirstPetitions(
        count=len(rows),
        closed=len(taken),
        due=int(due.sum()),
        closed_in_ten_days=int(in_time.sum()),
        mean_days=float(taken.dt.total_seconds().mean()) / 86_400 if len(taken) else float("nan"),
        rated=int(rows["satisfaction"].notna().sum()),
        satisfied=int((rows["satisfaction"] == Satisfaction.SATISFIED).sum()),
        days=days,
    )


def closed_in_time(rows: pd.DataFrame, days: int, end: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """Which rows are closed or had their days by the end of a day, and which of them were closed in time.

    Days are those of the calendar, as in `data.clocks`: ten from the 1st are over at the end of the 11th. Of
    a row that is not open, and not closed on a day that is known, neither can be said.
    """
    allowed = pd.Timedelta(days=days)
    closed, filed = rows["closed"], rows["filed"].dt.normalize()
    due = closed.notna() | (filed + allowed + pd.Timedelta(days=1) <= end)
    due &= closed.notna() | (rows["status"] == Status.OPEN.value)
    return due, closed.notna() & (closed.dt.normalize() - filed <= allowed)


def online_requests(rows: pd.DataFrame, end: pd.Timestamp) -> OnlineRequests:
    """Of rows of requests up to the end of a day."""
    days = (end - rows["filed"].min()).ceil("D").days if len(rows) else 1
    return OnlineRequests(
        count=len(rows),
        per_day=len(rows) / max(days, 1),
        closed=int(rows["closed"].notna().sum()),
        rated=int(rows["satisfaction"].notna().sum()),
        satisfied=int((rows["satisfaction"] == Satisfaction.SATISFIED).sum()),
    )


def is_first(frame: pd.DataFrame) -> pd.Series:
    """Which rows are first petitions by letter or visit."""
    return frame["channel"].isin([Channel.LETTER, Channel.VISIT]) & (frame["occurrence"] == Occurrence.FIRST)


def handled(frame: pd.DataFrame, days: int, end: pd.Timestamp) -> tuple[FirstPetitions, OnlineRequests]:
    """First petitions of the three years, and requests of the year, to the end of a day."""
    known = frame[frame["filed"] < end]
    three_years = known["filed"] >= end - pd.DateOffset(years=3)
    year = known["filed"] >= end - pd.Timedelta(days=365)
    request = rule.is_counted(known["channel"], Counted.REQUESTS)
    first = first_petitions(known[is_first(known) & three_years], days, end)
    return first, online_requests(known[request & year], end)


NO_FIRST = FirstPetitions(None, None, None, None, float("nan"), None, None)
NO_ONLINE = OnlineRequests(None, float("nan"), None, None, None)
"""Nothing is told of them."""

STEP = 2
"""Counts are cut down to multiples of so many times the least count that is told."""

LEAST = 20
"""So many times that least count a share or a mean must rest on."""


def at_least(part: int | None, whole: int | None, k: int) -> int | None:
    """Share of two figures that `coarse` cut down, in whole percent: no more than it is for certain."""
    if part is None or whole is None:
        return None
    return 100 * part // (whole + STEP * k - 1)


def coarse(
    first: FirstPetitions, online: OnlineRequests, k: int, count: int | None
) -> tuple[FirstPetitions, OnlineRequests]:
    """The same as it is told to those who may not open the cases (`data.petitions.disclosure`).

    Counts are cut down to tens where the least count told, `k`, is 5; so whatever is the difference of two of
    them may be nine more or less. Of fewer than a hundred nothing is told. `count`: of first petitions.
    """

    def cut(figure: int | None) -> int | None:
        return None if figure is None else figure // (STEP * k) * STEP * k

    if _many(first.count, k):
        mean = round(first.mean_days, 1) if _many(first.closed, k) else float("nan")
        first = replace(
            first,
            count=count,
            closed=cut(first.closed),
            due=cut(first.due),
            closed_in_ten_days=cut(first.closed_in_ten_days),
            mean_days=mean,
            rated=cut(first.rated),
            satisfied=cut(first.satisfied),
        )
    else:
        first = replace(NO_FIRST, days=first.days)
    if not _many(online.count, k):
        return first, NO_ONLINE
    figures = (cut(each) for each in (online.closed, online.rated, online.satisfied))
    return first, OnlineRequests(cut(online.count), float(round(online.per_day)), *figures)


def _many(count: int | None, k: int) -> bool:
    return count is not None and count >= LEAST * k
