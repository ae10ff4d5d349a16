"""What a later file changes in petitions that are on record, and what it leaves as it is.

A file changes only what it states: an empty cell says nothing, save that a case which is open again has no
closing date and no survey. What a clerk corrected, placed by hand or took out of the record stays so.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importing.petitions.recorded import FACTS, PLACEMENT
from data.petitions.states import PERSONAL, Cell
from data.terms import Basis, Status

COLUMNS = {"township": "stated_township", "village": "stated_village"}
"""Columns of fields that are stored under another name."""
WHERE = ("longitude", "latitude", "address", *COLUMNS.values())
"""Columns by which a petition is placed."""
GROUP = 5
"""People that a group visit (集体访) is taken for where a file does not say how many."""
_DECIDED = (Status.CONCLUDED.value, Status.LITIGATED.value)
_SAME_PLACE = 5e-8
"""Degrees, about 5 mm: what is lost in writing a coordinate."""
_ORDER = {Status.OPEN: 0, Status.OTHER: 0, Status.CLOSED: 1, Status.LITIGATED: 1, Status.CONCLUDED: 2}
"""How far a case has come; a status further back than before is told."""


@dataclass
class Changes:
    """Differences between rows of a file and the petitions on record.

    Parameters
    ----------
    before, after
        Contents by row number (`recorded.contents`), as on record and as they become.
    facts, persons
        Row number -> column -> before and after, of what names no person, and of what does.
    held
        Row numbers of which something was not taken over, for a clerk corrected it.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    facts: dict[int, dict[str, Cell]] = field(default_factory=dict)
    persons: dict[int, dict[str, Cell]] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)

    @property
    def rows(self) -> list[int]:
        """Rows that change anything."""
        return sorted({*self.facts, *self.persons})

    def move(self, rows: pd.Index, placed: pd.DataFrame) -> None:
        """Take over where rows are placed anew."""
        for column in PLACEMENT:
            for row, value in zip(rows, placed[column], strict=True):
                old, new = self.before.at[row, column], None if pd.isna(value) else value
                if old != new:
                    self.facts.setdefault(row, {})[column] = (old, new)
                    self.after.at[row, column] = new

    def moved(self) -> pd.Index:
        """Rows whose place is stated otherwise than before."""
        return pd.Index([row for row in self.rows if not set(WHERE).isdisjoint(self.facts.get(row, ()))])

    def by_hand(self) -> NDArray[np.bool_]:
        """Which of `moved` a person has placed."""
        return np.asarray(self.before.loc[self.moved(), "basis"] == Basis.HAND.value, dtype=bool)

    def others(self) -> list[int]:
        """Rows of another case than the one on record: another day, another person, another matter."""
        return [row for row in self.rows if self._is_other(row)]

    def _is_other(self, row: int) -> bool:
        facts, persons = self.facts.get(row, {}), self.persons.get(row, {})
        person = all(name in persons for name in ("name", "id_number") if self.before.at[row, name])
        person &= any(None not in persons.get(name, (None,)) for name in ("name", "id_number"))
        return "filed" in facts and person and ("category" in facts or "statement" in persons)

    def drop(self, rows: Iterable[int]) -> None:
        """Forget what was found of rows."""
        gone = set(rows)
        for cells in (self.facts, self.persons):
            for row in gone & set(cells):
                del cells[row]
        self.held = [row for row in self.held if row not in gone]

    def backwards(self) -> tuple[list[int], list[int]]:
        """Rows of closed cases that are open again, and of others whose status runs backwards."""
        opened: list[int] = []
        back: list[int] = []
        for row, changed in self.facts.items():
            if "status" in changed:
                old, new = map(Status, changed["status"])
                if _ORDER[new] < _ORDER[old]:
                    (opened if old is Status.CLOSED and new is Status.OPEN else back).append(row)
        return opened, back


