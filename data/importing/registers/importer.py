"""Registers (台账) of a county taken in: leaders and their townships, places, teams, residents.

A file is kept in one transaction. Every row is stored, rejected with its reason, or a duplicate that changes
nothing; so the same file again changes nothing. A column that the file lacks says nothing: what is on record
stays.

==============  =============================================================================================
contracts       a township is a leader's (包干乡镇); a later contract ends the running one on its first day
absences        a leader cannot go from a first to a last day, and who goes instead
recusals        a leader keeps out of a township or village
hubs            where a township or the county receives people; one each, the file's replaces that on record
windows         which services a place of reception has at its windows, on which days, from when to when
visit-points    where a visit to a village begins, and its hours
teams           a village is a liaison team's; a later team ends the one before, as with contracts
contacts        a team was in a village on a day
residents       how many people live in a village
leaders         who they are, with post and portfolio
members         who is in a team, and with what duty
calendar        a day that is worked, or not, beside the holidays that the program knows
rota            who receives people at a place of reception on a day, from one hour to another (值守)
units           which unit is in charge of which categories, and how many of its leaders can come along
totals          how many petitions a year brought, and in what they are counted (件, 批, 人次)
court-cases     how many cases a month brought the court from a township (诉源治理)
policies        what petitions showed of a policy, what was proposed, answered and done (信访倒推)
households      how many households the measure of a policy helped
instructions    what leaders wrote on petitions (批示件): to whom, until when, what proves that it is done
led-cases       which leader has taken a case on (包案), who works on it, and by when
proposals       the three proposals (三项建议) to units, and what they answered in writing
meetings        joint meetings (联席会议) of the county and of townships, with their agenda
agent-points    where agents take errands on (代办点)
agents          who the agents are, and where (代办员); a point that is new is made
==============  =============================================================================================
"""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from data.clock import today as clock
from data.errors import ImportRefused
from data.importing.files import asides
from data.importing.files.headers import told
from data.importing.files.readers import Chunk, read_table
from data.importing.petitions.checks import Faults
from data.importing.petitions.units import official
from data.importing.registers.agents import AGENT_POINT_REGISTER, AGENT_REGISTER
from data.importing.registers.calendar import CALENDAR_REGISTER
from data.importing.registers.divisions import Finder, Spots
from data.importing.registers.fields import columns_of, read_fields
from data.importing.registers.followup import (
    INSTRUCTION_REGISTER,
    LED_CASE_REGISTER,
    MEETING_REGISTER,
    PROPOSAL_REGISTER,
)
from data.importing.registers.places import HUB_REGISTER, RESIDENT_REGISTER, VISIT_POINT_REGISTER
from data.importing.registers.policies import HOUSEHOLD_REGISTER, POLICY_REGISTER
from data.importing.registers.rows import Desk, Register, RegisterReport
from data.importing.registers.service import (
    ABSENCE_REGISTER,
    CONTRACT_REGISTER,
    LEADER_REGISTER,
    RECUSAL_REGISTER,
    ROTA_REGISTER,
)
from data.importing.registers.teams import CONTACT_REGISTER, MEMBER_REGISTER, TEAM_REGISTER
from data.importing.registers.units import UNIT_REGISTER
from data.importing.registers.windows import WINDOW_REGISTER
from data.importing.registers.yearbook import COURT_REGISTER, TOTAL_REGISTER
from data.importing.report import Fault, Notices
from data.importing.sandbox import client
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope
from data.store import Store
from data.units import spellings_in
from geo.crs import parse_frame
from geo.errors import Refused

REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        "contracts": CONTRACT_REGISTER,
        "absences": ABSENCE_REGISTER,
        "recusals": RECUSAL_REGISTER,
        "hubs": HUB_REGISTER,
        "windows": WINDOW_REGISTER,
        "visit-points": VISIT_POINT_REGISTER,
        "teams": TEAM_REGISTER,
        "contacts": CONTACT_REGISTER,
        "residents": RESIDENT_REGISTER,
        "leaders": LEADER_REGISTER,
        "members": MEMBER_REGISTER,
        "calendar": CALENDAR_REGISTER,
        "rota": ROTA_REGISTER,
        "units": UNIT_REGISTER,
        "totals": TOTAL_REGISTER,
        "court-cases": COURT_REGISTER,
        "policies": POLICY_REGISTER,
        "households": HOUSEHOLD_REGISTER,
        "instructions": INSTRUCTION_REGISTER,
        "led-cases": LED_CASE_REGISTER,
        "proposals": PROPOSAL_REGISTER,
        "meetings": MEETING_REGISTER,
        "agent-points": AGENT_POINT_REGISTER,
        "agents": AGENT_REGISTER,
    }
)


