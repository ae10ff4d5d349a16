"""Frames between the process that opens a file and the one that asked: a letter, a length, so many bytes."""

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries import Geometries

READY = b"Y"
"""A process that answers one request waits for it."""
JSON, BYTES, END, REFUSED, MEMORY, FAILED = b"J", b"B", b"E", b"R", b"M", b"F"
"""An answer's part as text or as bytes; its end; and in place of it a refusal, no memory, any other fault."""

LARGEST = 128_000_000
"""Bytes of a frame that are still taken in."""
_ROWS, _PORTION = 1_000, 16_000_000  # features of a layer in a frame, and bytes of their geometries

_HEAD = struct.Struct("!cI")


class BrokenAnswer(Exception):
    """What came is no frame, or ends within one."""


def send(stream: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write a frame."""
    stream.write(_HEAD.pack(kind, len(content)))
    stream.write(content)
    stream.flush()


def send_json(stream: IO[bytes], content: Any, kind: bytes = JSON) -> None:
    """Write a frame of JSON; what JSON has no form for goes as its text."""
    send(stream, kind, json.dumps(content, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"))


def receive(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Read a frame: its letter and its bytes.

    Raises
    ------
    BrokenAnswer
        The stream ends, or the frame is longer than any should be.
    """
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if length > LARGEST:
        raise BrokenAnswer
    return kind, _exactly(stream, length)


def text(content: bytes) -> Any:
    """What a frame of JSON says."""
    return json.loads(content.decode("utf-8", "surrogatepass"))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise BrokenAnswer
    return content


# --- layers -------------------------------------------------------------------------------------------


def layer_frames(columns: Mapping[str, Sequence[Any]], geometries: Geometries) -> Iterator[Any]:
    """A layer's columns (JSON) and geometries (lengths and WKB, as bytes), some features at a time."""
    shapes = shapely.to_wkb(geometries)
    lengths = np.array([-1 if shape is None else len(shape) for shape in shapes], dtype="<i8")
    for part in _parts(lengths):
        yield {name: _plain(column[part]) for name, column in columns.items()}
        yield lengths[part].tobytes()
        yield b"".join(shape for shape in shapes[part] if shape is not None)


def layer_of(parts: Iterator[Any], names: Sequence[str]) -> tuple[dict[str, list[Any]], Geometries]:
    """Columns and geometries of all parts of a layer."""
    columns: dict[str, list[Any]] = {name: [] for name in names}
    geometries = [np.empty(0, dtype=object)]
    for cells in parts:
        for name, column in columns.items():
            column += cells[name]
        geometries.append(_geometries(next(parts), next(parts)))
    return columns, np.concatenate(geometries)


def _geometries(lengths: bytes, content: bytes) -> Geometries:
    """Geometries of a part of a layer."""
    sizes = np.frombuffer(lengths, dtype="<i8")
    ends = np.cumsum(np.maximum(sizes, 0))
    if len(ends) and ends[-1] != len(content):
        raise BrokenAnswer
    shapes = [
        None if size < 0 else content[end - size : end]
        for size, end in zip(sizes.tolist(), ends.tolist(), strict=True)
    ]
    return np.asarray(shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="ignore"), dtype=object)


def _parts(lengths: NDArray[np.int64]) -> Iterator[slice]:
    first, held = 0, 0
    for at, length in enumerate(lengths.tolist(), 1):
        held += max(length, 0)
        if held >= _PORTION or at - first == _ROWS or at == len(lengths):
            yield slice(first, at)
            first, held = at, 0


def _plain(column: Sequence[Any]) -> list[Any]:
    """Cells without numpy's types; days as their text, and a missing day as nothing."""
    cells = column.tolist() if isinstance(column, np.ndarray) and column.dtype.kind in "biufO" else column
    return [None if isinstance(cell, np.datetime64) and np.isnat(cell) else _cell(cell) for cell in cells]


def _cell(cell: Any) -> Any:
    return cell.item() if isinstance(cell, np.number | np.bool_) else cell