def compare(
    values: pd.DataFrame,
    stated: pd.DataFrame,
    before: pd.DataFrame,
    held: Mapping[int, frozenset[str]],
    petitions: "pd.Series[int]",
) -> Changes:
    """Compare rows with the petitions on record.

    Parameters
    ----------
    values
        Rows of `checks.check`, with longitude and latitude; index row number.
    stated
        Which fields each row states (`columns.Profile.stated`).
    before
        Contents on record, by row number.
    held
        Petition -> columns that a clerk corrected.
    petitions
        Petition by row number.
    """
    after = before.copy()
    result = Changes(before, after)
    fields = _stated(values, stated, before)
    values = _consistent(values, stated, before)
    for name, where in fields.items():
        column = COLUMNS.get(name, name)
        if column not in before or not where.any():
            continue
        new, old = _plain(values[name]), before[column].to_numpy(dtype=object)
        for at in np.flatnonzero(where & (old != new)).tolist():
            row, was, will = before.index[at], old[at], new[at]
            if _same(was, will):
                continue
            if column in held.get(petitions[row], ()):
                result.held.append(row)
                continue
            target = result.persons if column in PERSONAL else result.facts
            target.setdefault(row, {})[column] = (was, will)
            after.at[row, column] = will
    return result


# --- inside -------------------------------------------------------------------------------------------------


def _stated(values: pd.DataFrame, stated: pd.DataFrame, before: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Field -> rows that say something of it, be it by saying nothing of a case that is open again."""
    nothing = np.zeros(len(values), dtype=bool)
    said = {str(name): stated[name].to_numpy(dtype=bool) for name in stated if name in values}
    for name in ("longitude", "latitude"):
        if name in said:
            said[name] = values["longitude"].notna().to_numpy(dtype=bool)
    dated = said.get("closed", nothing)
    tells = said.get("status", nothing) | dated
    by_date = ~said.get("status", nothing) & before["status"].isin(_DECIDED).to_numpy(dtype=bool)
    tells &= ~by_date  # a closing date alone says nothing against a conclusion or a court
    reopened = tells & (values["status"] == Status.OPEN.value).to_numpy(dtype=bool)
    reopened &= (before["status"] != Status.OPEN.value).to_numpy(dtype=bool)
    said |= {"status": tells, "closed": dated | reopened}
    said["satisfaction"] = said.get("satisfaction", nothing) | reopened
    if "group" in said and "people" in said:
        assumed = said["group"] & (values["people"] == GROUP).to_numpy(dtype=bool)
        said["people"] &= ~(assumed & (before["people"] >= GROUP).to_numpy(dtype=bool))
    if "by_proxy" in values:
        said["by_proxy"] = said.get("by_proxy", nothing) | said.get("agent", nothing)
    if "category" in said:
        said["category_scheme"] = said["category"]
    if "words" in values:
        said["words"] = np.ones(len(values), dtype=bool)
    return {name: where for name, where in said.items() if COLUMNS.get(name, name) in (*FACTS, *PERSONAL)}


def _consistent(values: pd.DataFrame, stated: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """An open case has no survey; a word that nobody has explained stays until its field is stated anew."""
    is_open = (values["status"] == Status.OPEN.value).to_numpy(dtype=bool)
    values = values.assign(satisfaction=values["satisfaction"].mask(is_open, ""))
    if "words" in values:
        said = {str(name): stated[name].to_numpy(dtype=bool) for name in stated}
        words = []
        for at, (was, will) in enumerate(zip(before["words"], values["words"], strict=True)):
            kept = {
                name: word for name, word in (was or {}).items() if name not in said or not said[name][at]
            }
            words.append(({**kept, **(will if isinstance(will, dict) else {})}) or None)
        values = values.assign(words=pd.Series(words, index=values.index, dtype=object))
    return values


def _plain(column: "pd.Series[Any]") -> NDArray[np.object_]:
    """Plain Python values as the tables hold them; None for what is missing or empty."""
    if column.dtype.kind == "M":
        values: list[Any] = column.to_numpy().astype("datetime64[s]").tolist()
    else:
        values = [value if value == value and value != "" else None for value in column.tolist()]
    plain = np.empty(len(values), dtype=object)
    plain[:] = values
    return plain


def _same(was: Any, will: Any) -> bool:
    if isinstance(was, float) and isinstance(will, float):
        return abs(was - will) <= _SAME_PLACE
    if isinstance(was, dt.datetime) and isinstance(will, dt.datetime):
        return was.replace(microsecond=0) == will
    return bool(was == will)
