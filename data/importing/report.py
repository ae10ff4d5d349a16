"""What came of a file: every row accounted for, and the rejected ones handed back to be mended."""

import datetime as dt
import itertools
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xlsxwriter  # type: ignore[import-untyped]
from numpy.typing import NDArray

from data.importing.rejected import RejectedRows
from data.terms import Placement
from data.text import DEMO_MARK, LANGUAGES, N_, Words
from data.text.printable import harmless

FIRST_ROWS = 5
"""Row numbers that a notice names."""
LISTED_CHANGES = 10_000
"""Changes that a report lists one by one."""
SHEET_ROWS = 1_000_000
"""Rejected rows in a sheet of the report."""
_WIDTH = 18
_AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,  # rows go to disk as they are written
}


@dataclass
class Origin:
    """Where in a file its rows stand. They are numbered through all sheets that were read."""

    starts: list[int] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def add(self, start: int, sheet: str) -> None:
        """A sheet whose first row has the number after `start`."""
        self.starts.append(start)
        self.sheets.append(sheet)

    def where(self, row: int) -> str:
        """As a spreadsheet shows it: ``12``, or ``三月!12`` where several sheets were read."""
        if len(self.sheets) < 2:
            return str(row)
        at = bisect_left(self.starts, row) - 1
        return f"{self.sheets[at]}!{row - self.starts[at]}"


class Fault(NamedTuple):
    """Why one row was rejected. The sentence is a key of the catalogs, as in `geo.errors.Refused`."""

    row: int
    message: str
    values: Mapping[str, object]

    def say(self, language: str) -> str:
        return Words(language).say(self)


class Notice(NamedTuple):
    """What should be known of rows that were stored."""

    message: str
    values: Mapping[str, object]

    def say(self, language: str) -> str:
        return Words(language).say(self)


class Change(NamedTuple):
    """A field of a petition that a file changed; without a number: in how many rows."""

    number: str | None
    column: str
    was: Any
    will: Any
    rows: int


@dataclass
class Notices:
    """Collects notices: how many rows each concerns, and the first of them."""

    counts: Counter[tuple[str, tuple[tuple[str, object], ...]]] = field(default_factory=Counter)
    first: dict[tuple[str, tuple[tuple[str, object], ...]], list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )
    where: Callable[[int], str] = str
    """What a reader calls a row (`Origin.where`)."""

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
            rows = ", ".join(map(self.where, self.first[message, values]))
            more = " …" if count > FIRST_ROWS else ""
            found.append(Notice(message, {**dict(values), "count": count, "rows": rows + more}))
        return found


@dataclass
class ImportReport:
    """rows = stored + changed + unchanged + rejected + duplicates; stored = sum of located.

    Parameters
    ----------
    located
        Stored petitions by how exactly they are placed.
    changed, unchanged
        Rows of petitions on record whose state the file changed, or did not.
    duplicates
        Rows that stand higher up in the file with the same content.
    run
        Number of the import; nothing is kept under it after a dry run.
    as_of
        Day whose state the file tells.
    fields, changes
        What changed: field by field, codes from and to; and case by case, the first `LISTED_CHANGES`.
    missing
        Numbers on record that a file which claims to be the whole lacks; None: it does not claim it.
    renumbered
        Number on record and number in the file, of what may be one case.
    faults
        One entry a fault; a row may have several.
    header, rejected_rows
        Headings of the file, and the cells of each rejected row by its number.
    origin
        Where in the file the rows stand.
    dry_run
        Nothing was kept.
    synthetic
        It went into the demo county, and the report says so.
    words
        Words of coded columns that no code is known for: field -> word -> rows.
    unread
        Headings that no field is filled from, each with some of its values where these are of no person.
    """

    file: str
    rows: int = 0
    stored: int = 0
    rejected: int = 0
    duplicates: int = 0
    changed: int = 0
    unchanged: int = 0
    as_of: dt.date | None = None
    run: int | None = None
    fields: list[Change] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    missing: list[str] | None = None
    renumbered: list[tuple[str, str]] = field(default_factory=list)
    located: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Placement), 0))
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rejected_rows: RejectedRows = field(default_factory=RejectedRows)
    origin: Origin = field(default_factory=Origin)
    dry_run: bool = False
    synthetic: bool = False
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)

    def counts(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "stored": self.stored,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "located": dict(self.located),
        }

    def tell(self, change: Change) -> None:
        """Note a change of a case; the record keeps those that are too many for a report."""
        if len(self.changes) < LISTED_CHANGES:
            self.changes.append(change)

    def fault_counts(self) -> list[tuple[Fault, int]]:
        """Each distinct fault, as its first row has it, with the number of rows; most frequent first."""
        kinds = Counter((fault.message, tuple(fault.values.items())) for fault in self.faults)
        first = {(f.message, tuple(f.values.items())): f for f in reversed(self.faults)}
        return [(first[kind], count) for kind, count in kinds.most_common()]


