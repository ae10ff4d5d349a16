"""The log to take away, as a workbook."""

import io
from itertools import count

import xlsxwriter  # type: ignore[import-untyped]

from data.errors import LogRefused
from data.journal.writing import note, quietly
from data.log import words as log_words
from data.log.entries import Entry, Wanted, entries, number_of_entries
from data.reader import Writer
from data.reports.lists import AS_TEXT
from data.scope import is_head
from data.text import N_, Words
from data.text.printable import harmless

MOST = 200_000
"""Rows of a sheet; more days are taken away one after another."""
_AT_ONCE = 5_000
_WIDTH = 24


def export(writer: Writer, wanted: Wanted, language: str) -> bytes:
    """Entries as .xlsx, the latest first; that it was taken away is logged.

    Raises
    ------
    LogRefused
        The scope is not the head's of the petition office, or there are more entries than `MOST`.
    """
    if not is_head(writer.scope):
        raise LogRefused("Only the head of the petition office reads and exports the log")
    rows = number_of_entries(writer, wanted)
    if rows > MOST:
        raise LogRefused("These are {n} entries, more than {most}: choose fewer days", n=rows, most=MOST)
    words, file = Words(language), io.BytesIO()
    heads = (N_("Number"), N_("Time"), N_("Person"), N_("Action"), N_("Subject"), N_("Details"))
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet(words(N_("Log")))
        sheet.set_column(0, len(heads) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, words(head))
        row = count(1)
        for offset in range(0, rows, _AT_ONCE):
            for entry in entries(writer, wanted, limit=_AT_ONCE, offset=offset):
                _write(sheet, next(row), words, entry)
    with quietly(writer.store) as session:
        note(session, writer.actor, "export log", "log", entries=rows)
    return file.getvalue()


def _write(sheet: object, row: int, words: Words, entry: Entry) -> None:
    cells = (
        str(entry.id),
        entry.at.isoformat(" "),
        log_words.actor(words, entry.actor),
        log_words.action(words, entry.action),
        log_words.subject(words, entry.subject),
        log_words.detail(words, entry),
    )
    for column, text in enumerate(cells):
        sheet.write_string(row, column, harmless(text))  # type: ignore[attr-defined]
