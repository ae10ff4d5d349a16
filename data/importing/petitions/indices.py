"""Indices that wait until the rows of a large file are in: one made of sorted rows costs less than a million
places found one by one (SQLite, "CREATE INDEX").

They come back in the same transaction, word for word as they stood, before anybody asks by them; a file that
fails leaves them as they were. Numbers must be asked for with every portion: their index stays. On a server
the program does not own the tables (`data.postgresql`), and their indices stay.

The marks of the blocks that grow (`data.tables.PetitionBlock`) wait likewise: a trigger draws them for every
row, which costs more than the row itself, and once a block does.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, select, text

from data import planner
from data.petitions.columnar.layout import BITS
from data.tables import PetitionPerson
from data.tables.petitions import Petition

MANY = 10_000
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
_MARKER = "petitions_mark_insert"
_MARKING = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name").bindparams(
    name=_MARKER
)
_MARKED = text(
    "INSERT INTO petition_blocks (block, mark) SELECT block, hex(randomblob(16))"
    " FROM (SELECT DISTINCT id >> :bits AS block FROM petitions WHERE id > :last) WHERE true"
    " ON CONFLICT (block) DO UPDATE SET mark = excluded.mark"
)


@dataclass
class Indices:
    """Indices of petitions and persons, and marks of blocks, during one import.

    Parameters
    ----------
    connection
        Within a transaction that no other writer shares.
    """

    connection: Connection
    before: int = field(init=False)
    new: int = 0
    waiting: list[str] = field(default_factory=list)
    """Statements by which indices are made again."""
    marker: str | None = None
    """Statement by which the trigger of the marks is made again."""
    last: int = 0
    """Highest id from which on blocks are unmarked."""

    def __post_init__(self) -> None:
        self.before = self.connection.scalar(select(func.count()).select_from(Petition)) or 0

    def expect(self, rows: int) -> None:
        """So many more rows are about to be inserted."""
        self.new += rows
        connection = self.connection
        if connection.dialect.name != "sqlite" or self.new < MANY:
            return
        if self.marker is None:
            self.last = connection.scalar(select(func.max(Petition.id))) or 0
            self.marker = connection.scalar(_MARKING)
            connection.exec_driver_sql(f"DROP TRIGGER {_MARKER}")
        if not self.waiting and self.new >= SHARE * self.before:
            for name, statement in connection.execute(_STANDING).all():
                connection.exec_driver_sql(f'DROP INDEX "{name}"')
                self.waiting.append(statement)

    def make(self) -> None:
        """Make those that wait, and tell the planner if the record has grown."""
        connection = self.connection
        for statement in self.waiting:
            connection.exec_driver_sql(statement)
        self.waiting.clear()
        if self.marker is not None:
            connection.execute(_MARKED, {"bits": BITS, "last": self.last})
            connection.exec_driver_sql(self.marker)
            self.marker = None
        if self.new >= GROWN and self.new >= GROWN_BY * self.before:
            planner.renew(connection)
