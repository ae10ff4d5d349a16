"""What the commands of a 15th share: options, and every township's day with its plan."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from data import clock
from data.divisions import reads
from data.errors import PlanRefused
from data.reader import Writer
from data.scope import Role, Scope
from data.store import Store
from data.terms import Level
from data.text import LANGUAGES, Words, in_both
from data.visits import plans
from data.visits.on_record import PlanOnRecord
from data.visits.saved import townships_by_day
from data.visits.words import as_saved
from geo.errors import Refused, VisitError
from scripts.commands.terminal import actor, both

Made = TypeVar("Made")

Day = Annotated[
    dt.datetime,
    typer.Option("--date", formats=["%Y-%m-%d"], help=in_both("day of the visits, a 15th")),
]
OneTownship = Annotated[
    str | None,
    typer.Option("--township", help=in_both("code of one township; default: all")),
]


class Language(StrEnum):
    CHINESE = "zh_CN"
    ENGLISH = "en"


InLanguage = Annotated[Language, typer.Option("--language", help=in_both("language of the report"))]


@dataclass
class Receptions:
    """What was made for each township; those that nobody can go to; and why these and others have nothing."""

    made: list[Any] = field(default_factory=list)
    without_leader: list[str] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """What was not made, for a machine."""
        refused = {code: both(error) for code, error in self.refused.items()}
        return {"without_leader": self.without_leader, "refused": refused}

    def lines(self) -> list[str]:
        """What was not made, to read."""
        return [both(error) for error in self.refused.values()]


def office(store: Store, on: dt.date | None = None) -> Writer:
    """The petition office at the command line, on a day; None: the record's own."""
    dataset = store.dataset()
    scope = Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)
    return Writer(scope, store, on or clock.today(dataset), actor())


def township_names(store: Store, on: dt.date) -> dict[str, str]:
    """Code -> name of the townships there are on a day."""
    frame = reads.divisions(store, Level.TOWNSHIP, on)
    return dict(zip(frame["code"], frame["name"], strict=True))


def every(store: Store, township: str | None, on: dt.date, make: Callable[[str], Made]) -> Receptions:
    """Make something of one township, or of each that is visited on a day.

    One that is refused does not stop the others; if all are, the first refusal is raised.
    """
    leaders = plans.contracted(office(store), on)
    planned = townships_by_day(office(store)).get(on, [])
    if not leaders and not planned:
        raise PlanRefused("There are no townships with boundaries on record: import them first.")
    found = each([township] if township else sorted({*leaders, *planned}), make)
    found.without_leader = [code for code in found.refused if code in leaders and not leaders[code]]
    return found


def plan_values(record: PlanOnRecord) -> dict[str, Any]:
    """A plan for a machine: where it stands, and what has changed since it was saved."""
    saved, change = record.saved, record.change
    changes = {language: as_saved(Words(language), record) for language in LANGUAGES}
    return plans.as_record(record.day, record.plan) | {
        "state": saved.state.value if saved else None,
        "as_of": saved.saved_at.isoformat() if saved else None,
        "fingerprint": saved.fingerprint if saved else None,
        "changed": change is not None,
        "changes": {language[:2]: sentences for language, sentences in changes.items()},
        "best_now": None if record.best is None else plans.rounded(record.best.score),
    }


def each(townships: list[str], make: Callable[[str], Made]) -> Receptions:
    """Make something for each township; refused as `every`."""
    found = Receptions()
    for code in townships:
        try:
            found.made.append(make(code))
        except (PlanRefused, VisitError) as error:
            found.refused[code] = error
    if found.refused and not found.made:
        raise next(iter(found.refused.values()))
    return found
