"""What a GeoPackage may be read for: its plain tables of features, which do no more than hold data.

A view or a virtual table of SpatiaLite reads any file of the machine when it is opened, or computes without
end; only the views of our own records are known, word for word, to read two plain tables. So the file's own
list of tables is looked into first, by an SQLite that has no such extensions, and GDAL is given the name of
a plain table, or of such a view, alone.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from data.geopackage import VIEWED, VIEWS
from geo.errors import BoundaryError

_INDEX = re.compile(r'CREATE VIRTUAL TABLE\s+"?(?P<name>[^"]+?)"?\s+USING\s+rtree\s*\(', re.IGNORECASE)
_GENERATED = (2, 3)  # "hidden" of PRAGMA table_xinfo
_LONGEST = 1 << 20  # bytes of a name, a statement or any other value looked at


class Layer(NamedTuple):
    """A layer of a file.

    Parameters
    ----------
    name
        Its name.
    geometry
        What it says that it holds, such as ``MULTIPOLYGON``; ``GEOMETRY``: anything.
    features
        How many.
    """

    name: str
    geometry: str
    features: int


def feature_tables(path: Path) -> list[str]:
    """Names of the layers of a GeoPackage (see `feature_layers`)."""
    return [layer.name for layer in feature_layers(path)]


def feature_layers(path: Path) -> list[Layer]:
    """Layers of a GeoPackage that are plain tables, in the file's order.

    Raises
    ------
    BoundaryError
        The file is damaged, has no such layer, or holds what reads other files: a virtual table that is no
        spatial index, or a view in the place of one of its own registers.
    """
    how = "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            connection.execute("PRAGMA trusted_schema = OFF")
            return _plain(connection, path.name)
    except (sqlite3.Error, UnicodeDecodeError):
        raise BoundaryError("The file {file} is damaged or a part of it is missing", file=path.name) from None


def _plain(connection: sqlite3.Connection, file: str) -> list[Layer]:
    kinds = {row[1]: row[2] for row in connection.execute("PRAGMA table_list") if row[0] == "main"}
    statements = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    indices = {name for name, sql in statements if (match := _INDEX.match(sql)) and match["name"] == name}
    plain = {name for name, kind in kinds.items() if kind == "table" and not _computes(connection, name)}
    if plain >= VIEWED:
        plain |= {name for name, sql in statements if VIEWS.get(name) == " ".join(sql.split())}
    own = {name for name in kinds if name.lower().startswith("gpkg")}
    virtual = {name for name, kind in kinds.items() if kind == "virtual"}
    if strange := (own - plain) | (virtual - indices):
        raise BoundaryError(
            "The file {file} holds tables that compute or read other files ({tables}), so it is not opened:"
            " save the layer alone into a new GeoPackage",
            file=file,
            tables=", ".join(sorted(strange)),
        )
    listed = connection.execute(
        "SELECT c.table_name, g.geometry_type_name FROM gpkg_contents AS c"
        " JOIN gpkg_geometry_columns AS g USING (table_name) WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    layers = [
        Layer(name, str(kind).upper(), _count(connection, name)) for name, kind in listed if name in plain
    ]
    if not layers:
        raise BoundaryError(
            "The file {file} holds no plain layer: views and computed columns are not read. Save the layer"
            " alone into a new GeoPackage",
            file=file,
        )
    return layers


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608


def _computes(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a column of a table is made of others when it is read."""
    columns = connection.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,))
    return any(hidden in _GENERATED for (hidden,) in columns)
