"""Windows of the demo county's places of reception, members of its teams, and the errands that these run."""

import datetime as dt

import numpy as np
from sqlalchemy import Connection, insert, select

from data.demo.geography import SEED, reference
from data.tables import Errand, Hub, HubWindow, LiaisonTeam, TeamMember, TeamVillage
from data.terms import ErrandKind, ErrandPlace, Presence, TeamDuty

OPENS, CLOSES = 8.5 * 60, 17.0 * 60
WORKDAYS = "12345"
COUNTY = {
    "接访大厅": "县信访局（演示）",
    "法官工作室": "县人民法院（演示）",
    "律师调解室": "县司法局（演示）",
    "劳动仲裁窗口": "县人社局（演示）",
    "自然资源窗口": "县自然资源局（演示）",
    "心理服务室": "县卫健局（演示）",
    "代办服务窗口": "县信访局（演示）",
}
"""Windows of the county's place of reception, and whose people sit there."""
ROTA, ON_CALL, WITHOUT = "法官工作室", "律师调解室", 3
"""What comes to the townships by rota, what when called; every third of them has no judge."""
LABOUR = ("劳动仲裁窗口", "330726101")
"""A window that one township has beside the county: where the workshops are."""
VACANT = 0.06
"""Share of duties that nobody has taken."""
ERRANDS = 400
"""Errands of the last year."""


def write(connection: Connection, as_of: dt.date) -> None:
    """Write windows, members and errands as of a day."""
    rng = np.random.default_rng([SEED, 10, as_of.toordinal()])
    connection.execute(insert(HubWindow), _windows(connection))
    connection.execute(insert(TeamMember), _members(connection, rng))
    connection.execute(insert(Errand), _errands(connection, as_of, rng))


def _windows(connection: Connection) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    hubs = connection.execute(select(Hub.id, Hub.division_code).order_by(Hub.division_code)).all()
    for nth, (hub, division) in enumerate(hubs):
        here = {"hub_id": hub, "opens": OPENS, "closes": CLOSES}
        if division == reference()["county"]["code"]:
            rows += [
                here | {"service": name, "unit": unit, "presence": Presence.PERMANENT.value, "days": WORKDAYS}
                for name, unit in COUNTY.items()
            ]
            continue
        shown = [("接访大厅", Presence.PERMANENT, WORKDAYS), ("代办服务窗口", Presence.PERMANENT, WORKDAYS)]
        shown += [(ROTA, Presence.BY_ROTA, str(1 + nth % 5))] if nth % WITHOUT else []
        shown += [(ON_CALL, Presence.ON_CALL, "")]
        shown += [(LABOUR[0], Presence.BY_ROTA, "24")] if division == LABOUR[1] else []
        rows += [
            here | {"service": name, "unit": COUNTY[name], "presence": presence.value, "days": days}
            for name, presence, days in shown
        ]
    return rows


def _members(connection: Connection, rng: np.random.Generator) -> list[dict[str, object]]:
    """Four members a team, one with each duty; some duties are vacant."""
    teams = connection.scalars(select(LiaisonTeam.id).order_by(LiaisonTeam.id)).all()
    return [
        {"team_id": team, "name": f"演示团员{4 * nth + at:04d}", "duty": duty.value, "phone": "000-0000"}
        for nth, team in enumerate(teams)
        for at, duty in enumerate(TeamDuty, 1)
        if rng.random() >= VACANT
    ]


def _errands(connection: Connection, as_of: dt.date, rng: np.random.Generator) -> list[dict[str, object]]:
    held = select(TeamVillage.team_id, TeamVillage.village_code).where(TeamVillage.valid_to.is_(None))
    teams = connection.execute(held.order_by(TeamVillage.village_code)).all()
    kinds, places = list(ErrandKind), list(ErrandPlace)
    rows = []
    for nth in range(ERRANDS):
        team, village = teams[int(rng.integers(len(teams)))]
        place = places[int(rng.integers(len(places)))]
        day = as_of - dt.timedelta(days=int(rng.integers(0, 365)))
        ended = day + dt.timedelta(days=0 if place is ErrandPlace.VILLAGE else int(rng.integers(1, 15)))
        rows.append(
            {
                "form": f"demo{nth:028d}",
                "village_code": village,
                "team_id": team,
                "kind": kinds[int(rng.integers(len(kinds)))].value,
                "place": place.value,
                "on": day,
                "done": ended if ended <= as_of else None,
                "recorded_at": dt.datetime.combine(day, dt.time(10)),
                "recorded_by": "demo-team",
            }
        )
    return rows
