"""The fields of a case that a clerk may enter and correct: their names, their kinds, what they may hold."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data.errors import CaseRefused
from data.importing.petitions.checks import EARLIEST, MOST_PEOPLE
from data.tables import Base
from data.terms import (
    Channel,
    Occurrence,
    Origin,
    Purpose,
    ReviewStage,
    Satisfaction,
    SettledLevel,
    Status,
    Tier,
)
from data.text import N_, Phrase
from geo.terms import Term


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    WORDS = "words"
    """Text of several lines."""
    TERM = "term"
    CATEGORY = "category"
    TIME = "time"
    COUNT = "count"
    TRUTH = "truth"
    VILLAGE = "village"


@dataclass(frozen=True)
class CaseField:
    """A field.

    Parameters
    ----------
    label
        What it is called; a key of the catalog.
    terms
        What a coded field may hold.
    required
        It is never empty.
    """

    label: str
    kind: Kind = Kind.TEXT
    terms: type[Term] | None = None
    required: bool = False


FIELDS: Mapping[str, CaseField] = {
    "number": CaseField(N_("Number of the case"), required=True),
    "filed": CaseField(N_("Filed on"), Kind.TIME, required=True),
    "channel": CaseField(N_("Channel"), Kind.TERM, Channel, required=True),
    "category": CaseField(N_("Category"), Kind.CATEGORY, required=True),
    "village_code": CaseField(N_("Village"), Kind.VILLAGE),
    "stated_township": CaseField(N_("Township stated")),
    "stated_village": CaseField(N_("Village stated")),
    "address": CaseField(N_("Address of the problem"), Kind.WORDS),
    "people": CaseField(N_("Number of people"), Kind.COUNT, required=True),
    "purpose": CaseField(N_("Purpose"), Kind.TERM, Purpose, required=True),
    "occurrence": CaseField(N_("First or repeated"), Kind.TERM, Occurrence, required=True),
    "tier": CaseField(N_("How hard it is"), Kind.TERM, Tier, required=True),
    "status": CaseField(N_("Status"), Kind.TERM, Status, required=True),
    "accepted": CaseField(N_("Taken on"), Kind.TIME),
    "forwarded": CaseField(N_("Passed on"), Kind.TIME),
    "answered": CaseField(N_("Answered in writing"), Kind.TIME),
    "closed": CaseField(N_("Closed on"), Kind.TIME),
    "unit": CaseField(N_("Unit that handles it")),
    "origin": CaseField(N_("Where it came from"), Kind.TERM, Origin),
    "case_leader": CaseField(N_("Leader in charge of the case")),
    "review": CaseField(N_("Review and re-review"), Kind.TERM, ReviewStage),
    "settled_level": CaseField(N_("Level at which it was settled"), Kind.TERM, SettledLevel),
    "agent": CaseField(N_("Proxy agent")),
    "visits": CaseField(N_("How often they came"), Kind.COUNT),
    "satisfaction": CaseField(N_("Satisfaction"), Kind.TERM, Satisfaction),
    "by_proxy": CaseField(N_("Brought by a proxy agent"), Kind.TRUTH, required=True),
}
"""Fields that name no petitioner, in the order in which they are shown."""
PERSONAL: Mapping[str, CaseField] = {
    "name": CaseField(N_("Name of the petitioner")),
    "phone": CaseField(N_("Telephone number")),
    "id_number": CaseField(N_("Identity number")),
    "home": CaseField(N_("Home of the petitioner"), Kind.WORDS),
    "statement": CaseField(N_("What the petition says"), Kind.WORDS),
    "against": CaseField(N_("Firm, unit or person petitioned against")),
}
"""Restricted ones: they stand in a table of their own."""
ALL: Mapping[str, CaseField] = {**FIELDS, **PERSONAL}

_TABLES = {"petitions": FIELDS, "petition_persons": PERSONAL}
LONGEST: Mapping[str, int] = {
    name: length
    for table, fields in _TABLES.items()
    for name, field in fields.items()
    if field.kind is Kind.TEXT and (length := Base.metadata.tables[table].c[name].type.length)  # type: ignore[attr-defined]
}
"""Characters that a text may have."""


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of fields without spaces around them; what is empty is None."""
    return {
        name: (value.strip() or None) if isinstance(value, str) else value for name, value in values.items()
    }


def check(values: Mapping[str, Any], latest: dt.date) -> None:
    """Check the fields of a whole case.

    Parameters
    ----------
    values
        What each field holds, as `tidy` gives it; times as datetime, coded fields as codes.
    latest
        Day after which nothing may have happened.

    Raises
    ------
    CaseRefused
        A field is empty that may not be, too long, unknown, outside its range, or against another one.
    """
    for name, value in values.items():
        field, label = ALL[name], {"column": Phrase(ALL[name].label)}
        if value is None:
            if field.required:
                raise CaseRefused("{column} is empty", **label)
        elif field.terms is not None and value not in set(field.terms):
            raise CaseRefused("{column}: there is no such choice", **label)
        elif field.kind is Kind.COUNT and not 1 <= value <= MOST_PEOPLE:
            raise CaseRefused("{column} must be a whole number from 1 to {most}", most=MOST_PEOPLE, **label)
        elif field.kind is Kind.TIME:
            _check_day(value.date(), latest, label)
        elif len(str(value)) > LONGEST.get(name, len(str(value))):
            raise CaseRefused("{column} is longer than {limit} characters", limit=LONGEST[name], **label)
    _check_course(values)


def _check_day(day: dt.date, latest: dt.date, label: Mapping[str, object]) -> None:
    if day > latest:
        raise CaseRefused("{column} lies in the future (after {last})", last=latest, **label)
    if day < EARLIEST:
        raise CaseRefused("{column} lies before {first}", first=EARLIEST, **label)


def _check_course(values: Mapping[str, Any]) -> None:
    """Times after the filing, and a closing date only where the case is closed."""
    words = {"filed": Phrase(FIELDS["filed"].label)}
    for name in ("accepted", "forwarded", "answered", "closed"):
        if (time := values.get(name)) is not None and time.date() < values["filed"].date():
            raise CaseRefused("{closed} lies before {filed}", closed=Phrase(FIELDS[name].label), **words)
    if values.get("closed") is not None and values.get("status") == Status.OPEN.value:
        raise CaseRefused(
            "The case is open and yet has a closing date; correct {status} or {closed}",
            status=Phrase(FIELDS["status"].label),
            closed=Phrase(FIELDS["closed"].label),
        )
