"""To how many places each case was sent: units that the record names for it, one after the other."""

import datetime as dt

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.reader import Reader
from data.rules import rules
from data.tables import CaseStep, PetitionState
from data.units import spellings
from data.visits.days import Outcome

_SENT = ("forwarded", Outcome.REFERRED.value, Outcome.PROMISED.value)
"""Steps of a case whose owner is where it went."""
_COLUMNS = ["id", "number", "filed", "village_code", "township_code", "status", "unit"]


def sent(reader: Reader, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Cases filed from a first to a last day, and the units that each was with; those with most first.

    Counted are the responsible unit, those that it was before (states of the case, from files and by hand),
    and those to which it was forwarded, or a reception referred it or handed it on. Spellings of one unit are
    one place (`data.units.Spellings`).
    What no file said is not known: a case that a file brought after it had wandered counts one place.

    Returns
    -------
    DataFrame
        number, filed, village, township (under which it counts), status, places, units (their names; of
        several spellings the one that came first).
        Cases for which no unit is named are not in it.
    """
    case = gate.cases(reader)
    counted = rules(reader.store, reader.today).visits.counted
    begins, ends = dt.datetime.combine(first, dt.time()), dt.datetime.combine(last, dt.time.max)
    own = (case.c.filed >= begins, case.c.filed <= ends, rule.among(case.c.channel, counted))
    states = (
        select(PetitionState.petition_id, PetitionState.changes)
        .join(case, case.c.id == PetitionState.petition_id)
        .where(*own)
        .order_by(PetitionState.id)
    )
    steps = (
        select(CaseStep.petition_id, CaseStep.owner)
        .join(case, case.c.id == CaseStep.petition_id)
        .where(*own, CaseStep.kind.in_(_SENT), CaseStep.undone_at.is_(None), CaseStep.owner.is_not(None))
        .order_by(CaseStep.at, CaseStep.id)
    )
    one = spellings(reader.store).one
    with reader.store.read() as connection, Session(connection) as session:
        frame = frame_of(session.execute(select(*(case.c[name] for name in _COLUMNS)).where(*own)), _COLUMNS)
        units: dict[int, dict[str, str]] = {}
        for petition, changes in session.execute(states):
            for unit in changes.get("unit", ()):
                if unit:
                    units.setdefault(petition, {}).setdefault(one(str(unit)), str(unit))
        handed = session.execute(steps).all()
    for number, unit in zip(frame["id"], frame["unit"], strict=True):
        if isinstance(unit, str) and unit:
            units.setdefault(number, {}).setdefault(one(unit), unit)
    for petition, owner in handed:
        units.setdefault(petition, {}).setdefault(one(str(owner)), str(owner))
    frame["units"] = [tuple(units.get(number, {}).values()) for number in frame["id"]]
    frame["places"] = np.array([len(each) for each in frame["units"]], dtype=np.int64)
    frame = frame[frame["places"] > 0].rename(
        columns={"village_code": "village", "township_code": "township"}
    )
    frame = frame.sort_values(["places", "filed"], ascending=[False, True], kind="stable")
    return frame.drop(columns=["id", "unit"]).reset_index(drop=True)


def by_places(frame: pd.DataFrame) -> dict[int, int]:
    """Number of places -> how many cases of `sent`."""
    counts = frame["places"].value_counts()
    return {int(number): int(counts[number]) for number in sorted(counts.index)}
