"""A file of petitions taken in as a whole, with a report that accounts for every row.

The file is kept in one transaction: whatever stops it, the record stays as it was. A row whose number is on
record tells a later state of that petition (`updating`), kept beside the earlier ones. A row whose number
stands higher up in the file is a duplicate if its content is the same, and rejected otherwise.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import clock
from data.clock import now
from data.errors import ImportRefused
from data.importing.files.readers import Chunk, Table, read_table
from data.importing.petitions.absence import Absence, absence_notices
from data.importing.petitions.as_of import file_day
from data.importing.petitions.checks import EARLIEST, Faults, Period, check, is_no_code, shown
from data.importing.petitions.columns import CODED, DATES, TEXTS, Profile, propose
from data.importing.petitions.frame_fit import FrameFit
from data.importing.petitions.indices import Indices
from data.importing.petitions.inserting import insert_petitions
from data.importing.petitions.points import Points
from data.importing.petitions.profiles import FOUND, known_headings, profile_for, profile_or_file
from data.importing.petitions.recorded import held_fields
from data.importing.petitions.sorting import sort_rows
from data.importing.petitions.synonyms import plain
from data.importing.petitions.units import Units
from data.importing.petitions.unknown import UnknownWords
from data.importing.petitions.unread import Unread
from data.importing.petitions.updating import Update, sight_stored
from data.importing.petitions.words import with_words
from data.importing.report import ImportReport, Notice, Notices
from data.importing.sandbox import client
from data.petitions import tags
from data.petitions.placing import PLACES, Places
from data.sealing import Keyring, keyring_of, require
from data.store import Store
from data.tables import Dataset, ImportRun
from data.tables.petitions import Petition
from data.terms import Placement, Status, categories
from data.text import N_
from data.timekeeping import check_clock
from data.units import spellings_in
from geo.crs import parse_frame

Progress = Callable[[int], None]

_LISTED = 20  # unknown categories in a notice
_TAKEN_ON = "受理"
_MANY = 20  # new petitions that name a place, of which some must lie in the county
_SEPARATOR = "\x1f"


def import_petitions(
    store: Store,
    path: Path | str,
    *,
    profile: Profile | Path | str | None = None,
    frame: str | None = None,
    actor: str,
    today: dt.date | None = None,
    as_of: dt.date | None = None,
    whole: bool = False,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in a file of petitions.

    Parameters
    ----------
    store
        The record; its county must be set up.
    path
        See `readers.read_table`.
    profile
        Which column means what (`columns.Profile`, the name of one on record, or the path of a saved one);
        None: the one on record for these headings, else proposed from the header.
    frame
        Reference frame of longitude and latitude, such as ``EPSG:4490``; goes before the profile's.
    actor
        Who imports, for the audit log.
    today
        Petitions filed later are rejected, unless the record is complete to a later day; villages are
        those valid on it. None: the day of the clock.
    as_of
        Day whose state the file tells. None: the day of its title or name (`as_of.stated_day`), of an
        earlier import of the very same file, else `today`, and that is told.
    whole
        The file claims to hold every petition filed from its first day to its own: those on record that it
        lacks are listed, and stay.
    progress
        Called with the number of rows read so far.
    dry_run
        Do everything, keep nothing.

    Returns
    -------
    ImportReport
        ``rows = stored + changed + unchanged + rejected + duplicates``.

    Raises
    ------
    ImportRefused
        The file as a whole cannot be taken in (see `readers`, `columns`, `checks`, `points`); it tells of
        days after its own, was imported as of another day, or names no place of the county.
    FrameError
        The reference frame is unknown.
    StoreRefused
        No county is set up; the key of the record's personal data is not here; or the clock, if the day is
        to be its own, cannot be right (`data.timekeeping.check_clock`).

    Notes
    -----
    Where a status is missing, a closing date makes it closed, else it is open; an open case with a
    closing date is rejected. A closed case without a date is kept. Personal fields go to
    `PetitionPerson` alone and never into the report's sentences, the audit log, or a fingerprint.
    """
    store = store.entire()
    client.warm()
    dataset = store.dataset()
    if today is None:
        check_clock(store)
    today = today or clock.today()
    last = max(today, dataset.as_of or today)
    places = Places(store, today)
    if profile is not None and not isinstance(profile, Profile):
        profile = profile_or_file(store, profile)
    with store.read() as connection:
        require(connection)
    with read_table(path, headings=profile.headings() if profile else known_headings(store)) as table:
        kept = None if profile else profile_for(store, table.header)
        profile = _profile(store, kept.profile if kept else profile, frame, table)
        report = ImportReport(
            table.name,
            header=table.header,
            origin=table.origin,
            dry_run=dry_run,
            synthetic=dataset.synthetic,
        )
        notices = Notices(where=table.origin.where)
        try:
            with store.write(actor, "import petitions", dataset.county_code) as session:
                report.as_of = file_day(session, table, as_of, last, report.notices)
                row = _import_run(session, table, profile, report.as_of, actor)
                report.run = row.id
                run = _Run(
                    profile=profile,
                    period=Period(EARLIEST, last),
                    county=dataset.county_code,
                    points=Points(profile.frame, places.extent),
                    fit=FrameFit(profile.frame, places.fits),
                    known=Update(
                        row.id,
                        report.as_of,
                        actor,
                        held_fields(session),
                        places,
                        Units(spellings_in(session)),
                        report,
                        notices,
                    ),
                    unread=Unread(table.header, profile.headings()),
                    indices=Indices(session.connection()),
                )
                for chunk in table.chunks:
                    run.take(session, chunk)
                    if progress is not None:
                        progress(report.rows)
                run.finish(session, whole)
                report.notices += table.notices()
                if kept is not None:
                    report.notices.append(Notice(FOUND, {"name": kept.name}))
                for name in ("rows", "stored", "changed", "unchanged", "rejected", "duplicates"):
                    setattr(row, name, getattr(report, name))
                extend_record(session)
                session.info["detail"] = {"import_run": row.id, **report.counts()}
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
    return report


