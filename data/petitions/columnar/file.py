"""The snapshot as a file of Apache Arrow, mapped into memory: every process sees the same pages of it."""

import json
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from data.copies import UNFINISHED, writing
from data.errors import StoreRefused
from data.migrating import revisions
from data.petitions.columnar.layout import CODED, COLUMNS, FIGURES, TIMES, Block, Column, Snapshot, smallest

_ABOUT = b"petition-map"
_LAYOUT = 2
"""Grows whenever the same columns come to mean something else."""

_LEFT_OVER = 3_600  # seconds


def load(path: Path) -> Snapshot | None:
    """The snapshot in a file; None where there is none, or none that this program wrote whole.

    What it holds is that of blocks of a record with their marks: whether they are the blocks of this record,
    as it is now, is for the caller to see.
    """
    try:
        with pa.memory_map(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
        about = json.loads(table.schema.metadata[_ABOUT])
        if about["layout"] != _layout():
            return None
        columns = {name: _taken(table.column(name), name) for name in COLUMNS}
        blocks = tuple(Block(*block) for block in about["blocks"])
        values = about["values"]
        rows = sum(block.rows for block in blocks)
        whole = about["sums"] == _sums(columns, blocks, values)
        whole = whole and all(len(each) == rows for each in columns.values())
        whole = whole and all(columns[name].dtype == smallest(len(values[name])) for name in CODED)
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError, IndexError):
        return None
    return Snapshot(blocks, columns, {name: values[name] for name in CODED}) if whole else None


def save(snapshot: Snapshot, path: Path) -> bool:
    """Write a snapshot in place of the one before, for its owner's eyes alone; whether it could be written.

    Whoever reads the one before goes on with it; of several who write at once the last one's stays.
    """
    about = {
        "layout": _layout(),
        "blocks": snapshot.blocks,
        "values": snapshot.values,
        "sums": _sums(snapshot.columns, snapshot.blocks, snapshot.values),
    }
    table = pa.table({name: _given(snapshot.columns[name], name) for name in COLUMNS})
    table = table.replace_schema_metadata({_ABOUT: json.dumps(about, ensure_ascii=False)})
    _tidy(path)
    with suppress(OSError, StoreRefused), writing(path) as unfinished:
        with pa.OSFile(str(unfinished), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=max(len(snapshot), 1))
        return True
    return False


# --- inside -------------------------------------------------------------------------------------------------


def _tidy(path: Path) -> None:
    """Remove what somebody who was killed has left half written."""
    with suppress(OSError):
        for each in path.parent.glob(f".{path.stem}-*{UNFINISHED}"):
            if each.stat().st_mtime < time.time() - _LEFT_OVER:
                each.unlink(missing_ok=True)


def _layout() -> list[Any]:
    """What a file must have been written for: these columns, and the tables as this program knows them."""
    return [_LAYOUT, revisions()[0], list(TIMES), list(CODED), {name: str(FIGURES[name]) for name in FIGURES}]


def _given(column: Column, name: str) -> pa.Array:
    """A column as Arrow keeps it, as it is: what is missing is a value of its own (NaT, NaN, -1)."""
    if name in TIMES:
        whole = pa.array(column.view(np.int64))
        return whole.view(pa.timestamp("us"))
    return pa.array(column)


def _taken(column: pa.ChunkedArray, name: str) -> Column:
    """The same as an array that lies in the mapped file."""
    if column.num_chunks > 1 or column.null_count:
        raise ValueError(name)
    chunk = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    if name in TIMES:
        chunk = chunk.view(pa.int64())
    found: Column = chunk.to_numpy(zero_copy_only=True)
    if name in TIMES:
        return found.view("datetime64[us]")
    if name in FIGURES and found.dtype != FIGURES[name]:
        raise ValueError(name)
    return found


def _sums(columns: Mapping[str, Column], *lists: Any) -> list[int]:
    """Of each column, and of what says what they mean: the blocks and the lists of values."""
    own = [zlib.crc32(np.ascontiguousarray(columns[name]).view(np.uint8).data) for name in COLUMNS]
    return own + [zlib.crc32(json.dumps(each, ensure_ascii=False, sort_keys=True).encode()) for each in lists]
