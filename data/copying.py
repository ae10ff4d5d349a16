"""A county moved from one record to another, of the same kind or not: every row, and proof that it came.

Rows go over as they are stored: what is sealed stays sealed, with the same key (`data.sealing`).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import shapely
from sqlalchemy import Column, Connection, MetaData, Row, Table, delete, func, insert, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from data import keys, postgresql, sealing, unlocking
from data.errors import StoreRefused
from data.geopackage import Geometry
from data.store import Store
from data.tables import Base
from data.text import N_

OF_A_NEW_RECORD = frozenset({"sealing_key"})
"""Tables that hold something in a record in which nothing was stored yet."""
LEFT_BEHIND = frozenset({"offers", "petition_blocks", "table_sums"})
"""Tables not copied: what waits for a browser of this record, what is said of the file it lies in, and marks
that the other record draws of its own."""
_AT_ONCE = 2_000  # rows


@dataclass(frozen=True)
class TableCopy:
    """One table: how many rows went over, and the SHA-256 of their values in order of their keys."""

    rows: int
    digest: str


@dataclass
class RecordCopy:
    """What went over, by table."""

    county: str = ""
    tables: dict[str, TableCopy] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def copy_record(source: Store, target: Store, *, actor: str | None) -> RecordCopy:
    """Copy all tables of a record into an empty one, in one transaction, and compare them.

    Parameters
    ----------
    source
        The record; it is read as of one moment, and stays as it is.
    target
        A record in which nothing is stored yet.
    actor
        Who copies, for the log of the source, which comes over with the rest; of a source that may not be
        written nothing is logged. None: nobody, the copy is only looked at.

    Returns
    -------
    RecordCopy
        Rows and digests of the source, which those of the target equal.

    Raises
    ------
    StoreRefused
        The target holds something, or what came over is not what was sent; nothing of it is stored then.
    """
    dataset = source.dataset()
    copy = RecordCopy(dataset.county_name)
    with target.read() as connection:
        _check_empty(connection)
    if actor is not None:
        with suppress(StoreRefused), source.write(actor, "copy record", dataset.county_code):
            pass
    own = sealing.keyring_of(target.engine.dialect).id
    drawn = sealing.has_drawn(target.engine.dialect, own)
    with source.entire().read() as reading, target.entire().transaction() as writing:
        _check_empty(writing)
        for name in sorted(OF_A_NEW_RECORD & Base.metadata.tables.keys()):
            writing.execute(delete(Base.metadata.tables[name]))
        for table in map(as_stored, _copied()):
            digest = Digest()
            for part in _parts(reading, table):
                digest.add(part)
                writing.execute(insert(table), [dict(row._mapping) for row in part])
            copy.tables[table.name] = digest.copied()
        for name, sent in copy.tables.items():
            if digest_of(writing, name) != sent:
                raise StoreRefused("The table {table} did not arrive as it was sent", table=name)
        _number_on(writing)
    unlocking.unlock(target.engine)  # it names the source's key now
    if drawn:  # for a record that was made for this copy
        keys.discard(own)
    return copy


def digest_of(connection: Connection, name: str) -> TableCopy:
    """Rows of a table, and their digest."""
    digest = Digest()
    for part in _parts(connection, as_stored(Base.metadata.tables[name])):
        digest.add(part)
    return digest.copied()


class Digest:
    """SHA-256 of rows, the same of the same values in whatever database they lie."""

    def __init__(self) -> None:
        self._hash, self._rows = hashlib.sha256(), 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        self._rows += len(rows)
        for row in rows:
            told = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True)
            self._hash.update(told.encode("utf-8", "surrogatepass") + b"\n")

    def copied(self) -> TableCopy:
        return TableCopy(self._rows, self._hash.hexdigest())


def as_stored(table: Table) -> Table:
    """A table whose columns give values as they are stored: nothing is unsealed on the way."""
    columns = [
        Column(column.name, _stored(column.type), primary_key=column.primary_key, autoincrement=False)
        for column in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


# --- inside -------------------------------------------------------------------------------------------------


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    own = isinstance(kind, TypeDecorator) and not isinstance(kind, Geometry)
    return kind.impl_instance if own else kind  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    """A value as JSON, each kind told apart from the others."""
    match value:
        case shapely.Geometry():
            return ["wkb", shapely.to_wkb(value, hex=True, byte_order=1)]
        case bytes() | memoryview():
            return ["bytes", bytes(value).hex()]
        case dt.datetime() | dt.date():
            return [type(value).__name__, value.isoformat()]
        case float():
            return ["float", repr(value)]
    return value


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE)
    yield from connection.execute(statement).partitions()


def _copied() -> list[Table]:
    """Tables in order of what refers to what."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_BEHIND]


def _check_empty(connection: Connection) -> None:
    for table in _copied():
        name = table.name
        count = connection.scalar(select(func.count()).select_from(table)) or 0
        if count and name not in OF_A_NEW_RECORD:
            raise StoreRefused(
                N_("The target holds something already ({rows} rows in {table}): copy into an empty one"),
                rows=count,
                table=name,
            )


def _number_on(connection: Connection) -> None:
    """On a server, ids go on after the greatest of each table."""
    if connection.dialect.name != "postgresql":
        return
    cursor = connection.connection.cursor()
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            postgresql.set_sequence(cursor, table.name)
