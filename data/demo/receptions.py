"""What came of the synthetic visits of the 15th: cases settled on the spot, promised, explained, referred."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from data.demo.geography import SEED
from data.tables import CaseStep, Visit, VisitStop
from data.terms import Purpose
from data.visits.days import Outcome

HEARD = 3
"""Cases heard in a village at most."""

CHANCES = {Outcome.PROMISED: 0.5, Outcome.EXPLAINED: 0.25, Outcome.REFERRED: 0.25}
"""Of a case that was not closed on the day itself."""

Case = tuple[dt.date, dt.date | None, int, str]
"""When it was filed and closed, its id, and who handles it."""


def write(connection: Connection, frame: pd.DataFrame, as_of: dt.date) -> None:
    """Write an outcome for some of the cases that were open in the villages visited, on the day they were."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 4])
    told = frame[~frame["request"] & (frame["purpose"] != Purpose.ACCUSATION.value)]
    by_village: dict[str, list[Case]] = {}
    columns = ("village_code", "filed", "closed", "id", "unit")
    for village, filed, closed, *case in zip(*(told[name].tolist() for name in columns), strict=True):
        ended = None if pd.isna(closed) else closed.date()
        by_village.setdefault(village, []).append((filed.date(), ended, *case))
    stops = connection.execute(
        select(Visit.id, Visit.on, VisitStop.village_code)
        .join(VisitStop, VisitStop.visit_id == Visit.id)
        .order_by(VisitStop.id)
    ).all()
    steps, heard = [], set[int]()
    for visit, on, village in stops:
        waiting = [case for case in by_village.get(village, ()) if case[0] < on <= (case[1] or on)]
        new = [case for case in waiting if case[2] not in heard][:HEARD]
        heard |= {case[2] for case in new}
        steps += [_step(visit, on, case, rng) for case in new]
    connection.execute(insert(CaseStep), steps)


def _step(visit: int, on: dt.date, case: Case, rng: np.random.Generator) -> dict[str, Any]:
    _filed, ended, petition, unit = case
    kind = rng.choice([each.value for each in CHANCES], p=list(CHANCES.values()))
    if ended == on:
        kind = Outcome.SETTLED.value
    promised = kind == Outcome.PROMISED.value
    return {
        "petition_id": petition,
        "visit_id": visit,
        "at": dt.datetime.combine(on, dt.time(12)),
        "kind": str(kind),
        "owner": unit if promised else None,
        "due": on + dt.timedelta(days=int(rng.integers(10, 46))) if promised else None,
        "done": ended if promised else on,
    }
