"""What the database's planner knows of how the tables are filled, by which it chooses its indices.

Without it SQLite takes a column of few values for as good as one of thousands. It is measured after an
import, in its transaction, and every night: 0.7 s of CPU a million petitions. On a server autovacuum does it
(PostgreSQL 15, 25.1.3), for only the owner of the tables may.
"""

from sqlalchemy import Connection


def measure(connection: Connection) -> None:
    """Measure every table anew: in a file, or as the owner of the tables on a server."""
    connection.exec_driver_sql("ANALYZE")


def renew(connection: Connection) -> None:
    """The same in a file; on a server nothing."""
    if connection.dialect.name == "sqlite":
        measure(connection)
