"""Petitions on record of which a file does not tell, though it tells of their time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from data.importing.report import ImportReport, Notice
from data.tables import PetitionPerson, PetitionSighting
from data.tables.petitions import Petition
from data.text import N_

_LISTED = 10  # numbers in a notice
_PERSON = ("name", "id_number", "phone")


@dataclass(frozen=True)
class Absence:
    """Petitions of earlier files, filed from a day on, that a file lacks.

    Parameters
    ----------
    session
        Within the transaction of the import, after its rows are stored and sighted.
    run_id
        The import.
    first, last
        Days of filing of which the file tells, both included.
    """

    session: Session
    run_id: int
    first: dt.date
    last: dt.date

    @property
    def numbers(self) -> list[str]:
        """Their numbers, the oldest first."""
        return list(self.session.scalars(self._absent(Petition.number).order_by(Petition.filed, Petition.id)))

    def renumbered(self) -> list[tuple[str, str]]:
        """Number on record and number in the file of what may be one case.

        They were filed on one day by one person in the same words, and the file knows the former number no
        more. A proposal for a person (`data.importing.petitions.renumbering`), not a decision.
        """
        columns: list[Any] = [Petition.number, Petition.filed, PetitionPerson.statement]
        columns += [getattr(PetitionPerson, name) for name in _PERSON]
        names = ["number", "filed", "statement", *_PERSON]
        said = PetitionPerson.statement.is_not(None)
        known = self._frame(self._absent(*columns).join(PetitionPerson).where(said), names)
        if known.empty:
            return []
        own = select(*columns).join(PetitionPerson).where(Petition.import_run_id == self.run_id, said)
        pairs = known.merge(self._frame(own, names), on=["day", "statement"], suffixes=("", "_new"))
        alike = pd.Series(False, index=pairs.index)
        for name in _PERSON:
            alike |= pairs[name].notna() & (pairs[name] == pairs[f"{name}_new"])
            both = pairs[name].notna() & pairs[f"{name}_new"].notna()
            pairs = pairs[~(both & (pairs[name] != pairs[f"{name}_new"]))]
            alike = alike.loc[pairs.index]
        pairs = pairs[alike].drop_duplicates("number", keep=False).drop_duplicates("number_new", keep=False)
        return list(zip(pairs["number"], pairs["number_new"], strict=True))

    def _absent(self, *columns: Any) -> Select[Any]:
        seen = exists().where(
            PetitionSighting.import_run_id == self.run_id, PetitionSighting.petition_id == Petition.id
        )
        return select(*columns).where(
            Petition.filed >= dt.datetime.combine(self.first, dt.time()),
            Petition.filed < dt.datetime.combine(self.last, dt.time()) + dt.timedelta(days=1),
            Petition.import_run_id.is_not(None),
            Petition.withdrawn_at.is_(None),
            or_(Petition.as_of.is_(None), Petition.as_of <= self.last),
            ~seen,
        )

    def _frame(self, statement: Select[Any], names: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame.from_records(self.session.execute(statement).all(), columns=names)
        return frame.assign(day=pd.to_datetime(frame["filed"]).dt.date)


def absence_notices(report: ImportReport) -> list[Notice]:
    """What should be known of petitions that the file lacks."""
    notices = []
    if report.missing == []:
        notices.append(Notice(N_("The file lacks no petition of its time that is on record"), {}))
    if report.missing:
        listed = ", ".join(report.missing[:_LISTED]) + (" …" if len(report.missing) > _LISTED else "")
        message = N_("{count} petitions on record are missing from the file; they are kept: {listed}")
        notices.append(Notice(message, {"count": len(report.missing), "listed": listed}))
    if report.renumbered:
        pairs = [f"{was} → {will}" for was, will in report.renumbered]
        listed = ", ".join(pairs[:_LISTED]) + (" …" if len(pairs) > _LISTED else "")
        message = N_(
            "{count} new numbers may be cases on record whose number was corrected (same day, person and"
            " words): {listed}. They were stored as new; say on the page which are the same"
        )
        notices.append(Notice(message, {"count": len(pairs), "listed": listed}))
    return notices
