"""A register as a table of text: what it shows, and how a row on record is corrected or removed.

Rows are known by their identity, so that a corrected name or post is still the same person. What is typed
goes through the checks of the register's own import (`data.importing.registers`), and what is new is written
by it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from data.importing.registers.rows import Desk, Register, Values
from data.registers.labels import Labels
from data.tables import Leader

Cells = Mapping[str, str]
"""Text of a row by column."""


class Column(NamedTuple):
    """A column of a sheet.

    Parameters
    ----------
    name
        The register's field; `place` is that which names the row's place.
    label
        English sentence of the catalog.
    choice
        What it is chosen from (`Labels.options`); '': text.
    fixed
        It is shown and not changed.
    """

    name: str
    label: str
    choice: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A register as it is edited.

    Parameters
    ----------
    register
        Its fields and checks, and how a new row is written.
    columns
        What is shown, in order.
    rows
        What is on record: identity -> cells, in the order shown.
    correct
        Brings a row on record to new values; `settle` is asked once all rows of a change stand so.
    remove
        Takes a row off the record, and tells what stands on it; refused if it cannot go.
    settle
        Refuses a corrected row that does not go together with others.
    grows
        Rows can be added and removed; else the only empty cell of a row takes its value off the record.
    """

    register: Register
    columns: tuple[Column, ...]
    rows: Callable[[Session, Labels, dt.date], dict[str, dict[str, str]]]
    correct: Callable[[Desk, str, Values], None]
    remove: Callable[[Desk, str], None]
    settle: Callable[[Desk, str], None] = field(default=lambda desk, key: None)
    grows: bool = True

    def fields(self, cells: Cells, labels: Labels, session: Session) -> dict[str, str]:
        """The cells under the fields of the register, labels taken apart."""
        taken: dict[str, str] = {}
        for column in self.columns:
            cell = cells.get(column.name, "").strip()
            if column.choice == "leaders":
                taken |= _leader(column.name, cell, labels, session)
            elif column.name == "place":
                taken["village" if "village" in self.register.fields else "township"] = labels.code(cell)
            elif column.name in self.register.fields:
                taken[column.name] = cell
        return taken

    def strangers(self, cells: Cells, labels: Labels) -> list[str]:
        """Leaders that a row names and the list of leaders does not have."""
        named = [cells.get(column.name, "").strip() for column in self.columns if column.choice == "leaders"]
        return [label for label in named if label and label not in labels.leaders]


def _leader(name: str, label: str, labels: Labels, session: Session) -> dict[str, str]:
    post = {"leader": "post", "substitute": "substitute_post"}[name]
    known = labels.leaders.get(label)
    if known is None:
        return {name: label, post: label}
    leader = session.get_one(Leader, known)
    return {name: leader.name, post: leader.post}


def day(value: dt.date | None) -> str:
    """A day as a cell has it."""
    return "" if value is None else value.isoformat()


def last_day(valid_to: dt.date | None) -> str:
    """The last day of a spell of which the first day after it is kept."""
    return day(None if valid_to is None else valid_to - dt.timedelta(days=1))


def clock(minutes: float | None) -> str:
    """Minutes after midnight as a cell has them."""
    return "" if minutes is None else f"{int(minutes) // 60}:{int(minutes) % 60:02}"


def keyed(entries: Sequence[Any], cells: Callable[[Any], dict[str, str]], key: str = "id") -> dict[str, Any]:
    """Rows by identity."""
    return {str(getattr(entry, key)): cells(entry) for entry in entries}
