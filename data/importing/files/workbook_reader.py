"""A program: the sheets of a workbook as CSV on standard output.

Each sheet that is not empty is led by a record of its name, ``shown`` or ``hidden``, and how many records
follow: its rows from the first on, blank ones too. Of a hidden sheet none follow.

A value of cells merged downwards is the value of each of these rows; merged to the right it stays in the
first column. A row that has nothing of its own is blank, whatever is merged over it.

Run by `workbooks` in its own process, with a limit on memory where the system has one (not on Windows).
"""

import csv
import datetime as dt
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 3 << 30
"""Bytes of address space this process may use."""
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number; longer ones show their damage: 3.3e+17


def text(cell: Any) -> str:
    """A cell as text: ISO dates (without a midnight that nobody typed), whole numbers without ``.0``."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < _EXACT else f"{cell:.15e}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def main(path: str) -> None:
    _limit_memory()
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    out = csv.writer(sys.stdout)
    with CalamineWorkbook.from_path(path) as book:
        for known in book.sheets_metadata:
            if known.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(known.name)
            if sheet.end is None:
                continue
            shown = known.visible == SheetVisibleEnum.Visible
            out.writerow([known.name, "shown" if shown else "hidden", sheet.end[0] + 1 if shown else 0])
            if shown:
                out.writerows(rows(sheet))


def rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Rows of a sheet, from its first filled column on."""
    left = sheet.start[1] if sheet.start else 0
    merged = defaultdict(list)
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            merged[top].append((column - left, bottom))
    plain = ([text(cell) for cell in row] for row in sheet.iter_rows())
    return _filled_down(plain, merged) if merged else plain


def _filled_down(plain: Iterable[list[str]], merged: dict[int, list[tuple[int, int]]]) -> Iterator[list[str]]:
    """Rows with the values of cells merged downwards: row -> columns merged from there, to which row."""
    above: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(plain):
        if above and any(cell.strip() for cell in row):
            for column, (_, value) in above.items():
                row[column] = row[column] or value
        for column, bottom in merged.get(number, ()):
            if column < len(row):
                above[column] = (bottom, row[column])
        if above:
            above = {column: cell for column, cell in above.items() if cell[0] > number}
        yield row


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main(sys.argv[1])