def reasons_headings() -> frozenset[str]:
    """Headings under which a report gives its reasons, in any language."""
    return frozenset(Words(each)(N_("Reasons for the rejection")) for each in LANGUAGES)


def write_report(report: ImportReport, path: Path | str, language: str) -> None:
    """Write a workbook: first the rejected rows with their reasons, then a summary.

    The first sheet has the file's own columns and, as its last, the reasons; mended, it can be imported
    again, when the reasons are ignored (and replaced by those of the next report). Cells beyond the header
    stand to the right of the reasons. Every cell is text; signs that a spreadsheet would compute are led
    by an apostrophe. Where the file had several sheets, the reasons begin with where the row stood. More
    rows than a sheet holds go on in further sheets with the same headings.
    """
    try:
        _write_workbook(report, path, language)
    except xlsxwriter.exceptions.FileCreateError as error:  # its only argument is what came
        raise OSError(*error.args[0].args, str(path)) from None


def _write_workbook(report: ImportReport, path: Path | str, language: str) -> None:
    words = Words(language)
    with xlsxwriter.Workbook(str(path), _AS_TEXT) as book:
        lines = _rejected(report, language)
        header, title = next(lines), words(N_("Rejected rows"))
        for number in itertools.count(1):
            _write_sheet(book, title if number == 1 else f"{title} {number}", header, lines)
            if number * SHEET_ROWS >= report.rejected:
                break
        totals = book.add_worksheet(words(N_("Summary")))
        totals.set_column(0, 0, 4 * _WIDTH)
        for line, (label, count) in enumerate(summary(report, language)):
            _write(totals, line, [label])
            if count is not None:
                totals.write_number(line, 1, count)


def _rejected(report: ImportReport, language: str) -> Iterator[list[str]]:
    """Lines of the report: headings, then rows, each with its reasons before the cells beyond the header."""
    marks = reasons_headings()
    width = len(report.header)
    kept = [place for place, name in enumerate(report.header) if name not in marks]
    yield [*(report.header[place] for place in kept), Words(language)(N_("Reasons for the rejection"))]
    several = len(report.origin.sheets) > 1
    faults = sorted(report.faults, key=attrgetter("row"))
    reasons = itertools.groupby(faults, key=attrgetter("row"))
    for number, cells in report.rejected_rows.pairs():
        told = next((list(group) for row, group in reasons if row >= number), [])
        reason = "; ".join(dict.fromkeys(fault.say(language) for fault in told))
        if several:
            reason = f"{report.origin.where(number)}: {reason}"
        padded = [*cells, *[""] * (width - len(cells))]
        yield [*(padded[place] for place in kept), reason, *padded[width:]]


def _write_sheet(book: Any, title: str, header: list[str], lines: Iterator[list[str]]) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 2, _WIDTH)
    sheet.set_column(len(header) - 1, len(header) - 1, 4 * _WIDTH)
    _write(sheet, 0, header)
    for line, cells in enumerate(itertools.islice(lines, SHEET_ROWS), start=1):
        _write(sheet, line, cells)


def summary(report: ImportReport, language: str) -> list[tuple[str, int | None]]:
    """Lines of the report in a language: counts, faults with their number of rows, notices.

    How exactly petitions are placed is told of those that were stored; where none was, nothing is.
    """
    words = Words(language)
    lines: list[tuple[str, int | None]] = [(words(DEMO_MARK), None)] if report.synthetic else []
    lines += [
        (report.file, None),
        (words(N_("Rows in the file")), report.rows),
        (words(N_("Stored")), report.stored),
        (words(N_("Changed")), report.changed),
        (words(N_("Unchanged")), report.unchanged),
        (words(N_("Rejected")), report.rejected),
        (words(N_("Repeated in the file")), report.duplicates),
    ]
    if report.stored:
        lines += [(words.term(Placement(place)), count) for place, count in report.located.items()]
    lines += [(words.say(fault), count) for fault, count in report.fault_counts()]
    lines += [(words.say(notice), None) for notice in report.notices]
    return lines


def _write(sheet: Any, line: int, cells: list[str]) -> None:
    for place, cell in enumerate(cells):
        if cell:
            sheet.write_string(line, place, harmless(cell))
