"""Sheet of the units: what else they are called, the categories they are in charge of, and how many of their
leaders can come along."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.importing.registers.units import describe, name_otherwise, refuse_names
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, keyed
from data.tables import Unit, UnitAlias, UnitCategory
from data.text import LANGUAGES, N_, Words
from data.units import spellings_in
from geo.errors import Refused


def _units(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    words, categories = Words(LANGUAGES[0]), dict[int, list[str]]()
    for one in session.scalars(select(UnitCategory).order_by(UnitCategory.id)):
        categories.setdefault(one.unit_id, []).append(words.category(one.category))
    names = dict[int, list[str]]()
    own = select(UnitAlias).where(UnitAlias.revoked_at.is_(None)).order_by(UnitAlias.id)
    for alias in session.scalars(own):
        names.setdefault(alias.unit_id, []).append(alias.name)
    return keyed(
        session.scalars(select(Unit).order_by(Unit.id)).all(),
        lambda one: {
            "unit": one.name,
            "aliases": "、".join(names.get(one.id, [])),
            "categories": "、".join(categories.get(one.id, [])),
            "deputies": str(one.deputies),
        },
    )


def _correct(desk: Desk, key: str, row: Values) -> None:
    unit = desk.session.get_one(Unit, int(key))
    aliases = list(row["aliases"])
    if spellings_in(desk.session, without=unit.id).units(row["unit"]):
        raise Refused("A unit called {name} is on record already: give each its own name", name=row["unit"])
    if unit.name != row["unit"]:  # what was written of it goes on meaning it
        aliases.append(unit.name)
    refuse_names(desk, unit, aliases)
    unit.name = row["unit"]
    describe(desk, unit, row["deputies"], row["categories"])
    name_otherwise(desk, unit, aliases)


def _remove(desk: Desk, key: str) -> None:
    for table in (UnitCategory, UnitAlias):
        desk.session.execute(delete(table).where(table.unit_id == int(key)))
    desk.session.delete(desk.session.get_one(Unit, int(key)))
    desk.session.flush()


UNIT_SHEET = Sheet(
    REGISTERS["units"],
    (
        Column("unit", N_("Unit")),
        Column("aliases", N_("Other names")),
        Column("categories", N_("In charge of the categories")),
        Column("deputies", N_("Leaders who can come along")),
    ),
    _units,
    _correct,
    _remove,
)
