"""The synthetic county: real townships, invented villages, roads, people and petitions.

Everything follows from `SEED` and the day of the record: the same day gives the same record. Figures are
never stored; they come out of the rows.
"""

import datetime as dt
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, insert, select

from data import planner
from data.demo.geography import METRIC, SEED, Geography, geography, reference, to_degrees
from data.demo.hotspots import PLANTED, HotSpot
from data.demo.hubs import write as write_hubs
from data.demo.petitions import write as write_petitions
from data.demo.roads import roads
from data.demo.service import write as write_service
from data.demo.surroundings import write as write_surroundings
from data.demo.yearbook import write as write_yearbook
from data.errors import StoreRefused
from data.hotspots import daily
from data.reader import Reader
from data.rules import DEFAULTS
from data.scope import Role, Scope
from data.store import Store
from data.tables import Boundary, Dataset, Division, Hub, Road, VisitPoint
from data.terms import Level
from data.text import DEMO_MARK, in_both

__all__ = ["PLANTED", "SEED", "HotSpot", "build"]

MERGED = dt.date(2019, 6, 1)
"""Day from which the villages are as they are: they were merged in 2019."""

SERVICES = ["接访大厅", "法官工作室", "律师调解室", "劳动仲裁窗口", "心理服务室", "代办服务窗口"]
SOURCE = in_both(DEMO_MARK)


def build(store: Store, as_of: dt.date) -> None:
    """Fill an empty record with the demo county as it stands on a day, and make the day's findings.

    What is invented is written in one transaction; what the daily run finds in it is its own affair
    (`data.hotspots.daily.run`).

    Raises
    ------
    StoreRefused
        The database holds a county already.
    """
    county = geography()
    code, name = reference()["county"]["code"], reference()["county"]["name"]
    with store.write("demo", "demo", code, as_of=as_of.isoformat(), seed=SEED) as session:
        if session.scalar(select(Dataset.id)) is not None:
            raise StoreRefused("The database holds a county already: the demo needs an empty one")
        session.add(Dataset(county_code=code, county_name=name, synthetic=True, as_of=as_of))
        connection = session.connection()
        rng = np.random.default_rng([SEED, as_of.toordinal()])
        _write_divisions(connection, county)
        _write_roads(connection, county)
        write_surroundings(connection)
        write_service(connection, county, as_of, rng)
        write_petitions(connection, county, as_of, rng)
        write_yearbook(connection, county, as_of)
        write_hubs(connection, as_of)
        planner.renew(connection)
    office = Scope.of(Role.OFFICE, [code], code)
    daily.run(Reader(office, store, as_of).by("demo"))


def _write_divisions(connection: Connection, county: Geography) -> None:
    top = reference()["county"]
    divisions: list[tuple[str, str, Level, str | None, int, shapely.Geometry]] = [
        (v.code, v.name, Level.VILLAGE, v.township, v.residents, v.geometry) for v in county.villages
    ]
    for township in county.townships:
        own = [v for v in county.villages if v.township == township.code]
        whole = shapely.coverage_union_all([v.geometry for v in own])
        people = sum(v.residents for v in own)
        divisions.append((township.code, township.name, Level.TOWNSHIP, top["code"], people, whole))
    whole = shapely.coverage_union_all([v.geometry for v in county.villages])
    people = sum(v.residents for v in county.villages)
    divisions.append((top["code"], top["name"], Level.COUNTY, None, people, whole))
    columns = ("code", "name", "level", "parent_code", "residents")
    rows: list[dict[str, Any]] = [
        {**dict(zip(columns, row[:-1], strict=True)), "valid_from": MERGED, "valid_to": None}
        for row in divisions
    ]
    connection.execute(insert(Division), rows)
    ids = {code: id_ for id_, code in connection.execute(select(Division.id, Division.code))}
    boundaries = [
        {"division_id": ids[row[0]], "geometry": row[-1], "frame": METRIC, "source": SOURCE}
        for row in divisions
    ]
    connection.execute(insert(Boundary), boundaries)


def _write_roads(connection: Connection, county: Geography) -> None:
    connection.execute(insert(Road), [{"road_class": c, "geometry": line} for c, line in roads(county)])
    points = [
        {"village_code": v.code, "longitude": v.longitude, "latitude": v.latitude} for v in county.villages
    ]
    connection.execute(insert(VisitPoint), points)
    top = reference()["county"]
    seats = to_degrees(county.ground.points[county.seats])
    hubs = []
    for township, seat in zip(county.townships, seats, strict=True):
        hub = {"geometry": shapely.Point(seat), "services": SERVICES[:2] + SERVICES[-1:]}
        hubs.append(
            {**hub, "name": f"{township.name}{DEFAULTS.words.centre}（演示）", "division_code": township.code}
        )
        if township.code == top["seat"]:
            hub = {"geometry": shapely.Point(seat), "services": SERVICES}
            hubs.append(
                {**hub, "name": f"{top['name']}{DEFAULTS.words.centre}（演示）", "division_code": top["code"]}
            )
    connection.execute(insert(Hub), hubs)
