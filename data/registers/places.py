"""Sheets of places: where people are received and met, who lives there, and which days are worked."""

import datetime as dt

import shapely
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from data.importing.registers.calendar import FREE, WORKED
from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, clock, day, keyed
from data.tables import CalendarDay, Division, Hub, HubWindow, VisitPoint
from data.terms import Level
from data.text import N_
from geo.errors import Refused

_DIGITS = 6  # of a degree that a cell shows: a tenth of a metre
_POINT = (Column("longitude", N_("Longitude")), Column("latitude", N_("Latitude")))


def _degrees(value: float) -> str:
    return f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")


# --- hubs ----------------------------------------------------------------------------------------------


def _hubs(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    return keyed(
        session.scalars(select(Hub).order_by(Hub.division_code, Hub.id)).all(),
        lambda one: {
            "name": one.name,
            "place": places.get(one.division_code, one.division_code),
            "longitude": _degrees(one.geometry.x),
            "latitude": _degrees(one.geometry.y),
            "services": "、".join(map(str, one.services)),
        },
    )


def _correct_hub(desk: Desk, key: str, row: Values) -> None:
    hub = desk.session.get_one(Hub, int(key))
    hub.name, hub.division_code, hub.services = row["name"], row["place"], row["services"]
    hub.geometry = shapely.Point(row["point"])


def _settle_hub(desk: Desk, key: str) -> None:
    hub = desk.session.get_one(Hub, int(key))
    other = select(Hub.name).where(Hub.id != hub.id, Hub.division_code == hub.division_code)
    if (name := desk.session.scalar(other)) is not None:
        raise Refused(
            "{place} has {name} on record already: one place of reception each",
            place=desk.name(hub.division_code),
            name=name,
        )


def _remove_hub(desk: Desk, key: str) -> None:
    hub = desk.session.get_one(Hub, int(key))
    desk.notices.add(
        N_("{place} then has no place of reception: a visit to a township without one cannot be planned"),
        [desk.row],
        place=desk.name(hub.division_code),
    )
    desk.session.execute(delete(HubWindow).where(HubWindow.hub_id == hub.id))
    desk.session.delete(hub)


HUB_SHEET = Sheet(
    REGISTERS["hubs"],
    (
        Column("place", N_("Township or county"), "places"),
        Column("name", N_("Name")),
        *_POINT,
        Column("services", N_("Windows and services")),
    ),
    _hubs,
    _correct_hub,
    _remove_hub,
    _settle_hub,
)


# --- visit points --------------------------------------------------------------------------------------


def _visit_points(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    return keyed(
        session.scalars(select(VisitPoint).order_by(VisitPoint.village_code)).all(),
        lambda one: {
            "place": places.get(one.village_code, one.village_code),
            "longitude": _degrees(one.longitude),
            "latitude": _degrees(one.latitude),
            "opens": clock(one.opens),
            "closes": clock(one.closes),
        },
        "village_code",
    )


def _correct_visit_point(desk: Desk, key: str, row: Values) -> None:
    if row["place"] != key and desk.session.get(VisitPoint, row["place"]) is not None:
        raise Refused("{village} has a visit point on record already", village=desk.name(row["place"]))
    if row["opens"] is not None and row["closes"] is not None and row["opens"] >= row["closes"]:
        raise Refused("The place closes before it opens: correct the hours")
    point = desk.session.get_one(VisitPoint, key)
    point.village_code = row["place"]
    point.longitude, point.latitude = row["point"]
    point.opens, point.closes = row["opens"], row["closes"]


def _remove_visit_point(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(VisitPoint, key))
    desk.notices.add(
        N_("Visits to {village} then begin at a point inside its outline"),
        [desk.row],
        village=desk.name(key),
    )


VISIT_POINT_SHEET = Sheet(
    REGISTERS["visit-points"],
    (
        Column("place", N_("Village"), "villages"),
        *_POINT,
        Column("opens", N_("Opens")),
        Column("closes", N_("Closes")),
    ),
    _visit_points,
    _correct_visit_point,
    _remove_visit_point,
)


# --- residents -----------------------------------------------------------------------------------------


def _residents(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    valid = select(Division).where(
        Division.level == Level.VILLAGE.value,
        Division.valid_from <= today,
        or_(Division.valid_to.is_(None), Division.valid_to > today),
    )
    places = labels.places()
    return keyed(
        session.scalars(valid.order_by(Division.code)).all(),
        lambda one: {
            "place": places[one.code],
            "residents": "" if one.residents is None else str(one.residents),
        },
    )


def _correct_residents(desk: Desk, key: str, row: Values) -> None:
    desk.session.get_one(Division, int(key)).residents = row["residents"]


def _forget_residents(desk: Desk, key: str) -> None:
    village = desk.session.get_one(Division, int(key))
    village.residents = None
    desk.notices.add(
        N_("{village} then has no rate a thousand residents"), [desk.row], village=desk.name(village.code)
    )


RESIDENT_SHEET = Sheet(
    REGISTERS["residents"],
    (Column("place", N_("Village"), fixed=True), Column("residents", N_("Residents"))),
    _residents,
    _correct_residents,
    _forget_residents,
    grows=False,
)


# --- the calendar --------------------------------------------------------------------------------------


def _days(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    return keyed(
        session.scalars(select(CalendarDay).order_by(CalendarDay.on)).all(),
        lambda one: {"on": day(one.on), "working": WORKED if one.working else FREE, "name": one.name},
        "on",
    )


def _correct_day(desk: Desk, key: str, row: Values) -> None:
    if day(row["on"]) != key and desk.session.get(CalendarDay, row["on"]) is not None:
        raise Refused("{day} is on record already", day=row["on"])
    one = desk.session.get_one(CalendarDay, dt.date.fromisoformat(key))
    one.on, one.working, one.name = row["on"], row["working"], row["name"]


def _remove_day(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(CalendarDay, dt.date.fromisoformat(key)))


CALENDAR_SHEET = Sheet(
    REGISTERS["calendar"],
    (
        Column("on", N_("Day")),
        Column("working", N_("Free or worked"), "days"),
        Column("name", N_("Holiday")),
    ),
    _days,
    _correct_day,
    _remove_day,
)
