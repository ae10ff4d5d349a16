"""A small county to be put through it: two townships, four villages, a visit that is being held."""

import datetime as dt
from collections.abc import Mapping

import shapely

from data.reader import Writer
from data.scope import Role, Scope
from data.store import Store
from data.tables import Boundary, Contract, Dataset, Division, Hub, Leader
from data.terms import State
from data.visits.days import advance
from data.visits.plans import load_day
from data.visits.saved import save
from geo.visits import plan

CODE = "990001"
TODAY = dt.date(2026, 12, 15)
TOWNSHIPS = ("990001001", "990001002")
VILLAGES = {
    "990001001001": (0, 0),
    "990001001002": (1, 0),
    "990001002001": (0, 1),
    "990001002002": (1, 1),
}
"""Village -> column and row of its square."""
SIDE, WEST, SOUTH = 0.05, 119.9, 29.4


def office(store: Store, on: dt.date = TODAY) -> Writer:
    """The petition office, on a day."""
    return Writer(Scope.of(Role.OFFICE, [CODE], CODE), store, on, "reliability")


def make(store: Store) -> None:
    """Put the county into an empty record; its first township's visit of `TODAY` is held."""
    settle(store, VILLAGES, TODAY, synthetic=True)
    _hold(store)


def settle(store: Store, villages: Mapping[str, tuple[int, int]], as_of: dt.date, *, synthetic: bool) -> None:
    """Put divisions with outlines, places of reception, leaders and contracts into an empty record.

    Parameters
    ----------
    villages
        Code -> column and row of its square; its township is the code's beginning.
    as_of, synthetic
        Of the record (`data.tables.Dataset`).
    """
    since = dt.date(2019, 1, 1)
    with store.write("reliability", "make", CODE) as session:
        session.add(
            Dataset(id=1, county_code=CODE, county_name="试验县", synthetic=synthetic, as_of=as_of, version=0)
        )
        for number, township in enumerate(sorted({code[:9] for code in villages}), 1):
            own = {code: _square(*at) for code, at in villages.items() if code.startswith(township)}
            union = shapely.union_all(list(own.values()))
            places = [Division(**_division(township, f"第{number}镇", "township", CODE, since))]
            for code in own:
                places.append(Division(**_division(code, f"前{code[-3:]}村", "village", township, since)))
            session.add_all(places)
            session.flush()
            for place in places:
                shape = shapely.MultiPolygon([own.get(place.code, union)])
                session.add(Boundary(division_id=place.id, geometry=shape, frame="EPSG:4490", source="made"))
            session.add(Hub(name="接访点", division_code=township, services=[], geometry=union.centroid))
            session.add(Leader(id=number, name=f"领导{number}", post="副县长", portfolio=""))
            session.flush()
            session.add(Contract(leader_id=number, township_code=township, valid_from=since))


def _hold(store: Store) -> None:
    ahead = office(store, TODAY - dt.timedelta(days=7))
    day = load_day(ahead, TOWNSHIPS[0], TODAY)
    seen = save(ahead, day, plan(day.problem))
    seen = advance(ahead, TOWNSHIPS[0], TODAY, State.PUBLISHED, seen=seen)
    advance(office(store), TOWNSHIPS[0], TODAY, State.HELD, seen=seen)


def _square(column: int, row: int) -> shapely.Polygon:
    west, east = (WEST + edge * SIDE for edge in (column, column + 1))
    south, north = (SOUTH + edge * SIDE for edge in (row, row + 1))
    return shapely.box(west, south, east, north)


def _division(code: str, name: str, level: str, parent: str, since: dt.date) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "level": level,
        "parent_code": parent,
        "valid_from": since,
        "residents": 1000,
    }