def import_register(
    store: Store,
    kind: str,
    path: Path | str,
    *,
    frame: str | None = None,
    actor: str,
    today: dt.date | None = None,
    dry_run: bool = False,
) -> RegisterReport:
    """Take in a register.

    Parameters
    ----------
    store
        The record; its county must be set up, with its townships and villages.
    kind
        One of `REGISTERS`.
    path
        CSV file or workbook (`readers.read_table`); columns are known by their headings.
    frame
        Reference frame of longitude and latitude, such as ``EPSG:4490``; hubs and visit points must have it
        declared.
    actor
        Who imports, for the audit log.
    today
        Divisions are those valid on it, and no team was anywhere later. None: `periods.today`.
    dry_run
        Do everything, keep nothing.

    Raises
    ------
    ImportRefused
        There is no such register, the file cannot be read or lacks a column, or most of its points cannot be
        right.
    FrameError
        The reference frame is unknown.
    StoreRefused
        No county is set up.
    """
    store = store.entire()
    client.warm()
    dataset = store.dataset()
    if kind not in REGISTERS:
        raise ImportRefused(
            "There is no register {kind}; there are: {kinds}", kind=kind, kinds=", ".join(REGISTERS)
        )
    if frame is not None:
        parse_frame(frame)
    today, register = today or clock(dataset), REGISTERS[kind]
    headings = {heading for field in register.fields.values() for heading in field.headings}
    with read_table(path, headings=headings) as table:
        columns = _columns(kind, register, table.header)
        report = RegisterReport(
            table.name,
            kind=kind,
            header=table.header,
            origin=table.origin,
            dry_run=dry_run,
            synthetic=dataset.synthetic,
        )
        finder = Finder(store, today, register.former)
        spots = None
        if "longitude" in columns:
            spots = Spots(store, today, frame, columns, dataset.county_code)
        try:
            with store.write(actor, "import register", dataset.county_code) as session:
                notices = Notices(where=table.origin.where)
                county = rules(store, today)
                office = Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)
                reader = Reader(office, store, today)
                desk = Desk(session, actor, today, columns, finder.names, county, report, notices, reader)
                run = _Run(register, finder, spots, desk)
                for chunk in table.chunks:
                    run.take(chunk)
                run.finish()
                report.notices += table.notices()
                session.info["detail"] = {"register": kind, "digest": table.digest, **report.counts()}
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
    return report


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def _columns(kind: str, register: Register, header: list[str]) -> dict[str, str]:
    """Field -> the file's heading; refused if one is missing that must be there."""
    columns = columns_of(register.fields, header)
    missing = [name for name, field in register.fields.items() if field.required and name not in columns]
    if register.levels and not {"township", "village"} & {*columns, *missing}:
        missing.append("township")
    if missing:
        raise ImportRefused(
            "The register {kind} needs columns that were not found: {missing}. The file has: {columns}."
            " Rename the headings",
            kind=kind,
            missing=", ".join("/".join(register.fields[name].headings[:3]) + f" {name}" for name in missing),
            columns=told(header, bool(columns)),
        )
    return columns


def place(
    register: Register,
    values: dict[str, list[Any]],
    rows: int,
    finder: Finder,
    spots: Spots | None,
    desk: Desk,
    faults: Faults,
) -> None:
    """Put ``place`` and ``point`` among the values of rows, in the place of names and coordinates, and the
    names of units that the register of units has in the place of others."""
    nothing = [""] * rows
    if register.levels:
        township, village = values.pop("township", nothing), values.pop("village", nothing)
        values["place"] = finder.find(township, village, register.levels, faults)
    for name in register.units & values.keys():
        column, spelt = desk.columns.get(name, name), spellings_in(desk.session)
        values[name] = official(values[name], column, spelt, faults).tolist()
    if spots is not None:
        x, y = values.pop("longitude"), values.pop("latitude")
        values["point"] = spots.take(x, y, values["place"], faults, desk.notices)


@dataclass
class _Run:
    """One register on its way in."""

    register: Register
    finder: Finder
    spots: Spots | None
    desk: Desk

    def take(self, chunk: Chunk) -> None:
        """Check a chunk, write its sound rows, account for the rest."""
        kinds = asides.find_in_register(chunk, self._required())
        entries = [not kind for kind in kinds]
        for kind, message in asides.OF_REGISTERS.items():
            self._set_aside(chunk, [one == kind for one in kinds], message)
        if any(entries):
            self._take(chunk if all(entries) else chunk.only(entries))

    def _required(self) -> list[str]:
        fields, columns = self.register.fields, self.desk.columns
        return [columns[name] for name, field in fields.items() if field.required and name in columns]

    def _set_aside(self, chunk: Chunk, these: list[bool], message: str) -> None:
        """Account for rows that are no entries: each is rejected with this one reason."""
        report = self.desk.report
        rows = dict(itertools.compress(zip(chunk.numbers.tolist(), chunk.rows, strict=True), these))
        report.rows += len(rows)
        report.rejected += len(rows)
        report.faults += [Fault(number, message, {}) for number in rows]
        report.rejected_rows |= rows

    def _take(self, chunk: Chunk) -> None:
        report, desk = self.desk.report, self.desk
        faults = Faults(chunk.numbers, report.origin.where)
        values = read_fields(self.register.fields, desk.columns, chunk, faults)
        place(self.register, values, len(chunk.rows), self.finder, self.spots, desk, faults)
        for at in np.flatnonzero(~faults.bad).tolist():
            desk.row = int(chunk.numbers[at])
            try:
                is_new = self.register.write(desk, {name: column[at] for name, column in values.items()})
            except Refused as refusal:
                this = np.arange(len(chunk.rows)) == at
                faults.add_each(this, refusal.message, [refusal.values])
            else:
                report.stored += is_new
                report.duplicates += not is_new
        rejected = np.flatnonzero(faults.bad).tolist()
        report.rows += len(chunk.rows)
        report.rejected += len(rejected)
        report.faults += faults.found
        report.rejected_rows |= {int(chunk.numbers[at]): chunk.rows[at] for at in rejected}

    def finish(self) -> None:
        """Judge the file as a whole."""
        report = self.desk.report
        report.notices = (self.spots.finish() if self.spots else []) + self.desk.notices.all()
        report.faults.sort(key=lambda fault: fault.row)
        if report.rows != report.stored + report.rejected + report.duplicates:
            raise AssertionError(f"rows are unaccounted for: {report.counts()}")
