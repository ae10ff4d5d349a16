"""Sheet of the units: the categories they are in charge of, and how many of their leaders can come along."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.importing.registers.units import describe
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, keyed
from data.tables import Unit, UnitCategory
from data.text import LANGUAGES, N_, Words
from geo.errors import Refused


def _units(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    words, categories = Words(LANGUAGES[0]), dict[int, list[str]]()
    for one in session.scalars(select(UnitCategory).order_by(UnitCategory.id)):
        categories.setdefault(one.unit_id, []).append(words.category(one.category))
    return keyed(
        session.scalars(select(Unit).order_by(Unit.id)).all(),
        lambda one: {
            "unit": one.name,
            "categories": "、".join(categories.get(one.id, [])),
            "deputies": str(one.deputies),
        },
    )


def _correct(desk: Desk, key: str, row: Values) -> None:
    known = desk.session.scalar(select(Unit.id).where(Unit.name == row["unit"]))
    if known not in (None, int(key)):
        raise Refused("A unit called {name} is on record already: give each its own name", name=row["unit"])
    unit = desk.session.get_one(Unit, int(key))
    unit.name = row["unit"]
    describe(desk, unit, row["deputies"], row["categories"])


def _remove(desk: Desk, key: str) -> None:
    desk.session.execute(delete(UnitCategory).where(UnitCategory.unit_id == int(key)))
    desk.session.delete(desk.session.get_one(Unit, int(key)))
    desk.session.flush()


UNIT_SHEET = Sheet(
    REGISTERS["units"],
    (
        Column("unit", N_("Unit")),
        Column("categories", N_("In charge of the categories")),
        Column("deputies", N_("Leaders who can come along")),
    ),
    _units,
    _correct,
    _remove,
)
