"""Places of reception with their windows, as they are on record. Public: these reads take no scope."""

import datetime as dt

import pandas as pd
from sqlalchemy import select

from data.frames import frame_of
from data.lineage import moved
from data.store import Store
from data.tables import Hub, HubWindow

COLUMNS = ["id", "code", "name", "longitude", "latitude", "services"]
WINDOWS = ["hub", "service", "unit", "presence", "days", "opens", "closes"]


def hubs(store: Store, on: dt.date) -> pd.DataFrame:
    """Places of reception: id, code (county or township that it is of), name, longitude, latitude, services.

    The place of a former township is that of the township which it became. `services` are those of its
    windows, and those that its own entry names besides.
    """
    statement = select(Hub.id, Hub.division_code, Hub.name, Hub.geometry, Hub.services).order_by(Hub.id)
    with store.read() as connection:
        rows = connection.execute(statement).all()
        became = moved(connection, on).townships
        offered = connection.execute(select(HubWindow.hub_id, HubWindow.service).order_by(HubWindow.id)).all()
    own: dict[int, list[str]] = {}
    for hub, service in offered:
        own.setdefault(hub, []).append(service)
    return frame_of(
        [
            (
                *(number, became.get(code, code), name, point.x, point.y),
                tuple(dict.fromkeys([*own.get(number, []), *map(str, services or [])])),
            )
            for number, code, name, point, services in rows
        ],
        COLUMNS,
    )


def windows(store: Store) -> pd.DataFrame:
    """Windows of all places, in the order of their places: hub (its name), service, unit, presence, days
    (of the week, such as ``135``), opens, closes (minutes after midnight, NaN: not said)."""
    columns = [getattr(HubWindow, name) for name in WINDOWS[1:]]
    statement = (
        select(Hub.name, *columns).join(Hub, Hub.id == HubWindow.hub_id).order_by(Hub.id, HubWindow.id)
    )
    with store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), WINDOWS)
    return frame.astype({"opens": "float64", "closes": "float64"})


def services(known: pd.DataFrame) -> list[str]:
    """Services that any of some `hubs` offers, the most frequent first."""
    counts = known["services"].explode().dropna().value_counts(sort=False)
    return [str(name) for name in counts.sort_values(ascending=False, kind="stable").index]
