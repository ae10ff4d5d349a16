"""Sheet of the windows of places of reception."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.importing.registers.windows import PRESENCE, describe, hub_of
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, clock, keyed
from data.tables import Hub, HubWindow
from data.terms import Presence
from data.text import N_
from geo.errors import Refused

_CONTENT = ("unit", "presence", "days", "opens", "closes")


def _windows(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    divisions: dict[int, str] = dict(session.execute(select(Hub.id, Hub.division_code)).all())
    return keyed(
        session.scalars(select(HubWindow).order_by(HubWindow.hub_id, HubWindow.id)).all(),
        lambda one: {
            "place": places.get(divisions[one.hub_id], divisions[one.hub_id]),
            "service": one.service,
            "unit": one.unit or "",
            "presence": PRESENCE[Presence(one.presence)],
            "days": "、".join(one.days),
            "opens": clock(one.opens),
            "closes": clock(one.closes),
        },
    )


def _correct(desk: Desk, key: str, row: Values) -> None:
    window = desk.session.get_one(HubWindow, int(key))
    window.hub_id, window.service = hub_of(desk, row["place"]).id, row["service"]
    describe(window, {name: row[name] or None for name in _CONTENT})


def _settle(desk: Desk, key: str) -> None:
    window = desk.session.get_one(HubWindow, int(key))
    same = select(HubWindow.id).where(
        HubWindow.id != window.id, HubWindow.hub_id == window.hub_id, HubWindow.service == window.service
    )
    if desk.session.scalar(same) is not None:
        raise Refused("The place has a window for {service} on record already", service=window.service)


def _remove(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(HubWindow, int(key)))


WINDOW_SHEET = Sheet(
    REGISTERS["windows"],
    (
        Column("place", N_("Township or county"), "places"),
        Column("service", N_("Window or service")),
        Column("unit", N_("Unit")),
        Column("presence", N_("Permanent, by rota or on call"), "presences"),
        Column("days", N_("Days of the week")),
        Column("opens", N_("Opens")),
        Column("closes", N_("Closes")),
    ),
    _windows,
    _correct,
    _remove,
    _settle,
)
