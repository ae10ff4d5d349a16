"""A village or township under what is asked, and what of it is told."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from numpy.typing import NDArray

from dashboard.drawing.question import Question, ask
from data.periods import Period
from data.petitions.facts import Filter, equals, select_facts, without_accusations
from data.petitions.outside import month_of
from data.petitions.villages import Counts, positions
from data.scope import Scope
from data.tables import Dataset

SHOWN = 24
"""Months of the line."""


@dataclass(frozen=True, eq=False)
class Place:
    """One village or township of what a reader may count.

    Parameters
    ----------
    code, name, above
        `above`: name of a village's township; empty for a township.
    question
        What is asked; of a township, in it alone.
    inside
        Its villages, in the order of the land's.
    """

    code: str
    name: str
    above: str
    question: Question
    inside: NDArray[np.bool_]

    @property
    def is_village(self) -> bool:
        return bool(self.above)

    @property
    def township(self) -> str:
        """Code of its township, or its own."""
        return str(self.question.geography.villages["parent_code"].iloc[self.at])

    @property
    def villages(self) -> list[str]:
        """Codes of its villages."""
        return [str(code) for code in self.question.geography.codes[self.inside]]

    @cached_property
    def is_own(self) -> bool:
        """Whether its cases may be opened: then everything is told."""
        return bool(self.question.own[self.inside].all())

    @property
    def period(self) -> Period:
        """Of which it is told: the one asked, or the nearest of which it is."""
        near = None if self.is_own else self.question.tally.told_period(self.question.wanted)
        return near or self.question.chosen

    @property
    def at(self) -> int:
        """Position of a village, or of a township's first."""
        return int(np.flatnonzero(self.inside)[0])

    @property
    def residents(self) -> float:
        """NaN where those of one village are unknown."""
        return float(self.question.geography.residents[self.inside].sum())

    @property
    def cases(self) -> float | None:
        """How many are counted; None: not told. Of a township with those that stand under no village."""
        if not self.is_village:
            return self.question.tally.total(self.question.nearest)
        return self._told(self.question.counts.cases)

    @property
    def open(self) -> int | None:
        """How many of them are open."""
        counts = self.question.counts
        return self._told(counts.open) if self.is_village else counts.open_total

    def _told(self, counts: Counts) -> int | None:
        """Of a village."""
        value = counts[self.at]
        return None if np.ma.is_masked(value) else int(value)

    @property
    def rate(self) -> float:
        """Per 1,000 residents; NaN where these are unknown, or the cases not told."""
        if self.cases is None or not self.residents > 0:
            return float("nan")
        return 1000 * self.cases / self.residents

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Its cases under the filter that may be counted one by one."""
        return self.of(self.question.wanted)

    def of(self, wanted: Filter) -> pd.DataFrame:
        """The same under another filter; of a village without reports and accusations."""
        if not self.is_village:
            return select_facts(self.question.everything, replace(wanted, township=self.code))
        return select_facts(self._placed_here, replace(wanted, township=None))

    @cached_property
    def _placed_here(self) -> pd.DataFrame:
        """All cases of a village, without reports and accusations."""
        everything = self.question.everything
        return without_accusations(everything[equals(everything["village_code"], self.code)])

    def monthly(self, months: int) -> list[float | None]:
        """Cases of so many months up to the period's end, and before the record began None."""
        month = self._until_now["month"].to_numpy() - (self._newest - months + 1)
        return self._since_record(np.bincount(month[month >= 0], minlength=months).tolist())

    def monthly_by_village(self, months: int) -> dict[int, list[float | None]]:
        """The same of each of its villages, by their positions; without reports and accusations."""
        kept = without_accusations(self._until_now)
        month = kept["month"].to_numpy() - (self._newest - months + 1)
        at = positions(kept["village_code"], self.question.geography.codes)
        known = (month >= 0) & (at >= 0)
        cell = at[known] * months + month[known]
        table = np.bincount(cell, minlength=len(self.inside) * months).reshape(-1, months)
        return {int(at): self._since_record(table[at].tolist()) for at in np.flatnonzero(self.inside)}

    @cached_property
    def _until_now(self) -> pd.DataFrame:
        """Its cases under the filter, whenever they were filed up to the period's end."""
        return self.of(replace(self.question.wanted, first=None, last=self.question.chosen.last))

    @property
    def _newest(self) -> int:
        """Month of the period's end, since year 0."""
        return month_of(self.question.chosen.last)

    def _since_record(self, cases: list[int]) -> list[float | None]:
        """Cases of months up to the newest; those before the record began are None."""
        begins = self.question.tally.first_day
        first = self._newest + 1 if begins is None else month_of(begins)
        oldest = self._newest - len(cases) + 1
        return [float(n) if oldest + at >= first else None for at, n in enumerate(cases)]

    @property
    def month_names(self) -> list[str]:
        """Of the `SHOWN` months, such as 2026-11."""
        last = self.question.chosen.last.replace(day=1)
        return [f"{last - relativedelta(months=back):%Y-%m}" for back in reversed(range(SHOWN))]


def village(question: Question, code: str) -> Place | None:
    """A village that the reader may count; None: there is none."""
    geography = question.geography
    inside = np.asarray(geography.codes == code, dtype=bool)
    if not (inside & question.visible).any():
        return None
    at = int(np.flatnonzero(inside)[0])
    return Place(code, geography.names[at], geography.townships_of[at], question, inside)


def township(scope: Scope, dataset: Dataset, wanted: Filter, chosen: Period, code: str) -> Place | None:
    """A township of which the reader may count every village; None: there is none."""
    question = ask(scope, dataset, replace(wanted, township=code), chosen)
    inside = np.asarray(question.geography.villages["parent_code"] == code, dtype=bool)
    name = question.geography.township_names.get(code)
    if name is None or not inside.any() or not question.visible[inside].all():
        return None
    return Place(code, name, "", question, inside)
