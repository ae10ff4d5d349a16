"""How alerts, visits and teams stand on a day, as a meeting is told: of the whole county, and no petition.

Where an alert is, and where a plan leads, tells who petitioned: neither is told, alerts by their number alone
and visits by what their notice tells. Whether a village has open cases is not told either. A count of
promises is told if it is `least` or more also without those of the township that has most of them
(`without_the_most`).
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd
from dateutil.relativedelta import relativedelta

from data.briefing.receptions import Reception, receptions
from data.errors import PlanRefused
from data.hotspots.findings import FindingState, findings
from data.petitions.margins import TEN
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope
from data.service import coverage
from data.service.coverage import Group
from data.store import Store
from data.visits.calendar import next_visit_day
from data.visits.promises import kept_promises, waiting_promises
from data.visits.saved import published_townships
from data.visits.years import last_visits


@dataclass(frozen=True, slots=True)
class Alerts:
    """Findings of the daily run.

    Parameters
    ----------
    waiting, earliest
        To be decided, and when the first of them was found; None: there are none.
    confirmed, dismissed
        Decided in the year to the day.
    measures
        Confirmed ever, with a policy measure that holds on the day.
    """

    waiting: int
    earliest: dt.date | None
    confirmed: int
    dismissed: int
    measures: int


@dataclass(frozen=True, eq=False)
class Visits:
    """The next day of visits, and what is left of those before.

    Parameters
    ----------
    day
        None: not known, for its year's holidays are not published.
    published
        Codes of the townships whose visit of that day is published.
    receptions
        Those of them, as the public is told of them.
    unseen
        Township -> villages that no leader has seen for `months`; all townships are in it.
    villages
        All villages.
    overdue, kept
        Promises past their day, and those kept in the year to the day in full tens; None: not told.
    """

    day: dt.date | None
    published: frozenset[str]
    receptions: tuple[Reception, ...]
    unseen: pd.Series
    months: int
    villages: int
    overdue: int | None
    kept: int | None


@dataclass(frozen=True, eq=False)
class Teams:
    """Villages by whether their liaison team was there.

    Parameters
    ----------
    groups
        Village -> `Group`; of a team that is in order not whether cases are open.
    counts
        Villages in each group.
    days
        Within which a team is to be there.
    """

    groups: pd.Series
    counts: dict[Group, int]
    days: int


@dataclass(frozen=True, eq=False)
class Standing:
    """All three, of one day."""

    on: dt.date
    alerts: Alerts
    visits: Visits
    teams: Teams


def standing(store: Store, on: dt.date) -> Standing:
    """How they stand on a day, told of the county of a record."""
    county = store.dataset().county_code
    office = Reader(Scope.of(Role.OFFICE, [county], county), store, on)
    return Standing(on, _alerts(office), _visits(office), _teams(office))


def without_the_most(townships: pd.Series, least: int) -> int | None:
    """How many there are, if `least` or more also without those of the township with most; else None.

    Parameters
    ----------
    townships
        Code of the township of each; missing: of none.
    """
    most = int(townships.value_counts(dropna=False).max()) if len(townships) else 0
    return len(townships) if len(townships) - most >= least else None


def _alerts(office: Reader) -> Alerts:
    found = findings(office)
    year = pd.Timestamp(office.today - relativedelta(years=1))
    recent = pd.to_datetime(found["decided_at"]) >= year
    waiting = found[found["state"] == FindingState.NEW.value]
    confirmed = found["state"] == FindingState.CONFIRMED.value
    holds = pd.to_datetime(found["measure_from"]) <= pd.Timestamp(office.today)
    return Alerts(
        waiting=len(waiting),
        earliest=waiting["first_found"].min() if len(waiting) else None,
        confirmed=int((confirmed & recent).sum()),
        dismissed=int(((found["state"] == FindingState.DISMISSED.value) & recent).sum()),
        measures=int((confirmed & holds).sum()),
    )


def _visits(office: Reader) -> Visits:
    on, county = office.today, rules(office.store, office.today)
    least = county.privacy.suppress_below
    day = None
    with suppress(PlanRefused):
        day = next_visit_day(office.store, on)
    seen = last_visits(office, on)
    late = waiting_promises(office, on)
    kept = without_the_most(kept_promises(office, on - relativedelta(years=1), on)["township"], least)
    return Visits(
        day=day,
        published=frozenset() if day is None else published_townships(office, day),
        receptions=receptions(office, day),
        unseen=seen.groupby("township")["unseen"].sum().astype(int),
        months=county.visits.unseen_months,
        villages=len(seen),
        overdue=without_the_most(late.loc[late["days"] > 0, "township"], least),
        kept=None if kept is None else kept // TEN * TEN,
    )


def _teams(office: Reader) -> Teams:
    listed = coverage.table(office, office.today).set_index("code")
    in_order = listed["group"].isin([Group.WAITING, Group.COVERED])
    groups = listed["group"].where(~in_order, Group.NOT_TOLD)
    told = (Group.UNCOVERED, Group.OVERDUE, Group.NOT_TOLD)
    counts = {group: int((groups == group).sum()) for group in told}
    return Teams(groups, counts, rules(office.store, office.today).service.overdue_days)
