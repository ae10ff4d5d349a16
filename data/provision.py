"""Roles and database of a record on a PostgreSQL server: one role owns it, another serves it.

An administrator of the server makes them once, by `provide` or by the statements of `statements`. Whoever
serves may read and write rows and nothing else; what becomes a table later is open to it too.
"""

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from data.errors import StoreRefused
from data.store_refusals import tell_refusals

_QUOTED = postgresql.dialect().identifier_preparer.quote_identifier  # type: ignore[no-untyped-call]
_ROWS = "SELECT, INSERT, UPDATE, DELETE ON TABLES"
_IDS = "USAGE, SELECT, UPDATE ON SEQUENCES"


def provide(administrator: str, url: str, owner: str) -> list[str]:
    """Make what is missing of two roles and a database; names and passwords are those of the addresses.

    Parameters
    ----------
    administrator
        URL of a role that may make roles and databases and put PostGIS into them.
    url, owner
        URLs of the record for the role that serves it and for the one that owns it.

    Returns
    -------
    list of str
        What was made: names of roles and of the database.

    Raises
    ------
    StoreRefused
        The addresses do not fit each other, or the server refuses.
    """
    served, owned = _addresses(url, owner)
    database = str(served.database)
    made = []
    administering = _address(administrator)
    if administering is None:
        raise StoreRefused("The address of the server's administrator is none of PostgreSQL")
    with _connected(administering) as connection:
        for role in (owned, served):
            name, word = str(role.username), role.password
            if not _exists(connection, "pg_roles", "rolname", name):
                made.append(name)
                connection.exec_driver_sql(f"CREATE ROLE {_QUOTED(name)} {_LEAST}")
            if word:
                connection.exec_driver_sql(
                    f"ALTER ROLE {_QUOTED(name)} PASSWORD {_literal(connection, word)}"
                )
        if not _exists(connection, "pg_database", "datname", database):
            made.append(database)
            connection.exec_driver_sql(_database(database, str(owned.username)))
    with _connected(administering.set(database=database)) as connection:
        for statement in _inside(database, str(owned.username), str(served.username)):
            connection.exec_driver_sql(statement)
    return made


def statements(url: str, owner: str) -> list[str]:
    """The same as SQL for ``psql``, without passwords: they are set by its ``\\password``."""
    served, owned = _addresses(url, owner)
    database, names = str(served.database), (str(owned.username), str(served.username))
    return [
        *(f"CREATE ROLE {_QUOTED(name)} {_LEAST};" for name in names),
        *(f"\\password {name}" for name in names),
        f"{_database(database, names[0])};",
        f"\\connect {database}",
        *(f"{statement};" for statement in _inside(database, *names)),
    ]


_LEAST = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"


def _database(name: str, owner: str) -> str:
    return (
        f"CREATE DATABASE {_QUOTED(name)} OWNER {_QUOTED(owner)} ENCODING 'UTF8'"
        " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
    )


def _inside(database: str, owner: str, served: str) -> list[str]:
    to = f"TO {_QUOTED(served)}"
    later = f"ALTER DEFAULT PRIVILEGES FOR ROLE {_QUOTED(owner)} IN SCHEMA public GRANT"
    return [
        "CREATE EXTENSION IF NOT EXISTS postgis",
        f"REVOKE ALL ON DATABASE {_QUOTED(database)} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {_QUOTED(database)} {to}",
        f"GRANT CREATE, USAGE ON SCHEMA public TO {_QUOTED(owner)}",
        f"GRANT USAGE ON SCHEMA public {to}",
        f"{later} {_ROWS} {to}",
        f"{later} {_IDS} {to}",
    ]


def _addresses(url: str, owner: str) -> tuple[URL, URL]:
    served, owned = _address(url), _address(owner)
    if served is None or owned is None or served.database != owned.database:
        raise StoreRefused(
            "The addresses of the record and of its owner lead to different databases, or to none of"
            " PostgreSQL"
        )
    if not served.username or not owned.username or served.username == owned.username:
        raise StoreRefused("The role that serves the record and the one that owns it are to be two")
    return served, owned


def _address(text: str) -> URL | None:
    """The address of a database on a PostgreSQL server; None: it is none."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # no address at all, or a port that is no number
        return None
    return url if url.get_backend_name() == "postgresql" else None


def _connected(url: URL) -> "_Connected":
    return _Connected(url)


class _Connected:
    """A connection on which each statement is kept at once, as making a database wants it."""

    def __init__(self, url: URL) -> None:
        try:
            self._engine = create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreRefused(
                "The database cannot be opened: {reason}", reason=type(error).__name__
            ) from None
        tell_refusals(self._engine, None)

    def __enter__(self) -> Connection:
        self._connection = self._engine.connect()
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._engine.dispose()


def _exists(connection: Connection, table: str, column: str, name: str) -> bool:
    question = f"SELECT 1 FROM {table} WHERE {column} = %s"  # noqa: S608
    return connection.exec_driver_sql(question, (name,)).first() is not None


def _literal(connection: Connection, word: str) -> str:
    """Text as a literal of SQL, for statements that take no parameters."""
    return str(connection.exec_driver_sql("SELECT quote_literal(%s)", (word,)).scalar())
