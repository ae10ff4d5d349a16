"""What came of a file: every row accounted for, and the rejected ones handed back to be mended."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xlsxwriter  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.terms import NAMES, Placement
from data.text import N_, translator

FIRST_ROWS = 5
"""Row numbers that a notice names."""
_COMPUTED = ("=", "+", "-", "@", "\t")  # a spreadsheet may take what follows for a formula
_WIDTH = 18


class Fault(NamedTuple):
    """Why one row was rejected. The sentence is a key of the catalogs, as in `geo.errors.Refused`."""

    row: int
    message: str
    values: Mapping[str, object]

    def say(self, language: str) -> str:
        return translator(language)(self.message).format(**self.values)


class Notice(NamedTuple):
    """What should be known of rows that were stored."""

    message: str
    values: Mapping[str, object]

    def say(self, language: str) -> str:
        return translator(language)(self.message).format(**self.values)


@dataclass
class Notices:
    """Collects notices: how many rows each concerns, and the first of them."""

    counts: Counter[tuple[str, tuple[tuple[str, object], ...]]] = field(default_factory=Counter)
    first: dict[tuple[str, tuple[tuple[str, object], ...]], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, message: str, rows: Sequence[int] | NDArray[np.int64], **values: object) -> None:
        """Add rows to the notice of this sentence and these values; no rows, no notice."""
        if len(rows):
            key = (message, tuple(values.items()))
            self.counts[key] += len(rows)
            free = FIRST_ROWS - len(self.first[key])
            self.first[key] += [int(row) for row in rows[:free]]

    def all(self) -> list[Notice]:
        """Notices with ``count`` and ``rows`` (the first row numbers) among their values."""
        found = []
        for (message, values), count in self.counts.items():
            rows = ", ".join(map(str, self.first[message, values]))
            more = " …" if count > FIRST_ROWS else ""
            found.append(Notice(message, {**dict(values), "count": count, "rows": rows + more}))
        return found


@dataclass
class ImportReport:
    """rows = stored + rejected + duplicates; stored = sum of located.

    Parameters
    ----------
    located
        Stored petitions by how exactly they are placed.
    faults
        One entry a fault; a row may have several.
    header, rejected_rows
        Headings of the file, and the cells of each rejected row by its number.
    dry_run
        Nothing was kept.
    synthetic
        It went into the demo county, and the report says so.
    """

    file: str
    rows: int = 0
    stored: int = 0
    rejected: int = 0
    duplicates: int = 0
    located: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Placement), 0))
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rejected_rows: dict[int, list[str]] = field(default_factory=dict)
    dry_run: bool = False
    synthetic: bool = False

    def counts(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "stored": self.stored,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "located": dict(self.located),
        }

    def fault_counts(self) -> list[tuple[Fault, int]]:
        """Each distinct fault, as its first row has it, with the number of rows; most frequent first."""
        kinds = Counter((fault.message, tuple(fault.values.items())) for fault in self.faults)
        first = {(f.message, tuple(f.values.items())): f for f in reversed(self.faults)}
        return [(first[kind], count) for kind, count in kinds.most_common()]


def write_report(report: ImportReport, path: Path | str, language: str) -> None:
    """Write a workbook: first the rejected rows with their reasons, then a summary.

    The first sheet has the file's own columns and, as its last, the reasons; mended, it can be imported
    again, when the reasons are ignored. Cells beyond the header stand to the right of the reasons.
    Every cell is text; signs that a spreadsheet would compute are led by an apostrophe.
    """
    say = translator(language)
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in report.faults:
        reasons[fault.row].append(fault.say(language))
    width = len(report.header)
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        sheet = book.add_worksheet(say(N_("Rejected rows")))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, width - 1, _WIDTH)
        sheet.set_column(width, width, 4 * _WIDTH)
        _write(sheet, 0, [*report.header, say(N_("Reasons for the rejection"))])
        for line, (number, cells) in enumerate(report.rejected_rows.items(), start=1):
            padded = [*cells, *[""] * (width - len(cells))]
            _write(sheet, line, [*padded[:width], "; ".join(reasons[number]), *padded[width:]])
        totals = book.add_worksheet(say(N_("Summary")))
        totals.set_column(0, 0, 4 * _WIDTH)
        for line, (label, count) in enumerate(summary(report, language)):
            _write(totals, line, [label])
            if count is not None:
                totals.write_number(line, 1, count)


def summary(report: ImportReport, language: str) -> list[tuple[str, int | None]]:
    """Lines of the report in a language: counts, faults with their number of rows, notices."""
    say = translator(language)
    mark = say(N_("Demo data · village names, boundaries and petitions are synthetic"))
    lines: list[tuple[str, int | None]] = [(mark, None)] if report.synthetic else []
    lines += [
        (report.file, None),
        (say(N_("Rows in the file")), report.rows),
        (say(N_("Stored")), report.stored),
        (say(N_("Rejected")), report.rejected),
        (say(N_("Repeated, stored before")), report.duplicates),
    ]
    lines += [(say(NAMES[Placement(place)]), count) for place, count in report.located.items()]
    lines += [(fault.say(language), count) for fault, count in report.fault_counts()]
    lines += [(notice.say(language), None) for notice in report.notices]
    return lines


def _write(sheet: Any, line: int, cells: list[str]) -> None:
    for place, cell in enumerate(cells):
        if cell:
            sheet.write_string(line, place, f"'{cell}" if cell.startswith(_COMPUTED) else cell)
