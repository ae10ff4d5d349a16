"""The columns of the snapshot, and how its rows are put together anew where some of them changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

TIMES = ("filed", "forwarded", "accepted", "answered", "closed")
"""datetime64[us]; NaT where not known."""
CODED = (
    *("channel", "category", "category_scheme", "purpose", "occurrence", "tier", "status", "satisfaction"),
    *("placement", "basis", "county_code", "township_code", "village_code", "unit", "review", "tags"),
)
"""Places in a list of values, -1 where there is none, in as few bytes as the list needs."""
FIGURES: Mapping[str, np.dtype[Any]] = {
    "people": np.dtype("int64"),
    "by_proxy": np.dtype("int8"),
    "longitude": np.dtype("float64"),
    "latitude": np.dtype("float64"),
    "matter_id": np.dtype("float64"),
}
"""As they are; NaN where not known."""
COLUMNS = (*TIMES, *CODED, *FIGURES)
BITS = 10
"""Ids that are alike but for so many bits are of one block (`data.tables.PetitionBlock`)."""

Column = NDArray[Any]


class Block(NamedTuple):
    """Which block, its mark in the record when it was read, and how many of its rows count."""

    number: int
    mark: str
    rows: int


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Petitions and requests on record, in order of their ids, block by block.

    Parameters
    ----------
    blocks
        In order of their numbers.
    columns
        Name -> array, (n,); read-only, for all who count read the same one.
    values
        Name of a coded column -> its values.
    """

    blocks: tuple[Block, ...]
    columns: Mapping[str, Column]
    values: Mapping[str, Sequence[str]]

    def __len__(self) -> int:
        return len(self.columns["filed"])


class Rows(NamedTuple):
    """Rows as they come from the record: ids in order, and columns of Arrow arrays."""

    ids: NDArray[np.int64]
    columns: Mapping[str, pa.Array]


def smallest(count: int) -> np.dtype[Any]:
    """Whole numbers that hold every place of a list, and -1: those that pandas takes for as many values."""
    return np.dtype("int8" if count < 127 else "int16" if count < 32_767 else "int32")


def put_together(old: Snapshot | None, marks: Mapping[int, str], rows: Rows, read: Iterable[int]) -> Snapshot:
    """A snapshot of which some blocks were read again, and those that are gone are left out.

    Parameters
    ----------
    old
        As it was before; None: there is none, and every block was read.
    marks
        Every block of the record and its mark.
    rows
        Rows of the blocks that were read.
    read
        Those blocks.
    """
    values = {name: list(old.values[name]) if old else [] for name in CODED}
    new = {name: _column(name, rows.columns[name], values) for name in COLUMNS}
    before = old.columns if old else new
    again = set(read)
    parts: list[tuple[bool, int, int]] = []
    blocks: list[Block] = []
    starts = _starts(old)
    for number in sorted(marks):
        if number in again:
            low, high = np.searchsorted(rows.ids, (number << BITS, (number + 1) << BITS)).tolist()
            _join(parts, (True, low, high))
            blocks.append(Block(number, marks[number], high - low))
        else:
            start, block = starts[number]
            _join(parts, (False, start, start + block.rows))
            blocks.append(block)
    columns = {
        name: np.concatenate([(new if fresh else before)[name][low:high] for fresh, low, high in parts])
        if parts
        else new[name]
        for name in COLUMNS
    }
    if old is None:
        for name in CODED:
            columns[name], values[name] = _sorted(columns[name], values[name])
    for name in COLUMNS:
        columns[name].flags.writeable = False
    return Snapshot(tuple(blocks), columns, values)


# --- inside -------------------------------------------------------------------------------------------------


def _sorted(places: Column, values: list[str]) -> tuple[Column, list[str]]:
    """A coded column with its values in order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    translated = np.full(len(values) + 1, -1, dtype=places.dtype)
    translated[order] = np.arange(len(values))
    return translated[places], [values[place] for place in order]


def _starts(old: Snapshot | None) -> dict[int, tuple[int, Block]]:
    found, start = {}, 0
    for block in old.blocks if old else ():
        found[block.number] = start, block
        start += block.rows
    return found


def _join(parts: list[tuple[bool, int, int]], part: tuple[bool, int, int]) -> None:
    """Add a run of rows to those before, as one where it goes on from the last."""
    fresh, low, high = part
    if parts and parts[-1][0] == fresh and parts[-1][2] == low:
        parts[-1] = fresh, parts[-1][1], high
    elif high > low:
        parts.append(part)


def _column(name: str, given: pa.Array, values: dict[str, list[str]]) -> Column:
    """An Arrow array as a column; values that are new to a coded one are added to its list."""
    if name in TIMES:
        return np.asarray(given.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False), "datetime64[us]")
    if name in FIGURES:
        if name == "by_proxy":
            given = given.cast(pa.bool_()).cast(pa.int8())
        kind = FIGURES[name]
        if kind.kind == "f":
            given = given.cast(pa.float64())
        return np.asarray(given.to_numpy(zero_copy_only=False)).astype(kind)
    encoded = given.cast(pa.string()).dictionary_encode()
    own = values[name]
    places = {value: place for place, value in enumerate(own)}
    for value in encoded.dictionary.to_pylist():
        if value not in places:
            places[value] = len(own)
            own.append(value)
    known = [places[value] for value in encoded.dictionary.to_pylist()]
    kind = smallest(len(own))
    translated = np.array([*known, -1], dtype=kind)
    indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    coded: Column = translated[indices]
    return coded
