"""Which rows of a chunk are new, which tell of petitions on record, and which stand in the file twice."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from data.importing.petitions.checks import Faults
from data.importing.petitions.columns import Profile
from data.importing.petitions.recorded import known
from data.importing.petitions.updating import Update
from data.petitions.states import PERSONAL
from data.text import N_


@dataclass(frozen=True)
class Rows:
    """Sound rows of a chunk by what they are.

    Parameters
    ----------
    new
        Numbers of rows whose petitions are not on record.
    recorded
        What is known of the others (`recorded.known`), by row number.
    duplicates
        How many stand higher up in the file with the same content.
    """

    new: pd.Index
    recorded: pd.DataFrame
    duplicates: int


def sort_rows(
    session: Session, values: pd.DataFrame, profile: Profile, faults: Faults, update: Update
) -> Rows:
    """Sort the sound rows of a chunk; those higher up in the file with other content become faults."""
    personal = [name for name in PERSONAL if name in values]
    content = ["digest", *personal]
    sound = values.loc[~faults.bad, ["number", "filed", *content]]
    again = sound.duplicated("number")
    first, later = sound[~again], sound[again]
    recorded = known(session, first["number"].tolist(), personal, update.run_id)
    recorded = recorded.reindex(first["number"]).set_axis(first.index).dropna(subset="id")
    recorded = recorded.astype({"id": "int64", "withdrawn": bool, "again": bool, "former": bool})
    other_day = pd.to_datetime(recorded["filed"]).dt.date != first.loc[recorded.index, "filed"].dt.date
    recorded = recorded[~(recorded["former"] & other_day)]  # that number was given to another case since
    fresh = first.index.difference(recorded.index)
    recorded = recorded.sort_values("former", kind="stable")  # the number that is borne before the former
    beside = recorded.index[recorded.duplicated("id")]
    faults.add(
        values.index.isin(beside),
        N_("This {column} was corrected, and the file has the petition under its right number as well"),
        column=profile.heading("number"),
    )
    recorded = recorded.drop(beside).sort_index()
    heads = first.set_index("number")[content]
    other = [*later.index[_differ(later[content], heads.loc[later["number"]])]]
    above = recorded[recorded["again"]]
    newer = np.array([day is not None and day > update.as_of for day in above["as_of"]], dtype=bool)
    other += [*above.index[_differ(first.loc[above.index, content], above[content]) & ~newer]]
    faults.add(
        values.index.isin(other),
        N_("This {column} stands higher up in the file with other content"),
        column=profile.heading("number"),
    )
    on_record = recorded[~recorded["again"]]
    return Rows(fresh, on_record, len(sound) - len(fresh) - len(on_record) - len(other) - len(beside))


def _differ(rows: pd.DataFrame, others: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray((rows.to_numpy(dtype=object) != others.to_numpy(dtype=object)).any(axis=1), dtype=bool)
