"""A program: the first sheet of a workbook that is not empty, as CSV on standard output.

Run by `workbooks` in its own process, with a limit on memory where the system has one (not on Windows).
"""

import csv
import datetime as dt
import sys
from typing import Any

from python_calamine import CalamineWorkbook

MEMORY = 3 << 30
"""Bytes of address space this process may use."""
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number; longer ones show their damage: 3.3e+17


def text(cell: Any) -> str:
    """A cell as text: ISO dates (without a midnight that nobody typed), whole numbers without ``.0``."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell)


def main(path: str) -> None:
    _limit_memory()
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                csv.writer(sys.stdout).writerows([text(cell) for cell in row] for row in sheet.iter_rows())
                return


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
