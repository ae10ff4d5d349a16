"""A file of petitions taken in as a whole, with a report that accounts for every row.

The file is kept in one transaction: whatever stops it, the record stays as it was. A row whose number is
known already, from the record or from higher up in the file, is a duplicate if its content is the same,
and rejected otherwise. Nothing known is ever overwritten.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from data import clock
from data.clock import now
from data.importing.files.readers import Chunk, Table, read_table
from data.importing.petitions.checks import EARLIEST, Faults, Period, check, shown
from data.importing.petitions.columns import DATES, PERSONAL, Profile, load_profile, propose
from data.importing.petitions.frame_fit import FrameFit
from data.importing.petitions.inserting import insert_petitions
from data.importing.petitions.points import Points
from data.importing.report import ImportReport, Notice, Notices
from data.petitions.placing import PLACES, Places
from data.store import Store
from data.tables import Dataset, ImportRun, PetitionPerson
from data.tables.petitions import Petition
from data.terms import Status, categories
from data.text import N_
from geo.crs import parse_frame

Progress = Callable[[int], None]

_ASKED = 10_000  # numbers in one question to the database
_LISTED = 20  # unknown categories in a notice
_CODED = ("channel", "category", "purpose", "occurrence", "tier", "status", "satisfaction")
_SEPARATOR = "\x1f"


def import_petitions(
    store: Store,
    path: Path | str,
    *,
    profile: Profile | Path | str | None = None,
    frame: str | None = None,
    actor: str,
    today: dt.date | None = None,
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
        Which column means what (`columns.Profile`, or the path of a saved one); None: proposed from the
        header.
    frame
        Reference frame of longitude and latitude, such as ``EPSG:4490``; goes before the profile's.
    actor
        Who imports, for the audit log.
    today
        Petitions filed later are rejected, unless the record is complete to a later day; villages are
        those valid on it. None: the day of the clock.
    progress
        Called with the number of rows read so far.
    dry_run
        Do everything, keep nothing.

    Returns
    -------
    ImportReport
        ``rows = stored + rejected + duplicates``.

    Raises
    ------
    ImportRefused
        The file as a whole cannot be taken in (see `readers`, `columns`, `checks`, `points`).
    FrameError
        The reference frame is unknown.
    StoreRefused
        No county is set up.

    Notes
    -----
    Where a status is missing, a closing date makes it closed, else it is open; an open case with a
    closing date is rejected. A closed case without a date is kept. Personal fields go to
    `PetitionPerson` alone and never into the report's sentences, the audit log, or a fingerprint.
    """
    dataset = store.dataset()
    today = today or clock.today()
    places = Places(store, today)
    if profile is not None and not isinstance(profile, Profile):
        profile = load_profile(profile)
    with read_table(path, headings=profile.headings() if profile else ()) as table:
        profile = _profile(profile, frame, table)
        run = _Run(
            profile=profile,
            period=Period(EARLIEST, max(today, dataset.as_of or today)),
            county=dataset.county_code,
            places=places,
            actor=actor,
            points=Points(profile.frame, places.extent),
            fit=FrameFit(profile.frame, places.fits),
            report=ImportReport(
                table.name,
                header=table.header,
                origin=table.origin,
                dry_run=dry_run,
                synthetic=dataset.synthetic,
            ),
            notices=Notices(where=table.origin.where),
        )
        try:
            with store.write(actor, "import petitions", dataset.county_code) as session:
                row = _import_run(session, table, profile, actor)
                for chunk in table.chunks:
                    run.take(session, chunk, row.id)
                    if progress is not None:
                        progress(run.report.rows)
                run.finish()
                run.report.notices += table.notices()
                for name in ("rows", "stored", "rejected", "duplicates"):
                    setattr(row, name, getattr(run.report, name))
                _extend_record(session)
                session.info["detail"] = {"import_run": row.id, **run.report.counts()}
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass
    return run.report


def _extend_record(session: Session) -> None:
    """The record is complete to the day of its newest petition."""
    newest = session.scalar(select(func.max(Petition.filed)))
    dataset = session.scalars(select(Dataset)).one()
    if newest is not None:
        dataset.as_of = max(newest.date(), dataset.as_of or newest.date())


