"""A small county of two townships and four villages, for tests of the record."""

import datetime as dt

import shapely

from data.store import Store
from data.tables import (
    Boundary,
    Contract,
    Dataset,
    Division,
    Finding,
    Hub,
    Leader,
    LiaisonTeam,
    Policy,
    TeamContact,
    TeamVillage,
)
from data.tables.petitions import Petition

COUNTY = "990001"
TODAY = dt.date(2026, 11, 24)
VILLAGES = {
    "990001001001": (0, 0),
    "990001001002": (1, 0),
    "990001002001": (0, 1),
    "990001002002": (1, 1),
}
"""Village -> column and row of its square."""


def petition(number, village=None, **values):
    """A petition of the small county: a claim filed ten days ago, open, placed in its village."""
    township = village[:9] if village else values.pop("township", None)
    return Petition(
        **{
            "number": number,
            "filed": dt.datetime(2026, 11, 14, 9),
            "channel": "visit",
            "category": "land",
            "category_scheme": "old17",
            "purpose": "claim",
            "occurrence": "first",
            "people": 1,
            "tier": "general",
            "status": "open",
            "placement": "village" if village else "nowhere",
            "county_code": COUNTY,
            "township_code": township,
            "village_code": village,
            "digest": "",
        }
        | values
    )


def policy(title="农村建房", **values):
    """A policy of the small county: proposed in January, not answered yet."""
    return Policy(
        **{
            "title": title,
            "division_code": COUNTY,
            "category": "land",
            "problem": "审批慢",
            "proposal": "并联审批",
            "unit": "县自然资源局",
            "proposed": dt.date(2026, 1, 5),
        }
        | values
    )


def finding(villages, **values):
    """A new finding of the small county, three cases of land."""
    return Finding(
        **{
            "category": "land",
            "villages": villages,
            "since": dt.date(2026, 11, 1),
            "first_found": TODAY,
            "last_found": TODAY,
            "cases": 3,
            "expected": 0.5,
            "q": 0.001,
            "state": "new",
        }
        | values
    )


def fill(store: Store) -> None:
    """Put the small county into an empty record: divisions, hubs, contracts, a liaison team; no petition."""
    since = dt.date(2019, 1, 1)
    with store.write("test", "make", COUNTY) as session:
        session.add(
            Dataset(id=1, county_code=COUNTY, county_name="测试县", synthetic=True, as_of=TODAY, version=0)
        )
        shapes = {}
        for code, (column, row) in VILLAGES.items():
            x, y = 119.9 + column * 0.05, 29.4 + row * 0.05
            shapes[code] = shapely.MultiPolygon([shapely.box(x, y, x + 0.05, y + 0.05)])
        for number, township in enumerate(["990001001", "990001002"], 1):
            inside = [shape for code, shape in shapes.items() if code.startswith(township)]
            union = shapely.union_all(inside)
            _division(
                session, township, f"第{number}镇", "township", COUNTY, shapely.MultiPolygon([union]), since
            )
            session.add(
                Hub(name=f"第{number}镇接访点", division_code=township, services=[], geometry=union.centroid)
            )
            session.add(Leader(id=number, name=f"测试领导{number}", post="副县长", portfolio=""))
            session.flush()
            session.add(Contract(leader_id=number, township_code=township, valid_from=since))
        for code, shape in shapes.items():
            _division(session, code, f"村{code[-6:]}", "village", code[:9], shape, since)
        session.add(LiaisonTeam(id=1, name="测试服务团"))
        session.flush()
        for code in list(VILLAGES)[:3]:
            session.add(TeamVillage(team_id=1, village_code=code, valid_from=since))
        session.add(TeamContact(team_id=1, village_code="990001001001", on=TODAY - dt.timedelta(days=3)))
        session.add(TeamContact(team_id=1, village_code="990001001002", on=TODAY - dt.timedelta(days=90)))
        session.add(TeamContact(team_id=1, village_code="990001002001", on=TODAY - dt.timedelta(days=10)))


def _division(session, code, name, level, parent, shape, since):
    division = Division(
        code=code, name=name, level=level, parent_code=parent, valid_from=since, residents=1000
    )
    session.add(division)
    session.flush()
    session.add(Boundary(division_id=division.id, geometry=shape, frame="EPSG:4490", source="test"))
