"""The sheet of townships and villages: a name corrected, and a division removed on which nothing stands."""

import datetime as dt
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from data.importing.registers.fields import Field, text
from data.importing.registers.rows import Desk, Register, Values
from data.petitions import gate
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, keyed
from data.tables import (
    AccountDivision,
    Booking,
    Boundary,
    Contract,
    Division,
    DivisionSuccessor,
    Hub,
    PlaceAlias,
    Recusal,
    TeamContact,
    TeamVillage,
    Visit,
    VisitPoint,
    VisitStop,
)
from data.terms import Level
from data.text import N_, Phrase
from geo.errors import Refused

LEVELS = {Level.TOWNSHIP.value: "乡镇街道", Level.VILLAGE.value: "村社"}
"""What the levels are called, as in files."""
STANDING: tuple[tuple[Any, str], ...] = (
    (Division.parent_code, N_("villages")),
    (Contract.township_code, N_("contracts")),
    (Recusal.division_code, N_("recusals")),
    (Hub.division_code, N_("places of reception")),
    (VisitPoint.village_code, N_("visit points")),
    (TeamVillage.village_code, N_("assignments of teams")),
    (TeamContact.village_code, N_("contacts of teams")),
    (Booking.township_code, N_("bookings")),
    (Visit.township_code, N_("visits")),
    (VisitStop.village_code, N_("stops of visits")),
    (PlaceAlias.village_code, N_("learned names")),
    (AccountDivision.division_code, N_("rights of accounts")),
)
"""Columns by which something stands on a division, and what it is called."""


def _divisions(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    valid = select(Division).where(
        Division.level != Level.COUNTY.value,
        Division.valid_from <= today,
        or_(Division.valid_to.is_(None), Division.valid_to > today),
    )
    listed = session.scalars(valid.order_by(Division.level, Division.code)).all()
    names = {one.code: one.name for one in listed}
    return keyed(
        listed,
        lambda one: {
            "code": one.code,
            "name": one.name,
            "level": LEVELS[one.level],
            "above": names.get(str(one.parent_code), ""),
        },
    )


def _rename(desk: Desk, key: str, row: Values) -> None:
    desk.session.get_one(Division, int(key)).name = row["name"]


def _remove(desk: Desk, key: str) -> None:
    division = desk.session.get_one(Division, int(key))
    for column, what in STANDING:
        count = desk.session.scalar(select(func.count()).where(column == division.code)) or 0
        _refuse_standing(division, count, what)
    _refuse_standing(division, gate.stored_under(desk.session, division.code), N_("petitions"))
    editions = select(Division.id).where(Division.code == division.code)
    links = DivisionSuccessor
    either = or_(links.division_id.in_(editions), links.successor_id.in_(editions))
    confirmed = select(func.count()).select_from(links).where(either, links.confirmed_at.is_not(None))
    _refuse_standing(division, desk.session.scalar(confirmed) or 0, N_("confirmed successors"))
    desk.session.execute(delete(links).where(either))
    desk.session.execute(delete(Boundary).where(Boundary.division_id.in_(editions)))
    desk.session.execute(delete(Division).where(Division.code == division.code))


def _refuse_standing(division: Division, count: int, what: str) -> None:
    if count:
        raise Refused(
            "{name} ({code}) cannot be removed: {what} stand on it ({count})",
            name=division.name,
            code=division.code,
            what=Phrase(what),
            count=count,
        )


def _nothing(desk: Desk, row: Values) -> bool:
    raise Refused("Townships and villages come with the official list or the outlines, not one by one")


DIVISION_SHEET = Sheet(
    Register({"name": Field(("名称", "name"), text(Division.name.type.length))}, _nothing),
    (
        Column("code", N_("Code"), fixed=True),
        Column("name", N_("Name")),
        Column("level", N_("Level"), fixed=True),
        Column("above", N_("Township"), fixed=True),
    ),
    _divisions,
    _rename,
    _remove,
)
