"""Until when something is to be done about cases, for those who may open them (`data.clocks`)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Select, Subquery, and_, exists, or_, select
from sqlalchemy.orm import aliased

from data.clocks import WAITING, Clock, Deadlines, Stand, clocks, nearest
from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.cases import newest_scheme_of
from data.reader import Reader
from data.rules import eras
from data.store import Store
from data.tables import CaseStep
from data.terms import Counted, Owes, Status, StepKind
from data.workdays import working_days

_TIMES = ("filed", "forwarded", "accepted", "answered", "closed")
NEEDED = (*_TIMES, "purpose", "tier", "occurrence", "status")
"""Columns of a petition that its clocks are made of."""
_REVIEWS = {
    StepKind.REVIEW_ASKED: "review_asked",
    StepKind.REVIEW_ANSWERED: "review_answered",
    StepKind.REREVIEW_ASKED: "rereview_asked",
    StepKind.REREVIEW_ANSWERED: "rereview_answered",
}
_YEARS_AHEAD = 1


class CaseClock(NamedTuple):
    """A clock of one case.

    Parameters
    ----------
    start, due, stop
        None: not known, or not yet.
    """

    clock: Clock
    start: dt.date | None
    due: dt.date | None
    stop: dt.date | None
    stand: Stand


def clocks_of(store: Store, cases: pd.DataFrame, on: dt.date) -> Mapping[Clock, Deadlines]:
    """Clocks of cases (`NEEDED`), each by the rules of the day on which it was filed."""
    filed = cases["filed"].to_numpy().astype("datetime64[D]")
    first = int(filed.min().astype("datetime64[Y]").astype(int)) + 1970 if len(filed) else on.year
    days = working_days(store, first, on.year + _YEARS_AHEAD)
    sets = eras(store)
    begins = np.array([begin for begin, _ in sets], dtype="datetime64[D]")
    era = np.searchsorted(begins, filed, side="right") - 1
    if len(np.unique(era)) <= 1:
        return clocks(cases, on, sets[int(era[0]) if len(era) else -1][1].cases, days)
    made: dict[Clock, Deadlines] = {}
    for nth in np.unique(era):
        own = np.flatnonzero(era == nth)
        for clock, part in clocks(cases.iloc[own], on, sets[nth][1].cases, days).items():
            whole = made.setdefault(clock, _empty(len(cases)))
            for name in ("start", "due", "stop", "stand"):
                getattr(whole, name)[own] = getattr(part, name)
    return made


def _with_steps(reader: Reader, cases: pd.DataFrame, only: int | None = None) -> pd.DataFrame:
    """Cases (with their id) and what steps say besides: extensions, hearings, reviews and their answers.

    `only`: the one case that is asked for.
    """
    days = {StepKind.EXTENSION: "extension", StepKind.HEARING: "hearing"}
    kinds = [kind.value for kind in (*days, *_REVIEWS)]
    statement = select(CaseStep.petition_id, CaseStep.kind, CaseStep.at, CaseStep.days).where(
        CaseStep.kind.in_(kinds), CaseStep.undone_at.is_(None)
    )
    if only is not None:
        statement = statement.where(CaseStep.petition_id == only)
    with reader.store.read() as connection:
        taken = frame_of(connection.execute(statement).all(), ["id", "kind", "at", "days"])
    if taken.empty:
        return cases
    own = {kind: part.groupby("id") for kind, part in taken.groupby("kind")}
    told = {name: cases["id"].map(own[kind]["days"].sum()) for kind, name in days.items() if kind in own}
    told |= {
        name: pd.to_datetime(cases["id"].map(own[kind]["at"].min()))
        for kind, name in _REVIEWS.items()
        if kind in own
    }
    return cases.assign(**told)


def next_deadlines(
    reader: Reader,
    case: Subquery | None = None,
    counted: Counted = Counted.BOTH,
    newest: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Open cases that a reader may see one by one, with the clock that is due first; the first due on top.

    Those of which a review was asked for and not answered are among them, be they closed.

    Parameters
    ----------
    case
        Of `data.petitions.gate.cases`; None: all of them.
    counted
        Petitions, requests, or both.
    newest
        `data.petitions.cases.newest_scheme_of` the reader, where it is known: it looks at the whole record.

    Returns
    -------
    DataFrame
        id, number, filed, village, township, category (as `facts` tells it), tier, unit, clock (`Clock`,
        None: none runs), due (day, None), stand (`Stand`), left (days to the due day, negative past it; NaN),
        owes (`Owes`), asked (a review or re-review of it is to be answered), open.
    """
    case = gate.cases(reader) if case is None else case
    where = ("village_code", "township_code", "category", "category_scheme", "unit", "channel")
    shown = ("id", "number", *where)
    statement = select(*(case.c[name] for name in (*shown, *NEEDED))).where(
        or_(case.c.status == Status.OPEN.value, case.c.id.in_(_asked())),
        rule.among(case.c.channel, counted),
    )
    frame = _read(reader, statement, (*shown, *NEEDED))
    if newest is None:
        newest = newest_scheme_of(reader) if len(frame) else {}
    pairs = zip(frame["category"], frame["category_scheme"], strict=True)
    frame["category"] = pd.Series([newest.get(pair, pair[0]) for pair in pairs], dtype=object)
    table = clocks_of(reader.store, _with_steps(reader, frame), reader.today)
    place, found = nearest(table)
    frame["owes"] = _owes(frame)
    frame["asked"] = np.isin(table[Clock.REVIEW].stand, WAITING) | np.isin(
        table[Clock.REREVIEW].stand, WAITING
    )
    frame["open"] = frame["status"] == Status.OPEN
    frame.loc[~frame["open"], "owes"] = Owes.OTHER
    order = [*table]
    frame["clock"] = pd.Series([order[at] if at >= 0 else None for at in place], dtype=object)
    frame["due"] = pd.Series([_day(day) for day in found.due], dtype=object)
    frame["stand"] = found.stand
    frame["left"] = (found.due - np.datetime64(reader.today, "D")) / np.timedelta64(1, "D")
    names = {"village_code": "village", "township_code": "township"}
    columns = ["id", "number", "filed", "village", "township", "category", "tier", "unit", "clock", "due"]
    frame = frame.rename(columns=names)[[*columns, "stand", "left", "owes", "asked", "open"]]
    return frame.sort_values(["left", "filed", "id"], na_position="last").reset_index(drop=True)


