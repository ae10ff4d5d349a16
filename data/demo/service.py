"""The people of the service in the demo county: leaders, contracts, teams, past visits."""

import datetime as dt
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, insert, select

from data.demo.geography import Geography, reference
from data.demo.themes import SHARES, department
from data.tables import (
    Contract,
    Leader,
    LiaisonTeam,
    RotaDuty,
    TeamContact,
    TeamVillage,
    Unit,
    UnitCategory,
    Visit,
    VisitStop,
)

POSTS = [
    ("县委书记（演示）", "全面工作"),
    ("县长（演示）", "政府全面工作"),
    ("县人大主任（演示）", "人大工作"),
    ("县政协主席（演示）", "政协工作"),
    ("县委副书记（演示）", "农业农村、信访"),
    ("常务副县长（演示）", "财政、应急管理"),
    ("县委政法委书记（演示）", "政法、平安建设"),
    ("县纪委书记（演示）", "纪检监察"),
    ("县委组织部部长（演示）", "组织人事"),
    ("县委宣传部部长（演示）", "宣传文化"),
    ("副县长（演示）甲", "自然资源、城乡建设"),
    ("副县长（演示）乙", "生态环境、交通运输"),
    ("副县长（演示）丙", "人力社保、民政"),
    ("副县长（演示）丁", "教育、卫生健康"),
    ("副县长（演示）戊", "公安、司法"),
    ("县人武部政委（演示）", "退役军人事务"),
]
"""Post and portfolio of each leader."""

DEPUTIES = {"natural-resources": 3, "construction": 3, "technology": 1}
"""Leaders of a unit who can come along, by its first category; of the others `_DEPUTIES`."""
_DEPUTIES = 2

UNCOVERED = 5
"""Villages whose team has left and was not replaced."""

_FOUNDED = dt.date(2019, 6, 1)
_MEETING_DAY = 15


def write(connection: Connection, county: Geography, as_of: dt.date, rng: np.random.Generator) -> None:
    """Write leaders, contracts, a year's visits, teams with their contacts, and a user for each role."""
    connection.execute(
        insert(Leader),
        [
            {"name": leader_name(nth), "post": post, "portfolio": portfolio}
            for nth, (post, portfolio) in enumerate(POSTS)
        ],
    )
    leaders = list(connection.scalars(select(Leader.id).order_by(Leader.id)))
    connection.execute(insert(Contract), _contracts(county, leaders, as_of))
    connection.execute(insert(RotaDuty), _rota(leaders, as_of))
    _write_visits(connection, county, leaders, as_of, rng)
    _write_teams(connection, county, as_of, rng)
    _write_units(connection)


def leader_name(nth: int) -> str:
    """Name of the leader counted from 0, which nobody has."""
    return f"演示领导{nth + 1:02d}"


def _contracted(leaders: list[int], township: int, year: int) -> int:
    """Leader of a township in a year: one place further every year."""
    return leaders[(township + year) % len(leaders)]


def _contracts(county: Geography, leaders: list[int], as_of: dt.date) -> list[dict[str, Any]]:
    """The contracts of the year before, and those of the year, which run on until they are replaced."""
    return [
        {
            "leader_id": _contracted(leaders, nth, year),
            "township_code": township.code,
            "valid_from": dt.date(year, 1, 1),
            "valid_to": dt.date(year + 1, 1, 1) if year < as_of.year else None,
        }
        for year in (as_of.year - 1, as_of.year)
        for nth, township in enumerate(county.townships)
    ]


def _rota(leaders: list[int], as_of: dt.date) -> list[dict[str, Any]]:
    """A leader at the county's place of reception each Monday and Saturday morning of the weeks ahead."""
    days = [as_of + dt.timedelta(days=ahead) for ahead in range(35)]
    at = [day for day in days if day.weekday() in (0, 5) and day.day != _MEETING_DAY]
    return [
        {
            "leader_id": leaders[nth % len(leaders)],
            "on": day,
            "division_code": reference()["county"]["code"],
            "opens": 8 * 60 + 30,
            "closes": 11 * 60 + 30,
        }
        for nth, day in enumerate(at)
    ]


