"""Sheets of who has which place from one day to another: contracts of townships, villages of teams."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.spells import Spells
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, day, keyed, last_day
from geo.errors import Refused


def sheet_of_spells(
    spells: Spells,
    register: Register,
    columns: tuple[Column, ...],
    holder: Callable[[Desk, Values], int],
    told: Callable[[Desk, Any], None],
) -> Sheet:
    """A sheet of spells, the latest of each place first.

    Parameters
    ----------
    columns
        `place`, who holds it, `valid_from`, `valid_to`.
    holder
        Identity of who holds the place of a row; refused if nobody on record does.
    told
        Tells what a removal leaves behind.
    """
    table, name = spells.table, columns[1].name

    def rows(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
        places = labels.places()
        own = labels.leaders if columns[1].choice == "leaders" else labels.teams
        holders = {number: label for label, number in own.items()}
        order = getattr(table, spells.place), table.valid_from.desc(), table.id
        return keyed(
            session.scalars(select(table).order_by(*order)).all(),
            lambda one: {
                "place": places.get(getattr(one, spells.place), getattr(one, spells.place)),
                name: holders.get(getattr(one, spells.holder), ""),
                "valid_from": day(one.valid_from),
                "valid_to": last_day(one.valid_to),
            },
        )

    def correct(desk: Desk, key: str, row: Values) -> None:
        first, last = row["valid_from"], row["valid_to"]
        if last is not None and last < first:
            raise Refused(
                "{last} lies before {first}", last=desk.columns["valid_to"], first=desk.columns["valid_from"]
            )
        spell = desk.session.get_one(table, int(key))
        setattr(spell, spells.holder, holder(desk, row))
        setattr(spell, spells.place, row["place"])
        spell.valid_from, spell.valid_to = first, last + dt.timedelta(days=1) if last else None

    def settle(desk: Desk, key: str) -> None:
        spell = desk.session.get_one(table, int(key))
        until = spell.valid_to or dt.date.max
        clash = desk.session.scalars(
            select(table).where(
                table.id != spell.id,
                getattr(table, spells.place) == getattr(spell, spells.place),
                table.valid_from < until,
                or_(table.valid_to.is_(None), table.valid_to > spell.valid_from),
            )
        ).first()
        if clash is not None:
            raise Refused(
                "{place} is with {holder} from {first} on, on one of these days: end that first, or correct"
                " the days",
                place=desk.name(getattr(spell, spells.place)),
                holder=desk.session.get_one(spells.holders, getattr(clash, spells.holder)).name,
                first=clash.valid_from,
            )

    def remove(desk: Desk, key: str) -> None:
        spell = desk.session.get_one(table, int(key))
        told(desk, spell)
        desk.session.delete(spell)

    return Sheet(register, columns, rows, correct, remove, settle)
