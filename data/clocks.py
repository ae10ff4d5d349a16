"""The clocks of a case: from when to when something is to be done, by which rule, and how far that is.

Those of the law are of the Regulations on petition work (信访工作条例, in force 2022-05-01); the local ones
are the county's (`data.rules.CaseRules`). Days are days of the calendar, counted from the day after that on
which a clock starts, so that 15 days from the 1st are over at the end of the 16th; objections are counted in
working days. Pure: columns in, columns out, a million cases at once.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.rules import CaseRules
from data.terms import Occurrence, Purpose, Status, Tier
from geo.terms import N_, Term

Days = NDArray[np.datetime64]
Bools = NDArray[np.bool_]

NOT_A_DAY = np.datetime64("NaT", "D")


class Clock(Term):
    """What a case is given time for."""

    FORWARD = "forward", N_("To be forwarded")
    NOTICE = "notice", N_("Acceptance to be told in writing")
    OBJECTION = "objection", N_("Objection of the unit")
    HANDLING = "handling", N_("To be answered")
    REVIEW_REQUEST = "review_request", N_("Review to be asked for")
    REVIEW = "review", N_("Review to be answered")
    REREVIEW_REQUEST = "rereview_request", N_("Re-review to be asked for")
    REREVIEW = "rereview", N_("Re-review to be answered")
    TIER = "tier", N_("To be settled, by its tier")
    FIRST = "first", N_("First petition to be closed")

    @property
    def basis(self) -> str:
        """The rule that it is by, and its article: an English sentence of the catalog."""
        return _BASIS[self]

    @property
    def is_law(self) -> bool:
        """Whether it is a clock of the law; else it is one of the county's own."""
        return self not in (Clock.TIER, Clock.FIRST)

    @property
    def is_right(self) -> bool:
        """Whether it ends a right to ask for something: past it nobody is late."""
        return self in (Clock.OBJECTION, Clock.REVIEW_REQUEST, Clock.REREVIEW_REQUEST)


_BASIS = {
    Clock.FORWARD: N_("Regulations on petition work, art. 22"),
    Clock.NOTICE: N_("Regulations on petition work, art. 23"),
    Clock.OBJECTION: N_("Regulations on petition work, art. 22 and 23, working days"),
    Clock.HANDLING: N_("Regulations on petition work, art. 34"),
    Clock.REVIEW_REQUEST: N_("Regulations on petition work, art. 35"),
    Clock.REVIEW: N_("Regulations on petition work, art. 35"),
    Clock.REREVIEW_REQUEST: N_("Regulations on petition work, art. 36"),
    Clock.REREVIEW: N_("Regulations on petition work, art. 36"),
    Clock.TIER: N_("rules of the county: simple at once, general fast"),
    Clock.FIRST: N_("rules of the county: first petitions"),
}


class Stand(IntEnum):
    """How far a clock is."""

    NONE = 0
    """The case has no such clock, or it has not started."""
    UNKNOWN = 1
    """It ended, or is to end, on a day that is not on record."""
    MET = 2
    LATE = 3
    """Done, but after its day."""
    LAPSED = 4
    """The day passed up to which a right could be used, or the case was closed before it was."""
    RUNNING = 5
    WARNED = 6
    URGENT = 7
    OVER = 8
    """Not done, and past its day."""


WAITING = (Stand.RUNNING, Stand.WARNED, Stand.URGENT, Stand.OVER)
"""Stands of clocks that run."""


@dataclass(frozen=True, eq=False)
class Deadlines:
    """One clock of n cases.

    Parameters
    ----------
    start, due, stop
        datetime64[D] (n,): the day it starts, the last day in time, the day it was met; NaT: none, or not
        known.
    stand
        `Stand`, int8 (n,).
    """

    start: Days
    due: Days
    stop: Days
    stand: NDArray[np.int8]


