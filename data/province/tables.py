"""Tables of a province on a server: by county, and petitions by month below it."""

import pyarrow as pa

from data.province.schema import SCHEMAS

_TYPES = {
    pa.date32(): "date",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float32(): "real",
    pa.float64(): "double precision",
    pa.bool_(): "boolean",
    pa.list_(pa.string()): "text[]",
}


def table_of(kind: str) -> str:
    """Name of the table of a kind."""
    return f"province_{kind}"


def columns_of(schema: pa.Schema) -> dict[str, pa.DataType]:
    """Types in which the columns are read from a server's text: codes and lists as text at first."""
    return {field.name: pa.string() if pa.types.is_list(field.type) else field.type for field in schema}


def month_after(month: str) -> str:
    """First day after a month such as 2026-11."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"


def _definition(kind: str) -> str:
    beside = ["county text NOT NULL"] + ["month text NOT NULL"] * (kind == "cube")
    own = [f'"{field.name}" {_TYPES.get(field.type, "text")}' for field in SCHEMAS[kind]]
    columns = ", ".join(beside + own)
    return f"CREATE TABLE IF NOT EXISTS {table_of(kind)} ({columns}) PARTITION BY LIST (county)"


DEFINITIONS = (
    *map(_definition, SCHEMAS),
    "CREATE TABLE IF NOT EXISTS province_kept"
    " (county text, kind text, months text[] NOT NULL, about text NOT NULL, PRIMARY KEY (county, kind))",
    "CREATE TABLE IF NOT EXISTS province_village"
    " (county text NOT NULL, code text PRIMARY KEY, name text, parent_code text, township text,"
    " residents double precision, geometry geometry(Geometry, 4326))",
    "CREATE INDEX IF NOT EXISTS ix_province_village_geometry ON province_village USING gist (geometry)",
)
"""What is made where it is not there yet; PostGIS must be."""
