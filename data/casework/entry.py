"""A case entered by a clerk: a visit to the office, a call."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.casework import fields, numbers
from data.casework.cases import case_among, check_office
from data.casework.places import NOWHERE, by_hand
from data.errors import CaseRefused
from data.petitions import gate, states
from data.petitions.relocation import place_again
from data.reader import Writer
from data.tables import Dataset, ImportRun
from data.terms import Occurrence, Purpose, Status, Tier, schemes
from data.timekeeping import check_clock


@dataclass(frozen=True)
class NewCase:
    """What a clerk is told.

    Parameters
    ----------
    filed
        When.
    channel, category
        Codes; the category of the newest scheme.
    number
        As another system has it; empty: the next of the county's own series.
    village
        Code of the village where the problem is; None: read from the address, if that names one.
    address
        Where the problem is, in words.
    person
        By field (`fields.PERSONAL`), what was said among them.
    """

    filed: dt.datetime
    channel: str
    category: str
    number: str = ""
    village: str | None = None
    address: str = ""
    people: int = 1
    purpose: str = Purpose.CLAIM.value
    occurrence: str = Occurrence.FIRST.value
    tier: str = Tier.GENERAL.value
    person: Mapping[str, str] = field(default_factory=dict)


def enter(writer: Writer, new: NewCase) -> str:
    """Enter a case; it is open. Gives its number.

    Raises
    ------
    CaseRefused
        The scope may not, a field does not hold what it may, the village does not exist, or the number is
        stored already.
    ClockRefused
        As `data.timekeeping.check_clock`.
    """
    check_office(writer)
    check_clock(writer.store)
    given = ("filed", "channel", "category", "address", "people", "purpose", "occurrence", "tier")
    values = fields.tidy({name: getattr(new, name) for name in given}) | {"status": Status.OPEN.value}
    person = fields.tidy(new.person)
    dataset = writer.store.dataset()
    fields.check(values | person, max(writer.today, dataset.as_of or writer.today))
    with writer.write("enter case", dataset.county_code) as session:
        number = _number(session, writer, dataset.county_code, new)
        placed = NOWHERE if new.village is None else by_hand(writer, new.village)
        own = add(session, dataset, number, {**values, **placed}, person)
        if new.village is None:
            only = frozenset([own])
            place_again(session, writer.store, on=writer.today, actor=writer.actor, only=only)
        extend_record(session, new.filed.date())
        session.info["detail"] = {"petition": own, "own_number": numbers.is_own(number)}
        return number


def add(
    session: Session, dataset: Dataset, number: str, values: Mapping[str, Any], person: Mapping[str, Any]
) -> int:
    """Write a case that no file told, with who petitioned, in a transaction of the caller's; its id."""
    own = gate.add(session, **values, **_origin(dataset, number))
    if any(person.values()):
        states.apply(session, {}, {own: person})
    return own


def extend_record(session: Session, day: dt.date) -> None:
    """The record is complete to the day of its newest petition, where no file has told to which day it is."""
    if session.scalar(select(ImportRun.id).where(ImportRun.undone_at.is_(None)).limit(1)):
        return
    dataset = session.scalars(select(Dataset)).one()
    dataset.as_of = max(day, dataset.as_of or day)


# --- inside -------------------------------------------------------------------------------------------------


def _number(session: Session, writer: Writer, county: str, new: NewCase) -> str:
    number = new.number.strip()
    if not number:
        return numbers.next_number(session, writer, county, new.filed.year)
    check_number(session, writer, number)
    return number


def check_number(session: Session, writer: Writer, number: str) -> None:
    """Check that a number may be given by a clerk.

    Raises
    ------
    CaseRefused
        It is too long, of the county's own series, or stored already.
    """
    fields.check({"number": number}, writer.today)
    if numbers.is_own(number):
        raise CaseRefused(
            "Numbers that begin with {prefix} are given by this program: leave the number empty",
            prefix=number[: len(numbers.PREFIX)],
        )
    if case_among(session.connection(), gate.register(writer), number, personal=False) is not None:
        raise CaseRefused("The number {number} is stored already: open that case", number=number)


def _origin(dataset: Dataset, number: str) -> dict[str, Any]:
    """Whose it is, and that no file told it."""
    return {
        "number": number,
        "county_code": dataset.county_code,
        "category_scheme": schemes()[-1],
        "digest": "",
    }
