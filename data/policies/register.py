"""The policies on record, each with its written answer, its measure, its effect and the households helped."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.hotspots.effects import PolicyEffect, effect
from data.petitions.disclosure import sees_county
from data.reader import Reader
from data.scope import Role, is_office
from data.tables import HelpedHouseholds, Policy
from geo.terms import N_, Term


class Progress(Term):
    """How far a policy is."""

    PROPOSED = "proposed", N_("waits for the written answer")
    ANSWERED = "answered", N_("answered, no measure yet")
    DECIDED = "decided", N_("measure decided, not in force yet")
    IN_FORCE = "in_force", N_("measure in force")


@dataclass(frozen=True)
class PolicyEntry:
    """A policy as it stands on a day.

    Parameters
    ----------
    households
        Helped by its measure, all places together; None: none is on record, which is not none.
    counted_on
        The newest day of these.
    finding
        Number of the finding of the daily run that it came of; None: of none.
    waits
        Days since the proposal without a written answer; None: there is one.
    """

    id: int
    title: str
    division: str
    category: str
    problem: str
    proposal: str
    unit: str
    proposed: dt.date
    replied: dt.date | None
    reply: str
    measure: str
    taken: dt.date | None
    progress: Progress
    households: int | None
    counted_on: dt.date | None
    finding: int | None
    waits: int | None


def policies(reader: Reader) -> list[PolicyEntry]:
    """Policies on record, of the office and of leaders who see the county; the latest proposal first."""
    if not (is_office(reader.scope) or (reader.scope.role is Role.LEADER and sees_county(reader.scope))):
        return []
    own = HelpedHouseholds
    helped = select(own.policy_id, func.sum(own.households), func.max(own.on)).group_by(own.policy_id)
    with reader.store.read() as connection, Session(connection) as session:
        sums = {key: (int(number), last) for key, number, last in session.execute(helped).all()}
        listed = session.scalars(select(Policy).order_by(Policy.proposed.desc(), Policy.id)).all()
        return [_entry(one, sums.get(one.id, (None, None)), reader.today) for one in listed]


def policy_effect(
    facts: pd.DataFrame, entry: PolicyEntry, villages: Sequence[str] | None, today: dt.date
) -> PolicyEffect | None:
    """What its measure did (`data.hotspots.effects.effect`); None: there is no day on which it began.

    Parameters
    ----------
    facts
        Of petitions, of who may see them all.
    villages
        Those of the township in which it holds; None: the whole county, where there is no elsewhere.
    """
    if entry.taken is None:
        return None
    return effect(facts, villages, entry.category, entry.taken, today)


def _entry(one: Policy, helped: tuple[int | None, dt.date | None], today: dt.date) -> PolicyEntry:
    columns = ("id", "title", "category", "problem", "proposal", "unit", "proposed", "replied", "reply")
    return PolicyEntry(
        **{name: getattr(one, name) for name in (*columns, "measure", "taken")},
        division=one.division_code,
        finding=one.finding_id,
        progress=_progress(one, today),
        households=helped[0],
        counted_on=helped[1],
        waits=None if one.replied or one.reply else (today - one.proposed).days,
    )


def _progress(one: Policy, today: dt.date) -> Progress:
    if one.taken is not None:
        return Progress.IN_FORCE if one.taken <= today else Progress.DECIDED
    if one.measure:
        return Progress.DECIDED
    return Progress.ANSWERED if one.replied or one.reply else Progress.PROPOSED
