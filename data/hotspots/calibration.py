"""How often each question tells of something where nothing happens, and finds what was planted."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from numpy.typing import NDArray

from data.divisions.land import Land
from data.hotspots import arrivals, daily, hot, new, now
from data.hotspots.arrivals import Completeness
from data.hotspots.price import BUDGETS
from data.hotspots.simulated import Planted, Traits, simulate
from data.petitions.facts import Filter, facts
from data.reader import Reader
from data.rules import HotSpotRules
from data.terms import Counted as Kinds
from geo.statistics.hotspots import Kind
from geo.terms import N_

Told = NDArray[np.int64]
"""Positions of villages of which a question tells something."""

Known = Completeness | None
"""How far the record is complete; None: it is."""

_NOTHING = np.zeros(0, np.int64)

TRAITS: dict[str, Traits] = {
    N_("nothing (independent)"): Traits(),
    N_("each matter reported 0.5 more times, linked"): Traits(repeats=0.5, linked=True),
    N_("each matter reported 0.5 more times, not linked"): Traits(repeats=0.5),
    N_("each matter reported once more, linked"): Traits(repeats=1.0, linked=True),
    N_("each matter reported once more, not linked"): Traits(repeats=1.0),
    N_("3 % of matters bring 4-10 letters, linked"): Traits(joint=0.03, linked=True),
    N_("3 % of matters bring 4-10 letters, not linked"): Traits(joint=0.03),
    N_("10 % of matters bring 4-10 letters, linked"): Traits(joint=0.1, linked=True),
    N_("10 % of matters bring 4-10 letters, not linked"): Traits(joint=0.1),
    N_("village-weeks vary (negative binomial, k = 2)"): Traits(shape=2.0),
    N_("village-weeks vary (negative binomial, k = 0.5)"): Traits(shape=0.5),
    N_("seasons of communities differ by 30 %"): Traits(season=0.3),
    N_("half the townships report two weeks late"): Traits(late=0.5),
    N_("three townships joined the record a year ago"): Traits(joined=3),
    N_("one village is on record for 20 weeks only"): Traits(short=20),
    N_("half the townships come ten days late, in weekly files"): Traits(slow=0.5),
}
"""What is simulated: a trait in words -> the trait."""

LASTS = {
    "now": (2, 4, 8),
    "new": (4, 8, 13),
    "hot": (8, 26, 52),
    "beside": (8, 26, 52),
    "findings": (8, 26, 52),
}
"""Weeks that what is planted goes on, by the time that a question looks at."""


def planted(question: str) -> list[Planted]:
    """What is planted for a question."""
    return [
        Planted(times, villages, weeks)
        for times in (1.5, 2.0, 3.0)
        for villages in (1, 5, 12)
        for weeks in LASTS[question]
    ]


CATEGORIES = tuple(f"{number:02d}" for number in range(19))
"""Categories of the records that are simulated for findings."""

WEEKLY = (4, 20, 80, 400)
"""Petitions of the county in a week."""


@dataclass(frozen=True)
class Counted:
    """Of how many records something was told.

    Parameters
    ----------
    told, records
        Records in which something was told (or what was planted was), of how many simulated.
    """

    told: int
    records: int

    @property
    def share(self) -> float:
        return self.told / max(self.records, 1)

    @property
    def error(self) -> float:
        """Standard error of the share, never told as less than that of one record."""
        near = min(max(self.share, 1 / max(self.records, 1)), 1 - 1 / max(self.records, 2))
        return float(np.sqrt(near * (1 - near) / max(self.records, 1)))


def _year(last: dt.date) -> Filter:
    return Filter(last - relativedelta(months=12) + dt.timedelta(days=1), last)


def _more(facts: pd.DataFrame, land: Land, last: dt.date, rules: HotSpotRules, known: Known) -> Told:
    """Where more than expected."""
    return np.flatnonzero(hot.hot(facts, land, _year(last), rules, known).hot)


def _beside(facts: pd.DataFrame, land: Land, last: dt.date, rules: HotSpotRules, known: Known) -> Told:
    found = hot.hot(facts, land, _year(last), rules, known, beside=True)
    return np.flatnonzero(np.isin(found.spots.kind, [Kind.HIGH_HIGH, Kind.HIGH_LOW]))


def _new(facts: pd.DataFrame, land: Land, last: dt.date, rules: HotSpotRules, known: Known) -> Told:
    return np.flatnonzero(new.new(facts, land, Filter(), last, rules, known).new)


def _now(facts: pd.DataFrame, land: Land, last: dt.date, rules: HotSpotRules, known: Known) -> Told:
    raised = now.now(facts, land, Filter(), last, rules, known).raised
    return np.unique(np.concatenate([_NOTHING, *(one.villages for one in raised)]))


def _findings(facts: pd.DataFrame, land: Land, last: dt.date, rules: HotSpotRules, known: Known) -> Told:
    until = arrivals.leave_out(known, Filter(last=last))[0].last or last
    places = [place for _category, place, _since in daily.look(facts, land, until, rules, rules.budget)]
    return np.unique(np.concatenate([_NOTHING, *(one.villages for one in places)]))


Ask = Callable[[pd.DataFrame, Land, dt.date, HotSpotRules, Known], Told]

QUESTIONS: dict[str, Ask] = {
    "now": _now,
    "new": _new,
    "hot": _more,
    "beside": _beside,
    "findings": _findings,
}
"""Each question by the name of its command."""


@dataclass(frozen=True)
class Row:
    """What a question told of records of one kind.

    Parameters
    ----------
    question
        By the name of its command.
    record
        What was simulated, in English words of the catalog.
    weekly
        Petitions of the county in a week.
    level
        Chance of a false alarm that was allowed.
    counted
        In how many records.
    """

    question: str
    record: str
    weekly: float
    level: float
    counted: Counted


@dataclass(frozen=True, eq=False)
class Run:
    """Simulated records, put to questions.

    Parameters
    ----------
    land
        Villages of the county.
    last
        Day with which the records end.
    rules
        Of the county.
    questions
        Names in `QUESTIONS`.
    records
        Of each kind.
    seed
        The same seed gives the same records.
    """

    land: Land
    last: dt.date
    rules: HotSpotRules
    questions: tuple[str, ...]
    records: int
    seed: int

    def false_alarms(self, weekly: Iterable[float], *, few: bool = False) -> Iterator[Row]:
        """In how many records in which nothing happens something is told; `few`: of the first kinds alone."""
        for question in self.questions:
            for words, traits in list(TRAITS.items())[:: 7 if few else 1]:
                for volume in weekly:
                    told = sum(
                        bool(self._told(question, traits, volume, number).size)
                        for number in range(self.records)
                    )
                    level = self.rules.budget if question == "findings" else self.rules.level
                    yield Row(question, words, volume, level, Counted(told, self.records))

    def power(self, weekly: Iterable[float], *, few: bool = False) -> Iterator[Row]:
        """In how many records a question tells of a village of what was planted, at each of `BUDGETS`.

        Planted is in records of independent matters.
        """
        for question in self.questions:
            for each in planted(question)[:: 13 if few else 1]:
                for volume in weekly:
                    found = np.array(
                        [self._found(question, each, volume, number) for number in range(self.records)]
                    )
                    for level, told in zip(BUDGETS, found.sum(axis=0), strict=True):
                        yield Row(question, each.words, volume, level, Counted(int(told), self.records))

    def _record(
        self, question: str, traits: Traits, weekly: float, number: int, cluster: Planted | None = None
    ) -> tuple[pd.DataFrame, Told]:
        rng = np.random.default_rng((self.seed, number))
        issues = CATEGORIES if question == "findings" else CATEGORIES[:1]
        return simulate(self.land, self.last, weekly, traits, rng, planted=cluster, categories=issues)

    def _told(self, question: str, traits: Traits, weekly: float, number: int) -> Told:
        facts, _where = self._record(question, traits, weekly, number)
        return _NOTHING if facts.empty else self._asked(question, facts)

    def _asked(self, question: str, facts: pd.DataFrame) -> Told:
        return QUESTIONS[question](facts, self.land, self.last, self.rules, known(facts))

    def _found(self, question: str, cluster: Planted, weekly: float, number: int) -> list[bool]:
        """Whether a village of what was planted is told of, at each of `BUDGETS`."""
        facts, where = self._record(question, Traits(), weekly, number, cluster)
        if facts.empty:
            return [False] * len(BUDGETS)
        if question == "now":  # one look tells the chance of each signal
            watch = now.now(facts, self.land, Filter(), self.last, self.rules).watch
            own = (
                [one.p_value for one in watch.signals if np.isin(one.villages, where).any()] if watch else []
            )
            return [min(own, default=1.0) <= level for level in BUDGETS]
        at = [replace(self.rules, level=level, budget=level, doubtful=1.0) for level in BUDGETS]
        told = (QUESTIONS[question](facts, self.land, self.last, rules, None) for rules in at)
        return [bool(np.isin(villages, where).any()) for villages in told]


def known(facts: pd.DataFrame) -> Known:
    """How far a simulated record is complete; None where it is from the beginning."""
    if "arrived" not in facts:
        return None
    came = pd.DataFrame(
        {
            "filed": facts["filed"],
            "township": facts["township_code"].astype(str),
            "arrived": facts["arrived"],
            "cases": 1,
        }
    )
    return arrivals.of_days(came, sorted(set(facts["arrived"].dt.date)))


def weekly_now(reader: Reader, last: dt.date, rules: HotSpotRules) -> float:
    """Petitions of the record in a week, over the weeks that are looked at; 0 where there are none."""
    counted = facts(reader, counted=Kinds.PETITIONS)
    since = np.datetime64(last) - np.timedelta64(7 * rules.weeks, "D")
    filed = counted["filed"].to_numpy()
    recent = filed[filed > since]
    if not recent.size:
        return 0.0
    weeks = max((np.datetime64(last) - recent.min()) / np.timedelta64(7, "D"), 1.0)
    return round(float(recent.size / weeks), 1)