def clocks(
    cases: pd.DataFrame, on: dt.date, rules: CaseRules, working_days: Days
) -> Mapping[Clock, Deadlines]:
    """Every clock of some cases as it stands at the end of a day.

    Parameters
    ----------
    cases
        filed, forwarded, accepted, answered, closed (times, NaT: not known), purpose, tier, occurrence,
        status (codes of `data.terms`); where they are known: extension (days granted), hearing (days of a
        hearing, which do not count), review_asked, review_answered, rereview_asked, rereview_answered.
    rules
        Those of the day on which the cases were filed.
    working_days
        `data.workdays.working_days`: beyond them a clock of working days has no due day that is known.

    Returns
    -------
    mapping
        Of each clock, in the order of `Clock`, the rows of `cases`.

    Notes
    -----
    Whether a claim or appeal is one of art. 31 (6), for which alone art. 34 gives time and allows an
    extension, is not on record: the clock runs for all of them, and the extension is what is stated, at most
    that of the rules. A suggestion has no day by which it is to be answered; a report or accusation goes by
    the rules of discipline, and is forwarded in time. A closed case without the day of a step: not known.
    """
    made = _Cases(cases, on, rules)
    day = {name: made.day(name) for name in _TIMES}
    later = made.earliest("answered", "closed")
    told = made.earliest("accepted", "answered", "closed")
    claim = made.coded("purpose", Purpose.CLAIM, Purpose.APPEAL)
    accusation = made.coded("purpose", Purpose.ACCUSATION)
    since = np.where(np.isnat(day["forwarded"]), day["filed"], day["forwarded"])
    extension = np.clip(made.whole("extension"), 0, rules.extension_days)
    handling = rules.handling_days + extension + made.whole("hearing")
    review = rules.review_days
    tier_days = np.where(made.coded("tier", Tier.SIMPLE), rules.simple_days, rules.general_days)
    hard = made.coded("tier", Tier.HARD)
    first = made.coded("occurrence", Occurrence.FIRST)
    hearing = made.whole("hearing")
    asked, answered = day["review_asked"], day["review_answered"]
    objection = _working(day["forwarded"], rules.objection_days, working_days)
    return {
        Clock.FORWARD: made.clock(day["filed"], rules.forward_days, day["forwarded"], by=told),
        Clock.NOTICE: made.clock(since, rules.notice_days, day["accepted"], ~accusation, by=later),
        Clock.OBJECTION: made.right(day["forwarded"], objection, told),
        Clock.HANDLING: made.clock(day["accepted"], handling, later, claim),
        Clock.REVIEW_REQUEST: made.right(day["answered"], day["answered"] + _span(review), asked, claim),
        Clock.REVIEW: made.clock(asked, review + hearing, answered),
        Clock.REREVIEW_REQUEST: made.right(answered, answered + _span(review), day["rereview_asked"]),
        Clock.REREVIEW: made.clock(day["rereview_asked"], review + hearing, day["rereview_answered"]),
        Clock.TIER: made.clock(day["filed"], tier_days, day["closed"], ~hard & ~accusation),
        Clock.FIRST: made.clock(day["filed"], rules.first_days, day["closed"], first & ~accusation),
    }


def nearest(table: Mapping[Clock, Deadlines]) -> tuple[NDArray[np.int8], Deadlines]:
    """Of each case the clock that runs and is due first.

    Returns
    -------
    clock
        int8 (n,): place in `Clock`; -1: none runs.
    Deadlines
        Of that clock.
    """
    order = list(table)
    waiting = {clock: np.isin(table[clock].stand, WAITING) & (not clock.is_right) for clock in order}
    far = np.datetime64(dt.date.max, "D")
    due = np.stack([np.where(waiting[clock], table[clock].due, far) for clock in order])
    place = due.argmin(axis=0).astype(np.int8)
    at = np.arange(due.shape[1])
    none = due[place, at] == far

    def of(name: str) -> NDArray[np.generic]:
        values = np.stack([getattr(table[clock], name) for clock in order])[place, at]
        return np.asarray(values)

    found = Deadlines(
        np.where(none, NOT_A_DAY, of("start")),
        np.where(none, NOT_A_DAY, of("due")),
        np.where(none, NOT_A_DAY, of("stop")),
        np.where(none, np.int8(Stand.NONE), of("stand")).astype(np.int8),
    )
    return np.where(none, np.int8(-1), place), found


# --- inside -------------------------------------------------------------------------------------------

_REVIEWS = ("review_asked", "review_answered", "rereview_asked", "rereview_answered")
_TIMES = ("filed", "forwarded", "accepted", "answered", "closed", *_REVIEWS)


