"""A province on PostgreSQL with PostGIS: petitions partitioned by county and month, each county's part whole.

A county's part is emptied and filled in one transaction, so that whoever reads sees the earlier or the new
one; two workers over the same county wait for each other. Rows travel by COPY, as the text that Arrow writes.

The tables belong to who makes them and nobody else may read them; what is in them: `data.province.folder`.
"""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

import geopandas as gpd
import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg import sql

from data import frames
from data.errors import ProvinceRefused
from data.postgis import decode, encode
from data.province.county import CountyNote
from data.province.schema import SCHEMAS
from data.province.tables import DEFINITIONS, columns_of, month_after, table_of

_VILLAGE = ("code", "name", "parent_code", "township", "residents", "geometry")
_LOCK = 7_330_000
"""Number of the lock under which partitions are made, one after the other."""


class Server:
    """A province in a database of its own.

    Parameters
    ----------
    url
        Such as ``postgresql://role@host/province``; the password stands in ``~/.pgpass``, not in the address.
    """

    def __init__(self, url: str) -> None:
        self.address = url

    @cached_property
    def _conninfo(self) -> str:
        return self.address.replace("postgresql+psycopg://", "postgresql://", 1)

    def counties(self, kind: str = "records") -> list[str]:
        """Codes of the counties of which something is kept, ascending."""
        with self._open() as connection:
            found = connection.execute("SELECT county FROM province_kept WHERE kind = %s ORDER BY 1", [kind])
            return [row[0] for row in found]

    def note(self, county: str) -> CountyNote:
        """How the rows of a county are to be read."""
        return CountyNote.of_json(self._kept(county, "records")[1])

    def villages(self, county: str) -> gpd.GeoDataFrame:
        """Code, name, parent_code, township, residents and outline (EPSG:4326) of a county's villages."""
        names = sql.SQL(", ").join(map(sql.Identifier, _VILLAGE))
        statement = sql.SQL("SELECT {} FROM province_village WHERE county = %s ORDER BY code").format(names)
        with self._open() as connection:
            rows = connection.execute(statement, [county]).fetchall()
        values = (
            dict(zip(_VILLAGE, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_VILLAGE, ())
        )
        outlines = [decode(text) for text in values.pop("geometry")]
        frame = gpd.GeoDataFrame(values, geometry=outlines, crs="EPSG:4326")
        return frame.assign(residents=frame["residents"].astype(float), county=county)

    def months(self, county: str, kind: str = "rows") -> list[str]:
        """Months of which a county has rows or cells, ascending."""
        months: list[str] = self._kept(county, "records" if kind == "rows" else kind)[0]
        return months

    def read(self, county: str, kind: str, month: str | None = None) -> pa.Table:
        """What is kept of a county, of one month or of all; empty where there is none."""
        schema = SCHEMAS[kind]
        names = sql.SQL(", ").join(map(sql.Identifier, schema.names))
        asked = sql.SQL("SELECT {} FROM {} WHERE county = {}").format(
            names, sql.Identifier(table_of(kind)), sql.Literal(county)
        )
        if month is not None and kind == "rows":
            first, after = sql.Literal(f"{month}-01"), sql.Literal(month_after(month))
            asked += sql.SQL(" AND filed >= {} AND filed < {}").format(first, after)
        elif month is not None:
            asked += sql.SQL(" AND month = {}").format(sql.Literal(month))
        text = io.BytesIO()
        with (
            self._open() as connection,
            connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(asked)) as copy,
        ):
            for part in copy:
                text.write(part)
        return _parsed(text.getvalue(), schema)

    def metadata(self, county: str, kind: str) -> dict[str, str]:
        """What stands beside the columns, such as a grid's bounds."""
        held: dict[str, str] = json.loads(self._kept(county, kind)[1])
        return held

    def keep(self, county: str, kind: str, tables: Mapping[str, pa.Table]) -> int:
        """Put tables in the place of what is kept of a county, all or none; bytes sent."""
        named = {
            key.decode(): value.decode()
            for table in tables.values()
            for key, value in (table.schema.metadata or {}).items()
        }
        with self._replacing(county, kind) as connection:
            sent = sum(_copy(connection, kind, county, month, table) for month, table in tables.items())
            _remember(connection, county, kind, sorted(tables), json.dumps(named))
            return sent

    def keep_record(
        self, note: CountyNote, villages: gpd.GeoDataFrame, rows: Iterator[tuple[str, pa.Table]]
    ) -> None:
        """Put a county's record in the place of the one that is kept, all or nothing."""
        with self._replacing(note.code, "rows") as connection:
            connection.execute("DELETE FROM province_village WHERE county = %s", [note.code])
            names = sql.SQL(", ").join(map(sql.Identifier, ("county", *_VILLAGE)))
            into = sql.SQL("COPY province_village ({}) FROM STDIN").format(names)
            with connection.cursor().copy(into) as copy:
                for village in frames.rows(villages[list(_VILLAGE)]):
                    copy.write_row([note.code, *village[:-1], encode(village[-1])])
            months = []
            for month, table in rows:
                _partition_of_month(connection, note.code, month)
                _copy(connection, "rows", note.code, month, table)
                months.append(month)
            _remember(connection, note.code, "records", sorted(months), note.as_json())

    def clear(self) -> None:
        """Nothing is ever left half on a server."""

    # --- inside ---------------------------------------------------------------------------------------------

    @contextmanager
    def _open(self) -> Iterator[psycopg.Connection]:
        try:
            with psycopg.connect(self._conninfo) as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                for definition in DEFINITIONS:
                    connection.execute(definition)
                connection.commit()
                yield connection
        except psycopg.OperationalError as error:
            raise ProvinceRefused("The server of the province cannot be reached") from error

    @contextmanager
    def _replacing(self, county: str, kind: str) -> Iterator[psycopg.Connection]:
        """A transaction in which a county's part of a kind is empty, and nobody else writes it."""
        own = sql.Identifier(f"{table_of(kind)}_{county}")
        further = sql.SQL(" PARTITION BY RANGE (filed)" if kind == "rows" else "")
        with self._open() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            connection.execute(
                sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES IN ({}){}").format(
                    own, sql.Identifier(table_of(kind)), sql.Literal(county), further
                )
            )
            connection.commit()
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{kind} {county}"])
            connection.execute(sql.SQL("TRUNCATE {}").format(own))
            yield connection

    def _kept(self, county: str, kind: str) -> tuple[list[str], str]:
        with self._open() as connection:
            found = connection.execute(
                "SELECT months, about FROM province_kept WHERE county = %s AND kind = %s", [county, kind]
            ).fetchone()
        if found is None:
            raise ProvinceRefused(
                "Nothing of county {county} is kept here: hand its record on first", county=county
            )
        return found[0], found[1]


