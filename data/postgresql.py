"""A record on a PostgreSQL server: its connections, its transactions, and the roles that may use it.

Readers see one state from the first question to the last (``REPEATABLE READ READ ONLY``). Writers come one
after the other: each takes a lock of the whole record first, as SQLite's ``BEGIN IMMEDIATE`` does, so that a
version counts exactly one write and nobody decides by what another is changing (PostgreSQL 15, 13.3.5,
"Advisory Locks").

Two roles: the owner made the tables and brings them up to date; the program runs under another that neither
owns them nor is exempt from their row-level security (`data.row_security`).
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql

from data import lineage, row_security
from data.errors import StoreRefused
from data.store_refusals import tell_refusals

BUSY_SECONDS = 30
"""How long a step waits for another's; ``?timeout=`` in the URL of a record says otherwise."""
WRITERS, APART = 0x7065746D, 0x7065746E
"""Locks that a writer takes: of the record, and of what is no change of it (`data.journal`)."""
ANSWER_SECONDS = 10
"""How long a server may take to answer a call; ``?connect_timeout=`` in the URL says otherwise."""
POOLED, MORE = 10, 30
"""Connections that a process keeps, and takes besides when all are in use."""
READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Options of a connection that reads."""
_SORTED_BY_CODE_POINT = ("C", "POSIX", "C.UTF-8", "C.utf8")


def engine_of(url: URL) -> Engine:
    """Connections to a server; each transaction says who it is for (`data.row_security`)."""
    busy = float(url.query.get("timeout", BUSY_SECONDS))  # type: ignore[arg-type]
    options: dict[str, Any] = {"client_encoding": "utf8"}
    if "connect_timeout" not in url.query:
        options["connect_timeout"] = ANSWER_SECONDS
    engine = create_engine(
        url.difference_update_query(["timeout"]),
        pool_pre_ping=True,
        pool_size=POOLED,
        max_overflow=MORE,
        hide_parameters=True,
        connect_args=options,
    )
    tell_refusals(engine, None)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        # to compile the many subqueries of the policies takes longer than any answer (PostgreSQL 15, 32.2)
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        known = connection.get_execution_options()
        if known.get("writes", False):
            patience = known.get("patience") or int(busy * 1000)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")
            # The planner does not know what this transaction has written: an import would be read from its
            # beginning for every row (PostgreSQL 15, 20.7.1)
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            lock = APART if known.get("apart", False) else WRITERS
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock})")
        row_security.tell(connection, known.get(row_security.SEEN, row_security.NOBODY))

    @event.listens_for(engine, "before_cursor_execute")
    def on_its_day(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        row_security.tell_day(connection, cursor, _day(context))

    @event.listens_for(engine, "after_cursor_execute")
    def count_on(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        _count_on(cursor, statement)

    return engine


def _day(context: Any) -> dt.date | None:
    """The day of a statement that asks under what codes count (`data.lineage.holds`)."""
    compiled = getattr(context, "compiled", None)
    if compiled is None or not context.compiled_parameters:
        return None
    named: Mapping[str, Any] = context.compiled_parameters[0]
    return next((named[name] for name in named if name.startswith(lineage.DAY)), None)


_NUMBERED = re.compile(r"\s*INSERT INTO (\w+) \(id,", re.IGNORECASE)


def _count_on(cursor: Any, statement: str) -> None:
    """Where rows came with their own ids, the next id that the server gives follows them."""
    table = _NUMBERED.match(statement)
    if table is not None:
        set_sequence(cursor, table[1])


def set_sequence(cursor: Any, table: str) -> None:
    """Have the ids of a table go on after the greatest; nothing where it has no ids of its own."""
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
        f" FROM {table} HAVING max(id) IS NOT NULL"
    )


_AT_ONCE = 10_000  # rows in one statement


def insert_columns(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert many rows that are given column by column, as values that the driver takes.

    An array a column goes to the server, which takes rows into a table with row-level security by no
    quicker way (``COPY`` is refused there).
    """
    given = list(columns)
    kinds = [table.c[name].type.compile(connection.dialect) for name in given]
    sent = ", ".join(f"CAST(%s AS {'TEXT' if kind == 'JSON' else kind}[])" for kind in kinds)
    taken = ", ".join(
        f"CAST({quoted(name)} AS JSON)" if kind == "JSON" else quoted(name)
        for name, kind in zip(given, kinds, strict=True)
    )
    names = ", ".join(map(quoted, given))
    statement = f"INSERT INTO {table.name} ({names}) SELECT {taken} FROM unnest({sent}) AS rows ({names})"  # noqa: S608
    for start in range(0, len(columns[given[0]]), _AT_ONCE):
        part = tuple(list(columns[name][start : start + _AT_ONCE]) for name in given)
        connection.exec_driver_sql(statement, part)


quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
"""A name as SQL wants it."""


def check_role(connection: Connection) -> None:
    """Refuse a role that row-level security does not hold for.

    Raises
    ------
    StoreRefused
        The role is a superuser, is exempt (``BYPASSRLS``), or owns tables of the record or is a member of
        the role that does.
    """
    exempt, owns = connection.exec_driver_sql(
        "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),"
        " EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        " AND pg_has_role(current_user, c.relowner, 'MEMBER'))"
    ).one()
    if exempt or owns:
        raise StoreRefused(
            "The role {role} may not serve the record: it owns the tables or is exempt from row-level"
            " security, so that the server would hide nothing from it. Name another role",
            role=str(connection.engine.url.username),
            command="prepare-server",
        )


def check_postgis(connection: Connection) -> None:
    """Refuse a database that lacks PostGIS.

    Raises
    ------
    StoreRefused
        It does; an administrator of the server puts it there.
    """
    if not connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").scalar():
        raise StoreRefused(
            "PostGIS is missing in the database {database}: an administrator of the server puts it there",
            database=str(connection.engine.url.database),
            command="prepare-server",
        )


def check_order(connection: Connection) -> None:
    """Refuse a database that does not sort text by its code points, as the record does elsewhere.

    Raises
    ------
    StoreRefused
        The database sorts by a language, or does not hold Unicode.
    """
    order, encoding = connection.exec_driver_sql(
        "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    ).one()
    if order not in _SORTED_BY_CODE_POINT or encoding != "UTF8":
        raise StoreRefused(
            "The database {database} sorts text by {order} in {encoding}: one with LC_COLLATE 'C' and UTF8 is"
            " needed",
            command="prepare-server",
            database=str(connection.engine.url.database),
            order=order,
            encoding=encoding,
        )
