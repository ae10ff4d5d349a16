"""Register of units: what else they are called, the categories they are in charge of, and how many of their
leaders can come along."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import select

from data.importing.petitions import synonyms
from data.importing.petitions.checks import Faults
from data.importing.registers.fields import Field, text, texts, whole
from data.importing.registers.rows import Desk, Register, Values
from data.tables import Unit, UnitAlias, UnitCategory
from data.terms import category_names, schemes
from data.text import N_
from data.units import Spellings, spellings_in
from geo.errors import Refused

MOST_DEPUTIES = 50
_count = whole(MOST_DEPUTIES)


def _words(limit: int, cells: list[str], column: str, faults: Faults) -> list[list[str]]:
    words = texts(cells, column, faults)
    long = np.array([any(len(word) > limit for word in cell) for cell in words], dtype=bool)
    faults.add(long, N_("{column} is longer than {limit} characters"), column=column, limit=limit)
    return words


def _categories(cells: list[str], column: str, faults: Faults) -> list[list[str]]:
    """Codes of categories, of the newest scheme that knows the word; what none knows stays as it is."""
    words = _words(UnitCategory.category.type.length, cells, column, faults)
    return [list(dict.fromkeys(map(_code, cell))) for cell in words]


def _names(cells: list[str], column: str, faults: Faults) -> list[list[str]]:
    return _words(UnitAlias.name.type.length, cells, column, faults)


def _code(word: str) -> str:
    codes = (synonyms.category(word, scheme, {}) for scheme in reversed(schemes()))
    return next((code for code in codes if code in category_names()), word)


def _deputies(cells: list[str], column: str, faults: Faults) -> list[int | None]:
    numbers = _count(cells, column, faults)
    none = np.array([number == 0 for number in numbers], dtype=bool)
    faults.add(
        none, N_("{column} is 0: of such a unit nobody can come along; state 1 at least"), column=column
    )
    return numbers


def _unit(desk: Desk, row: Values) -> bool:
    spelt = spellings_in(desk.session)
    name = spelt.official(row["unit"])
    content = row["categories"], row["deputies"], row.get("aliases")
    desk.refuse_contradiction(("unit", spelt.one(name)), content, row["unit"])
    unit = desk.session.scalar(select(Unit).where(Unit.name == name))
    refuse_names(desk, unit, row.get("aliases") or ())
    is_new = unit is None
    if unit is None:
        unit = Unit(name=row["unit"], deputies=row["deputies"])
        desk.session.add(unit)
        desk.session.flush()
    changed = describe(desk, unit, row["deputies"], row["categories"])
    if "aliases" in row:
        changed |= name_otherwise(desk, unit, row["aliases"])
    desk.report.replaced += changed and not is_new
    return changed or is_new


def refuse_names(desk: Desk, unit: Unit | None, names: Sequence[str]) -> None:
    """Refuse other names for a unit of which one is another unit's."""
    others = spellings_in(desk.session, without=unit.id if unit is not None else None)
    for name in names:
        if found := others.units(name):
            raise Refused(
                "{name} is a name of {unit} already: a name stands for one unit alone",
                name=name,
                unit="、".join(found),
            )


def name_otherwise(desk: Desk, unit: Unit, names: Sequence[str]) -> bool:
    """Give a unit its other names; whether that changed anything. One that is gone is revoked and kept."""
    county = desk.reader.store.dataset().county_name
    wanted = [name for name in names if not Spellings([unit.name], county).units(name)]
    of_this = UnitAlias.unit_id == unit.id, UnitAlias.revoked_at.is_(None)
    held = {one.name: one for one in desk.session.scalars(select(UnitAlias).where(*of_this))}
    for name in held.keys() - set(wanted):
        held[name].revoked_at, held[name].revoked_by = desk.at, desk.actor
    new = [name for name in dict.fromkeys(wanted) if name not in held]
    told = {"learned_at": desk.at, "learned_by": desk.actor}
    desk.session.add_all(UnitAlias(unit_id=unit.id, name=name, **told) for name in new)
    desk.session.flush()
    return bool(new or held.keys() - set(wanted))


def describe(desk: Desk, unit: Unit, deputies: int, categories: Sequence[str]) -> bool:
    """Give a unit its number of deputies and its categories; whether that changed anything.

    A category that it has already keeps its place among the units that have it too.
    """
    unknown = [category for category in categories if category not in category_names()]
    for category in unknown:
        message = N_("{category} is none of the categories known; it counts for cases under just this word")
        desk.notices.add(message, [desk.row], category=category)
    held = desk.session.scalars(select(UnitCategory).where(UnitCategory.unit_id == unit.id)).all()
    gone = [one for one in held if one.category not in categories]
    new = [category for category in categories if category not in {one.category for one in held}]
    for one in gone:
        desk.session.delete(one)
    desk.session.add_all(UnitCategory(unit_id=unit.id, category=category) for category in new)
    changed = bool(gone or new or unit.deputies != deputies)
    unit.deputies = deputies
    desk.session.flush()
    return changed


UNIT_REGISTER = Register(
    {
        "unit": Field(
            ("单位", "单位名称", "责任单位", "部门", "部门名称", "unit", "name of the unit", "department"),
            text(Unit.name.type.length),
        ),
        "aliases": Field(
            (
                *("简称", "别名", "其他名称", "曾用名", "又称", "单位简称"),
                *("other names", "aliases", "also called", "short name"),
            ),
            _names,
            required=False,
        ),
        "categories": Field(
            ("分管类别", "信访类别", "类别", "问题类别", "categories", "category"), _categories
        ),
        "deputies": Field(
            ("可派领导数", "可派领导", "可派人数", "领导数", "deputies", "leaders who can come along"),
            _deputies,
        ),
    },
    _unit,
)