class _Rehearsed(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def _profile(profile: Profile | None, frame: str | None, table: Table) -> Profile:
    if profile is None:
        profile = propose(table.header)
    if frame is not None:
        profile = replace(profile, frame=frame)
    if profile.frame is not None:
        parse_frame(profile.frame)
    profile.fit(table.header)
    return profile


def _import_run(session: Session, table: Table, profile: Profile, actor: str) -> ImportRun:
    row = ImportRun(
        file_name=table.name[-200:],
        digest=table.digest,
        frame=profile.frame,
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
    places: Places
    actor: str
    points: Points
    fit: FrameFit
    report: ImportReport
    notices: Notices
    strange: Counter[str] = field(default_factory=Counter)

    def take(self, session: Session, chunk: Chunk, run_id: int) -> None:
        """Check a chunk, store what is new, account for the rest."""
        faults = Faults(chunk.numbers, self.report.origin.where)
        _check_widths(chunk, faults)
        values = check(self.profile.pick(chunk), self.profile, self.period, faults)
        self._convert(values, faults)
        values["category_scheme"], values["county_code"] = self.profile.scheme, self.county
        values["digest"] = pd.Series(_digests(values), index=values.index, dtype=object)
        new = _new(session, values, self.profile, faults)
        fresh = values[new]
        fresh = fresh.join(self.places.place(fresh, self.actor, self.notices))
        self.fit.see(fresh["x"].to_numpy(), fresh["y"].to_numpy(), fresh["named_code"].to_numpy(dtype=object))
        insert_petitions(session, fresh, run_id)
        self._account(chunk, faults, fresh)

    def finish(self) -> None:
        """Judge the file as a whole."""
        report = self.report
        self.points.check()
        doubt = self.fit.notice()
        report.notices = ([doubt] if doubt else []) + self.notices.all()
        if self.strange:
            listed = [f"{shown(name, 40)} ({count})" for name, count in self.strange.most_common(_LISTED)]
            message = N_(
                "Scheme {scheme} has no such categories; they were kept as they are: {listed}"
                " ({count} rows in all)"
            )
            values = {"scheme": self.profile.scheme, "listed": ", ".join(listed)}
            report.notices.append(Notice(message, {**values, "count": self.strange.total()}))
        accounted = report.stored + report.rejected + report.duplicates
        if report.rows != accounted or report.stored != sum(report.located.values()):
            raise AssertionError(f"rows are unaccounted for: {report.counts()}")

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

    def _account(self, chunk: Chunk, faults: Faults, fresh: pd.DataFrame) -> None:
        report, rejected = self.report, np.flatnonzero(faults.bad)
        report.rows += len(chunk.rows)
        report.stored += len(fresh)
        report.rejected += len(rejected)
        report.duplicates += len(chunk.rows) - len(fresh) - len(rejected)
        for placement, count in fresh["placement"].value_counts().items():
            report.located[str(placement)] += int(count)
        report.faults += faults.found
        report.rejected_rows |= {int(chunk.numbers[at]): chunk.rows[at] for at in rejected}
        if known := categories(self.profile.scheme):
            self.strange.update(fresh["category"][~fresh["category"].isin(list(known))])
        undated = fresh["closed"].isna() & (fresh["status"] == Status.CLOSED.value)
        self.notices.add(
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


def _digests(values: pd.DataFrame) -> list[str]:
    """Fingerprint of each row's content, without number and person, alike however a date was written."""
    texts = [*_CODED, "category_scheme", *(name for name in ("address", *PLACES) if name in values)]
    columns: list[Any] = [values[name].to_numpy(dtype=object) for name in texts]
    columns += [values[name].to_numpy().astype("int64") for name in (*DATES, "people", "by_proxy")]
    columns += [
        np.nan_to_num(values[name] * 1e7, nan=-1e18).round().astype("int64")
        for name in ("longitude", "latitude")
    ]
    lines = map(_SEPARATOR.join, zip(*(map(str, column.tolist()) for column in columns), strict=True))
    return [hashlib.blake2b(line.encode(), digest_size=16).hexdigest() for line in lines]


def _new(session: Session, values: pd.DataFrame, profile: Profile, faults: Faults) -> np.ndarray:
    """Which rows, bool array (n,), are sound and not known; those known with other content become faults."""
    personal = [name for name in PERSONAL if name in values]
    numbers = values["number"].to_numpy(dtype=object).tolist()
    texts = (values[name].to_numpy(dtype=object).tolist() for name in ("digest", *personal))
    contents = list(zip(*texts, strict=True))
    sound = np.flatnonzero(~faults.bad).tolist()
    known = dict(_known(session, [numbers[at] for at in sound], personal))
    new, other = np.zeros(len(values), dtype=bool), np.zeros(len(values), dtype=bool)
    for at in sound:
        content = known.setdefault(numbers[at], contents[at])
        new[at] = content is contents[at]
        other[at] = content != contents[at]
    faults.add(
        other,
        N_("This {column} is already stored, or stands higher up in the file, with other content"),
        column=profile.heading("number"),
    )
    return new


def _known(
    session: Session, numbers: list[str], personal: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Number and content of those of the petitions that are stored."""
    columns = [Petition.number, Petition.digest, *(getattr(PetitionPerson, name) for name in personal)]
    statement = select(*columns).where(Petition.number.in_(bindparam("asked", expanding=True)))
    if personal:
        statement = statement.outerjoin(PetitionPerson, PetitionPerson.petition_id == Petition.id)
    for start in range(0, len(numbers), _ASKED):
        asked = numbers[start : start + _ASKED]
        for number, digest, *person in session.execute(statement, {"asked": asked}):
            yield number, (digest, *(text or "" for text in person))
