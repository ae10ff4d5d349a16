"""Codes that an office gave to another village: the village that had one before keeps a code of its own.

The same code is taken for the same village, by petitions and registers too. So where a list gives it to
another one, all that was said of the old village goes on under the code and the year: 330726101201-2019.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.importing.divisions.lists import Listed
from data.lineage import core_name, former_code
from data.tables import Division
from data.tables.base import Base
from data.terms import Level

_COLUMNS = frozenset({"village_code", "division_code", "point_code", "named_code"})
"""Columns of all tables that hold codes of villages."""


def given_away(valid: Iterable[Division], listed: Iterable[Listed]) -> frozenset[str]:
    """Codes of villages that a list gives to others.

    The new name was that of another code of the township, or the old name is.

    Parameters
    ----------
    valid
        Villages on record.
    listed
        Rows of the list.
    """
    before = {village.code: (village.parent_code, core_name(village.name)) for village in valid}
    after = {row.code: (row.parent, core_name(row.name)) for row in listed if row.level is Level.VILLAGE}
    return frozenset(
        code
        for code, now in after.items()
        if code in before
        and before[code][1] != now[1]
        and (_is_others(now, code, before) or _is_others(before[code], code, after))
    )


def _is_others(name: tuple[str | None, str], code: str, names: Mapping[str, tuple[str | None, str]]) -> bool:
    return any(other != code and own == name for other, own in names.items())


def keep_apart(session: Session, new: Division, on: dt.date) -> str:
    """Give what the record holds under the code of a village to the one that had it until a day.

    Returns
    -------
    str
        The code of its own.
    """
    session.flush()
    own = former_code(new.code, on, set(session.scalars(select(Division.code))))
    session.execute(update(Division).where(Division.code == new.code, Division.id != new.id).values(code=own))
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name in _COLUMNS:
                session.execute(update(table).where(column == new.code).values({column.name: own}))
    return own
