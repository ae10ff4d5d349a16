"""The official list of divisions taken in, in one transaction.

With a date the list is an edition: what is on record and not in it ends on that day, and what has another
name or township follows itself as a new edition, with its residents and its outline. Without a date names
and townships are corrected in place and nothing ends. A name that only writes the same village otherwise
(前于村委会, 前于村村民委员会) is corrected in place in both cases. So the same list again changes nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import clock
from data.errors import ImportRefused
from data.importing.divisions import townships
from data.importing.divisions.county import EVER
from data.importing.divisions.editions import Editions
from data.importing.divisions.lists import DivisionList, Listed, read_list
from data.importing.divisions.reused import given_away, keep_apart
from data.importing.layers.boundaries import dissolve_townships
from data.importing.report import Fault
from data.lineage import core_name
from data.petitions.relocation import Relocation, moved_counts, place_again
from data.store import Store
from data.tables import Boundary, Division
from data.terms import Level
from data.text import N_
from geo.errors import listed as in_short
from geo.gazetteer.names import Kind, village_name


class Given(NamedTuple):
    """A code that another village has from the day: names before and after, and the old one's own code."""

    code: str
    before: str
    after: str
    own: str


class Renamed(NamedTuple):
    """A division that follows itself under another name or in another township."""

    code: str
    before: str
    after: str


@dataclass
class DivisionReport:
    """What came of a list: rows = added + renamed + unchanged + rejected + other_county.

    Parameters
    ----------
    added
        New on record, or taken up again after they had ended.
    given
        Codes that another village has now (`data.importing.divisions.reused`); counted as added.
    renamed
        With another name or township than on record: those of `new_editions`, and corrections in place.
    townships
        Made or renamed because a village's row names them; they have no row of their own.
    ended
        Code and name of what is on record and not in the list.
    not_ended
        How many were left as they are because codes of the list could not be read.
    faults
        Why rows were rejected, one each.
    relocation
        What came of placing the petitions again; None where the list changed nothing.
    """

    file: str
    rows: int
    other_county: int
    added: int = 0
    renamed: int = 0
    unchanged: int = 0
    townships: int = 0
    new_editions: list[Renamed] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    not_ended: int = 0
    faults: list[Fault] = field(default_factory=list)
    relocation: Relocation | None = None
    dry_run: bool = False

    @property
    def rejected(self) -> int:
        return len(self.faults)

    @property
    def changed(self) -> bool:
        """Whether there are other divisions, names or townships than before."""
        return bool(self.added or self.renamed or self.townships or self.ended)

    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "added": self.added,
            "renamed": self.renamed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "other_county": self.other_county,
            "new_editions": len(self.new_editions),
            "townships": self.townships,
            "ended": len(self.ended),
            "not_ended": self.not_ended,
            "given": len(self.given),
        }


def import_divisions(
    store: Store,
    path: Path | str,
    *,
    county: str,
    valid_from: dt.date | None = None,
    actor: str,
    dry_run: bool = False,
) -> DivisionReport:
    """Take in the list of a county's townships, villages, or both.

    Parameters
    ----------
    store
        The record; its county must be set up.
    path
        CSV file or workbook (see `division_lists`); of a national list the county's rows are taken.
    county
        Code of the county, which must be the record's.
    valid_from
        Day from which the divisions are as the list says; then it must be of the whole county. None:
        corrections in place, and nothing ends.
    actor
        Who imports, for the audit log.
    dry_run
        Do everything, keep nothing.

    Raises
    ------
    ImportRefused
        The list cannot be used as a whole, is of another county, lacks most of the townships, or is older
        than an edition on record.
    StoreRefused
        No county is set up.

    Notes
    -----
    Nothing is ended by a list in which a code cannot be read: mend it, and import it again with the same
    day. A division that ended on the day of a list and stands in that list is taken up again. Outlines of
    townships that were made from their villages are made anew, and petitions are placed again. Outlines of
    villages that took in others are not changed: import the new ones (`boundaries.import_boundaries`).
    """
    store = store.entire()
    dataset = store.dataset()
    if county != dataset.county_code:
        raise ImportRefused(
            "The record is that of {name} ({code}), not of {other}",
            name=dataset.county_name,
            code=dataset.county_code,
            other=county,
        )
    listed = read_list(path, county)
    report = DivisionReport(
        listed.file, listed.rows, listed.other_county, faults=list(listed.faults), dry_run=dry_run
    )
    try:
        with store.write(actor, "import divisions", county) as session:
            _Edition(session, listed, county, valid_from, report).take()
            if report.changed:
                session.flush()
                dissolve_townships(session)
                report.relocation = place_again(session, store, on=clock.today(dataset), actor=actor)
            told = {"file": listed.file, "valid_from": str(valid_from), **report.counts()}
            session.info["detail"] = told | {"relocated": moved_counts(report.relocation)}
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    report.faults.sort(key=lambda fault: fault.row)
    return report


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