class _Cases:
    """Columns as arrays, and how a clock of them stands on a day."""

    def __init__(self, cases: pd.DataFrame, on: dt.date, rules: CaseRules) -> None:
        self._frame, self._rules = cases, rules
        self._on = np.datetime64(on, "D")
        self._past = {name: self._known(name) for name in _TIMES}
        self._ended = ~self.coded("status", Status.OPEN)

    def day(self, name: str) -> Days:
        """The day of a step; NaT: not taken by the end of the day asked for, or not known."""
        return self._past[name]

    def earliest(self, *names: str) -> Days:
        """The first of several steps."""
        return np.asarray(np.fmin.reduce([self._past[name] for name in names]))

    def coded(self, name: str, *codes: Term) -> Bools:
        """Whose column holds one of some codes."""
        return np.asarray(self._frame[name].isin([code.value for code in codes]))

    def whole(self, name: str) -> NDArray[np.int64]:
        """A column of whole numbers; 0 where there is none."""
        if name not in self._frame:
            return np.zeros(len(self._frame), dtype=np.int64)
        return self._frame[name].fillna(0).to_numpy(dtype=np.int64)

    def clock(
        self,
        start: Days,
        days: int | NDArray[np.int64],
        stop: Days,
        has: Bools | None = None,
        by: Days | None = None,
    ) -> Deadlines:
        """Of something that is owed; by the day `by` it was done, if nothing says when."""
        return self._stand(start, start + _span(days), stop, has, by)

    def right(self, start: Days, due: Days, stop: Days, has: Bools | None = None) -> Deadlines:
        """Of something that may be asked for."""
        made = self._stand(start, due, stop, has, None)
        over = np.isin(made.stand, (Stand.OVER, Stand.LATE, Stand.UNKNOWN))
        stand = np.where(over, Stand.LAPSED, made.stand)
        stand = np.where(np.isnat(made.due) & ~np.isnat(made.start), Stand.UNKNOWN, stand)
        return replace(made, stand=stand.astype(np.int8))

    def _stand(self, start: Days, due: Days, stop: Days, has: Bools | None, by: Days | None) -> Deadlines:
        on, rules = self._on, self._rules
        runs = ~np.isnat(start) if has is None else has & ~np.isnat(start)
        start, due, stop = (np.where(runs, days, NOT_A_DAY) for days in (start, due, stop))
        length = np.maximum(_days(due - start), 0.0)
        share = np.where(length > 0, _days(on - start) / np.maximum(length, 1.0), 1.0)
        done = ~np.isnat(stop)
        ended = self._ended & ~(self.day("closed") < start)  # what began after the closing runs on
        after = np.isnat(stop) & runs & (~np.isnat(by) if by is not None else False)
        in_time = after & (by <= due) if by is not None else after
        stand = np.select(
            [
                ~runs,
                np.isnat(due) | (after & ~in_time) | (~done & ~after & ended),
                in_time | (done & (stop <= due)),
                done,
                on > due,
                share >= rules.urgent_share,
                share >= rules.warning_share,
            ],
            [Stand.NONE, Stand.UNKNOWN, Stand.MET, Stand.LATE, Stand.OVER, Stand.URGENT, Stand.WARNED],
            Stand.RUNNING,
        )
        return Deadlines(start, due, stop, stand.astype(np.int8))

    def _known(self, name: str) -> Days:
        if name not in self._frame:
            return np.full(len(self._frame), NOT_A_DAY)
        days = self._frame[name].to_numpy().astype("datetime64[D]")
        return np.asarray(np.where(days > self._on, NOT_A_DAY, days))


def _days(spans: NDArray[np.timedelta64]) -> NDArray[np.float64]:
    return spans.astype("timedelta64[D]").astype(np.float64)


def _span(days: int | NDArray[np.int64]) -> NDArray[np.timedelta64]:
    return np.asarray(days).astype("timedelta64[D]")


def _working(start: Days, count: int, working_days: Days) -> Days:
    """The `count`-th working day after a day; NaT where it is not known."""
    due = np.full(len(start), NOT_A_DAY)
    if len(working_days):
        at = np.searchsorted(working_days, start, side="right") + count - 1
        known = ~np.isnat(start) & (start >= working_days[0]) & (at < len(working_days))
        due[known] = working_days[at[known]]
    return due
