"""When the last backup was made, where it is, which are kept; and one is made now."""

import datetime as dt

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell, State
from dashboard.language import _, in_context, number, say, term
from dashboard.markdown import plain
from dashboard.settings import settings
from data.backup.history import UNDER_WAY, sentence
from data.backup.manifest import Kind
from data.backup.records import back_up_store
from data.backup.standing import Standing, overview, warnings
from data.clock import now
from data.scope import Scope
from data.tables import BackupRun, Dataset
from data.timekeeping import clock_doubt, confirm_clock

KEY, CLOCK = "backup", "clock-is-right"
MEGABYTE = 1 << 20


def show(scope: Scope, dataset: Dataset) -> None:
    """The page, for the head of the petition office and for administrators."""
    st.title(_("Backups"))
    own = settings()
    held = overview(cache.reader(scope), own.backup_folder)
    if held is None:
        st.write(_("The head of the petition office and the administrator look after backups."))
        return
    warn(scope)
    _clock(scope)
    _figures(held)
    if dataset.synthetic:
        elements.quiet(_("This is the demo county: no backup is made by itself."))
    elif own.backup_hour is None:
        elements.quiet(_("Nightly backups are switched off in the settings of this machine."))
    else:
        elements.quiet(
            _(
                "Each night from {hour} o'clock on a backup is made by the program itself, also later if it"
                " was off; kept are the newest of {days} days, {weeks} weeks and {months} months, and all"
                " that somebody asked for.",
                hour=own.backup_hour,
                days=own.backup_days,
                weeks=own.backup_weeks,
                months=own.backup_months,
            )
        )
    if st.button(_("Back up now"), type="primary", key="back-up-now"):
        with steps.taking(KEY), st.spinner(_("The record is checked and copied ...")):
            kept = back_up_store(cache.store(), own.backup_folder, cache.writer(scope).actor)
            steps.done(_("Backed up: {file}", file=kept.path.name))
        held = overview(cache.reader(scope), own.backup_folder) or held
    steps.show(KEY)
    _table(held)
    elements.quiet(
        _(
            "To put one back, ask the administrator of the machine; what was there is kept beside it. A"
            " backup is two files, and the keys of personal data are in neither."
        )
    )


def warn(scope: Scope) -> None:
    """What the office is to know at once, wherever it looks first."""
    for fault in warnings(cache.reader(scope), settings().backup_folder):
        st.warning(plain(say(fault)))


def _clock(scope: Scope) -> None:
    """Say that the clock is right, where it is doubted."""
    if clock_doubt(cache.store(), now()) is None:
        return
    if st.button(_("The clock of this machine is right"), key="clock"):
        with steps.taking(CLOCK):
            confirm_clock(cache.writer(scope))
            steps.done(_("The log counts from now"))
    steps.show(CLOCK)


def _figures(held: Standing) -> None:
    newest = held.kept[0] if held.kept else None
    size = sum(kept.manifest.size for kept in held.kept)
    elements.figures(
        [
            (f"{newest.manifest.at:%Y-%m-%d %H:%M}" if newest else "—", _("last backup")),
            (number(len(held.kept)), _("backups kept")),
            (_("{size} MB", size=number(size / MEGABYTE, 1)), _("their size")),
            (_last_check(held.runs), _("last check of the record")),
        ]
    )
    st.write(plain(_("They are in {folder}", folder=str(held.folder))))
    if held.same_disk:
        elements.quiet(
            _(
                "That is the disk of the record itself: if it breaks, both are gone. Ask the administrator"
                " of the machine for a folder on another one."
            )
        )


def _last_check(runs: list[BackupRun]) -> str:
    checked = next((run for run in runs if run.faults is not None), None)
    if checked is None:
        return "—"
    found = _("no fault") if not checked.faults else _("{count} faults", count=len(checked.faults))
    return f"{checked.begun_at:%Y-%m-%d} · {found}"


def _table(held: Standing) -> None:
    if not held.runs:
        return
    there = {kept.path.name for kept in held.kept}
    heads = [
        Cell(_("When"), "t"),
        Cell(in_context("a backup", "Why"), "t w"),
        Cell(_("Who"), "t w"),
        Cell(_("Size"), "n"),
    ]
    heads += [Cell(in_context("a backup", "What came of it")), Cell(_("File"), "w")]
    tables.table(heads, [_row(run, there) for run in held.runs])


def _row(run: BackupRun, there: set[str]) -> list[Cell]:
    words, state = _outcome(run, there)
    size = "" if run.size is None else _("{size} MB", size=number(run.size / MEGABYTE, 1))
    return [
        Cell(f"{run.begun_at:%Y-%m-%d %H:%M}", "t"),
        Cell(term(Kind(run.kind)), "t w"),
        Cell(run.actor, "t w"),
        Cell(size, "n"),
        Cell(words, state=state),
        Cell(run.file or "—", "w"),
    ]


def _outcome(run: BackupRun, there: set[str]) -> tuple[str, State]:
    if run.refusal is not None:
        return say(sentence(run.refusal)), "bad"
    if run.file is None:
        under_way = now() - UNDER_WAY < run.begun_at <= now() + dt.timedelta(minutes=1)
        return (_("under way"), "") if under_way else (_("cut off"), "bad")
    faults = [say(sentence(fault)) for fault in run.faults or ()]
    if faults:
        return _("; ").join(faults), "warning"
    return (_("made and checked"), "good") if run.file in there else (_("no longer there"), "")
