"""Indices that wait until the rows of a large file are in: one made of sorted rows costs less than a million
places found one by one (SQLite, "CREATE INDEX").

They come back in the same transaction, word for word as they stood, before anybody asks by them; a file that
fails leaves them as they were. Numbers must be asked for with every portion: their index stays. On a server
the program does not own the tables (`data.postgresql`), and their indices stay.
"""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session

from data import planner
from data.tables import PetitionPerson
from data.tables.petitions import Petition

MANY = 50_000
"""New petitions of a file from which it is worth it."""
SHARE = 0.5
"""What they must be of those on record before: all of these go through each index anew as well."""
GROWN, GROWN_BY = 1_000, 0.1
"""New petitions, and their share of those before, after which the planner is told anew."""
_TABLES = (Petition.__tablename__, PetitionPerson.__tablename__)
_STANDING = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables"
    " ORDER BY name"
).bindparams(bindparam("tables", _TABLES, expanding=True))


@dataclass
class Indices:
    """Indices of petitions and persons during one import.

    Parameters
    ----------
    session
        Within a transaction that no other writer shares.
    """

    session: Session
    before: int = field(init=False)
    new: int = 0
    waiting: list[str] = field(default_factory=list)
    """Statements by which they are made again."""

    def __post_init__(self) -> None:
        self.before = self.session.scalar(select(func.count()).select_from(Petition)) or 0

    def expect(self, rows: int) -> None:
        """So many more rows are about to be inserted."""
        self.new += rows
        connection = self.session.connection()
        if self.waiting or connection.dialect.name != "sqlite":
            return
        if self.new >= MANY and self.new >= SHARE * self.before:
            for name, statement in connection.execute(_STANDING).all():
                connection.exec_driver_sql(f'DROP INDEX "{name}"')
                self.waiting.append(statement)

    def make(self) -> None:
        """Make those that wait, and tell the planner if the record has grown."""
        connection = self.session.connection()
        for statement in self.waiting:
            connection.exec_driver_sql(statement)
        self.waiting.clear()
        if self.new >= GROWN and self.new >= GROWN_BY * self.before:
            planner.renew(connection)
