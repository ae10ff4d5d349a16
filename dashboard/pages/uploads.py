"""Files that a reader hands in: kept for one run, in which frame they are, what came of their rows."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import exports, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, language, number, say, term
from dashboard.markdown import plain
from data.importing.registers.rows import RegisterReport
from data.importing.report import Fault, ImportReport, write_report
from data.journal.writing import note, quietly
from data.reader import Writer
from data.reports.lists import XLSX
from geo.shifted import Shifted

TABLES = ["csv", "txt", "tsv", "gz", "xlsx", "xls", "et", "ods"]
FRAMES = ("EPSG:4490", "EPSG:4549", "EPSG:4326", "GCJ-02", "BD-09")
LISTED = 50
REJECTED = "rejected"


@contextmanager
def received(uploads: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The files under their own names, in a folder that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for upload in uploads:
            path = Path(folder) / Path(upload.name).name
            path.write_bytes(upload.getbuffer())
            paths.append(path)
        yield paths


def note_check(writer: Writer, step: str, counts: Mapping[str, int]) -> None:
    """A file that was only checked stands in the log too: who, as what, how many rows.

    Parameters
    ----------
    step
        What the log calls the step in earnest (`data.log.words.ACTIONS`).
    """
    with quietly(writer.store) as session:
        note(session, writer.actor, "check file", writer.store.dataset().county_code, step=step, **counts)


def frame(key: str, label: str | None = None, why: str | None = None) -> str | None:
    """The reference frame of coordinates, which the reader declares; None: not declared.

    `label` and `why` stand in place of the usual words of the control and of its help.
    """
    names = {
        "EPSG:4490": _("CGCS2000, degrees (EPSG:4490)"),
        "EPSG:4549": _("CGCS2000, metres, central meridian 120° (EPSG:4549)"),
        "EPSG:4326": _("WGS 84, degrees (EPSG:4326)"),
    } | {shifted.value: term(shifted) for shifted in Shifted}
    chosen: str | None = st.selectbox(
        plain(label or _("Reference frame of the coordinates")),
        FRAMES,
        index=None,
        format_func=lambda code: names.get(code, code),
        key=key,
        placeholder=_("not declared"),
        accept_new_options=True,
        help=plain(why or _("It is never guessed: a wrong frame puts everything into the wrong place.")),
    )
    return chosen


def register_report(report: RegisterReport, name: str) -> None:
    """Every row of a register accounted for, with the rejected ones to take away."""
    title = _("What would become of the file") if report.dry_run else _("What became of the file")
    st.subheader(plain(title))
    elements.figures(
        [
            (number(report.rows), _("rows")),
            (number(report.stored), _("stored")),
            (number(report.replaced), _("of these in place of what was on record")),
            (number(report.rejected), _("rejected")),
            (number(report.duplicates), _("known already")),
        ]
    )
    for notice in report.notices:
        st.info(plain(say(notice)))
    if report.ended:
        tables.table(
            [Cell(_("Ends, for others follow")), Cell(_("Place")), Cell(_("On"), "t")],
            [[Cell(one.holder), Cell(one.place), Cell(str(one.on), "t")] for one in report.ended],
        )
    rejected(report, name)


def rejected(report: ImportReport | RegisterReport, name: str) -> None:
    """The rejected rows of a file of that name, to take away, and why, in the order of the file."""
    if not report.rejected:
        return
    with steps.taking(REJECTED), tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "report.xlsx"
        write_report(report, written, language())
        address = exports.offer(written.read_bytes(), f"{Path(name).stem}-rejected.xlsx", XLSX)
        label = _("Download the rejected rows (once, within {n} minutes)", n=exports.MINUTES)
        st.link_button(plain(label), address)
    steps.show(REJECTED)
    faults(sorted(report.faults, key=attrgetter("row")), report.origin.where)


def faults(listed: Sequence[Fault], where: Callable[[int], str] = str) -> None:
    """Rows and why each was rejected, the first of them."""
    tables.table(
        [Cell(_("Row"), "n"), Cell(_("Why it was rejected"))],
        [[Cell(where(fault.row), "n"), Cell(say(fault))] for fault in listed[:LISTED]],
    )
    if len(listed) > LISTED:
        elements.quiet(_("{n} more faults in the report", n=number(len(listed) - LISTED)))
