"""Registers seen and changed by the petition office: every change checked, and all of them kept or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from data.errors import RegisterRefused
from data.importing.files.readers import Chunk
from data.importing.petitions.checks import Faults
from data.importing.registers.divisions import Finder, Spots
from data.importing.registers.fields import read_fields
from data.importing.registers.importer import place
from data.importing.registers.rows import Desk, RegisterReport
from data.importing.report import Fault, Notice, Notices
from data.journal import looks
from data.reader import Writer
from data.registers.agents import AGENT_POINT_SHEET, AGENT_SHEET
from data.registers.divisions import DIVISION_SHEET
from data.registers.followup import INSTRUCTION_SHEET, LED_CASE_SHEET, MEETING_SHEET, PROPOSAL_SHEET
from data.registers.labels import Labels
from data.registers.leaders import ABSENCE_SHEET, CONTRACT_SHEET, LEADERS, RECUSAL_SHEET, ROTA_SHEET
from data.registers.places import CALENDAR_SHEET, HUB_SHEET, RESIDENT_SHEET, VISIT_POINT_SHEET
from data.registers.sheets import Cells, Sheet
from data.registers.teams import CONTACT_SHEET, MEMBER_SHEET, TEAM_NAMES, TEAM_SHEET
from data.registers.units import UNIT_SHEET
from data.registers.windows import WINDOW_SHEET
from data.registers.yearbook import COURT_SHEET, HOUSEHOLD_SHEET, POLICY_SHEET, TOTAL_SHEET
from data.rules import rules
from data.scope import is_office
from data.text import N_
from geo.crs import STORAGE_FRAME
from geo.errors import Refused

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "leaders": LEADERS,
        "contracts": CONTRACT_SHEET,
        "absences": ABSENCE_SHEET,
        "recusals": RECUSAL_SHEET,
        "hubs": HUB_SHEET,
        "windows": WINDOW_SHEET,
        "visit-points": VISIT_POINT_SHEET,
        "team-names": TEAM_NAMES,
        "teams": TEAM_SHEET,
        "members": MEMBER_SHEET,
        "contacts": CONTACT_SHEET,
        "residents": RESIDENT_SHEET,
        "calendar": CALENDAR_SHEET,
        "rota": ROTA_SHEET,
        "units": UNIT_SHEET,
        "totals": TOTAL_SHEET,
        "court-cases": COURT_SHEET,
        "policies": POLICY_SHEET,
        "households": HOUSEHOLD_SHEET,
        "instructions": INSTRUCTION_SHEET,
        "led-cases": LED_CASE_SHEET,
        "proposals": PROPOSAL_SHEET,
        "meetings": MEETING_SHEET,
        "agent-points": AGENT_POINT_SHEET,
        "agents": AGENT_SHEET,
        "divisions": DIVISION_SHEET,
    }
)
"""Registers in the order in which a county fills them; all but two are read from files as well
(`data.importing.registers`)."""


PERSONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"instructions": ("text", "proof"), "led-cases": ("plan",)}
)
"""Register -> columns that may name petitioners: whoever reads them stands in the log."""


@dataclass(frozen=True)
class RegisterRows:
    """A register as it stood when it was shown.

    Parameters
    ----------
    rows
        Identity -> cells.
    options
        Column -> what its cells choose from.
    version
        Of the record, by which it is known whether anything changed since.
    """

    kind: str
    rows: dict[str, dict[str, str]]
    options: dict[str, list[str]]
    version: int


class Change(NamedTuple):
    """One row changed.

    Parameters
    ----------
    key
        Identity of the row; None: it is new.
    before, after
        Its cells as they were shown and as they are to be; None before: it is new; None after: it goes.
    """

    key: str | None
    before: Cells | None
    after: Cells | None


@dataclass
class ChangeReport:
    """What comes of changes: they are kept only if there is no fault.

    Parameters
    ----------
    faults
        Why they cannot be kept; `row` is the place among the changes, from 0.
    """

    added: int = 0
    corrected: int = 0
    removed: int = 0
    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    kept: bool = False


def register_rows(writer: Writer, kind: str) -> RegisterRows:
    """A register as it stands.

    Raises
    ------
    RegisterRefused
        The scope is not the petition office's, or that it looks at personal data cannot be logged.
    """
    _check_office(writer)
    sheet = SHEETS[kind]
    version = writer.store.dataset().version
    with writer.store.read() as connection, Session(connection) as session:
        labels = Labels.of(session, writer)
        rows = sheet.rows(session, labels, writer.today)
    personal = {name for name in PERSONAL.get(kind, ()) for cells in rows.values() if cells[name]}
    if not looks.recorded(writer, kind, personal):
        raise RegisterRefused(N_("Who looks cannot be written into the log just now: nothing is shown"))
    options = {column.name: labels.options(column.choice) for column in sheet.columns if column.choice}
    for name, known in options.items():  # what holds no more is still shown where it stands
        held = dict.fromkeys(cells[name] for cells in rows.values() if cells[name])
        known += [label for label in held if label not in known]
    return RegisterRows(kind, rows, options, version)


def change(
    writer: Writer,
    kind: str,
    changes: Sequence[Change],
    headings: Mapping[str, str],
    *,
    dry_run: bool = False,
) -> ChangeReport:
    """Change a register: all of it, or nothing where a change cannot be.

    Parameters
    ----------
    writer
        Who changes it.
    kind
        One of `SHEETS`.
    changes
        Rows that are new, other than they were shown, or to be removed.
    headings
        What the columns are called to the reader; sentences about a row name them.
    dry_run
        Do everything, keep nothing.

    Raises
    ------
    RegisterRefused
        The scope is not the petition office's.
    """
    _check_office(writer)
    dataset = writer.store.dataset()
    finder = Finder(writer.store, writer.today, SHEETS[kind].register.former)
    report = ChangeReport()
    try:
        with writer.write("change register", dataset.county_code, register=kind) as session:
            desk = _desk(session, writer, finder, headings)
            _Run(SHEETS[kind], desk, finder, _spots(writer, kind, headings), changes, report).take()
            report.notices = desk.notices.all()
            done = {name: getattr(report, name) for name in ("added", "corrected", "removed")}
            session.info["detail"] |= done
            if dry_run or report.faults:
                raise _Unkept
    except _Unkept:
        pass
    else:
        report.kept = True
    return report


class _Unkept(Exception):
    """Ends what is not to be kept, so that its transaction is rolled back."""


def _check_office(writer: Writer) -> None:
    if not is_office(writer.scope):
        raise RegisterRefused(N_("Only the petition office keeps the registers"))


def _desk(session: Session, writer: Writer, finder: Finder, headings: Mapping[str, str]) -> Desk:
    county = rules(writer.store, writer.today)
    told = (RegisterReport(""), Notices(), writer)
    return Desk(session, writer.actor, writer.today, headings, finder.names, county, *told)


def _spots(writer: Writer, kind: str, headings: Mapping[str, str]) -> Spots | None:
    if "longitude" not in SHEETS[kind].register.fields:
        return None
    county = writer.store.dataset().county_code
    return Spots(writer.store, writer.today, STORAGE_FRAME, headings, county)


@dataclass
class _Run:
    """Changes of a register on their way in."""

    sheet: Sheet
    desk: Desk
    finder: Finder
    spots: Spots | None
    changes: Sequence[Change]
    report: ChangeReport

    def take(self) -> None:
        """Removals first, then corrections, judged once all of them stand, then what is new."""
        self.labels = Labels.of(self.desk.session, self.desk.reader)
        known = self.sheet.rows(self.desk.session, self.labels, self.desk.today)
        sound = [at for at, change in enumerate(self.changes) if not self._stale(at, change, known)]
        gone = [at for at in sound if self.changes[at].after is None]
        for at in gone:
            self.report.removed += self._do(at, self.sheet.remove, self.changes[at].key)
        values = self._read([at for at in sound if self.changes[at].after is not None])
        corrected = [at for at in values if self.changes[at].key is not None]
        for at in corrected:
            self.report.corrected += self._do(at, self.sheet.correct, self.changes[at].key, values[at])
        self.desk.session.flush()
        for at in corrected:
            if not any(fault.row == at for fault in self.report.faults):
                self._do(at, self.sheet.settle, self.changes[at].key)
        for at in values.keys() - {*corrected}:
            self.report.added += self._do(at, self.sheet.register.write, values[at])
        self.report.faults.sort(key=lambda fault: fault.row)

    def _do(self, at: int, act: Any, *what: Any) -> bool:
        self.desk.row = at
        try:
            act(self.desk, *what)
        except Refused as refusal:
            self.report.faults.append(Fault(at, refusal.message, refusal.values))
            return False
        return True

    def _stale(self, at: int, change: Change, known: Mapping[str, Cells]) -> bool:
        """Whether somebody else changed a row since it was shown; then it is told and left as it is."""
        if change.key is None or known.get(change.key) == change.before:
            return False
        message = N_("Somebody else changed this row since it was shown; it now reads: {now}")
        if change.key not in known:
            message = N_("Somebody else removed this row since it was shown")
        now = " | ".join(cell or "—" for cell in known.get(change.key, {}).values())
        self.report.faults.append(Fault(at, message, {"now": now} if change.key in known else {}))
        return True

    def _read(self, these: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Values of sound rows, by their place among the changes; others become faults."""
        if not these:
            return {}
        fields = self.sheet.register.fields
        taken = [
            self.sheet.fields(self.changes[at].after or {}, self.labels, self.desk.session) for at in these
        ]
        columns = {name: self.desk.columns.get(name, name) for name in fields if name in taken[0]}
        rows = [[own.get(name, "") for name in columns] for own in taken]
        faults = Faults(np.array(these, dtype=np.int64))
        strangers = [self.sheet.strangers(self.changes[at].after or {}, self.labels) for at in these]
        faults.add_each(
            np.array(list(map(bool, strangers))),
            N_("{name} is not in the list of leaders: choose one of it, or add the leader there first"),
            [{"name": own[0]} for own in strangers if own],
        )
        values = read_fields(fields, columns, Chunk([*columns.values()], rows, faults.rows), faults)
        place(self.sheet.register, values, len(rows), self.finder, self.spots, self.desk, faults)
        self.report.faults += faults.found
        return {
            these[at]: {name: column[at] for name, column in values.items()}
            for at in np.flatnonzero(~faults.bad).tolist()
        }


def as_changes(before: RegisterRows, after: Mapping[int, Mapping[str, Any]]) -> list[Change]:
    """What was changed in a table: its rows by their place when shown, those behind the last being new."""
    sheet, keys = SHEETS[before.kind], [*before.rows]
    changes = [
        Change(key, before.rows[key], None) for at, key in enumerate(keys) if sheet.grows and at not in after
    ]
    for at, typed in after.items():
        cells = {column.name: _text(typed.get(column.name)) for column in sheet.columns}
        if at >= len(keys):
            changes += [Change(None, None, cells)] if any(cells.values()) else []
        elif cells != before.rows[keys[at]]:
            emptied = not sheet.grows and not any(cells[c.name] for c in sheet.columns if not c.fixed)
            changes.append(Change(keys[at], before.rows[keys[at]], None if emptied else cells))
    return changes


def _text(value: Any) -> str:
    return "" if value is None or value != value else " ".join(str(value).split())