def _remember(connection: psycopg.Connection, county: str, kind: str, months: list[str], about: str) -> None:
    connection.execute(
        "INSERT INTO province_kept VALUES (%s, %s, %s, %s) ON CONFLICT (county, kind)"
        " DO UPDATE SET months = excluded.months, about = excluded.about",
        [county, kind, months, about],
    )


def _partition_of_month(connection: psycopg.Connection, county: str, month: str) -> None:
    """Months of a county are its own table's, so that two counties do not wait for each other."""
    own, above = (sql.Identifier(f"province_rows_{county}{end}") for end in (f"_{month}", ""))
    connection.execute(
        sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
            own, above, sql.Literal(f"{month}-01"), sql.Literal(month_after(month))
        )
    )


def _copy(connection: psycopg.Connection, kind: str, county: str, month: str, table: pa.Table) -> int:
    """Send a table; how many bytes of text."""
    beside = {"county": county} | ({"month": month} if kind == "cube" else {})
    names = sql.SQL(", ").join(map(sql.Identifier, [*beside, *SCHEMAS[kind].names]))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(f"{table_of(kind)}_{county}"), names
    )
    whole = pa.table(
        {name: pa.repeat(value, len(table)) for name, value in beside.items()}
        | {name: _plain(table[name]) for name in SCHEMAS[kind].names}
    )
    text = io.BytesIO()
    pa.csv.write_csv(whole, text, pa.csv.WriteOptions(include_header=False))
    with connection.cursor().copy(into) as copy:
        copy.write(text.getbuffer())
    return text.tell()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as CSV can hold it: codes as their text, lists as arrays of PostgreSQL."""
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    if pa.types.is_list(column.type):
        return pa.chunked_array([["{" + ",".join(each) + "}" for each in column.to_pylist()]], pa.string())
    return column


def _parsed(text: bytes, schema: pa.Schema) -> pa.Table:
    if not text:
        return schema.empty_table()
    kinds = columns_of(schema)
    read = pa.csv.read_csv(
        io.BytesIO(text),
        pa.csv.ReadOptions(column_names=schema.names),
        convert_options=pa.csv.ConvertOptions(
            column_types=kinds,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
        ),
    )
    lists = {
        name: pa.array(
            [each.strip("{}").split(",") for each in read[name].to_pylist()], schema.field(name).type
        )
        for name in schema.names
        if pa.types.is_list(schema.field(name).type)
    }
    return pa.table({name: lists.get(name, read[name]) for name in schema.names}).cast(schema)
