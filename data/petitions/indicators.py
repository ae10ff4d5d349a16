"""How cases are handled, by township, unit, category, channel or month: every share with its parts.

An indicator counts the cases filed in a period, as they stand at the end of the reader's day. Its share is of
the cases of which it can be said; those of which it cannot, for the day of a step is not on record, are
counted beside it and are in neither part. Who counts is as in `data.petitions.gate.aggregates`: of the
petition office that is the whole record, of others the cases that they may open.

Clocks are those of `data.clocks`, by the rules of the day of filing; first petitions are those by letter or
visit, as in `data.petitions.performance`.
"""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import fisher_exact
from sqlalchemy import select

from data.clocks import Clock, Stand
from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.petitions.columnar.layout import TIMES
from data.petitions.columnar.rule import Countable, categorical
from data.petitions.deadlines import clocks_of
from data.petitions.performance import closed_in_time, is_first
from data.reader import Reader
from data.rules import rules
from data.terms import Counted, Occurrence, ReviewStage, Satisfaction, Status
from data.text import C_, N_, Words
from data.units import spellings
from geo.terms import Term

_SPAN = 1 << 36
"""Seconds between the matters on one line of numbers, more than there are in two thousand years."""
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NO_THEME = "-"
"""Group of cases whose words name none of the themes; those without words are in none."""
PARTS = ("part", "whole", "unknown")
AGAIN = (30, 90)
"""Days after closing within which a matter that comes again is told: those of the official figures."""


class Group(Term):
    """By what cases are told apart."""

    COUNTY = "county", N_("Together")
    TOWNSHIP = "township", N_("By township")
    UNIT = "unit", N_("By unit")
    CATEGORY = "category", N_("By category")
    CHANNEL = "channel", N_("By channel")
    MONTH = "month", N_("By month of filing")
    THEME = "theme", N_("By theme")
    """A case may have several."""


class Indicator(Term):
    """What is told of a group."""

    TEN_DAYS = "ten_days", N_("First petitions closed in time")
    ACCEPTED = "accepted", N_("Accepted in time")
    ANSWERED = "answered", N_("Answered in time")
    OVERDUE = "overdue", C_("a share", "Overdue")
    AT_ONCE = "at_once", N_("Settled at the first time")
    AGAIN_30 = "again_30", N_("Came again within 30 days")
    AGAIN_90 = "again_90", N_("Came again within 90 days")
    RATED = "rated", N_("Took part in the rating")
    SATISFIED = "satisfied", C_("a share", "Satisfied")

    @property
    def definition(self) -> str:
        """What is counted, of which, in a sentence of the catalog."""
        return _DEFINITIONS[self]


_DEFINITIONS = {
    Indicator.TEN_DAYS: N_(
        "First petitions by letter or visit closed within the county's days (ten), of those whose days have"
        " passed or that are closed."
    ),
    Indicator.ACCEPTED: N_(
        "Cases of which it was told in writing in time whether they are accepted (art. 23), of those of which"
        " that day is known or past."
    ),
    Indicator.ANSWERED: N_(
        "Claims and appeals answered in time after acceptance (art. 34), of those answered or past their day."
    ),
    Indicator.OVERDUE: N_("Open cases past a day of the law or of the county, of all open cases."),
    Indicator.AT_ONCE: N_(
        "Closed first petitions whose matter did not come again within 90 days, of those closed 90 days ago"
        " or that came again. Matters are those that were linked."
    ),
    Indicator.AGAIN_30: N_(
        "Closed cases whose matter came again within 30 days, of those closed 30 days ago or that came again."
    ),
    Indicator.AGAIN_90: N_(
        "Closed cases whose matter came again within 90 days, of those closed 90 days ago or that came again."
    ),
    Indicator.RATED: N_("Closed cases that were rated, of all closed cases."),
    Indicator.SATISFIED: N_(
        "Rated cases whose petitioner is satisfied, of those rated. One rating is on record, not one each of"
        " the petition office and the unit."
    ),
}


