"""Whose record it is: the county, and for Pujiang its real townships."""

import datetime as dt
import tomllib
from typing import Any

from sqlalchemy import Row, select

from data.errors import ImportRefused
from data.store import Store
from data.tables import Dataset, Division
from data.terms import REFERENCE, Level

EVER = dt.date(1900, 1, 1)
"""Start of a division of which no earlier edition is known."""


def set_up(store: Store, code: str, name: str, *, actor: str) -> bool:
    """Make the record that of a county; again for the same county changes nothing.

    Townships come with it where ``reference/townships.toml`` has them (Pujiang, 330726); elsewhere they
    come with the boundaries.

    Returns
    -------
    bool
        Whether anything was done.

    Raises
    ------
    ImportRefused
        The record is already that of another county, or of the demo, or code or name is empty.
    """
    if not code.strip() or not name.strip():
        raise ImportRefused("A county needs a code and a name")
    with store.read() as connection:
        if _holds(connection.execute(select(Dataset.__table__)).first(), code):
            return False
    with store.write(actor, "init", code) as session:
        if _holds(session.execute(select(Dataset.__table__)).first(), code):
            return False
        session.add(Dataset(county_code=code, county_name=name, synthetic=False))
        divisions: list[tuple[str, str, Level, str | None]] = [(code, name, Level.COUNTY, None)]
        divisions += [(township, its_name, Level.TOWNSHIP, code) for township, its_name in _townships(code)]
        for own, its_name, level, parent in divisions:
            session.add(
                Division(code=own, name=its_name, level=level.value, parent_code=parent, valid_from=EVER)
            )
    return True


def _holds(dataset: Row[Any] | None, code: str) -> bool:
    """Whether the record is that county's already; refused if it is another's."""
    if dataset is None:
        return False
    if dataset.synthetic or dataset.county_code != code:
        raise ImportRefused(
            "The database already holds {name} ({code}): choose another database",
            name=dataset.county_name,
            code=dataset.county_code,
        )
    return True


def _townships(county: str) -> list[tuple[str, str]]:
    with (REFERENCE / "townships.toml").open("rb") as file:
        reference = tomllib.load(file)
    if reference["county"]["code"] != county:
        return []
    return [(township["code"], township["name"]) for township in reference["townships"]["townships"]]