def extend_record(session: Session, from_newest: bool = False) -> None:
    """The record is complete to the day of its newest petition.

    `from_newest`: even if that is an earlier day than before, save in the demo county, whose day is fixed.
    """
    newest = session.scalar(select(func.max(Petition.filed)))
    dataset = session.scalars(select(Dataset)).one()
    if from_newest and not dataset.synthetic:
        dataset.as_of = newest and newest.date()
    elif newest is not None:
        dataset.as_of = max(newest.date(), dataset.as_of or newest.date())


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def _profile(store: Store, profile: Profile | None, frame: str | None, table: Table) -> Profile:
    if profile is None:
        profile = propose(table.header)
    if frame is not None:
        profile = replace(profile, frame=frame)
    if profile.frame is not None:
        parse_frame(profile.frame)
    profile.fit(table.header)
    return with_words(profile, store)


def _import_run(session: Session, table: Table, profile: Profile, as_of: dt.date, actor: str) -> ImportRun:
    row = ImportRun(
        file_name=table.name[-200:],
        digest=table.digest,
        frame=profile.frame,
        as_of=as_of,
        fields=sorted(profile.columns),
        at=now(),
        actor=actor,
        rows=0,
        stored=0,
        rejected=0,
        duplicates=0,
    )
    session.add(row)
    session.flush()
    return row


