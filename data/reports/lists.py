"""A list of a page as a file: a workbook, or text with commas. Nothing in it is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from data.text import DEMO_MARK, Words
from data.text.printable import harmless, printable

Value = str | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How a workbook is opened in which text stays text."""
_WIDTH, _LONGEST = 16, 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_workbook(
    title: str,
    lines: Sequence[Sequence[Value]],
    language: str,
    *,
    notes: Iterable[str] = (),
    synthetic: bool = False,
) -> bytes:
    """An .xlsx of one sheet: the notes, then the lines, of which the first holds the heads.

    Parameters
    ----------
    lines
        Text stays text, figures are numbers, None is an empty cell.
    notes
        What stands above, such as what the list counts and of which day it is.
    synthetic
        Puts the demo's mark above all.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        write_sheet(book, title, [*_mark(language, synthetic=synthetic), *notes], lines)
    return file.getvalue()


def as_csv(
    _title: str,
    lines: Sequence[Sequence[Value]],
    language: str,
    *,
    notes: Iterable[str] = (),
    synthetic: bool = False,
) -> bytes:
    """The same as text in UTF-8, whose mark tells Excel and WPS how to read it."""
    file = io.StringIO()
    writer = csv.writer(file)
    for note in (*_mark(language, synthetic=synthetic), *notes):
        writer.writerow([_shown(note)])
    for line in lines:
        writer.writerow([_shown(cell) if isinstance(cell, str) else cell for cell in line])
    return file.getvalue().encode("utf-8-sig")


def write_sheet(book: Any, title: str, notes: Sequence[str], lines: Iterable[Sequence[Value]]) -> None:
    """A sheet of lines, the first of them its heads, below its notes."""
    sheet = book.add_worksheet(printable(title).translate(_FORBIDDEN)[:_LONGEST].strip() or None)
    sheet.set_column(0, 12, _WIDTH)
    sheet.freeze_panes(len(notes) + 1, 0)
    for row, line in enumerate([*([note] for note in notes), *lines]):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(row, column, _shown(cell))
            elif cell is not None:
                sheet.write_number(row, column, cell)


def _shown(text: str) -> str:
    """As the page shows it, and no formula."""
    return harmless(printable(text))


def _mark(language: str, *, synthetic: bool) -> list[str]:
    return [Words(language)(DEMO_MARK)] if synthetic else []
