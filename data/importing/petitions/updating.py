"""Rows of a file whose petitions are on record: what changes, what is older, what a person decided."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from data.importing.petitions.changes import WHERE, Changes, compare
from data.importing.petitions.checks import Faults
from data.importing.petitions.recorded import PLACEMENT, contents
from data.importing.petitions.units import Units
from data.importing.report import Change, ImportReport, Notices
from data.petitions import states
from data.petitions.placing import PLACES, Places
from data.petitions.states import PERSONAL, Cell
from data.tables import PetitionSighting
from data.tables.petitions import Petition
from data.terms import TERMS, Placement, StateKind
from data.text import N_

_DERIVED = {*PLACEMENT, "category_scheme"} - {"village_code", "township_code"}
"""Columns that a report need not list: they follow from others."""
_CODED = {*TERMS, "category", "village_code", "township_code"}


@dataclass
class Update:
    """Petitions on record of which a file tells.

    Parameters
    ----------
    run_id, as_of, actor
        The import, the day whose state its file tells, and who imports.
    held
        Petition -> columns that a clerk corrected.
    """

    run_id: int
    as_of: dt.date
    actor: str
    held: dict[int, frozenset[str]]
    places: Places
    units: Units
    report: ImportReport
    notices: Notices
    fields: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    moved: int = 0
    moved_here: int = 0
    """Petitions on record that are stated elsewhere, and those of them that are placed in the county."""
    named: "pd.Series[Any]" = field(default_factory=lambda: pd.Series(dtype=object))
    """Of the rows taken last that are stated elsewhere: the village that each names, or None."""

    def take(
        self,
        session: Session,
        values: pd.DataFrame,
        stated: pd.DataFrame,
        recorded: pd.DataFrame,
        faults: Faults,
    ) -> None:
        """Bring petitions up to the state that rows tell.

        Parameters
        ----------
        session
            Within the transaction of the import.
        values, stated
            Rows of petitions on record, each petition once, and which fields they state.
        recorded
            What is known of them (`recorded.known`), by row number.
        faults
            Takes up rows that are of another case than the one on record under their number.
        """
        self.notices.add(
            N_("{count} petitions were taken out of the record, and stay out of it (rows {rows})"),
            recorded.index[recorded["withdrawn"].to_numpy(dtype=bool)].to_numpy(),
        )
        other = ~_same(values, stated, recorded)
        self.report.unchanged += int((~other).sum())
        self.named = pd.Series(dtype=object)
        _sight(session, self.run_id, recorded["id"][~other].tolist())
        if not other.any():
            return
        values, stated, recorded = values[other], stated[other], recorded[other]
        before = contents(session, recorded["id"].tolist()).loc[recorded["id"]]
        before.index = recorded.index
        values = self.units.keep(values, before)
        changes = compare(values, stated, before, self.held, recorded["id"])
        recorded = self._reject_others(changes, recorded, faults)
        values = values.loc[recorded.index]
        _sight(session, self.run_id, recorded["id"].tolist())
        older = np.array([day is not None and day > self.as_of for day in recorded["as_of"]], dtype=bool)
        self._keep_older(session, changes, recorded, older)
        newer = recorded.index[~older]
        self._place(changes, newer)
        self._apply(session, changes, recorded, values, newer)

    def finish(self, session: Session) -> None:
        """The petitions of which the file told stand as of its day."""
        seen = select(PetitionSighting.petition_id).where(PetitionSighting.import_run_id == self.run_id)
        behind = func.coalesce(Petition.as_of, dt.date.min) < self.as_of
        session.execute(
            update(Petition)
            .where(Petition.id.in_(seen), behind)
            .values(as_of=self.as_of)
            .execution_options(synchronize_session=False)
        )
        self.report.fields = [
            Change(None, column, was, will, count) for (column, was, will), count in self.fields.most_common()
        ]

    def _reject_others(self, changes: Changes, recorded: pd.DataFrame, faults: Faults) -> pd.DataFrame:
        """Leave out rows of another case: its number was given twice."""
        others = changes.others()
        faults.add(
            np.isin(faults.rows, others),
            N_("The record has another case under this number: of another day, person and matter"),
        )
        changes.drop(others)
        return recorded.drop(others)

    def _keep_older(
        self, session: Session, changes: Changes, recorded: pd.DataFrame, older: NDArray[np.bool_]
    ) -> None:
        """What an older file tells otherwise is kept beside what is known, and changes nothing."""
        rows = set(recorded.index[older]) & set(changes.rows)
        facts, persons = (
            {row: cells for row, cells in every.items() if row in rows}
            for every in (changes.facts, changes.persons)
        )
        origin = states.Origin(StateKind.OLDER, self.as_of, self.actor, self.run_id)
        ids = _ids(recorded)
        states.keep(session, origin, states.by_petition(facts, ids), states.by_petition(persons, ids))
        self.report.unchanged += int(older.sum())
        self.notices.add(
            N_("{count} rows tell an older state than is known; nothing newer was changed (rows {rows})"),
            sorted(rows),
        )
        changes.drop(recorded.index[older])

    def _place(self, changes: Changes, newer: pd.Index) -> None:
        """Place those anew of which the place is stated otherwise; a person's decision stays."""
        moved = changes.moved()
        if moved.empty:
            return
        where = changes.after.loc[moved, list(WHERE)]
        where = where.rename(columns={f"stated_{name}": name for name in PLACES})
        for name in ("longitude", "latitude"):
            where[name] = where[name].astype("float64")
        for name in ("address", *PLACES):
            where[name] = where[name].fillna("").astype("str")
        placed = self.places.place(where, self.actor, self.notices)
        self.named = placed["named_code"].set_axis(moved)
        self.moved += len(moved)
        self.moved_here += int((placed["placement"] != Placement.NOWHERE.value).sum())
        by_hand = changes.by_hand()
        elsewhere = by_hand & (placed["village_code"] != changes.before.loc[moved, "village_code"]).to_numpy()
        for name in set(PLACEMENT) - {"point_code", "named_code"}:
            placed.loc[by_hand, name] = changes.before.loc[moved[by_hand], name]
        changes.move(moved, placed)
        self.notices.add(
            N_("{count} petitions that a person placed are stated elsewhere now; they stay (rows {rows})"),
            moved[elsewhere].to_numpy(),
        )

    def _apply(
        self,
        session: Session,
        changes: Changes,
        recorded: pd.DataFrame,
        values: pd.DataFrame,
        newer: pd.Index,
    ) -> None:
        ids, rows = _ids(recorded), changes.rows
        facts, persons = states.by_petition(changes.facts, ids), states.by_petition(changes.persons, ids)
        origin = states.Origin(StateKind.FILE, self.as_of, self.actor, self.run_id)
        states.keep(session, origin, facts, persons)
        written = {
            ids[row]: _will(changes.facts.get(row, {})) | {"digest": values.at[row, "digest"]}
            for row in newer
        }
        states.apply(session, written, {petition: _will(cells) for petition, cells in persons.items()})
        self.report.changed += len(rows)
        self.report.unchanged += len(newer) - len(rows)
        self._tell(changes, values["number"])

    def _tell(self, changes: Changes, numbers: "pd.Series[str]") -> None:
        opened, back = changes.backwards()
        self.notices.add(N_("{count} closed cases are open again (rows {rows})"), opened)
        self.notices.add(N_("{count} cases run backwards (rows {rows})"), back)
        self.notices.add(
            N_("{count} corrections of a clerk differ from the file; they stay (rows {rows})"),
            changes.held,
        )
        for row in changes.rows:
            cells = dict.fromkeys(changes.persons.get(row, {}), (None, None)) | changes.facts.get(row, {})
            for name, (was, will) in cells.items():
                if name in _DERIVED:
                    continue
                coded = name in _CODED
                self.fields[name, was if coded else None, will if coded else None] += 1
                self.report.tell(Change(str(numbers[row]), name, was, will, 1))


