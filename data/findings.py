"""What the petitions say about policy (信访倒推): categories that are high in several villages at once.

A daily run asks every category what is hot now (`data.unusual`); a person confirms a finding, with the policy
measure that it leads to, or dismisses it with a reason. On a record without any pattern a run finds anything
at all in no more than the share of days that is its budget, of which each category and window has its part
(Bonferroni).
"""

import datetime as dt
from enum import StrEnum

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from data import divisions, petitions, unusual
from data import scope as may
from data.errors import FindingRefused
from data.scope import Role, Scope
from data.store import Store, now
from data.tables import Finding
from data.terms import Level
from geo.neighbours import touching

BUDGET = 0.05
"""Share of days without any pattern on which a run may find something all the same."""

QUIET_DAYS = 180
"""For as long a finding that was dismissed is not raised again."""

WINDOWS = (12, 2)
"""Months up to the day over which a category is looked at: what lasts, and what has just begun."""

FEWEST = 2
"""Villages that a finding must hold: one alone is that village's own matter."""


class FindingState(StrEnum):
    NEW = "new"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


def run(scope: Scope, store: Store, today: dt.date, *, budget: float = BUDGET, actor: str) -> int:
    """Look at every category as of a day; keep what is found, once, and bring what is known up to date.

    Returns
    -------
    int
        Findings that are new.

    Raises
    ------
    FindingRefused
        The scope is not the petition office's, the budget is no share, or there are no villages.
    """
    _check(scope)
    if not 0 < budget < 1:
        raise FindingRefused(
            "The budget of false alarms is a share between 0 and 1; {budget} is none", budget=budget
        )
    villages = divisions.boundaries(store, Level.VILLAGE, today)
    if villages.empty:
        raise FindingRefused("There are no villages with boundaries on record: import them first.")
    facts = petitions.facts(scope, store, today)
    codes, graph = pd.Index(villages["code"]), touching(villages.geometry.to_numpy())
    residents = villages["residents"].to_numpy(dtype=float, na_value=np.nan)
    categories = [str(code) for code in facts["category"].cat.categories]
    found = []
    for category in categories:
        own = petitions.select_facts(facts, petitions.Filter(category=category))
        counts = unusual.count_months(own, codes, today, unusual.MONTHS)
        level = budget / len(categories) / len(WINDOWS)
        if places := _hot_now(counts, graph, residents, level):
            hot = unusual.is_hot(unusual.history(counts, graph, residents).spots)
            found += [(category, place, _since(hot[place.villages], today)) for place in places]
    with store.write(actor, "findings", today.isoformat(), found=len(found)) as session:
        new = sum(
            _keep(session, category, [str(codes[v]) for v in place.villages], place, since, today)
            for category, place, since in found
        )
        session.info["detail"]["new"] = new
        return new


def findings(scope: Scope, store: Store, state: FindingState | None = None) -> pd.DataFrame:
    """Findings, the newest first: the columns of `data.tables.Finding`.

    For the office and leaders; others get none. They count petitions by place and category, without reports
    and accusations.
    """
    columns = list(Finding.__table__.columns.keys())
    if not may_read(scope):
        return pd.DataFrame(columns=columns)
    statement = select(*Finding.__table__.columns).order_by(Finding.last_found.desc(), Finding.id.desc())
    if state is not None:
        statement = statement.where(Finding.state == state.value)
    with store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)


def may_read(scope: Scope | None) -> bool:
    """Whether a scope sees findings: those who see the county's aggregates, but no screen."""
    if not isinstance(scope, Scope) or scope.county is None:
        return False
    return scope.role in (Role.OFFICE, Role.LEADER) and bool(scope.divisions)


def confirm(scope: Scope, store: Store, finding: int, *, measure: str = "", actor: str) -> None:
    """A person holds a finding for true; `measure`: the policy measure it leads to, which may come later.

    Raises
    ------
    FindingRefused
        The scope is not the petition office's, or there is no such finding.
    """
    _decide(scope, store, finding, FindingState.CONFIRMED, None, measure.strip() or None, actor)


def dismiss(scope: Scope, store: Store, finding: int, reason: str, *, actor: str) -> None:
    """A person holds a finding for nothing, and says why.

    Raises
    ------
    FindingRefused
        As `confirm`; or no reason is given.
    """
    if not reason.strip():
        raise FindingRefused("A finding is dismissed with a reason: write it down")
    _decide(scope, store, finding, FindingState.DISMISSED, reason.strip(), None, actor)


def _keep(
    session: Session,
    category: str,
    villages: list[str],
    place: unusual.Place,
    since: dt.date,
    today: dt.date,
) -> bool:
    """Whether it is new. Known is what shares a village with a finding of the category that still counts."""
    for known in session.scalars(select(Finding).where(Finding.category == category)):
        dismissed = known.state == FindingState.DISMISSED
        if not set(known.villages) & set(villages) or (today - known.last_found).days > QUIET_DAYS:
            continue
        if not dismissed:
            known.villages, known.last_found = villages, max(known.last_found, today)
            known.cases, known.expected, known.q = place.cases, place.expected, place.q
        return False
    session.add(
        Finding(
            category=category,
            villages=villages,
            since=since,
            first_found=today,
            last_found=today,
            cases=place.cases,
            expected=place.expected,
            q=place.q,
            state=FindingState.NEW.value,
        )
    )
    return True


def _hot_now(
    counts: NDArray[np.int64], graph: Graph, residents: NDArray[np.float64], level: float
) -> list[unusual.Place]:
    """Places of several villages that are hot over any of the windows; of one place the longest counts."""
    sums = np.stack([counts[:, -months:].sum(axis=1) for months in WINDOWS], axis=1)
    spots = unusual.more_than_expected(sums, graph, residents, level)
    hot, places, taken = unusual.is_hot(spots), list[unusual.Place](), set[int]()
    for window in range(len(WINDOWS)):
        for place in unusual.hot_places(
            hot[:, window], sums[:, window], residents, spots.q[:, window], graph
        ):
            if len(place.villages) >= FEWEST and not taken & set(place.villages.tolist()):
                places.append(place)
                taken |= set(place.villages.tolist())
    return places


def _since(hot: NDArray[np.bool_], today: dt.date) -> dt.date:
    """First day of the run of months up to the last in which half of the villages are hot.

    Where no month is, of the longest window: it takes the year to see it. `hot` has a row a village.
    """
    mostly = np.asarray(hot.mean(axis=0) >= 0.5)
    back = mostly.size if mostly.all() else int(np.argmin(mostly[::-1]))
    start = pd.Timestamp(today) + pd.Timedelta(days=1) - pd.DateOffset(months=back or WINDOWS[0])
    return dt.date(start.year, start.month, start.day)


def _decide(
    scope: Scope,
    store: Store,
    finding: int,
    state: FindingState,
    reason: str | None,
    measure: str | None,
    actor: str,
) -> None:
    _check(scope)
    with store.write(actor, "finding", str(finding), state=state.value) as session:
        found = session.get(Finding, finding)
        if found is None:
            raise FindingRefused("There is no finding {number}", number=finding)
        found.state, found.reason, found.measure = state.value, reason, measure
        found.decided_at, found.decided_by = now(), actor


def _check(scope: Scope) -> None:
    if not may.is_office(scope):
        raise FindingRefused("Only the petition office keeps findings")
