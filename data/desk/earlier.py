"""Which matter on record people probably come for: offered at the desk, never linked unasked."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import case as either
from sqlalchemy import or_, select

from data.petitions import gate
from data.reader import Reader
from data.terms import Status, crosswalks

MOST = 5
"""Matters that are offered at most."""


@dataclass(frozen=True)
class Earlier:
    """A case on record; `by_number`: offered for its number, else for its village and category."""

    number: str
    filed: dt.datetime
    village: str | None
    category: str
    status: Status
    by_number: bool


def earlier(
    reader: Reader,
    township: str,
    on: dt.date,
    *,
    part: str = "",
    of_village: str | None = None,
    category: str = "",
) -> list[Earlier]:
    """Cases of a township that people may come for.

    First those whose number ends with what they remember of it, then those of the same village and category,
    the open ones before the others, the latest first; never a report or accusation.

    Parameters
    ----------
    part
        Of a number, from its end; '': nothing is remembered.
    """
    case = gate.cases(reader, on, township=township)
    part = part.strip()
    same = case.c.number.endswith(part, autoescape=True) if part else None
    alike = None
    if of_village and category:
        former = {old for _, _, becomes in crosswalks() for old, new in becomes.items() if category in new}
        alike = (case.c.village_code == of_village) & case.c.category.in_(sorted({category, *former}))
    wanted = [each for each in (same, alike) if each is not None]
    if not wanted:
        return []
    named = wanted[0]
    statement = (
        select(
            case.c.number,
            case.c.filed,
            case.c.village_code,
            case.c.category,
            case.c.status,
            either((named, 1), else_=0).label("named"),
        )
        .where(or_(*wanted))
        .order_by(
            either((named, 0), else_=1),
            either((case.c.status == Status.OPEN.value, 0), else_=1),
            case.c.filed.desc(),
            case.c.id,
        )
        .limit(MOST)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    return [
        Earlier(
            row.number,
            row.filed,
            row.village_code,
            row.category,
            Status(row.status),
            bool(part) and bool(row.named),
        )
        for row in rows
    ]
