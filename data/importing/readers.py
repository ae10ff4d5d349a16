"""Files as tables of text: header, then rows in chunks. Cells stay text, no row vanishes.

A row of empty cells is no row. The header is the first row with two or more filled cells, so a title
above it does no harm. Row numbers count from 1 at the top of the file, as a spreadsheet shows them.
"""

import codecs
import csv
import gzip
import hashlib
import itertools
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import ImportRefused
from data.importing import workbooks

CHUNK = 10_000
"""Rows held at a time."""
LONGEST_CELL = 1 << 17
"""Characters in a cell; beyond, a quotation mark was most likely never closed."""

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",;\t"
_BLOCK = 1 << 20
_Part = tuple[list[list[str]], NDArray[np.int64]]
_TEXT = (".csv", ".txt", ".tsv", ".csv.gz")


@dataclass(frozen=True, eq=False)
class Chunk:
    """Consecutive rows.

    Parameters
    ----------
    header
        Names of the columns; some may be empty.
    rows
        Cells as they stood, one list a row, as long or short as in the file.
    numbers
        int64 array (rows,): place of each row in the file, from 1.
    """

    header: list[str]
    rows: list[list[str]]
    numbers: NDArray[np.int64]

    def widths(self) -> NDArray[np.int64]:
        """Cells in each row, not counting empty ones beyond the header."""
        widths = np.fromiter(map(len, self.rows), dtype=np.int64, count=len(self.rows))
        expected = len(self.header)
        for at in np.flatnonzero(widths > expected):
            widths[at] = _width(self.rows[at], expected)
        return widths

    def columns(self, names: Iterable[str]) -> pd.DataFrame:
        """Text of some columns, by row number; a cell that a short row lacks is empty."""
        expected, rows = len(self.header), self.rows
        if min(map(len, rows)) < expected:
            rows = [[*row, *[""] * (expected - len(row))] for row in rows]
        picked = {}
        for name in names:
            cells = np.array([*map(itemgetter(self.header.index(name)), rows)], dtype=object)
            picked[name] = pd.Series(cells, index=self.numbers, dtype="str")
        return pd.DataFrame(picked, index=self.numbers)


@dataclass(frozen=True, eq=False)
class Table:
    """A file opened by `read_table`. `chunks` runs through it once."""

    name: str
    digest: str
    """SHA-256 of the file."""
    header: list[str]
    chunks: Iterator[Chunk]


@contextmanager
def read_table(path: Path | str, size: int = CHUNK) -> Iterator[Table]:
    """Open a CSV file (comma, semicolon or tab; UTF-8 or GB18030; also ``.gz``) or an ``.xlsx`` workbook.

    Parameters
    ----------
    path
        File; its suffix tells the kind. Of a workbook the first sheet that is not empty is read.
    size
        Rows in a chunk.

    Raises
    ------
    ImportRefused
        The file is missing, empty, without rows below the header, of another kind, in another
        encoding, damaged, or has two columns of one name. Damage further down is met while the
        chunks are read.
    """
    path = Path(path)
    if not path.is_file():
        raise ImportRefused("There is no file {file}", file=path.name)
    if path.stat().st_size == 0:
        raise ImportRefused("The file {file} is empty", file=path.name)
    with _records(path) as records:
        header = _header(records, path.name)
        first = records.take(size)
        if not first[0]:
            raise ImportRefused("The file {file} has a header but no rows", file=path.name)
        yield Table(path.name, _digest(path), header, _chunks(first, records, header, size))