def _meeting_days(as_of: dt.date) -> list[dt.date]:
    """The last twelve 15ths before a day, oldest first."""
    days = [as_of + relativedelta(months=-back, day=_MEETING_DAY) for back in reversed(range(13))]
    return [day for day in days if day < as_of][-12:]


def _write_visits(
    connection: Connection, county: Geography, leaders: list[int], as_of: dt.date, rng: np.random.Generator
) -> None:
    days = _meeting_days(as_of)
    visits = [
        {
            "on": day,
            "township_code": township.code,
            "leader_id": _contracted(leaders, nth, day.year),
            "state": "archived",
            "plan": {"rule": "demo history"},
            "saved_at": dt.datetime.combine(day, dt.time(18, 30)),
            "saved_by": "demo-office",
        }
        for day in days
        for nth, township in enumerate(county.townships)
    ]
    connection.execute(insert(Visit), visits)
    stops = []
    for visit, township in connection.execute(select(Visit.id, Visit.township_code).order_by(Visit.id)):
        own = [v for v in county.villages if v.township == township]
        weight = np.array([v.residents for v in own], dtype=float)
        chosen = rng.choice(len(own), int(rng.integers(2, 5)), replace=False, p=weight / weight.sum())
        for position, village in enumerate(chosen.tolist()):
            arrives = 13 * 60 + 30 + 60.0 * position
            stops.append(
                {
                    "visit_id": visit,
                    "position": position,
                    "village_code": own[village].code,
                    "arrives": arrives,
                    "departs": arrives + 40.0,
                }
            )
    connection.execute(insert(VisitStop), stops)


def _write_teams(connection: Connection, county: Geography, as_of: dt.date, rng: np.random.Generator) -> None:
    """One team a village; most were there within the month, some are late, a few have left."""
    names = [f"联心服务团（演示）{nth:03d}" for nth in range(1, len(county.villages) + 1)]
    connection.execute(insert(LiaisonTeam), [{"name": name} for name in names])
    teams = list(connection.scalars(select(LiaisonTeam.id).order_by(LiaisonTeam.name)))
    left = set(rng.choice(np.arange(1, len(teams)), UNCOVERED, replace=False).tolist())  # not the user's
    assignments, contacts = [], []
    for nth, (team, village) in enumerate(zip(teams, county.villages, strict=True)):
        ended = as_of - dt.timedelta(days=int(rng.integers(20, 90))) if nth in left else None
        late = rng.random() < 0.12
        ago = int(rng.integers(60, 151) if late else rng.triangular(0, 8, 30))
        day = min(as_of - dt.timedelta(days=ago), ended or as_of)
        own = {"team_id": team, "village_code": village.code}
        assignments.append({**own, "valid_from": _FOUNDED, "valid_to": ended})
        while day > as_of - dt.timedelta(days=425):
            contacts.append({**own, "on": day})
            day -= dt.timedelta(days=int(rng.integers(14, 36)))
    connection.execute(insert(TeamVillage), assignments)
    connection.execute(insert(TeamContact), contacts)


def _write_units(connection: Connection) -> None:
    """The units that handle the synthetic petitions, with the categories that they handle."""
    in_charge: dict[str, list[str]] = {}
    for category in SHARES:
        in_charge.setdefault(department(category), []).append(category)
    units = [{"name": unit, "deputies": DEPUTIES.get(own[0], _DEPUTIES)} for unit, own in in_charge.items()]
    connection.execute(insert(Unit), units)
    ids = {name: id_ for id_, name in connection.execute(select(Unit.id, Unit.name))}
    rows = [{"unit_id": ids[unit], "category": code} for unit, own in in_charge.items() for code in own]
    connection.execute(insert(UnitCategory), rows)
