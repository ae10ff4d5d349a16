"""Several cases taken on, or passed on to their unit, in one step: each with its own trace, all or none."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from data.casework import fields
from data.casework.cases import check_office
from data.errors import CaseRefused
from data.petitions import gate, states
from data.reader import Writer
from data.terms import StateKind, Status
from data.units import spellings

MOST = 200
"""Cases in one step."""


def accept(writer: Writer, numbers: Sequence[str], at: dt.datetime) -> int:
    """Say of open cases that their unit has taken them on; how many.

    Raises
    ------
    CaseRefused
        The scope is not the petition office's; none or too many are named; one of them is not on record, not
        open, taken on already, or filed later.
    """
    return _write(writer, "accept cases", numbers, at, "accepted", {})


def forward(writer: Writer, numbers: Sequence[str], unit: str, at: dt.datetime) -> int:
    """Pass open cases on to a unit; how many.

    Raises
    ------
    CaseRefused
        As of `accept`; or the unit is not named, or its name too long.
    """
    name = spellings(writer.store).official(unit.strip())
    if not name:
        raise CaseRefused("Say to which unit they are passed on")
    return _write(writer, "forward cases", numbers, at, "forwarded", {"unit": name})


def _write(
    writer: Writer, action: str, numbers: Sequence[str], at: dt.datetime, field: str, more: Mapping[str, Any]
) -> int:
    check_office(writer)
    wanted = list(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= MOST:
        raise CaseRefused("Choose from 1 to {most} cases", most=MOST)
    with writer.write(action, writer.store.dataset().county_code) as session:
        case = gate.queue(writer).c
        names = ("id", "number", *fields.FIELDS)
        columns = [case[name] for name in dict.fromkeys(names)]
        rows = session.execute(select(*columns).where(case.number.in_(wanted))).mappings().all()
        missing = sorted(set(wanted) - {row["number"] for row in rows})
        if missing:
            raise CaseRefused("There is no case with the number {number}", number=missing[0])
        changes: dict[int, dict[str, states.Cell]] = {}
        for row in rows:
            if row["status"] != Status.OPEN.value:
                raise CaseRefused("{number} is not open", number=row["number"])
            if row[field] is not None:
                raise CaseRefused("{number} has this step already", number=row["number"])
            values = {field: at, **more}
            held = {name: row[name] for name in fields.FIELDS}
            fields.check(held | values, max(writer.today, writer.store.dataset().as_of or writer.today))
            changes[row["id"]] = {
                name: (row[name], value) for name, value in values.items() if row[name] != value
            }
        gate.change(session, changes, **{field: at, **more})
        origin = states.Origin(StateKind.EDIT, writer.today, writer.actor)
        states.keep(session, origin, changes, {})
        session.info["detail"] = {"cases": len(changes)}
        return len(changes)