def sight_stored(session: Session, run_id: int) -> None:
    """The file told of the petitions that it brought."""
    brought = select(literal(run_id), Petition.id).where(Petition.import_run_id == run_id)
    session.execute(insert(PetitionSighting).from_select(["import_run_id", "petition_id"], brought))


# --- inside -------------------------------------------------------------------------------------------------


def _sight(session: Session, run_id: int, petitions: list[int]) -> None:
    if not petitions:
        return
    session.connection().execute(
        insert(PetitionSighting.metadata.tables["petition_sightings"]),
        [{"import_run_id": run_id, "petition_id": petition} for petition in petitions],
    )


def _ids(recorded: pd.DataFrame) -> dict[int, int]:
    """Row number -> petition."""
    return dict(zip(recorded.index.tolist(), recorded["id"].tolist(), strict=True))


def _will(cells: Mapping[str, Cell]) -> dict[str, Any]:
    return {name: will for name, (_, will) in cells.items()}


def _same(values: pd.DataFrame, stated: pd.DataFrame, recorded: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows that say word for word what was said before."""
    same = values["digest"].to_numpy(dtype=object) == recorded["digest"].to_numpy(dtype=object)
    for name in (name for name in PERSONAL if name in values):
        told = values[name].to_numpy(dtype=object) == recorded[name].to_numpy(dtype=object)
        same &= told | ~stated[name].to_numpy(dtype=bool)
    return np.asarray(same, dtype=bool)
