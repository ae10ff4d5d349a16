"""Everything sealed in a record: counted and tried with its key, or sealed anew with another one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from data import keys, sealing, unlocking
from data.clock import now
from data.errors import KeyRefused, StoreRefused
from data.reader import Reader, Writer
from data.scope import is_office
from data.sealing import KeyedHash, Keyring, OpenKeyring, Sealed
from data.tables import Base, SealingKey
from data.tables.petitions import HASHES

_AT_ONCE = 5_000
_SOURCE = {name: source for source, names in HASHES.items() for name in names}
"""Column of keyed hashes -> the sealed column that it is of."""


@dataclass(frozen=True)
class KeyState:
    """The key of a record.

    Parameters
    ----------
    id
        As the record names it.
    here
        It is in the key folder, and is the right one.
    scrubbed
        What stood in clear, or was sealed with an earlier key, is gone from the file's free pages.
    """

    id: str
    here: bool
    scrubbed: bool


@dataclass(frozen=True)
class Tried:
    """Sealed values of a table that were opened, and those that could not be."""

    opened: int = 0
    failed: int = 0


def state(reader: Reader) -> KeyState:
    """Which key the record names, and whether it is here.

    Raises
    ------
    KeyRefused
        The scope is not the petition office's.
    """
    _check_office(reader)
    with reader.store.read() as connection:
        row: Any = connection.execute(select(SealingKey)).one()
    here = isinstance(sealing.keyring_for(row.key_id, row.check_value), OpenKeyring)
    return KeyState(row.key_id, here, row.scrubbed)


def check(reader: Reader) -> dict[str, Tried]:
    """Open every sealed value of the record, and tell by table how many could be.

    Raises
    ------
    KeyRefused
        The scope is not the petition office's, or the key is not here.
    """
    _check_office(reader)
    with reader.store.read() as connection:
        sealing.require(connection)
        keyring = sealing.keyring_of(connection.dialect)
        return {table.name: _tried(connection, table, keyring) for table in _tables()}


def rotate(writer: Writer) -> tuple[str, str]:
    """Seal everything anew with a new key, all or nothing. Gives the ids of the former key and the new.

    The former key stays in the folder, for backups that were made before, until somebody removes it.

    Raises
    ------
    KeyRefused
        The scope is not the petition office's, the key is not here, or the folder cannot be written.
    StoreRefused
        A value cannot be opened: nothing was changed.
    """
    _check_office(writer)
    key = keys.make(now())
    new = OpenKeyring(key)
    with writer.write("rotate key", key.id) as session:
        connection = session.connection()
        sealing.require(connection)
        old = sealing.keyring_of(connection.dialect)
        for table in _tables():
            _seal_anew(connection, table, old, new)
        connection.execute(delete(SealingKey))
        connection.execute(
            insert(SealingKey).values(
                key_id=key.id, check_value=sealing.check_value(key), since=key.made, scrubbed=False
            )
        )
        session.info["detail"] = {"from": old.id}
    unlocking.unlock(writer.store.engine)
    return old.id, key.id


# --- inside -------------------------------------------------------------------------------------------------


def _check_office(reader: Reader) -> None:
    if not is_office(reader.scope):
        raise KeyRefused("Only the petition office looks after the keys")


def _tables() -> Iterator[Table]:
    """Tables with sealed columns."""
    for table in Base.metadata.sorted_tables:
        if any(isinstance(column.type, Sealed) for column in table.columns):
            yield table


def _as_stored(table: Table) -> Table:
    """The same table, whose sealed columns and hashes are what lies in the file."""
    kinds = {c.name: LargeBinary() if isinstance(c.type, Sealed | KeyedHash) else c.type for c in table.c}
    return Table(
        table.name,
        MetaData(),
        *(Column(c.name, kinds[c.name], primary_key=c.primary_key) for c in table.c),
    )


def _names(table: Table, kind: type[Any]) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, kind)]


def _rows(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[Sequence[RowMapping]]:
    """Keys and sealed values as they are stored, of rows that have any; some at a time."""
    (key,) = table.primary_key.columns
    some = or_(*(table.c[name].is_not(None) for name in names))
    wanted = select(key.label("own"), *(table.c[name] for name in names)).where(some).order_by(key)
    last = -1
    while rows := connection.execute(wanted.where(key > last).limit(_AT_ONCE)).mappings().all():
        yield list(rows)
        last = rows[-1]["own"]


def _tried(connection: Connection, table: Table, keyring: Keyring) -> Tried:
    names, opened, failed = _names(table, Sealed), 0, 0
    for rows in _rows(connection, _as_stored(table), names):
        for row in rows:
            for name in names:
                if row[name] is None:
                    continue
                try:
                    keyring.open(_place(table, name), bytes(row[name]))
                    opened += 1
                except StoreRefused:
                    failed += 1
    return Tried(opened, failed)


def _seal_anew(connection: Connection, table: Table, old: Keyring, new: Keyring) -> None:
    stored, sealed, hashes = _as_stored(table), _names(table, Sealed), _names(table, KeyedHash)
    (key,) = stored.primary_key.columns
    blank = {"digest": ""} if table.name == "petitions" else {}  # it was made with the former key
    change = update(stored).where(key == bindparam("own"))
    change = change.values({name: bindparam(f"new_{name}") for name in (*sealed, *hashes)})
    if blank:
        connection.execute(update(stored).values(blank))
    for rows in _rows(connection, stored, sealed):
        texts = {name: [_opened(old, table, name, row[name]) for row in rows] for name in sealed}
        columns: dict[str, Sequence[Any]] = {"own": [row["own"] for row in rows]}
        for name in sealed:
            place = _place(table, name)
            columns[f"new_{name}"] = new.seal_many(place, texts[name])
        for name in hashes:
            kind = table.c[name].type
            if isinstance(kind, KeyedHash):
                columns[f"new_{name}"] = kind.hashes(texts[_SOURCE[name]], new)
        values = zip(*columns.values(), strict=True)
        connection.execute(change, [dict(zip(columns, row, strict=True)) for row in values])


def _opened(keyring: Keyring, table: Table, name: str, value: Any) -> str | None:
    return None if value is None else keyring.open(_place(table, name), bytes(value))


def _place(table: Table, name: str) -> bytes:
    return f"{table.name}.{name}".encode()
