"""Files as tables of text: header, then rows in chunks. Cells stay text, no row vanishes.

A row of empty cells is no row. Which row is the header, `headers` says. Row numbers count from 1 at the top
of the file, as a spreadsheet shows them.

Of a workbook the first sheet with known headings is read, else the first with rows; then every later
sheet with the same headings, in whatever order, and no rows vanish between them: a sheet that has most of
the headings and others besides is refused. Other sheets and hidden ones are left out, and that is told
(`Table.notices`). Row numbers run on from sheet to sheet; `Table.origin` says what a reader would call a row.
"""

import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import ImportRefused
from data.importing.files.headers import LOOK, check_head, find_head
from data.importing.files.records import Part, Records, open_sheets
from data.importing.report import Notice, Origin
from data.importing.sandbox import client
from data.importing.sandbox.client import Answer
from data.text import N_

CHUNK = 10_000
"""Rows held at a time."""

MOST_ROWS, MOST_COLUMNS = 3_000_000, 1_000
"""Beyond which a file is none of a county's; a million petitions are the most that is measured."""

_ALIKE = 0.5  # share of the headings that makes a sheet one of the same kind


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

    def only(self, wanted: Sequence[bool]) -> "Chunk":
        """Some of the rows."""
        return Chunk(self.header, [*itertools.compress(self.rows, wanted)], self.numbers[np.array(wanted)])

    def widths(self) -> NDArray[np.int64]:
        """Cells in each row, not counting empty ones beyond the header."""
        widths = np.fromiter(map(len, self.rows), dtype=np.int64, count=len(self.rows))
        expected = len(self.header)
        for at in np.flatnonzero(widths > expected):
            widths[at] = _width(self.rows[at], expected)
        return widths

    def columns(self, names: Iterable[str]) -> pd.DataFrame:
        """Text of some columns, by row number; a cell that a short row lacks is empty."""
        return pd.DataFrame(self.cells(names), index=self.numbers, dtype="str")

    def cells(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The same as plain lists."""
        expected, rows = len(self.header), self.rows
        if min(map(len, rows)) < expected:
            rows = [[*row, *[""] * (expected - len(row))] for row in rows]
        return {name: [*map(itemgetter(self.header.index(name)), rows)] for name in names}


@dataclass(frozen=True, eq=False)
class Table:
    """A file opened by `read_table`. `chunks` runs through it once; `origin` and `skipped` grow meanwhile."""

    name: str
    digest: str
    """SHA-256 of the file."""
    header: list[str]
    chunks: Iterator[Chunk]
    origin: Origin = field(default_factory=Origin)
    skipped: list[str] = field(default_factory=list)
    """Sheets that were left out."""
    above: list[list[str]] = field(default_factory=list)
    """Rows above the header: titles and notes."""

    def notices(self) -> list[Notice]:
        """What should be known of the file."""
        message = N_("These sheets were left out, for they have other headings or are hidden: {sheets}")
        return [Notice(message, {"sheets": ", ".join(self.skipped)})] if self.skipped else []


@contextmanager
def read_table(path: Path | str, size: int = CHUNK, headings: Collection[str] = ()) -> Iterator[Table]:
    """Open a text of cells (comma, semicolon or tab; UTF-8 or GB18030; also ``.gz``) or a workbook.

    Parameters
    ----------
    path
        File; its suffix tells the kind: ``.csv``, ``.txt``, ``.tsv``, or one of `workbooks.SUFFIXES`.
    size
        Rows in a chunk.
    headings
        Headings that the header is known by, beside those of ``reference/synonyms.toml``.

    Raises
    ------
    ImportRefused
        The file is missing, empty, without rows below the header, of another kind, in another
        encoding, damaged, too large, or has two columns of one name. Damage further down is met while the
        chunks are read.

    Notes
    -----
    The file is opened in a process of its own (`data.importing.sandbox`).
    """
    path = Path(path)
    if client.is_in_process():
        with parse_table(path, size, headings) as table:
            yield table
        return
    with client.opened("table", path, size=size, headings=[*headings]) as answer:
        about = answer.part()
        origin, skipped = Origin(), list[str]()
        chunks = _answered(answer, about["header"], origin, skipped)
        yield Table(path.name, about["digest"], about["header"], chunks, origin, skipped, about["above"])


def _answered(answer: Answer, header: list[str], origin: Origin, skipped: list[str]) -> Iterator[Chunk]:
    for part in answer:
        origin.starts[:], origin.sheets[:] = part["starts"], part["sheets"]
        skipped[:] = part["skipped"]
        if part["rows"]:
            yield Chunk(header, part["rows"], np.array(part["numbers"], dtype=np.int64))


@contextmanager
def parse_table(path: Path, size: int = CHUNK, headings: Collection[str] = ()) -> Iterator[Table]:
    """The same in this process."""
    if not path.is_file():
        raise ImportRefused("There is no file {file}", file=path.name)
    if path.stat().st_size == 0:
        raise ImportRefused("The file {file} is empty", file=path.name)
    with open_sheets(path) as sheets:
        skipped: list[str] = []
        first = _first(sheets, headings, size, skipped)
        if first is None:
            raise ImportRefused("The file {file} is empty", file=path.name)
        check_head(first.header)
        if not first.rows:
            raise ImportRefused("The file {file} has a header but no rows", file=path.name)
        origin = Origin()
        chunks = _chunks(first, sheets, size, origin, skipped)
        yield Table(path.name, _digest(path), first.header, chunks, origin, skipped, first.above)


# --- from sheets to one table -----------------------------------------------------------------------


@dataclass
class _Sheet:
    """A sheet of which the header is known and the first rows below it are read."""

    records: Records
    header: list[str]
    known: bool
    rows: list[list[str]]
    numbers: NDArray[np.int64]
    above: list[list[str]]

    def add(self, part: Part) -> int:
        rows, numbers = part
        self.rows, self.numbers = self.rows + rows, np.concatenate([self.numbers, numbers])
        return len(rows)


def _begun(records: Records, headings: Collection[str], size: int, skipped: list[str]) -> _Sheet | None:
    """A sheet up to its first `size` rows; None if there is nothing to be seen in it."""
    if not records.shown:
        skipped.append(records.sheet)
        return None
    rows, numbers = records.take_filled(LOOK)
    if not rows:
        return None
    head = find_head(rows, headings)
    if len(head.names) > MOST_COLUMNS:
        raise ImportRefused(
            "The table has {columns} columns, more than are read ({limit}): delete those that are not needed",
            columns=len(head.names),
            limit=MOST_COLUMNS,
        )
    below, above = (rows[head.end :], numbers[head.end :]), rows[: head.end - 1]
    sheet = _Sheet(records, head.names, head.known, *below, above)
    if len(sheet.rows) < size:
        sheet.add(records.take(size - len(sheet.rows)))
    return sheet


def _first(
    sheets: Iterator[Records], headings: Collection[str], size: int, skipped: list[str]
) -> _Sheet | None:
    """The first sheet with known headings and rows, else the best there is.

    A sheet without known headings is passed over only if it is short, as covers and lists of codes are.
    """
    passed: list[_Sheet] = []
    found = None
    for records in sheets:
        sheet = _begun(records, headings, size, skipped)
        if sheet is None:
            continue
        short = sheet.known or sheet.add(records.take_filled(CHUNK)) < CHUNK
        if (sheet.known and sheet.rows) or not short:
            found = sheet
            break
        passed.append(sheet)
    if found is None and passed:
        found = max(passed, key=lambda sheet: (sheet.known, bool(sheet.rows)))
    skipped += [sheet.records.sheet for sheet in passed if sheet is not found and not sheet.known]
    return found


def _chunks(
    first: _Sheet, sheets: Iterator[Records], size: int, origin: Origin, skipped: list[str]
) -> Iterator[Chunk]:
    base = count = 0
    sheet: _Sheet | None = first
    while sheet is not None:
        origin.add(base, sheet.records.sheet)
        part: Part = (sheet.rows, sheet.numbers)
        while part[0]:
            count += len(part[0])
            if count > MOST_ROWS:
                raise ImportRefused("The file has more than {limit} rows: split it", limit=MOST_ROWS)
            rows = part[0] if sheet.header == first.header else _ordered(part[0], sheet.header, first.header)
            yield Chunk(first.header, rows, base + part[1])
            part = sheet.records.take(size)
        base += sheet.records.read
        sheet = _next_alike(first, sheets, size, skipped)


def _next_alike(first: _Sheet, sheets: Iterator[Records], size: int, skipped: list[str]) -> _Sheet | None:
    """The next sheet with rows and the headings of the first."""
    wanted = {name for name in first.header if name}
    for records in sheets:
        sheet = _begun(records, wanted, size, skipped)
        if sheet is None:
            continue
        own = {name for name in sheet.header if name}
        if len(own & wanted) < _ALIKE * len(wanted):
            skipped.append(records.sheet)
        elif more := sorted(own - wanted):
            raise ImportRefused(
                "Sheet {sheet} has columns that sheet {first} lacks: {columns}. Give all sheets the same"
                " headings, or save each as a file of its own",
                sheet=records.sheet,
                first=first.records.sheet,
                columns=", ".join(more),
            )
        elif sheet.rows:
            check_head(sheet.header)
            return sheet
    return None


def _ordered(rows: list[list[str]], header: list[str], wanted: list[str]) -> list[list[str]]:
    """Rows of a sheet in the order of another header; cells without a heading go to the end."""
    width = len(header)
    places = [header.index(name) if name and name in header else None for name in wanted]
    nameless = [at for at, name in enumerate(header) if not name]
    ordered = []
    for row in rows:
        cells = [*row, *[""] * (width - len(row))]
        named = ["" if at is None else cells[at] for at in places]
        ordered.append([*named, *(cells[at] for at in nameless), *cells[width:]])
    return ordered


def _width(row: list[str], expected: int) -> int:
    width = len(row)
    while width > expected and not row[width - 1].strip():
        width -= 1
    return width


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
