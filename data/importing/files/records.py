"""Records of the sheets of a file: CSV text is one sheet, a workbook may have several."""

import codecs
import csv
import gzip
import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from data.errors import ImportRefused
from data.importing.files import workbooks
from data.importing.files.headers import known_among

LONGEST_CELL = 1 << 17
"""Characters in a cell; beyond, a quotation mark was most likely never closed."""
LARGEST_PACKED = 200_000_000
"""Bytes of a packed text; what it unpacks to is limited as that of a workbook."""

Part = tuple[list[list[str]], NDArray[np.int64]]
"""Records and their numbers."""

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*"')
_LOOK, _LINES = 1 << 16, 50  # characters and lines that tell the delimiter
_BLOCK = 1 << 20
_SKIPPED = 10_000  # records at a time
_TEXT = (".csv", ".txt", ".tsv", ".csv.gz")


class Records:
    """Records of a sheet, or of a whole CSV text, that are not blank, with their places in it.

    Parameters
    ----------
    reader
        A CSV reader, at the first record.
    sheet
        Name of the sheet.
    shown
        It is not hidden.
    height
        Records that belong to the sheet; None: all.
    """

    def __init__(self, reader: Any, sheet: str = "", shown: bool = True, height: int | None = None) -> None:
        self._reader = reader
        self._rest = itertools.islice(reader, height)
        self.sheet, self.shown = sheet, shown
        self.read = 0

    def take(self, size: int) -> Part:
        """The next records, at most `size`, and their numbers from 1; none at the end."""
        rows: list[list[str]] = []
        numbers = np.empty(0, dtype=np.int64)
        while not rows:
            part = self._take(size)
            if not part:
                break
            filled = np.array([*map(bool, map(str.strip, map("".join, part)))], dtype=bool)
            numbers = self.read + 1 + np.flatnonzero(filled)
            rows = list(itertools.compress(part, filled))
            self.read += len(part)
        return rows, numbers

    def take_filled(self, size: int) -> Part:
        """The same, and fewer than `size` only at the end."""
        rows, numbers = self.take(size)
        while rows and len(rows) < size:
            more, places = self.take(size - len(rows))
            if not more:
                break
            rows, numbers = rows + more, np.concatenate([numbers, places])
        return rows, numbers

    def skip(self) -> None:
        """Go to the end."""
        while part := self._take(_SKIPPED):
            self.read += len(part)

    def _take(self, size: int) -> list[list[str]]:
        try:
            return list(itertools.islice(self._rest, size))
        except csv.Error as error:
            raise ImportRefused(
                "Line {line} cannot be read: its quotation marks do not match, or a cell is longer than"
                " {limit} characters",
                line=self._reader.line_num,
                limit=LONGEST_CELL,
            ) from error


class _Reader:
    """Records of lines as `csv.reader` gives them, of which none may be longer than memory should hold."""

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        csv.field_size_limit(LONGEST_CELL)
        # strict: a stray quotation mark stops the import; else it would swallow the rows behind it
        self._reader = csv.reader(self._counted(lines), delimiter=delimiter, strict=True)
        self._held = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self._held = 0
        return next(self._reader)

    @property
    def line_num(self) -> int:
        return self._reader.line_num

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self._held += len(line)
            if self._held >= workbooks.LONGEST_ROW:
                raise ImportRefused(
                    "Line {line} is longer than {limit} characters: this is no table of petitions",
                    line=self.line_num + 1,
                    limit=workbooks.LONGEST_ROW,
                )
            yield line


def open_sheets(path: Path) -> AbstractContextManager[Iterator[Records]]:
    """Sheets of a file one after the other; each is read before the next is asked for.

    Raises
    ------
    ImportRefused
        The file is of another kind, in another encoding, or damaged.
    """
    name = path.name.lower()
    if name.endswith(_TEXT):
        return _text(path)
    if name.endswith(workbooks.SUFFIXES):
        return _workbook(path)
    raise ImportRefused(
        "Files of this kind are not read: {file}. Save it as .xlsx or as .csv", file=path.name
    )


@contextmanager
def _text(path: Path) -> Iterator[Iterator[Records]]:
    encoding = _encoding(path)
    with _open(path) as raw:
        sample = raw.read(_BLOCK).decode(encoding, errors="ignore")
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as text:
        yield iter([Records(_Reader(workbooks.pieces(text), _delimiter(sample)))])


@contextmanager
def _workbook(path: Path) -> Iterator[Iterator[Records]]:
    with workbooks.as_csv(path) as lines:
        yield _sheets(_Reader(lines, ","))


def _sheets(reader: Any) -> Iterator[Records]:
    for name, shown, height in reader:
        records = Records(reader, name, shown == "shown", int(height))
        yield records
        records.skip()


def _delimiter(sample: str) -> str:
    """The sign, outside quotes, that parts a line into most known headings, else most lines alike."""
    lines = [line for line in _QUOTED.sub("", sample[:_LOOK]).splitlines() if line.strip()][:_LINES]

    def fit(sign: str) -> tuple[int, int, int]:
        widths = Counter(width for line in lines if (width := line.count(sign)))
        width, alike = widths.most_common(1)[0] if widths else (0, 0)
        return max((known_among(line.split(sign)) for line in lines if sign in line), default=0), alike, width

    return max(_DELIMITERS, key=fit)


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with _open(path) as raw:
                _decode(raw, encoding, path)
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


def _decode(raw: IO[bytes] | gzip.GzipFile, encoding: str, path: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    packed = path.stat().st_size if isinstance(raw, gzip.GzipFile) else None
    size = 0
    while block := raw.read(_BLOCK):
        size += len(block)
        if packed is not None and (packed > LARGEST_PACKED or workbooks.too_much(size, packed)):
            raise ImportRefused(
                "The file {file} is too large: a packed file is read up to {packed} MB, if it unpacks to no"
                " more than {limit} MB and {ratio} times its own size. Split it",
                file=path.name,
                packed=LARGEST_PACKED // 1_000_000,
                limit=workbooks.LARGEST // 1_000_000,
                ratio=workbooks.TIGHTEST,
            )
        if "\0" in decoder.decode(block):
            raise ImportRefused("The file {file} holds no text: save it as .csv or .xlsx", file=path.name)
    decoder.decode(b"", final=True)


def _open(path: Path) -> IO[bytes] | gzip.GzipFile:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")
