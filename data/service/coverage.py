"""Liaison teams against villages: who is uncovered, overdue, or waiting.

Every village is in exactly one group, so that the groups add up to all villages.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Select, and_, func, or_, select

from data import scope as may
from data.divisions import reads
from data.divisions.succession import comparable_codes
from data.scope import Role, Scope
from data.store import Store
from data.tables import LiaisonTeam, Petition, TeamContact, TeamVillage
from data.terms import Level, Purpose, Status

OVERDUE_DAYS = 45
"""A village not contacted for longer is overdue: once a month, and two weeks' grace."""


class Group(StrEnum):
    """State of a village, most pressing first."""

    UNCOVERED = "uncovered"
    OVERDUE = "overdue"
    WAITING = "waiting"
    COVERED = "covered"


@dataclass(frozen=True)
class TeamOfVillage:
    team: str
    last_contact: dt.date | None


def table(scope: Scope, store: Store, on: dt.date) -> pd.DataFrame:
    """Every village of the scope, with its team and what is open.

    Parameters
    ----------
    scope
        Who looks; an empty scope, and the screen, get an empty frame.
    on
        Day on which it is looked at.

    Returns
    -------
    DataFrame
        code, name, township, residents, team (None where uncovered), last_contact (date or None),
        days (since the last contact, NaN for never), open, group. A village with no team is *uncovered*;
        with a team not there for more than `OVERDUE_DAYS`, or never, *overdue*; else with an open case
        *waiting*; else *covered*.
    """
    villages = reads.divisions(store, Level.VILLAGE, on)
    villages = villages[visible(scope, villages)]
    teams = _teams(scope, store, on)
    with store.read() as connection:
        rows = connection.execute(
            select(Petition.village_code, func.count())
            .where(
                may.aggregates(scope),
                Petition.status == Status.OPEN.value,
                Petition.purpose != Purpose.ACCUSATION.value,
                Petition.village_code.is_not(None),
            )
            .group_by(Petition.village_code)
        ).all()
    became = comparable_codes(store, on)
    waiting: Counter[str] = Counter()
    for code, count in rows:
        waiting[became.get(str(code), str(code))] += count
    frame = villages.rename(columns={"parent_code": "township"}).reset_index(drop=True)
    frame["team"] = [teams[code].team if code in teams else None for code in frame["code"]]
    frame["last_contact"] = [teams[code].last_contact if code in teams else None for code in frame["code"]]
    frame["days"] = [
        (on - day).days if isinstance(day, dt.date) else float("nan") for day in frame["last_contact"]
    ]
    frame["open"] = frame["code"].map(waiting).fillna(0).astype("int64")
    frame["group"] = [
        _group(team is not None and not pd.isna(team), days, cases)
        for team, days, cases in zip(frame["team"], frame["days"], frame["open"], strict=True)
    ]
    return frame


def groups(frame: pd.DataFrame) -> dict[Group, int]:
    """Villages in each group of `table`; they add up to all its villages."""
    counts = frame["group"].value_counts()
    return {group: int(counts.get(group, 0)) for group in Group}


def of_village(scope: Scope, store: Store, village: str, on: dt.date) -> TeamOfVillage | None:
    """Team of one village on a day; None if it has none, or the scope does not cover the village."""
    villages = reads.divisions(store, Level.VILLAGE, on)
    if not visible(scope, villages[villages["code"] == village]).any():
        return None
    return _teams(scope, store, on, village).get(village)


def _group(covered: bool, days: float, cases: int) -> Group:
    if not covered:
        return Group.UNCOVERED
    if not days <= OVERDUE_DAYS:  # never there counts as overdue
        return Group.OVERDUE
    return Group.WAITING if cases else Group.COVERED


def visible(scope: Scope | None, villages: pd.DataFrame) -> pd.Series:
    """Which villages (code, parent_code) a scope covers: its own, its townships', or all of its county.

    None for the screen, which sees no village's team.
    """
    nothing = pd.Series(False, index=villages.index)
    if not isinstance(scope, Scope) or scope.role in (None, Role.SCREEN) or not scope.divisions:
        return nothing
    if scope.county is not None:
        return ~nothing
    return villages["code"].isin(scope.divisions) | villages["parent_code"].isin(scope.divisions)


def _teams(scope: Scope, store: Store, on: dt.date, village: str | None = None) -> dict[str, TeamOfVillage]:
    if not isinstance(scope, Scope) or scope.role in (None, Role.SCREEN) or not scope.divisions:
        return {}
    statement: Select[*tuple[Any, ...]] = (
        select(TeamVillage.village_code, LiaisonTeam.name, func.max(TeamContact.on))
        .join(LiaisonTeam, LiaisonTeam.id == TeamVillage.team_id)
        .outerjoin(
            TeamContact,
            and_(TeamContact.village_code == TeamVillage.village_code, TeamContact.on <= on),
        )
        .where(
            TeamVillage.valid_from <= on,
            or_(TeamVillage.valid_to.is_(None), TeamVillage.valid_to > on),
        )
        .group_by(TeamVillage.village_code, LiaisonTeam.name)
    )
    if village is not None:
        statement = statement.where(TeamVillage.village_code == village)
    with store.read() as connection:
        return {row[0]: TeamOfVillage(row[1], row[2]) for row in connection.execute(statement).all()}
