"""Rows of the record as columns, and the marks by which changed ones are known."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
from sqlalchemy import Connection, select

from data.petitions import gate
from data.petitions.columnar.layout import BITS, COLUMNS, Rows
from data.tables import PetitionBlock

_AT_ONCE = 128  # blocks in one question


def marks(connection: Connection) -> dict[int, str]:
    """Every block of petitions on record, and its mark."""
    found = connection.execute(select(PetitionBlock.block, PetitionBlock.mark)).all()
    return dict((block, mark) for block, mark in found)  # noqa: C402 rows of the database are no pairs


def rows(connection: Connection, blocks: Iterable[int]) -> Rows:
    """Rows of some blocks, as columns, in order of their ids."""
    ids: list[pa.Array] = []
    columns: dict[str, list[pa.Array]] = {name: [] for name in COLUMNS}
    for first, end in _runs(sorted(set(blocks))):
        found = connection.execute(gate.stored(COLUMNS, first << BITS, end << BITS)).all()
        if found:
            own, *rest = zip(*found, strict=True)
            ids.append(pa.array(own, pa.int64()))
            for name, values in zip(COLUMNS, rest, strict=True):
                columns[name].append(pa.array(values))
    return Rows(_joined(ids).cast(pa.int64()).to_numpy(zero_copy_only=False), _each_joined(columns))


# --- inside -------------------------------------------------------------------------------------------------


def _runs(blocks: list[int]) -> Iterator[tuple[int, int]]:
    """Blocks that follow each other, as many as are asked for at once: first, and the one after the last."""
    first = end = blocks[0] if blocks else 0
    for block in blocks:
        if block != end or end - first >= _AT_ONCE:
            yield first, end
            first = block
        end = block + 1
    if blocks:
        yield first, end


def _joined(parts: list[pa.Array]) -> pa.Array:
    """One array of several; what one of them lacks altogether takes the kind of the others."""
    kinds = [part.type for part in parts if not pa.types.is_null(part.type)]
    if not kinds:
        return pa.nulls(sum(map(len, parts)))
    return pa.concat_arrays([part.cast(kinds[0]) for part in parts])


def _each_joined(columns: dict[str, list[pa.Array]]) -> dict[str, pa.Array]:
    return {name: _joined(parts) for name, parts in columns.items()}