class _Edition:
    """One list on its way into the record."""

    def __init__(
        self,
        session: Session,
        listed: DivisionList,
        county: str,
        start: dt.date | None,
        report: DivisionReport,
    ) -> None:
        self._session, self._county, self._start, self._report = session, county, start, report
        self._listed = listed
        codes = {row.code for row in listed.divisions}
        codes |= {row.parent for row in listed.divisions if row.parent is not None}
        townships.adopt(session, _townships_of(listed))
        self._editions = {level: Editions(session, level, start, codes, official=True) for level in Level}
        self._before = {level: session.scalars(_valid(level)).all() for level in Level}
        self._namesakes = {
            (village.parent_code, core_name(village.name)): village.code
            for village in self._before[Level.VILLAGE]
        }
        self._townships = {township.code for township in self._before[Level.TOWNSHIP]}
        self._named: dict[str, str] = {}
        self._given = given_away(self._before[Level.VILLAGE], listed.divisions)

    def take(self) -> None:
        rows = {level: [row for row in self._listed.divisions if row.level is level] for level in Level}
        if self._start is not None:
            self._refuse_older(self._start)
            self._refuse_partial()
        elif self._given:
            raise ImportRefused(
                "The list gives codes to other villages than on record ({codes}): say from which day",
                command="import-divisions --valid-from",
                codes=in_short(sorted(self._given)),
            )
        for row in rows[Level.COUNTY]:
            self._settle(row, None)
        for row in rows[Level.TOWNSHIP]:
            self._named[row.code] = row.name
            self._townships.add(row.code)
            self._settle(row, self._county)
        for row in rows[Level.VILLAGE]:
            if parent := self._township(row):
                self._settle(row, parent)
        if self._start is not None:
            self._end_others(rows, self._start)
        self._session.flush()
        townships.gather(self._session, self._county)

    # --- what a row says ---------------------------------------------------------------------------------

    def _township(self, row: Listed) -> str | None:
        """Code of a village's township, made or renamed as the row says; None where the row is rejected."""
        code, name = str(row.parent), row.township
        named = self._named.get(code)
        if name and named not in (None, name):
            self._reject(
                row, N_("The township {code} has another name in the file: {name}"), code=code, name=named
            )
            return None
        if name and named is None:
            self._named[code] = name
            valid = self._editions[Level.TOWNSHIP].valid(code)
            if valid is None or valid.name != name:
                self._describe(Level.TOWNSHIP, code, name, self._county)
                self._report.townships += 1
            self._townships.add(code)
        if code not in self._townships:
            self._reject(row, N_("The township {code} is neither on record nor named"), code=code)
            return None
        return code

    def _settle(self, row: Listed, parent: str | None) -> None:
        """Take in one row and count it."""
        valid = self._editions[row.level].valid(row.code)
        if valid is None:
            self._report.added += 1
        elif (valid.name, valid.parent_code) == (row.name, parent):
            self._report.unchanged += 1
            valid.official = True
            return
        elif row.code in self._given and valid.valid_from != self._start:
            self._report.added += 1
        else:
            self._report.renamed += 1
        self._describe(row.level, row.code, row.name, parent)

    def _describe(self, level: Level, code: str, name: str, parent: str | None) -> None:
        """Bring one division to what the list says: in place, taken up again, or as a new edition."""
        editions = self._editions[level]
        valid, last = editions.valid(code), editions.last(code)
        ended_now = valid is None and last is not None and last.valid_to == self._start
        if last is not None and ended_now and self._is_same(last, name, parent):
            last.valid_to, last.name, last.parent_code, last.official = None, name, parent, True
            return
        if valid is not None and self._is_same(valid, name, parent):
            valid.name, valid.parent_code, valid.official = name, parent, True
            return
        before = valid.name if valid is not None else ""
        division, is_new = editions.take(code, name, parent)
        if valid is not None and is_new and self._start is not None and code in self._given:
            division.residents = None
            own = keep_apart(self._session, division, self._start)
            self._report.given.append(Given(code, before, name, own))
        elif valid is not None and is_new:
            self._report.new_editions.append(Renamed(code, before, name))
            if self._namesakes.get((parent, core_name(name)), code) == code:
                self._carry_outline(valid, division)

    def _is_same(self, known: Division, name: str, parent: str | None) -> bool:
        """Whether a row only writes a name otherwise, in the same township or a village's first known one."""
        if known.level != Level.VILLAGE.value:
            return known.name == name
        kinds = {village_name(known.name).kind, village_name(name).kind} - {Kind.UNKNOWN}
        placed = known.parent_code in (parent, self._county)
        return placed and len(kinds) < 2 and core_name(known.name) == core_name(name)

    def _carry_outline(self, old: Division, new: Division) -> None:
        """The outline of a division goes on under its new name."""
        self._session.flush()
        outline = self._session.scalar(select(Boundary).where(Boundary.division_id == old.id))
        if outline is not None:
            own = {"geometry": outline.geometry, "frame": outline.frame, "source": outline.source}
            self._session.add(Boundary(division_id=new.id, **own))

    def _reject(self, row: Listed, message: str, **told: object) -> None:
        self._report.faults.append(Fault(row.row, message, told))

    # --- what the list as a whole says -------------------------------------------------------------------

    def _refuse_older(self, start: dt.date) -> None:
        editions = [edition for level in Level for edition in self._session.scalars(_every(level))]
        days = {day for edition in editions for day in (edition.valid_from, edition.valid_to) if day}
        latest = max(days, default=EVER)
        if start < latest:
            raise ImportRefused(
                "Divisions on record begin or end on {date}: import the lists in the order of their dates",
                date=latest,
            )

    def _refuse_partial(self) -> None:
        known = set(self._townships)
        lacking = known - self._listed.codes - {row.parent for row in self._listed.divisions}
        if len(lacking) * 2 > len(known):
            raise ImportRefused(
                "{count} of {total} townships are not in the file: a list with a date must be of the whole"
                " county",
                count=len(lacking),
                total=len(known),
            )

    def _end_others(self, rows: Mapping[Level, list[Listed]], start: dt.date) -> None:
        """End what is on record and not in the list."""
        villages = rows[Level.VILLAGE]
        kept = self._listed.codes | {str(village.parent) for village in villages}
        levels = [Level.VILLAGE] * bool(villages)
        levels += [Level.TOWNSHIP] * bool(villages or rows[Level.TOWNSHIP])
        for level in levels:
            known = [division for division in self._before[level] if division.valid_to is None]
            gone = [division for division in known if division.code not in kept]
            if not self._listed.legible:
                self._report.not_ended += len(gone)
                continue
            for division in gone:
                division.valid_to = start
                self._report.ended.append((division.code, division.name))


def _townships_of(listed: DivisionList) -> list[tuple[str, str]]:
    """Codes and names of the townships that a list names, in rows of their own or in those of villages."""
    own = [(row.code, row.name) for row in listed.divisions if row.level is Level.TOWNSHIP]
    return own + [(str(row.parent), row.township) for row in listed.divisions if row.township]


def _every(level: Level) -> Any:
    return select(Division).where(Division.level == level.value)


def _valid(level: Level) -> Any:
    return _every(level).where(Division.valid_to.is_(None)).order_by(Division.code)
