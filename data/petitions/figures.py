"""The county's figures, each with its denominator.

The first four are those published of Pujiang (2020-06-30): over three years 4,703 first petitions, all closed
in ten days, 4.56 days on average, 98.97 % satisfied. First petitions (初信初访) are those by letter or visit;
whether they were closed in ten days is asked of those whose ten days have passed or that are closed.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.counts import count_matters
from data.reader import Reader
from data.rules import DEFAULTS, rules
from data.scope import Role, Scope
from data.tables import Instruction
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
    """

    count: int
    closed: int
    due: int
    closed_in_ten_days: int
    mean_days: float
    rated: int
    satisfied: int
    days: int = DEFAULTS.cases.first_days


@dataclass(frozen=True, slots=True)
class Instructions:
    """Instructions of leaders on petitions (批示) issued in the 365 days to a day."""

    issued: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OnlineRequests:
    """Requests of online intake (民情暖哨) in the 365 days to a day: no petition is among them.

    `per_day` is over the days there are data for.
    """

    count: int
    per_day: float
    closed: int
    rated: int
    satisfied: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is on record by the end of a day.

    Parameters
    ----------
    petitions, requests
        Both, whatever is counted below.
    counted
        What the figures after it are of: petitions, requests or both.
    cases, groups, persons
        Cases (件), visits in person (批), and persons (人次).
    first, repeat, joint
        Of the cases, first and repeated ones; joint visits (集体访), by as many people as the county's rules
        say (five), or more.
    located
        Placed in a village (`data.petitions.counts.count_located`).
    matters
        What they report, repeated and joint ones taken together (`data.petitions.counts.count_matters`).
    """

    first_petitions: FirstPetitions
    instructions: Instructions
    online: OnlineRequests
    petitions: int
    requests: int
    counted: Counted
    cases: int
    groups: int
    persons: int
    first: int
    repeat: int
    joint: int
    located: int
    matters: int
    open: int
    by_proxy: int

    def as_record(self) -> dict[str, Any]:
        """Plain values with the rates worked out, two decimals; None where there is no denominator."""
        record: dict[str, Any] = asdict(self)
        first, online, told = record["first_petitions"], record["online"], record["instructions"]
        first["mean_days"] = None if np.isnan(first["mean_days"]) else round(first["mean_days"], 2)
        record["counted"] = self.counted.value
        first["ten_day_percent"] = share(first["closed_in_ten_days"], first["due"])
        for part in (first, online):
            part["participation_percent"] = share(part["rated"], part["closed"])
        record["located_percent"] = share(self.located, self.cases)
        first["satisfied_percent"] = share(first["satisfied"], first["rated"])
        online["per_day"] = round(online["per_day"], 1)
        online["closed_percent"] = share(online["closed"], online["count"])
        online["satisfied_percent"] = share(online["satisfied"], online["rated"])
        told["done_percent"] = share(told["done"], told["issued"])
        return record


def share(part: int, whole: int) -> float | None:
    """Percent with two decimals, None without a whole."""
    return round(100.0 * part / whole, 2) if whole else None


def figures(reader: Reader, on: dt.date, counted: Counted = Counted.PETITIONS) -> Figures:
    """All figures as of the end of a day; an empty scope has zeros.

    First petitions are always petitions, and the online intake is always requests. All are totals without
    place or category, so that a screen shows the same figures as the office.
    """
    county = rules(reader.store, on).cases
    told = instructions(reader, on)
    facts = _facts(reader)
    end = pd.Timestamp(on) + pd.Timedelta(days=1)
    known = facts[facts["filed"] < end]
    request = rule.is_counted(known["channel"], Counted.REQUESTS)
    offline = known["channel"].isin([Channel.LETTER, Channel.VISIT]) & (
        known["occurrence"] == Occurrence.FIRST
    )
    cases = known[rule.is_counted(known["channel"], counted)]
    three_years = known["filed"] >= end - pd.DateOffset(years=3)
    one_year = known["filed"] >= end - pd.Timedelta(days=365)
    return Figures(
        first_petitions=_first(known[offline & three_years], county.first_days, end),
        instructions=told,
        online=_online(known[request & one_year], end),
        petitions=int((~request).sum()),
        requests=int(request.sum()),
        counted=counted,
        cases=len(cases),
        groups=int(rule.in_person(cases["channel"]).sum()),
        persons=int(cases["people"].sum()),
        first=int((cases["occurrence"] == Occurrence.FIRST).sum()),
        repeat=int((cases["occurrence"] == Occurrence.REPEAT).sum()),
        joint=int(rule.joint(cases["channel"], cases["people"], county.joint_people).sum()),
        located=int(cases["village_code"].notna().sum()),
        matters=count_matters(cases),
        open=int((cases["status"] == Status.OPEN).sum()),
        by_proxy=int(cases["by_proxy"].sum()),
    )


def _facts(reader: Reader) -> pd.DataFrame:
    columns = ["filed", "closed", "channel", "occurrence", "satisfaction", "status", "people", "by_proxy"]
    columns += ["purpose", "matter_id", "village_code"]
    petition = gate.totals(reader)
    statement = select(*(petition.c[name] for name in columns))
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement), columns)
    return frame.assign(filed=pd.to_datetime(frame["filed"]), closed=pd.to_datetime(frame["closed"]))


def _first(rows: pd.DataFrame, days: int, end: pd.Timestamp) -> FirstPetitions:
    allowed = pd.Timedelta(days=days)
    taken = (rows["closed"] - rows["filed"]).dropna()
    due = rows["closed"].notna() | (rows["filed"] + allowed < end)
    return FirstPetitions(
        count=len(rows),
        closed=len(taken),
        due=int(due.sum()),
        closed_in_ten_days=int((taken <= allowed).sum()),
        mean_days=float(taken.dt.total_seconds().mean()) / 86_400 if len(taken) else float("nan"),
        rated=int(rows["satisfaction"].notna().sum()),
        satisfied=int((rows["satisfaction"] == Satisfaction.SATISFIED).sum()),
        days=days,
    )


def _online(rows: pd.DataFrame, end: pd.Timestamp) -> OnlineRequests:
    days = (end - rows["filed"].min()).ceil("D").days if len(rows) else 1
    return OnlineRequests(
        count=len(rows),
        per_day=len(rows) / max(days, 1),
        closed=int(rows["closed"].notna().sum()),
        rated=int(rows["satisfaction"].notna().sum()),
        satisfied=int((rows["satisfaction"] == Satisfaction.SATISFIED).sum()),
    )


def instructions(reader: Reader, on: dt.date) -> Instructions:
    """Instructions of the year to a day: known to those who see the county."""
    if not isinstance(reader.scope, Scope) or reader.scope.role not in (
        Role.OFFICE,
        Role.CLERK,
        Role.LEADER,
        Role.SCREEN,
    ):
        return Instructions(0, 0, 0)
    year = (
        Instruction.county_code == (reader.scope.county or ""),
        Instruction.issued <= on,
        Instruction.issued > on - dt.timedelta(days=365),
    )
    done = Instruction.done <= on
    with reader.store.read() as connection:
        count = [
            int(connection.scalar(select(func.count()).select_from(Instruction).where(*year, *more)) or 0)
            for more in ((), (done,), (Instruction.done.is_(None), Instruction.due < on))
        ]
    return Instructions(*count)
