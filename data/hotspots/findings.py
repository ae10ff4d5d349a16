"""Findings of the daily run (`data.hotspots.daily`): read, and decided by a person.

A person confirms a finding, with the policy measure that it leads to, or dismisses it with a reason.
"""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from data import scope as may
from data.clock import now
from data.divisions.succession import comparable_codes
from data.errors import FindingRefused
from data.petitions.outside import own_places
from data.reader import Reader, Writer
from data.scope import Role, Scope
from data.tables import Finding
from geo.terms import C_, N_, Term


class FindingState(Term):
    NEW = "new", N_("to be decided")
    CONFIRMED = "confirmed", C_("a finding", "confirmed")
    DISMISSED = "dismissed", N_("dismissed")


def findings(reader: Reader, state: FindingState | None = None, on: dt.date | None = None) -> pd.DataFrame:
    """Findings, the newest first: the columns of `data.tables.Finding`.

    For the office and leaders; others get none. Without reports and accusations. A leader is told those of
    which all villages are the own: place and category stand together in them, and no least count
    (`data.petitions.disclosure`). Who decided, and why a finding was dismissed, is the office's.
    Villages are those that they have become by the day `on`, by default today.
    """
    columns = list(Finding.__table__.columns.keys())
    if not may_read(reader.scope):
        return pd.DataFrame(columns=columns)
    statement = select(*Finding.__table__.columns).order_by(Finding.last_found.desc(), Finding.id.desc())
    if state is not None:
        statement = statement.where(Finding.state == state.value)
    with reader.store.read() as connection:
        found = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
    became = comparable_codes(reader.store, on or reader.today)
    found["villages"] = [told_as(villages, became) for villages in found["villages"]]
    office = may.is_office(reader.scope)
    if not office:
        own = own_places(reader, on or reader.today).villages
        told = np.array([set(villages) <= own for villages in found["villages"]], dtype=bool)
        found = found[told].reset_index(drop=True)
    for name in ("reason", "measure", "decided_by"):  # None, not NaN, which reads as true
        known = found[name].notna() & (office or name == "measure")
        found[name] = found[name].astype(object).where(known, None)
    return found


def may_read(scope: Scope | None) -> bool:
    """Whether a scope sees findings: those who see the county's aggregates, but no screen."""
    if not isinstance(scope, Scope) or scope.county is None:
        return False
    return scope.role in (Role.OFFICE, Role.CLERK, Role.LEADER) and bool(scope.divisions)


def confirm(
    writer: Writer,
    finding: int,
    *,
    measure: str = "",
    measure_from: dt.date | None = None,
) -> None:
    """A person holds a finding for true. What was decided before is replaced as a whole.

    Parameters
    ----------
    measure
        The policy measure that it leads to; empty: none yet.
    measure_from
        Day from which the measure holds; it may be still to come. Once it is known, a run no longer changes
        the villages: they are those of which the effect is told (`data.hotspots.effects`).

    Raises
    ------
    FindingRefused
        The scope is not the petition office's, there is no such finding, or a day is given without a measure.
    """
    words = measure.strip() or None
    if measure_from is not None and words is None:
        raise FindingRefused(
            "A day, {day}, is given without the measure that holds from it: write the measure down",
            day=measure_from.isoformat(),
        )
    decided = {"measure": words, "measure_from": measure_from}
    _decide(writer, finding, FindingState.CONFIRMED, decided)


def dismiss(writer: Writer, finding: int, reason: str) -> None:
    """A person holds a finding for nothing, and says why.

    Raises
    ------
    FindingRefused
        As `confirm`; or no reason is given.
    """
    if not reason.strip():
        raise FindingRefused("A finding is dismissed with a reason: write it down")
    _decide(writer, finding, FindingState.DISMISSED, {"reason": reason.strip()})


def told_as(villages: list[str], became: dict[str, str]) -> list[str]:
    """Codes of the villages that these have become (former code -> code), each once."""
    return list(dict.fromkeys(became.get(code, code) for code in villages))


def _decide(
    writer: Writer,
    finding: int,
    state: FindingState,
    decided: dict[str, Any],
) -> None:
    check_office(writer.scope)
    with writer.write("finding", str(finding), state=state.value) as session:
        found = session.get(Finding, finding)
        if found is None:
            raise FindingRefused("There is no finding {number}", number=finding)
        for column in ("reason", "measure", "measure_from"):
            setattr(found, column, decided.get(column))
        found.state, found.decided_at, found.decided_by = state.value, now(), writer.actor


def check_office(scope: Scope) -> None:
    """Refuse whoever is not the petition office.

    Raises
    ------
    FindingRefused
        The scope is another's.
    """
    if not may.is_office(scope):
        raise FindingRefused("Only the petition office keeps findings")