def indicators(
    reader: Reader,
    first: dt.date,
    last: dt.date,
    by: Group = Group.COUNTY,
    counted: Counted = Counted.PETITIONS,
) -> pd.DataFrame:
    """Indicators of the cases filed from a first to a last day, both included.

    Returns
    -------
    DataFrame
        By group ('' for cases of none, and for all together; months as YYYY-MM): cases, visits and persons
        (件, 批, 人次), first, repeat, closed; review and re_review, those of which it is on record
        that they went to review (复查), and on to re-review (复核); mean_days and median_days from filing to
        closing, of 24 hours, of the closed ones (NaN: none); and of each `Indicator` its code with
        ``_part``, ``_whole`` and ``_unknown``: cases that it counts, of which it is a share, and of which it
        cannot be said.
    """
    first_days = rules(reader.store, reader.today).cases.first_days
    return told(facts_of(reader, counted), reader.today, first, last, by, first_days)


_CODED = ("purpose", "tier", "occurrence", "status", "channel", "satisfaction", "unit", "review", "tags")
_COLUMNS = (*TIMES, *_CODED, "people", "matter_id", "category", "category_scheme")


def facts_of(reader: Reader, counted: Counted = Counted.PETITIONS) -> pd.DataFrame:
    """What indicators are made of, of every case that may be counted: its steps, and its clocks' stands.

    Returns
    -------
    DataFrame
        Times, codes, people, unit, township, matter_id; for each clock that is owed the column named
        by its code (`data.clocks.Stand`); again (days from closing to the next case of the same matter, NaN:
        none came).
    """
    own = Countable.of(reader, counted=counted)
    columns: dict[str, Any] = {name: own.column(name) for name in (*TIMES, "people", "matter_id")}
    columns |= {name: own.coded(name) for name in _CODED}
    columns |= {"township": own.townships(), "category": own.categories()}
    columns["unit"] = _called(reader, columns["unit"])
    frame = pd.DataFrame(columns, copy=False)
    return _with_clocks(reader, frame, frame[["matter_id", "filed"]])


def nothing(words: Words, facts: pd.DataFrame, last: dt.date, *, whole: bool) -> str:
    """What is said of a period up to a day without a case: where there is no record, nothing is known.

    `whole`: the facts are of the whole record, and say when it begins.
    """
    if facts.empty:
        return words(N_("There is no case yet that can be counted"))
    begins = facts["filed"].min().date()
    if whole and last < begins:
        return words(N_("The record begins on {day}: of the days before nothing is known"), day=begins)
    return words(N_("No case was filed in this period"))


def cases_behind(
    reader: Reader,
    first: dt.date,
    last: dt.date,
    indicator: Indicator,
    by: Group = Group.COUNTY,
    group: str = "",
    counted: Counted = Counted.PETITIONS,
) -> pd.DataFrame:
    """Cases that a reader may open, of an indicator's whole: in its part, or not; those of which it cannot
    be said as well. Reports and accusations, which nobody opens here, may be counted besides.

    Returns
    -------
    DataFrame
        number, filed, closed, township, unit, category, part (True, False, None: cannot be said), the
        oldest first.
    """
    rows = _told_apart(_cases(reader, first, last, counted), by)
    code, groups = _grouped(rows, by)
    part, whole, unknown = parts_of(rows, reader.today, rules(reader.store, reader.today).cases.first_days)[
        indicator
    ]
    own = code == groups.index(group) if group in groups else np.zeros(len(rows), dtype=bool)
    shown = rows[["number", "filed", "closed", "township", "unit", "category"]].copy()
    shown["part"] = np.where(unknown, None, part)  # type: ignore[call-overload]
    return shown[own & (whole | unknown)].sort_values(["filed", "number"]).reset_index(drop=True)


def _cases(reader: Reader, first: dt.date, last: dt.date, counted: Counted) -> pd.DataFrame:
    """`facts_of` the cases that a reader may open, filed from a first to a last day, with their numbers."""
    case = gate.cases(reader).c
    asked = select(*(case[name] for name in (*_COLUMNS, "number")), case.township_code).where(
        case.filed >= dt.datetime.combine(first, dt.time()),
        case.filed < dt.datetime.combine(last + dt.timedelta(days=1), dt.time()),
        rule.among(case.channel, counted),
    )
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(asked).all(), (*_COLUMNS, "number", "township"))
    for name in TIMES:
        frame[name] = pd.to_datetime(frame[name])
    frame["category"] = told_in_one(frame["category"], frame.pop("category_scheme"))
    frame["unit"] = _called(reader, pd.Categorical(frame["unit"])).astype(object)
    every = Countable.of(reader, counted=counted, accusations=False)
    reported = pd.DataFrame({name: every.column(name) for name in ("matter_id", "filed")}, copy=False)
    return _with_clocks(reader, frame, reported)


