"""What is done with a file where it is opened. Each operation is a generator of an answer's parts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from data.importing.files.readers import Chunk, Table, parse_table
from data.importing.layers.heights import parse_heights
from data.importing.layers.osm import parse_osm
from data.importing.layers.vector_files import SHAPES, parse_layer, parse_layers
from data.importing.petitions.profile_text import parse_profile
from data.importing.sandbox.protocol import layer_frames

_PORTION = 4_000_000  # characters of rows in a frame, so that whoever reads it stands still for no time


def table(path: Path, size: int, headings: list[str]) -> Iterator[Any]:
    """`readers.parse_table`: its head, its rows, and what was left out."""
    with parse_table(path, size, headings) as opened:
        yield {"digest": opened.digest, "header": opened.header, "above": opened.above}
        for chunk in opened.chunks:
            for rows, numbers in _portions(chunk):
                yield {"rows": rows, "numbers": numbers, **_meanwhile(opened)}
        yield {"rows": [], "numbers": [], **_meanwhile(opened)}


def _meanwhile(opened: Table) -> dict[str, Any]:
    """What has become known of a table until now."""
    return {"starts": opened.origin.starts, "sheets": opened.origin.sheets, "skipped": opened.skipped}


def layer(path: Path, encoding: str | None, layer: str | None, shape: str) -> Iterator[Any]:
    """`vector_files.parse_layer`: the frame it states, then its features."""
    columns, geometries, stated = parse_layer(path, encoding, layer, SHAPES[shape])
    yield {"stated": None if stated is None else stated.to_wkt(), "columns": list(columns)}
    yield from layer_frames(columns, geometries)


def layers(path: Path) -> Iterator[Any]:
    """`vector_files.parse_layers`."""
    yield [list(each) for each in parse_layers(path)]


def osm(path: Path) -> Iterator[Any]:
    """`osm.parse_osm`."""
    ways = parse_osm(path)
    columns = {str(name): ways[name].tolist() for name in ways if name != "geometry"}
    yield {"columns": list(columns)}
    yield from layer_frames(columns, ways["geometry"].to_numpy(dtype=object))


def heights(path: Path, frame: str | None, bounds: list[float], size: list[int]) -> Iterator[Any]:
    """`heights.parse_heights`: the frame that the file states, then rows of 32-bit numbers."""
    stated, found = parse_heights(path, frame, bounds, size)
    yield {"stated": stated}
    yield found.astype("<f4").tobytes()


def profile(path: Path) -> Iterator[Any]:
    """`profile_text.parse_profile`."""
    yield parse_profile(path)


OPERATIONS: dict[str, Callable[..., Iterator[Any]]] = {
    operation.__name__: operation for operation in (table, layer, layers, osm, heights, profile)
}


def _portions(chunk: Chunk) -> Iterator[tuple[list[list[str]], list[int]]]:
    """Rows of a chunk with their numbers, so many that they make a frame of some megabytes."""
    numbers, first, held = chunk.numbers.tolist(), 0, 0
    for at, row in enumerate(chunk.rows, 1):
        held += sum(map(len, row)) + 4 * len(row)
        if held >= _PORTION or at == len(chunk.rows):
            yield chunk.rows[first:at], numbers[first:at]
            first, held = at, 0