def _asked() -> Select[Any]:
    """Cases of which a review or re-review was asked for that nobody has answered."""
    taken = aliased(CaseStep)
    answers = {
        StepKind.REVIEW_ASKED: StepKind.REVIEW_ANSWERED,
        StepKind.REREVIEW_ASKED: StepKind.REREVIEW_ANSWERED,
    }
    waits = [
        and_(
            CaseStep.kind == asked.value,
            ~exists().where(
                taken.petition_id == CaseStep.petition_id,
                taken.kind == answer.value,
                taken.undone_at.is_(None),
            ),
        )
        for asked, answer in answers.items()
    ]
    return select(CaseStep.petition_id).where(CaseStep.undone_at.is_(None), or_(*waits))


def _owes(cases: pd.DataFrame) -> pd.Series:
    """What is to be done next: the first step that is not on record. Online intake keeps no steps."""
    kept = ~rule.is_counted(cases["channel"], Counted.REQUESTS)
    steps = {Owes.FORWARD: "forwarded", Owes.ACCEPT: "accepted", Owes.ANSWER: "answered"}
    later = np.zeros(len(cases), dtype=bool)
    owed = np.full(len(cases), Owes.CLOSE, dtype=object)
    for owes, step in reversed(steps.items()):
        owed[(cases[step].isna() & ~later).to_numpy()] = owes
        later = later | cases[step].notna().to_numpy()
    owed[~np.asarray(kept)] = Owes.OTHER
    return pd.Series(owed, index=cases.index, dtype=object)


def case_clocks(reader: Reader, number: str) -> list[CaseClock]:
    """Every clock of a case that a reader may open, on the reader's day, the first due on top."""
    case = gate.cases(reader)
    statement = select(*(case.c[name] for name in ("id", *NEEDED))).where(case.c.number == number)
    frame = _read(reader, statement, ("id", *NEEDED))
    if frame.empty:
        return []
    table = clocks_of(reader.store, _with_steps(reader, frame, int(frame["id"].iloc[0])), reader.today)
    found = [
        CaseClock(clock, _day(one.start[0]), _day(one.due[0]), _day(one.stop[0]), Stand(int(one.stand[0])))
        for clock, one in table.items()
    ]
    shown = [one for one in found if one.stand is not Stand.NONE]
    return sorted(shown, key=lambda one: (one.due or dt.date.max, [*table].index(one.clock)))


def _read(reader: Reader, statement: Select[Any], columns: Sequence[str]) -> pd.DataFrame:
    """What a statement gives, its times as such."""
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), columns)
    for name in _TIMES:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _empty(count: int) -> Deadlines:
    start, due, stop = (np.full(count, np.datetime64("NaT", "D")) for _ in range(3))
    return Deadlines(start, due, stop, np.zeros(count, dtype=np.int8))


def _day(day: Any) -> dt.date | None:
    return None if np.isnat(day) else day.astype(object)
