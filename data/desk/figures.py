"""What came of a day's receptions in figures: one count for page, command, wall, bulletin and archive."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, select

from data.desk.queue import Listed, listed
from data.desk.terms import LEADER, DeskOutcome, Place
from data.petitions.disclosure import insiders, sees_county
from data.petitions.margins import TEN, Ints, values_told
from data.reader import Reader
from data.rules import rules
from data.scope import Role, is_office, plans_for
from data.tables import DeskEntry
from data.text import C_, N_, Words

RECEIVED = N_(
    "Received {groups} groups, {people} people; settled on the spot {settled}, handed on {promised}"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Groups that came to the receptions of a day, as the desk has them.

    Parameters
    ----------
    groups, people
        Who came (批, 人次); not those who were registered ahead and have not come.
    settled, promised, explained, referred, not_heard
        What came of them (件): one outcome a group.
    waiting, being_heard
        Of whom nothing came yet.
    ahead
        Registered ahead, and not here yet.
    by_leader
        Groups that the leader heard, or hears.
    """

    groups: int = 0
    people: int = 0
    settled: int = 0
    promised: int = 0
    explained: int = 0
    referred: int = 0
    not_heard: int = 0
    waiting: int = 0
    being_heard: int = 0
    ahead: int = 0
    by_leader: int = 0

    @property
    def heard(self) -> int:
        """Groups of whom something came."""
        return self.settled + self.promised + self.explained + self.referred


@dataclass(frozen=True, slots=True)
class Told:
    """The same for everybody: of the whole county; None: it is few, or would tell of few.

    Parameters
    ----------
    people
        In full tens, cut down.
    least
        The least count that is told (rule ``privacy.suppress_below``).
    """

    groups: int | None
    people: int | None
    settled: int | None
    promised: int | None
    least: int


def figures(reader: Reader, on: dt.date, township: str | None = None) -> Figures | None:
    """The day's figures of a township, or of all that the reader may see; None for who may see none."""
    scope = reader.scope
    if not (is_office(scope) or (scope.role in (Role.TOWNSHIP, Role.LEADER) and scope.divisions)):
        return None
    if township is not None and not plans_for(scope, township):
        return None
    return counted(listed(reader, on, township))


def counted(entries: Iterable[Listed]) -> Figures:
    """The figures of entries that somebody may see."""
    every = list(entries)
    came = [each for each in every if each.arrived_at is not None]
    outcomes = Counter(each.outcome for each in came)
    places = Counter(each.place for each in came)
    return Figures(
        groups=len(came),
        people=sum(each.people for each in came),
        settled=outcomes[DeskOutcome.SETTLED],
        promised=outcomes[DeskOutcome.PROMISED],
        explained=outcomes[DeskOutcome.EXPLAINED],
        referred=outcomes[DeskOutcome.REFERRED],
        not_heard=outcomes[DeskOutcome.NOT_HEARD],
        waiting=places[Place.WAITING],
        being_heard=places[Place.BEING_HEARD],
        ahead=sum(each.place is Place.AHEAD for each in every),
        by_leader=sum(each.heard_by == LEADER for each in came),
    )


def told(reader: Reader, on: dt.date) -> Told | None:
    """The figures of a day that everybody may be told, on a wall or in a bulletin; None for others.

    Of all townships together, without place and matter, by the rule of `data.petitions.disclosure`: a count
    is told if it is `least` or more, what is left is so too, and both also without what one township, or the
    townships of one leader, know themselves. People are told in full tens, unless one group is most of them.
    """
    if not (is_office(reader.scope) or sees_county(reader.scope)):
        return None
    least = rules(reader.store, on).privacy.suppress_below
    statement = (
        select(DeskEntry.township_code, DeskEntry.outcome, func.count(), func.sum(DeskEntry.people))
        .add_columns(func.max(DeskEntry.people))
        .where(
            DeskEntry.on == on,
            DeskEntry.withdrawn_at.is_(None),
            DeskEntry.arrived_at.is_not(None),
        )
        .group_by(DeskEntry.township_code, DeskEntry.outcome)
    )
    with reader.store.entire().read() as connection:
        rows = [tuple(row) for row in connection.execute(statement)]
    townships, groups, people = _by_township(rows)
    parts = [*(frozenset([each]) for each in townships), *insiders(reader, on)]
    knows = np.array([[each in part for each in townships] for part in parts], dtype=np.int64)
    knows = knows.reshape(len(parts), len(townships))
    whole = groups.sum(axis=1, keepdims=True)
    knows = knows[(knows @ whole < whole.sum()).ravel()]  # who knows all of it has nothing to learn
    if not values_told(whole.sum(axis=0), knows @ whole, least).all():
        return Told(None, None, None, None, least)
    kinds = groups if groups[:, 2].any() else groups[:, :2]  # where there are no others, nothing is left
    settled, promised, *_ = values_told(kinds.sum(axis=0), knows @ kinds, least)
    outside = [people.sum(), *(people.sum() - knows @ people)]
    many = 2 * max(row[4] for row in rows) <= min(outside)
    return Told(
        int(whole.sum()),
        int(people.sum()) // TEN * TEN if many else None,
        int(groups[:, 0].sum()) if settled else None,
        int(groups[:, 1].sum()) if promised else None,
        least,
    )


def sentence(words: Words, found: Figures) -> str:
    """The figures as the office says them at noon."""
    if not found.groups:
        if found.ahead:
            return words(N_("Nobody has come yet; {n} groups are registered"), n=words.number(found.ahead))
        return words(N_("Nobody has come to the reception yet"))
    return words(
        RECEIVED,
        groups=words.number(found.groups),
        people=words.number(found.people),
        settled=words.number(found.settled),
        promised=words.number(found.promised),
    )


def public_sentence(words: Words, found: Told) -> str:
    """The same for everybody; what is not told is said to be so, and not to be few."""
    if found.groups is None:
        return words(N_("Receptions of the day: few or none; not told"))
    parts = [words(N_("Received {groups} groups"), groups=words.number(found.groups))]
    told_besides = (
        (found.people, N_("at least {n} people")),
        (found.settled, N_("settled on the spot {n}")),
        (found.promised, N_("handed on {n}")),
    )
    parts += [words(label, n=words.number(count)) for count, label in told_besides if count is not None]
    if len(parts) <= len(told_besides):
        parts.append(words(N_("the rest is few, or would tell of few: not told")))
    return words(C_("parts of a sentence", ", ")).join(parts)


# --- inside -------------------------------------------------------------------------------------------------


def _by_township(rows: list[tuple[Any, ...]]) -> tuple[list[str], Ints, Ints]:
    """Townships, their groups settled, handed on and all others (n, 3), and their people (n,)."""
    townships = sorted({row[0] for row in rows})
    kinds = [DeskOutcome.SETTLED.value, DeskOutcome.PROMISED.value]
    groups = np.zeros((len(townships), len(kinds) + 1), dtype=np.int64)
    people = np.zeros(len(townships), dtype=np.int64)
    for township, outcome, count, persons, _largest in rows:
        at = townships.index(township)
        groups[at, kinds.index(outcome) if outcome in kinds else len(kinds)] += count
        people[at] += persons
    return townships, groups, people
