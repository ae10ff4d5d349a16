"""Many petitions into the tables at once, as fast as the database's own driver takes them."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Date, DateTime, Dialect, Table, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from data import postgresql
from data.petitions.states import PERSONAL
from data.sealing import KeyedHash, Sealed
from data.tables import PetitionPerson
from data.tables.petitions import HASHES, Petition

EMPTY_IS_TOLD = {"tags"}
"""Columns in which an empty text is an answer, and no missing one: read, and no theme named."""


def insert_petitions(session: Session, fresh: pd.DataFrame, run_id: int) -> None:
    """Insert petitions, and apart from them who petitioned.

    Parameters
    ----------
    session
        Within a transaction that no other writer shares.
    fresh
        Columns of `Petition` and `PetitionPerson`; NaN, NaT and, but for `EMPTY_IS_TOLD`, empty text are
        stored as NULL.
    run_id
        The import they belong to.
    """
    if fresh.empty:
        return
    connection = session.connection()
    last = connection.scalar(select(func.max(Petition.id))) or 0
    fresh = fresh.assign(import_run_id=run_id)
    insert_rows(connection, Petition.metadata.tables["petitions"], fresh)
    personal = [name for name in PERSONAL if name in fresh]
    persons = fresh[(fresh[personal] != "").any(axis=1)] if personal else fresh[:0]
    if len(persons):
        ids = connection.scalars(
            select(Petition.id)
            .where(Petition.import_run_id == run_id, Petition.id > last)
            .order_by(Petition.id)
        )
        petition_id = pd.Series(ids.all(), index=fresh.index).loc[persons.index]
        persons = persons[personal].assign(petition_id=petition_id)
        insert_rows(connection, PetitionPerson.metadata.tables["petition_persons"], persons)


def insert_rows(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Insert rows, typed column by column and not, as SQLAlchemy would, row by row.

    A column that may be NULL and is so in every row is left out: most files fill half of them. Keyed hashes
    are written with what they are of.
    """
    nothing = [None] * len(frame)
    on_file = connection.dialect.name == "sqlite"
    columns: dict[str, list[Any]] = {
        column.name: nothing for column in table.columns if isinstance(column.type, KeyedHash)
    }
    for column in table.columns:
        if column.name not in frame:
            continue
        cells = frame[column.name]
        are_times = on_file and isinstance(column.type, DateTime) and cells.dtype.kind == "M"
        empty = "" if column.name in EMPTY_IS_TOLD else None
        values = _times(cells) if are_times else _plain(cells, empty)
        if column.nullable and values.count(None) == len(values):
            continue
        columns[column.name] = values if are_times else _bound(column.type, values, connection.dialect)
        for name in HASHES.get(column.name, ()) if isinstance(column.type, Sealed) else ():
            columns[name] = _bound(table.c[name].type, values, connection.dialect)
    if connection.dialect.name == "postgresql":
        postgresql.insert_columns(connection, table, columns)
        return
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    rows: list[Any] = list(zip(*(columns[name] for name in compiled.positiontup or ()), strict=True))
    connection.exec_driver_sql(compiled.string, rows)


def _bound(kind: TypeEngine[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    """Values as the driver takes them; of days each once, for many rows share one."""
    if isinstance(kind, KeyedHash | Sealed):
        return kind.many(values, dialect)
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if isinstance(kind, Date):
        made = {value: process(value) for value in set(values)}
        return [made[value] for value in values]
    return list(map(process, values))


def _times(column: "pd.Series[Any]") -> list[Any]:
    """Times as SQLAlchemy keeps them in SQLite, at a fifth of its cost; None for what is missing."""
    times = column.to_numpy().astype("datetime64[s]")
    written = [text.replace("T", " ") for text in np.datetime_as_string(times, unit="us").tolist()]
    missing = np.isnat(times)
    if missing.any():
        return [None if none else text for none, text in zip(missing.tolist(), written, strict=True)]
    return written


def _plain(column: "pd.Series[Any]", empty: str | None = None) -> list[Any]:
    """Plain Python values, None for what is missing, `empty` for empty text."""
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[s]").tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in column.tolist()]
    if column.dtype.kind in "ib":
        return column.tolist()
    cells = column.to_numpy(dtype=object).tolist()
    return [empty if cell == "" else cell if cell == cell else None for cell in cells]
