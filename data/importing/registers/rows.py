"""A register, the desk at which its rows are written one by one, and the report of what came of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.clock import now
from data.importing.registers.fields import Field
from data.importing.report import ImportReport, Notices
from data.petitions import gate
from data.reader import Reader
from data.rules import Rules
from data.terms import Level
from geo.errors import Refused

Values = Mapping[str, Any]
"""A sound row: its fields, ``place`` (code) and ``point`` (longitude, latitude). A field that the file has
no column for is not in it: it says nothing, and what is on record stays."""


class Ended(NamedTuple):
    """What no longer holds from a day on, because another row follows it."""

    code: str
    place: str
    holder: str
    on: dt.date


@dataclass
class RegisterReport(ImportReport):
    """What came of a register: rows = stored + rejected + duplicates.

    Parameters
    ----------
    kind
        Which register.
    replaced
        Of the rows stored those that changed what was on record.
    ended
        Contracts and assignments of teams that ended because another follows them.
    """

    located: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    replaced: int = 0
    ended: list[Ended] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "stored": self.stored,
            "replaced": self.replaced,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
            "ended": len(self.ended),
        }


@dataclass
class Desk:
    """What a row is written with.

    Parameters
    ----------
    columns
        Field -> the file's own heading.
    names
        Code -> name of every division valid today.
    rules
        The county's rules of today.
    reader
        The petition office on the day: for cases that rows name.
    row
        Number of the row at hand.
    seen
        What stood higher up in the file, by what it is about: the first row, and what it says.
    """

    session: Session
    actor: str
    today: dt.date
    columns: Mapping[str, str]
    names: Mapping[str, str]
    rules: Rules
    report: RegisterReport
    notices: Notices
    reader: Reader
    row: int = 0
    at: dt.datetime = field(default_factory=now)
    seen: dict[Any, tuple[int, Any]] = field(default_factory=dict)

    def name(self, code: str) -> str:
        return self.names.get(code, code)

    def case(self, number: str) -> int:
        """The case of a number, which must be on record."""
        case = gate.queue(self.reader).c
        found: int | None = self.session.scalar(select(case.id).where(case.number == number))
        if found is None:
            raise Refused("There is no case with the number {number}", number=number)
        return found

    def refuse_contradiction(self, about: Any, content: Any, name: str | None = None) -> None:
        """Refuse a row that says otherwise of a division, or of what is called `name`, than one higher up."""
        row, first = self.seen.setdefault(about, (self.row, content))
        if first != content:
            raise Refused(
                "{name} stands in row {row} too, with other content: keep the row that is right",
                name=name or self.name(about),
                row=self.report.origin.where(row),
            )


@dataclass(frozen=True)
class Register:
    """A kind of register (台账).

    Parameters
    ----------
    fields
        Its columns. ``township`` and ``village`` together name the row's place, ``longitude`` and
        ``latitude`` are its point.
    write
        Writes a sound row; whether anything changed, else it is a duplicate. Raises `Refused` before it
        changes anything if the row is to be rejected.
    levels
        What the place may be; empty: rows have none.
    former
        A former or learned name of a village counts as the village's.
    units
        Fields that name a unit, or whoever else owes something: a unit goes by the name of its register.
    """

    fields: Mapping[str, Field]
    write: Callable[[Desk, Values], bool]
    levels: frozenset[Level] = frozenset()
    former: bool = True
    units: frozenset[str] = frozenset()