@dataclass
class _Run:
    """One file on its way in."""

    profile: Profile
    period: Period
    county: str
    points: Points
    fit: FrameFit
    known: Update
    unread: Unread
    indices: Indices
    words: UnknownWords = field(default_factory=UnknownWords)
    strange: Counter[str] = field(default_factory=Counter)
    no_category: Counter[str] = field(default_factory=Counter)
    """Words that are no category, of all petitions that the file tells; `strange`: of new ones."""
    days: set[dt.date] = field(default_factory=set)
    """First day of filing and last day of all that the file tells."""
    somewhere: int = 0
    """New petitions that name a place."""

    def take(self, session: Session, chunk: Chunk) -> None:
        """Check a chunk, store what is new, bring up to date what is known, account for the rest."""
        report, run_id = self.known.report, self.known.run_id
        faults = Faults(chunk.numbers, report.origin.where, self.known.notices, self.words)
        _check_widths(chunk, faults)
        stated = self.profile.stated(chunk)
        if any(plain(heading).startswith(_TAKEN_ON) for heading in self.profile.columns.get("filed", ())):
            stated["filed"] = False  # the day of acceptance stands in for new petitions alone
        values = check(self.profile.pick(chunk), self.profile, self.period, faults)
        self.profile.note(chunk, self.known.notices)
        self.unread.see(chunk)
        self._convert(values, faults)
        self.known.units.convert(values, self.profile, faults)
        values["category_scheme"], values["county_code"] = self.profile.scheme, self.county
        keyring = keyring_of(session.connection().dialect)
        values["digest"] = pd.Series(_digests(values, keyring), index=values.index, dtype=object)
        rows = sort_rows(session, values, self.profile, faults, self.known)
        fresh = values.loc[rows.new].assign(as_of=self.known.as_of)
        fresh = fresh.join(self.known.places.place(fresh, self.known.actor, self.known.notices))
        if "statement" in fresh:
            fresh = fresh.join(tags.columns(fresh["statement"]))
        told = values.loc[rows.new.union(rows.recorded.index)]
        self.indices.expect(len(fresh))
        insert_petitions(session, fresh, run_id)
        named = fresh["named_code"]
        if len(rows.recorded):
            at = rows.recorded.index
            self.known.take(session, values.loc[at], stated.loc[at], rows.recorded, faults)
            named = pd.concat([named, self.known.named])
        x, y = values.loc[named.index, ["x", "y"]].to_numpy(dtype=np.float64).T
        self.fit.see(x, y, named.to_numpy(dtype=object))
        self._account(chunk, faults, fresh, rows.duplicates)
        self._look(told, fresh)

    def finish(self, session: Session, whole: bool) -> None:
        """Judge the file as a whole."""
        report, known = self.known.report, self.known
        self.points.check()
        self._check_days()
        self._check_county()
        self.indices.make()
        sight_stored(session, known.run_id)
        known.finish(session)
        if self.days:
            absent = Absence(session, known.run_id, min(self.days), known.as_of)
            report.missing = absent.numbers if whole else None
            report.renumbered = absent.renumbered()
        self._check_categories()
        doubt = self.fit.notice()
        report.notices += ([doubt] if doubt else []) + known.notices.all()
        report.notices += self.words.notices(self.profile.default) + self.unread.notices()
        report.notices += known.units.notices()
        report.words, report.unread = self.words.counts, self.unread.samples
        if self.strange:
            listed = [f"{shown(name, 40)} ({count})" for name, count in self.strange.most_common(_LISTED)]
            message = N_(
                "Scheme {scheme} has no such categories; they were kept as they are: {listed}"
                " ({count} rows in all)"
            )
            values = {"scheme": self.profile.scheme, "listed": ", ".join(listed)}
            report.notices.append(Notice(message, {**values, "count": self.strange.total()}))
        report.notices += absence_notices(report)
        accounted = report.stored + report.changed + report.unchanged + report.rejected + report.duplicates
        if report.rows != accounted or report.stored != sum(report.located.values()):
            raise AssertionError(f"rows are unaccounted for: {report.counts()}")

    def _check_days(self) -> None:
        if self.days and max(self.days) > self.known.as_of:
            raise ImportRefused(
                "The file is taken as of {as_of}, yet it tells of {day}: say of which day it is",
                command="import-petitions --as-of",
                as_of=self.known.as_of,
                day=max(self.days),
            )

    def _check_categories(self) -> None:
        if is_no_code(len(self.no_category), self.no_category.total()):
            raise ImportRefused(
                "{column} holds {words} different words that are no category, in {rows} rows: is it another"
                " column?",
                column=self.profile.heading("category"),
                words=len(self.no_category),
                rows=self.no_category.total(),
            )

    def _check_county(self) -> None:
        located = self.known.report.stored - self.known.report.located[Placement.NOWHERE]
        named = self.somewhere + self.known.moved
        if self.known.places.knows_names and named >= _MANY and not located + self.known.moved_here:
            raise ImportRefused(
                "The file names {count} places, and none of them lies in this county: is it of another one?",
                count=named,
            )

    def _look(self, told: pd.DataFrame, fresh: pd.DataFrame) -> None:
        if len(told):
            last = told[list(DATES)].max().max()
            self.days |= {told["filed"].min().date(), last.date()}
        if known := categories(self.profile.scheme):
            self.no_category.update(told["category"][~told["category"].isin(list(known))])
        named = [fresh[name] != "" for name in ("address", *PLACES) if name in fresh]
        if named:
            self.somewhere += int(np.logical_or.reduce(named).sum())

    def _convert(self, values: pd.DataFrame, faults: Faults) -> None:
        x, y = values["x"].to_numpy(), values["y"].to_numpy()
        values["longitude"], values["latitude"] = self.points.convert(x, y)
        faults.add(
            values["x"].notna() & values["longitude"].isna(),
            N_("{longitude} and {latitude} are no place in {frame}"),
            longitude=self.profile.heading("longitude"),
            latitude=self.profile.heading("latitude"),
            frame=self.profile.frame,
        )

    def _account(self, chunk: Chunk, faults: Faults, fresh: pd.DataFrame, duplicates: int) -> None:
        report, rejected = self.known.report, np.flatnonzero(faults.bad)
        report.rows += len(chunk.rows)
        report.stored += len(fresh)
        report.rejected += len(rejected)
        report.duplicates += duplicates
        for placement, count in fresh["placement"].value_counts().items():
            report.located[str(placement)] += int(count)
        report.faults += faults.found
        report.rejected_rows |= {int(chunk.numbers[at]): chunk.rows[at] for at in rejected}
        if known := categories(self.profile.scheme):
            self.strange.update(fresh["category"][~fresh["category"].isin(list(known))])
        undated = fresh["closed"].isna() & (fresh["status"] == Status.CLOSED.value)
        self.known.notices.add(
            N_("{count} closed cases have no closing date (rows {rows})"), fresh.index[undated].tolist()
        )


def _check_widths(chunk: Chunk, faults: Faults) -> None:
    widths, expected = chunk.widths(), len(chunk.header)
    for width in np.unique(widths[widths != expected]):
        faults.add(
            widths == width,
            N_("The row has {found} cells, the header {expected}"),
            found=int(width),
            expected=expected,
        )


def _digests(values: pd.DataFrame, keyring: Keyring) -> list[str]:
    """Fingerprint of each row's content, without number and person, alike however a date was written.

    It is keyed: an address could be guessed from one that is not, for all else of a row stands beside it.
    """
    texts = [*CODED, "category", "category_scheme", "visits"]
    texts += [name for name in ("address", *TEXTS, *PLACES, "words") if name in values]
    columns: list[Any] = [values[name].to_numpy(dtype=object) for name in texts if name != "by_proxy"]
    columns += [values[name].to_numpy().astype("int64") for name in (*DATES, "people", "by_proxy")]
    columns += [
        np.nan_to_num(values[name] * 1e7, nan=-1e18).round().astype("int64")
        for name in ("longitude", "latitude")
    ]
    lines = map(_SEPARATOR.join, zip(*(map(str, column.tolist()) for column in columns), strict=True))
    return keyring.fingerprints(lines)
