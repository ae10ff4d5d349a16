"""Workbooks (.xlsx, .ods, and the older .xls and .et) as lines of CSV text, read in a process of their own.

A workbook of 5 kB can ask its reader for hundreds of gigabytes (two filled cells in far corners), which
ends the process that reads it. When the process of `workbook_reader` ends so, only the import is refused.
"""

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from data.errors import ImportRefused

LARGEST = 1_500_000_000
"""Bytes a packed file may unpack to."""
_UNSUSPICIOUS = 100_000_000  # unpacked bytes below which no packing is suspicious
TIGHTEST = 100
"""Unpacked to packed, of files that unpack to much; real ones reach about 20."""
LONGEST_ROW = 1 << 22
"""Characters in a row of a table, so that no row can fill the memory."""

SUFFIXES = (".xlsx", ".ods", ".xls", ".et")
_OLDER = (".xls", ".et")
_OLDER_STARTS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_READER = Path(__file__).with_name("workbook_reader.py")


@contextmanager
def as_csv(path: Path) -> Iterator[Iterator[str]]:
    """Lines of all sheets, each led by a line about it (see `workbook_reader`).

    Dates come in ISO form, whole numbers without ``.0``; workbooks that count days from 1904 are understood.

    Raises
    ------
    ImportRefused
        The file is no workbook, is damaged or locked, or unpacks to more than it should. Some damage
        is met only after the last line.
    """
    _check_size(path)
    command = [sys.executable, "-I", str(_READER), str(path.resolve())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            if process.stdout is not None:
                text = io.TextIOWrapper(process.stdout, encoding="utf-8", newline="")
                yield _lines(text, process, path.name)
        finally:
            process.kill()


def pieces(text: IO[str]) -> Iterator[str]:
    """Lines of a text; one that is longer than a row may be comes in pieces."""
    while line := text.readline(LONGEST_ROW):
        yield line


def too_much(unpacked: int, packed: int) -> bool:
    """Whether a packed file is one that is made to fill memory or disk; both in bytes."""
    return unpacked > LARGEST or (unpacked > _UNSUSPICIOUS and unpacked > TIGHTEST * packed)


def _lines(text: IO[str], process: "subprocess.Popen[bytes]", file: str) -> Iterator[str]:
    yield from pieces(text)
    if process.wait():
        raise ImportRefused(
            "The workbook {file} cannot be read: it is damaged, locked by a password, or its filled cells"
            " lie too far apart",
            file=file,
        )


def _check_size(path: Path) -> None:
    try:
        unpacked = _unpacked(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(
            "The file {file} is no workbook of the kind its name says, or is damaged or locked by a password."
            " Open it in Excel or WPS and save it as .xlsx",
            file=path.name,
        ) from error
    if too_much(unpacked, path.stat().st_size):
        raise ImportRefused(
            "The workbook {file} unpacks to {size} MB, which is more than is read (limit {limit} MB, or"
            " {ratio} times its own size): split it",
            file=path.name,
            size=unpacked // 1_000_000,
            limit=LARGEST // 1_000_000,
            ratio=TIGHTEST,
        )


def _unpacked(path: Path) -> int:
    if path.suffix.lower() in _OLDER:
        with path.open("rb") as file:
            if file.read(len(_OLDER_STARTS)) != _OLDER_STARTS:  # a web page or text by that name, say
                raise zipfile.BadZipFile
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())