class _Records:
    """Records of a CSV text that are not blank, with their places in it.

    Parameters
    ----------
    lines
        Lines of the text.
    delimiter
        What separates the cells.
    """

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        # strict: a stray quotation mark stops the import; else it would swallow the rows behind it
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self._read = 0
        csv.field_size_limit(LONGEST_CELL)

    def take(self, size: int) -> _Part:
        """The next records, at most `size`, and their numbers from 1; none at the end."""
        rows: list[list[str]] = []
        while not rows:
            try:
                part = list(itertools.islice(self._reader, size))
            except csv.Error as error:
                raise ImportRefused(
                    "Line {line} cannot be read: its quotation marks do not match, or a cell is longer than"
                    " {limit} characters",
                    line=self._reader.line_num,
                    limit=LONGEST_CELL,
                ) from error
            if not part:
                break
            filled = np.array([*map(bool, map(str.strip, map("".join, part)))], dtype=bool)
            numbers = self._read + 1 + np.flatnonzero(filled)
            rows = list(itertools.compress(part, filled))
            self._read += len(part)
        return rows, numbers if rows else np.empty(0, dtype=np.int64)


def _header(records: _Records, file: str) -> list[str]:
    top, _ = records.take(1)
    if top and sum(map(bool, top[0])) < 2:  # a title, or a file of one column
        top = records.take(1)[0] or top
    if not top:
        raise ImportRefused("The file {file} is empty", file=file)
    header = [name.strip() for name in top[0]]
    while header and not header[-1]:
        header.pop()
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ImportRefused(
            "Two columns have the same heading: {columns}. Give each its own", columns=", ".join(twice)
        )
    return header


def _chunks(part: _Part, records: _Records, header: list[str], size: int) -> Iterator[Chunk]:
    while part[0]:
        yield Chunk(header, *part)
        part = records.take(size)


def _width(row: list[str], expected: int) -> int:
    width = len(row)
    while width > expected and not row[width - 1].strip():
        width -= 1
    return width


# --- rows of the two kinds of files -----------------------------------------------------------------


def _records(path: Path) -> AbstractContextManager[_Records]:
    name = path.name.lower()
    if name.endswith(_TEXT):
        return _text_records(path)
    if name.endswith(".xlsx"):
        return _workbook_records(path)
    raise ImportRefused(
        "Files of this kind are not read: {file}. Save it as .xlsx or as .csv", file=path.name
    )


@contextmanager
def _text_records(path: Path) -> Iterator[_Records]:
    encoding = _encoding(path)
    with _open(path) as raw:
        sample = raw.read(_BLOCK).decode(encoding, errors="ignore")
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as text:
        yield _Records(text, _delimiter(sample))


@contextmanager
def _workbook_records(path: Path) -> Iterator[_Records]:
    with workbooks.as_csv(path) as lines:
        yield _Records(lines, ",")


def _delimiter(sample: str) -> str:
    """The most frequent of the three in the first line that has any, outside quotation marks."""
    for line in sample.splitlines():
        bare = "".join(line.split('"')[::2])
        if any(sign in bare for sign in _DELIMITERS):
            return max(_DELIMITERS, key=bare.count)
    return ","


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with _open(path) as raw:
                _decode(raw, encoding, path.name)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError, zlib.error) as error:
            raise ImportRefused("The file {file} is damaged and cannot be read", file=path.name) from error
        return encoding
    raise ImportRefused(
        "The file {file} is in the wrong encoding: neither UTF-8 nor GB18030 (GBK). Save it as 'CSV UTF-8'"
        " or as .xlsx",
        file=path.name,
    )


def _decode(raw: IO[bytes] | gzip.GzipFile, encoding: str, file: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    size = 0
    while block := raw.read(_BLOCK):
        size += len(block)
        if size > workbooks.LARGEST and isinstance(raw, gzip.GzipFile):
            raise ImportRefused(
                "The file {file} unpacks to more than {limit} MB: split it",
                file=file,
                limit=workbooks.LARGEST // 1_000_000,
            )
        if "\0" in decoder.decode(block):
            raise ImportRefused("The file {file} holds no text: save it as .csv or .xlsx", file=file)
    decoder.decode(b"", final=True)


def _open(path: Path) -> IO[bytes] | gzip.GzipFile:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
