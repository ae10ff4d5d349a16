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
from sqlalchemy import ColumnElement, func, or_, select

from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.columnar.rule import Countable
from data.petitions.counts import count_matters, tally
from data.petitions.disclosure import sees_county
from data.petitions.facts import Filter
from data.petitions.outside import CountyTally
from data.petitions.performance import FirstPetitions, OnlineRequests, handled
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope, is_office
from data.tables import Instruction
from data.terms import Counted, Occurrence, Status


@dataclass(frozen=True, slots=True)
class Instructions:
    """Instructions of leaders on petitions (批示) of the 365 days to a day, without decisions of meetings."""

    issued: int
    done: int
    overdue: int


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

    None: not told (`data.petitions.disclosure`).
    """

    first_petitions: FirstPetitions
    instructions: Instructions
    online: OnlineRequests
    petitions: int | None
    requests: int | None
    counted: Counted
    cases: int | None
    groups: int | None
    persons: int | None
    first: int | None
    repeat: int | None
    joint: int | None
    located: int | None
    matters: int | None
    open: int | None
    by_proxy: int | None

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
        online["per_day"] = None if np.isnan(online["per_day"]) else round(online["per_day"], 1)
        online["closed_percent"] = share(online["closed"], online["count"])
        online["satisfied_percent"] = share(online["satisfied"], online["rated"])
        told["done_percent"] = share(told["done"], told["issued"])
        return record


def share(part: int | None, whole: int | None) -> float | None:
    """Percent with two decimals, None without a whole or where one is not told."""
    return round(100.0 * part / whole, 2) if whole and part is not None else None


def figures(reader: Reader, on: dt.date, counted: Counted = Counted.PETITIONS) -> Figures:
    """All figures as of the end of a day; an empty scope has zeros.

    First petitions are always petitions, and the online intake is always requests. Leaders and the screen
    are told those that single out nobody, whichever day is asked: what is on record, and as of the last whole
    month how it was handled, in tens.
    """
    if sees_county(reader.scope):
        return _told(reader, on, counted)
    county = rules(reader.store, on).cases
    told = instructions(reader, on)
    facts = _facts(reader)
    end = pd.Timestamp(on) + pd.Timedelta(days=1)
    known = facts[facts["filed"] < end]
    request = rule.is_counted(known["channel"], Counted.REQUESTS)
    cases = known[rule.is_counted(known["channel"], counted)]
    first, online = handled(known, county.first_days, end)
    return Figures(
        first_petitions=first,
        instructions=told,
        online=online,
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


def _told(reader: Reader, on: dt.date, counted: Counted) -> Figures:
    county = tally(reader)
    if not isinstance(county, CountyTally):
        raise TypeError("Only whoever sees the county is told of it")
    release = county.release
    record = {what: county.totals(Filter(counted=what)) for what in Counted}
    return Figures(
        first_petitions=release.first_petitions,
        instructions=instructions(reader, on),
        online=release.online,
        petitions=record[Counted.PETITIONS].cases,
        requests=record[Counted.REQUESTS].cases,
        counted=counted,
        cases=record[counted].cases,
        persons=record[counted].persons,
        groups=None,
        first=None,
        repeat=None,
        joint=None,
        located=None,
        matters=None,
        open=None,
        by_proxy=None,
    )


def _facts(reader: Reader) -> pd.DataFrame:
    own = Countable.of(reader)
    columns: dict[str, Any] = {name: own.column(name) for name in ("filed", "closed", "people", "matter_id")}
    columns["by_proxy"] = own.column("by_proxy").view(bool)
    for name in ("channel", "occurrence", "satisfaction", "status", "purpose"):
        columns[name] = own.coded(name)
    return pd.DataFrame(columns | {"village_code": own.villages()}, copy=False)


def instructions(reader: Reader, on: dt.date) -> Instructions:
    """Instructions of the year to a day: known to those who see the county.

    Those on reports and accusations are the office's alone, or the difference to the list would tell them.
    """
    if not isinstance(reader.scope, Scope) or reader.scope.role not in (
        Role.OFFICE,
        Role.CLERK,
        Role.LEADER,
        Role.SCREEN,
    ):
        return Instructions(0, 0, 0)
    year = [
        Instruction.county_code == (reader.scope.county or ""),
        Instruction.meeting_id.is_(None),
        Instruction.issued <= on,
        Instruction.issued > on - dt.timedelta(days=365),
    ]
    if not is_office(reader.scope):
        year.append(_spares(reader))
    done = Instruction.done <= on
    with reader.store.read() as connection:
        count = [
            int(connection.scalar(select(func.count()).select_from(Instruction).where(*year, *more)) or 0)
            for more in ((), (done,), (Instruction.done.is_(None), Instruction.due < on))
        ]
    return Instructions(*count)


def _spares(reader: Reader) -> ColumnElement[bool]:
    """That an instruction is on no accusation, of which a server shows the screen no row."""
    own = Instruction.petition_id
    with reader.store.entire().read() as connection:
        accused = connection.scalars(select(own).where(gate.accuses(own)).distinct()).all()
    return or_(own.is_(None), own.not_in(accused))