def _called(reader: Reader, units: pd.Categorical) -> pd.Categorical:
    """Units by the names that the register has for them."""
    called = spellings(reader.store).called
    return categorical(np.asarray(units.codes), [called(str(name)) for name in units.categories])


def _with_clocks(reader: Reader, frame: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """Cases with the stands of their clocks, and when their matter came again among those reported."""
    frame["stage"] = frame.pop("review")  # a clock is called so too
    for clock, made in clocks_of(reader.store, frame, reader.today).items():
        if not clock.is_right:
            frame[clock.value] = made.stand
    frame["again"] = _again(frame, reported)
    return frame


def told(
    facts: pd.DataFrame, today: dt.date, first: dt.date, last: dt.date, by: Group, first_days: int
) -> pd.DataFrame:
    """`indicators` of the rows of `facts_of`, as they stand at the end of a day."""
    rows = _told_apart(_filed(facts, first, last), by)
    code, groups = _grouped(rows, by)

    def count(which: Bools) -> NDArray[np.int64]:
        return np.bincount(code[which], minlength=len(groups))

    days = ((rows["closed"] - rows["filed"]).dt.total_seconds() / 86_400).groupby(code)
    persons = np.bincount(code, weights=rows["people"].to_numpy(dtype=float), minlength=len(groups))
    frame = pd.DataFrame(
        {
            "cases": count(np.ones(len(rows), dtype=bool)),
            "visits": count(rule.in_person(rows["channel"])),
            "persons": persons.astype(np.int64),
            "first": count((rows["occurrence"] == Occurrence.FIRST.value).to_numpy()),
            "repeat": count((rows["occurrence"] == Occurrence.REPEAT.value).to_numpy()),
            "closed": count(rows["closed"].notna().to_numpy()),
            "review": count(rows["stage"].notna().to_numpy()),
            "re_review": count((rows["stage"] == ReviewStage.RE_REVIEW.value).to_numpy()),
            "mean_days": days.mean().reindex(range(len(groups))).to_numpy(),
            "median_days": days.median().reindex(range(len(groups))).to_numpy(),
        },
        index=pd.Index(groups, dtype=object, name="group"),
    )
    for indicator, parts in parts_of(rows, today, first_days).items():
        for name, which in zip(PARTS, parts, strict=True):
            frame[f"{indicator.value}_{name}"] = count(which)
    return frame


def change(now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """By how many points a share moved, and how often chance alone moves it as far (Fisher's exact test).

    Parameters
    ----------
    now, then
        Part and whole. Of nothing there is no share: NaN.
    """
    if not now[1] or not then[1]:
        return np.nan, np.nan
    table = [[part, whole - part] for part, whole in (now, then)]
    return 100.0 * (now[0] / now[1] - then[0] / then[1]), float(fisher_exact(table).pvalue)


def percent(frame: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """The share that an indicator is of every group of `indicators`; NaN where it is of nothing."""
    whole = frame[f"{indicator.value}_whole"]
    return (100.0 * frame[f"{indicator.value}_part"] / whole).where(whole > 0)


def parts_of(
    rows: pd.DataFrame, today: dt.date, first_days: int
) -> dict[Indicator, tuple[Bools, Bools, Bools]]:
    """Of each indicator the rows of `facts_of` in its part, in its whole, and of which it cannot be said.

    Parameters
    ----------
    first_days
        Within which first petitions are to be closed (`data.rules.CaseRules`).
    """
    opened = (rows["status"] == Status.OPEN.value).to_numpy()
    closed = rows["closed"].notna().to_numpy()
    first = is_first(rows).to_numpy()
    owed = [clock.value for clock in Clock if not clock.is_right]
    over = (rows[owed].to_numpy() == Stand.OVER).any(axis=1)
    rated = rows["satisfaction"].notna().to_numpy() & closed
    satisfied = (rows["satisfaction"] == Satisfaction.SATISFIED.value).to_numpy()
    nothing = np.zeros(len(rows), dtype=bool)
    ended = first & closed
    end = pd.Timestamp(today) + pd.Timedelta(days=1)
    due, in_time = (each.to_numpy() for each in closed_in_time(rows, first_days, end))
    without_day = ~closed & ~opened
    again = {days: _came_again(rows, days, today) for days in AGAIN}
    at_once, settled, unknown = again[90]
    return {
        Indicator.TEN_DAYS: (first & in_time, first & due, first & without_day),
        Indicator.ACCEPTED: _in_time(rows, Clock.NOTICE),
        Indicator.ANSWERED: _in_time(rows, Clock.HANDLING),
        Indicator.OVERDUE: (opened & over, opened, nothing),
        Indicator.AT_ONCE: (ended & settled & ~at_once, ended & settled, first & unknown),
        Indicator.AGAIN_30: again[30],
        Indicator.AGAIN_90: again[90],
        Indicator.RATED: (rated, closed, nothing),
        Indicator.SATISFIED: (rated & satisfied, rated, nothing),
    }


# --- inside -------------------------------------------------------------------------------------------


def _filed(facts: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Rows filed from a first to a last day, both included."""
    filed = facts["filed"].to_numpy()
    until = np.datetime64(last) + np.timedelta64(1, "D")
    return facts[(filed >= np.datetime64(first)) & (filed < until)]


def _in_time(rows: pd.DataFrame, clock: Clock) -> tuple[Bools, Bools, Bools]:
    stand = rows[clock.value].to_numpy()
    met = stand == Stand.MET
    return met, met | np.isin(stand, (Stand.LATE, Stand.OVER)), stand == Stand.UNKNOWN


def _came_again(rows: pd.DataFrame, days: int, today: dt.date) -> tuple[Bools, Bools, Bools]:
    """Of closed rows those whose matter came again in time, and those of which that is settled."""
    closed = rows["closed"].notna().to_numpy()
    again = closed & (rows["again"].to_numpy() <= days)
    end = pd.Timestamp(today) + pd.Timedelta(days=1)
    passed = closed & (rows["closed"] + pd.Timedelta(days=days) <= end).to_numpy()
    without_day = ~closed & (rows["status"] != Status.OPEN.value).to_numpy()
    return again, again | passed, without_day


def _again(frame: pd.DataFrame, reported: pd.DataFrame) -> Floats:
    """Days from closing to the next report of the same matter; NaN: none came, or not closed."""
    again = np.full(len(frame), np.nan)
    ended = frame["closed"].to_numpy().astype("datetime64[s]")
    own = frame["matter_id"].to_numpy(dtype=float)
    at = np.flatnonzero(~np.isnan(own) & ~np.isnat(ended))
    every = reported[reported["matter_id"].notna()]
    matters = every["matter_id"].to_numpy(dtype=float)
    place, found = pd.factorize(matters, sort=True)
    order = np.sort(place * _SPAN + every["filed"].to_numpy().astype("datetime64[s]").astype(np.int64))
    target = np.searchsorted(found, own[at]) * _SPAN + ended[at].astype(np.int64)
    place = np.searchsorted(order, target, side="right")
    following = order[np.minimum(place, len(order) - 1)] if len(order) else target
    same = (place < len(order)) & (following // _SPAN == target // _SPAN)
    again[at[same]] = (following - target)[same] / 86_400
    return again


def _told_apart(rows: pd.DataFrame, by: Group) -> pd.DataFrame:
    """Rows as they are grouped: by theme a case once for each of its own."""
    if by is not Group.THEME:
        return rows
    known = rows["tags"].notna().to_numpy()
    own = [
        (tags.split() or NO_THEME) if is_known else ""
        for tags, is_known in zip(rows["tags"], known, strict=True)
    ]
    return rows.assign(theme=pd.Series(own, index=rows.index, dtype=object)).explode("theme")


def _grouped(rows: pd.DataFrame, by: Group) -> tuple[NDArray[np.int64], list[str]]:
    """Of each row the place of its group, and what the groups are called."""
    if by is Group.COUNTY:
        return np.zeros(len(rows), dtype=np.int64), [""] * bool(len(rows))
    if by is Group.MONTH:
        code, months = pd.factorize(rows["filed"].to_numpy().astype("datetime64[M]"), sort=True)
        return code.astype(np.int64), [str(month) for month in months]
    code, found = pd.factorize(rows[by.value].astype(object).fillna(""), sort=True)
    groups = [str(group) for group in found]
    if groups[:1] == [""]:  # whatever is in none comes last
        code, groups = (code - 1) % len(groups), [*groups[1:], ""]
    return code.astype(np.int64), groups
