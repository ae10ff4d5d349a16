"""Many petitions into the tables at once, as fast as the database's own driver takes them."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.orm import Session

from data.petitions.states import PERSONAL
from data.tables import PetitionPerson
from data.tables.petitions import Petition


def insert_petitions(session: Session, fresh: pd.DataFrame, run_id: int) -> None:
    """Insert petitions, and apart from them who petitioned.

    Parameters
    ----------
    session
        Within a transaction that no other writer shares.
    fresh
        Columns of `Petition` and `PetitionPerson`; NaN, NaT and empty text are stored as NULL.
    run_id
        The import they belong to.
    """
    if fresh.empty:
        return
    connection = session.connection()
    last = connection.scalar(select(func.max(Petition.id))) or 0
    fresh = fresh.assign(import_run_id=run_id)
    _insert(connection, Petition.metadata.tables["petitions"], fresh)
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
        _insert(connection, PetitionPerson.metadata.tables["petition_persons"], persons)


def _insert(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Insert rows, typed column by column and not, as SQLAlchemy would, row by row.

    A column that may be NULL and is so in every row is left out: most files fill half of them.
    """
    columns = {}
    for column in table.columns:
        if column.name not in frame:
            continue
        values = _plain(frame[column.name])
        if column.nullable and values.count(None) == len(values):
            continue
        process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        columns[column.name] = values if process is None else list(map(process, values))
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    if compiled.positiontup is not None:
        rows: list[Any] = list(zip(*(columns[name] for name in compiled.positiontup), strict=True))
    else:
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    connection.exec_driver_sql(compiled.string, rows)


def _plain(column: "pd.Series[Any]") -> list[Any]:
    """Plain Python values, None for what is missing or empty."""
    if column.dtype.kind == "M":
        return column.to_numpy().astype("datetime64[s]").tolist()
    if column.dtype.kind == "f":
        return [None if value != value else value for value in column.tolist()]
    if column.dtype.kind in "ib":
        return column.tolist()
    return [value or None for value in column.to_numpy(dtype=object).tolist()]
