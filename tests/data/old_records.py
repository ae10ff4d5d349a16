"""Records as every landed version left them: made by the migrations up to it, with rows in every table.

No history of the repository is needed, and no program of that version: what its tables could hold is filled
in by plain statements, each column by its type, or by a word that its program wrote.
"""

import json
import sqlite3
from contextlib import closing

import shapely
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, create_engine

from data.geopackage import Geometry, encode
from data.sealing import Sealed, SealedJSON, keyring_for
from data.store import MIGRATIONS
from data.tables import Base

COUNTY = "990001"
ROWS = 2
OWN = ("alembic_version", "gpkg_", "sqlite_", "sealing_key")
"""Tables that are not the record's, and the one row that its migration writes."""
DRAWN = "petition_blocks"
"""Filled by the database itself, a row for all petitions whose ids begin alike."""
ALONE = {"dataset", DRAWN}
"""Tables of one row."""

WORDS = {
    "county_code": (COUNTY, COUNTY),
    "level": ("township", "village"),
    "status": ("open", "closed"),
    "placement": ("village", "point"),
    "basis": ("name", "point"),
    "channel": ("visit", "letter"),
    "category": ("land", "lane"),
    "category_scheme": ("old17", "old17"),
    "purpose": ("claim", "claim"),
    "occurrence": ("first", "repeat"),
    "tier": ("general", "hard"),
    "township_code": ("990001001", "990001001"),
    "village_code": ("990001001001", "990001001002"),
    "division_code": ("990001001", "990001001001"),
    "state": ("announced", "held"),
    "mode": ("announced", "announced"),
    "kind": ("promised", "explained"),
    "role": ("office", "team"),
    "visit_rule": ("immovable", "immovable"),
    "name": ("村甲", "王五"),
    "id_number": ("330726198001010019", "330726198001010027"),
    "phone": ("13800000001", "13800000002"),
    "statement": ("水渠堵塞，多次反映", "征地补偿"),
    "rule": ("by hand", "number"),
}
"""Column -> what its program wrote there."""
OF_TABLES = {
    ("divisions", "code"): ("990001001", "990001001001"),
    ("divisions", "parent_code"): (COUNTY, "990001001"),
    ("divisions", "valid_to"): (None, None),
    ("case_steps", "kind"): ("promised", "accepted"),
    ("visits", "plan"): ('{"proven": true, "score": 9.0}', '{"proven": false, "score": 2.5}'),
    ("petitions", "withdrawn_at"): (None, None),
    ("rule_sets", "values"): ('{"visits.notice_days": 4}', '{"visits.notice_days": 5}'),
    ("petition_states", "changes"): ('{"status": ["open", "closed"]}', '{"status": ["closed", "open"]}'),
    ("subject_versions", "subject_name"): ("petitions", "visits"),
}


def record_of_revision(path, revision):
    """Make a record as of a revision of the tables, with rows in every table."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        keyring = _keyring(connection)
        for table in tables(connection):
            if table != DRAWN:
                _fill(connection, table, keyring)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def tables(connection):
    """Tables of the record itself."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in rows if not name.startswith(OWN)]


def rows(path, names=None):
    """Table -> its rows, each a dictionary, as they lie in the file; what is sealed is opened."""
    with closing(sqlite3.connect(path)) as connection:
        keyring = _keyring(connection)
        connection.row_factory = sqlite3.Row
        return {
            table: [
                {name: _opened(table, name, value, keyring) for name, value in dict(row).items()}
                for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')
            ]
            for table in names or tables(connection)
        }


def _keyring(connection):
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sealing_key'").fetchone():
        return None
    return keyring_for(*connection.execute("SELECT key_id, check_value FROM sealing_key").fetchone())


def _opened(table, name, value, keyring):
    kind = _today(table, name)
    if keyring is None or value is None or not isinstance(kind, Sealed):
        return value
    text = keyring.open(f"{table}.{name}".encode(), value)
    return json.dumps(json.loads(text)) if isinstance(kind, SealedJSON) else text


def _today(table, name):
    known = Base.metadata.tables.get(table)
    return None if known is None or name not in known.columns else known.columns[name].type


def _fill(connection, table, keyring):
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    refers = {row[3] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
    for number in range(1 if table == "dataset" else ROWS):
        values = {name: _value(table, name, kind, name in refers, number) for _, name, kind, *_ in columns}
        for name, value in values.items():
            if keyring is not None and isinstance(_today(table, name), Sealed):
                values[name] = keyring.seal(f"{table}.{name}".encode(), value)
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values.values()))


def _value(table, name, kind, refers, number):
    if (table, name) in OF_TABLES:
        return OF_TABLES[table, name][number]
    today = _today(table, name)
    if refers or name == "id" or kind.startswith(("INTEGER", "BIGINT")):
        return number + 1
    if isinstance(today, Geometry):
        return encode(_shape(table, number))
    if isinstance(today, JSON) or name in ("detail", "before", "services", "problem"):
        return json.dumps({"row": number} if name in ("detail", "before", "problem") else [])
    if isinstance(today, SealedJSON):
        return "{}"
    if name in WORDS:
        return WORDS[name][number]
    if kind.startswith("DATETIME"):
        return f"2026-0{number + 1}-02 09:30:00.000000"
    if kind.startswith("DATE"):
        return f"2026-0{number + 1}-01"
    if kind.startswith("BOOLEAN"):
        return number
    if kind.startswith(("FLOAT", "DOUBLE", "REAL")):
        return 29.4 + number
    if kind.startswith("BLOB") and not isinstance(today, Sealed):
        return bytes([number] * 8)
    return f"{name}-{number}"


def _shape(table, number):
    if table == "boundaries":
        return shapely.MultiPolygon([shapely.box(119 + number, 29, 119.5 + number, 29.5)])
    if table == "roads":
        return shapely.LineString([(119, 29), (119.1 + number, 29.1)])
    return shapely.Point(119.1 + number, 29.2)
