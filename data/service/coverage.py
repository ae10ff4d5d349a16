"""Liaison teams against villages: who is uncovered, overdue, or waiting.

Every village is in exactly one group, so that the groups add up to all villages.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, or_, select

from data.divisions import reads
from data.lineage import moved
from data.petitions.columnar.rule import Countable
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope, is_office
from data.tables import LiaisonTeam, TeamContact, TeamVillage
from data.terms import Counted, Level, Status
from geo.terms import N_, Term


class Group(Term):
    """State of a village, most pressing first."""

    UNCOVERED = "uncovered", N_("no team")
    OVERDUE = "overdue", N_("overdue")
    WAITING = "waiting", N_("open cases")
    COVERED = "covered", N_("in order")
    NOT_TOLD = "not_told", N_("team in order, cases not told")
    """Its team was there; whether anybody waits is not told to whoever may not open its cases."""


@dataclass(frozen=True)
class TeamOfVillage:
    team: str
    last_contact: dt.date | None


def table(reader: Reader, on: dt.date, counted: Counted | None = None) -> pd.DataFrame:
    """Every village of the scope, with its team and what is open.

    Parameters
    ----------
    reader
        Who looks; an empty scope, and the screen, get an empty frame.
    on
        Day on which it is looked at.
    counted
        What is open: petitions, requests or both; None: what the county's rules say that teams go out for.

    Returns
    -------
    DataFrame
        code, name, township, residents, team (None where uncovered), last_contact (date or None),
        days (since the last contact, NaN for never), open (NaN where it is not told: of villages whose cases
        the reader may not open), group. A village with no team is *uncovered*; with a team not there for
        longer than the county's rules allow (`data.rules.ServiceRules`), or never, *overdue*; else with an
        open case *waiting*; else *covered*, or *not_told*.
    """
    county = rules(reader.store, on)
    overdue, counted = county.service.overdue_days, counted or county.visits.counted
    villages = reads.divisions(reader.store, Level.VILLAGE, on)
    villages = villages[visible(reader.scope, villages)]
    teams = _teams(reader, on)
    case = Countable.of(reader, on, counted, accusations=False)
    is_open = case.holds("status", Status.OPEN.value)
    waiting = pd.Series(case.villages())[is_open].value_counts().to_dict()
    frame = villages.drop(columns="name").rename(columns={"parent_code": "township", "short": "name"})
    frame = frame.reset_index(drop=True)
    frame["team"] = [teams[code].team if code in teams else None for code in frame["code"]]
    frame["last_contact"] = [teams[code].last_contact if code in teams else None for code in frame["code"]]
    frame["days"] = [
        (on - day).days if isinstance(day, dt.date) else float("nan") for day in frame["last_contact"]
    ]
    told = own(reader.scope, frame.rename(columns={"township": "parent_code"}))
    frame["open"] = frame["code"].map(waiting).fillna(0).astype("int64")
    if not told.all():
        frame["open"] = frame["open"].where(told)
    frame["group"] = [
        _group(team is not None and not pd.isna(team), days, cases, overdue)
        for team, days, cases in zip(frame["team"], frame["days"], frame["open"], strict=True)
    ]
    return frame


def groups(frame: pd.DataFrame) -> dict[Group, int]:
    """Villages in each group of `table`; they add up to all its villages."""
    counts = frame["group"].value_counts()
    listed = {group: int(counts.get(group, 0)) for group in Group}
    return listed if listed[Group.NOT_TOLD] else {k: n for k, n in listed.items() if k is not Group.NOT_TOLD}


def pressing(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of `table`, most pressing first: by group, days without a contact, and what is open."""
    order = frame["group"].map({group: place for place, group in enumerate(Group)})
    ordered = frame.assign(order=order).sort_values(
        ["order", "days", "open"], ascending=[True, False, False], na_position="first"
    )
    return ordered.drop(columns="order")


def of_village(frame: pd.DataFrame, village: str) -> TeamOfVillage | None:
    """Team of one village of `table`; None if it has none, or is not among them."""
    of_it = frame.loc[(frame["code"] == village) & frame["team"].notna(), ["team", "last_contact"]]
    if of_it.empty:
        return None
    team, day = of_it.iloc[0]
    return TeamOfVillage(str(team), day if isinstance(day, dt.date) else None)


def _group(covered: bool, days: float, cases: float, overdue: int) -> Group:
    if not covered:
        return Group.UNCOVERED
    if not days <= overdue:  # never there counts as overdue
        return Group.OVERDUE
    if pd.isna(cases):
        return Group.NOT_TOLD
    return Group.WAITING if cases else Group.COVERED


def visible(scope: Scope | None, villages: pd.DataFrame) -> pd.Series:
    """Which villages (code, parent_code) a scope covers: its own, its townships', or all of its county.

    None for the screen, which sees no village's team.
    """
    nothing = pd.Series(False, index=villages.index)
    if not isinstance(scope, Scope) or scope.role in (None, Role.SCREEN) or not scope.divisions:
        return nothing
    return ~nothing if scope.county is not None else own(scope, villages)


def own(scope: Scope, villages: pd.DataFrame) -> pd.Series:
    """Of which villages (code, parent_code) a scope may open cases: the office's all, others' their own."""
    if is_office(scope):
        return pd.Series(True, index=villages.index)
    return villages["code"].isin(scope.divisions) | villages["parent_code"].isin(scope.divisions)


def _teams(reader: Reader, on: dt.date) -> dict[str, TeamOfVillage]:
    """Team of each village, and when it was last there, by the village that theirs have become.

    Where villages of several teams went into one, it has them all until the office decides.
    """
    if reader.scope.role in (None, Role.SCREEN) or not reader.scope.divisions:
        return {}
    teams = (
        select(TeamVillage.village_code, LiaisonTeam.name)
        .join(LiaisonTeam, LiaisonTeam.id == TeamVillage.team_id)
        .where(
            TeamVillage.valid_from <= on,
            or_(TeamVillage.valid_to.is_(None), TeamVillage.valid_to > on),
        )
        .order_by(LiaisonTeam.name)
    )
    contacts = select(TeamContact.village_code, func.max(TeamContact.on)).where(TeamContact.on <= on)
    with reader.store.read() as connection:
        became = moved(connection, on).villages
        names: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for code, name in connection.execute(teams):
            names[became.get(code, code)][name] = None
        last: dict[str, dt.date] = {}
        for code, day in connection.execute(contacts.group_by(TeamContact.village_code)):
            village = became.get(code, code)
            last[village] = max(day, last.get(village, day))
    return {code: TeamOfVillage("、".join(team), last.get(code)) for code, team in names.items()}
