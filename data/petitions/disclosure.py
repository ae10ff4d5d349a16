"""What may be told of petitions outside one's own cases (statistical disclosure control).

Leaders see the county's aggregates and the cases of their own township; the screen of a meeting sees
aggregates alone. Whoever may not open a case must not be able to single it out of counts either, nor a group
of fewer than `k` (rule ``privacy.suppress_below``), by whatever filters, sums and differences.

**The rule.** The record without reports and accusations is cut into *blocks*: petitions or requests of one
calendar year. A year with fewer than `k` waits for the next; the running year is told up to its last whole
month, and the running month by its total alone. Of a block only *one-way distributions* are told: by place
(townships, and the villages of each), by month, category, tier, status, occurrence, and channel with joint
visits apart. A value is told if it counts `k` or more, and only while what is left untold counts `k` or more
too (otherwise the smallest values told join it). Nothing is told of two conditions at once, nor of parts of a
block but its months, nor of parts of a month.

**Whoever knows a part.** A leader knows the cases of the own township, sees the same county totals as the
screen, and may subtract. So each count must be `k` or more also without what any one township holds, or what
the townships of any one leader hold together; the same for what is left untold, for a block and a month. All
get the same counts, so that two of them never give a third. Of places, which one may know as a whole, what is
left untold must be `k` or more without its largest.

**Why that is safe.** All that is told of a block are one-way margins of one contingency table without
structural zeros. Such margins fit tables of every dependence, so a cell, or a group given by a set of values
in each dimension, can be as large as the least of its margins (upper Frechet bound, sharp for decomposable
margins: A. Dobra and S. E. Fienberg 2000, PNAS 97(22), 11885-11892; A. Hundepool et al. 2012, Statistical
Disclosure Control, Wiley, ch. 4 and 5). Every margin is `k` or more, told or, untold, as the whole rest; so
no cell and no group is known to be below `k` but not empty, and one that is known exactly counts `k` or
more, or nothing. Townships and their villages are one dimension, told more or less finely. What an insider
knows leaves the same kind of table, of what is outside. Blocks have no petition in common: their sums add
nothing to know.

Whoever knows the rule besides learns that an untold value is small or the least of the large; but zero counts
as small, ties go together, and a rest that would force its values above zero takes in a large one, so that
each untold value may still be none, or `k` and more.

**Persons** are sums, not counts: told by month for the whole county, cut down to full tens, where no single
petition brings more than half of them. Visits, open cases or persons *of a village* are two conditions.

**Figures of performance** (`data.petitions.performance.coarse`) cross conditions: closed in time, of first
petitions by letter or visit. They are told as of the last whole month, cut down to tens, of a hundred or
more: a group that is the difference of two may be nine more or less, so none is known to be below `k` but not
empty. The count of first petitions, which is crossed with what is told exactly, is checked for that besides.

**Its limits.** The rule is of one state of the record. Who keeps the counts of two states learns what changed
between them; the running year therefore moves on month by month only. Two leaders who put their cases
together know both townships. That a value is told at all says that it counted `k` or more.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from sqlalchemy import or_, select

from data.divisions import reads
from data.petitions import counted as rule
from data.petitions.facts import facts, without_accusations
from data.petitions.margins import Bools, Table
from data.petitions.performance import (
    NO_FIRST,
    NO_ONLINE,
    STEP,
    FirstPetitions,
    OnlineRequests,
    coarse,
    handled,
)
from data.reader import Reader
from data.rules import DEFAULTS, rules
from data.scope import Role, Scope, is_office
from data.tables import Account, AccountDivision, Contract
from data.terms import Channel, Counted, Level, Occurrence

YEAR = 12
"""Months of a block. Of the demo county 21 % of villages would be told in both half-years of a year, in
calendar years 62 to 80 %."""


@dataclass(frozen=True)
class Block:
    """What is told of the petitions, or the requests, of some whole months in a row.

    Parameters
    ----------
    counted
        Petitions or requests.
    first, last
        Months, counted since year 0, both included.
    total
        How many.
    margins
        Dimension -> value -> count, of the values that are told. Dimensions: township, village, month (as
        text), category, tier, status, occurrence, channel.
    persons
        By month, in full tens; empty where not told.
    """

    counted: Counted
    first: int
    last: int
    total: int
    margins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    persons: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Release:
    """All that is told of a county outside one's own cases.

    Parameters
    ----------
    k
        The least count that is told.
    last_day
        Last day of the record.
    first, last
        First and last whole month, counted since year 0; `last` before `first`: none.
    blocks
        In the order of time, petitions apart from requests.
    running
        Totals of the month that is not over, where it is not, of petitions and of requests.
    running_persons
        Persons of it.
    villages
        Villages -> their townships.
    first_petitions, online
        How first petitions of three years and requests of one were handled, up to the last whole month.
    """

    k: int
    last_day: dt.date
    first: int
    last: int
    blocks: tuple[Block, ...] = ()
    running: Mapping[Counted, int] = field(default_factory=dict)
    running_persons: Mapping[Counted, int] = field(default_factory=dict)
    villages: Mapping[str, str] = field(default_factory=dict)
    first_petitions: FirstPetitions = NO_FIRST
    online: OnlineRequests = NO_ONLINE


def release(reader: Reader, on: dt.date | None = None, rows: pd.DataFrame | None = None) -> Release:
    """What a reader who sees the county's aggregates is told; others nothing.

    Petitions of former divisions count under what these became by the day `on`, by default the reader's.
    `rows`: `data.petitions.facts` of the petition office on that day, where they are at hand.
    """
    dataset = reader.store.dataset()
    day = on or reader.today
    county = rules(reader.store, day)
    if not sees_county(reader.scope):
        return Release(county.privacy.suppress_below, dataset.as_of or day, 0, -1)
    if rows is None:
        office = Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)
        rows = facts(Reader(office, reader.store, day))
    frame = without_accusations(rows)
    listed = reads.divisions(reader.store, Level.VILLAGE, day)
    villages = dict(zip(listed["code"], listed["parent_code"], strict=True))
    return publish(
        frame,
        county.privacy.suppress_below,
        dataset.as_of or day,
        insiders(reader, day, villages),
        villages,
        county.cases.first_days,
    )


def insiders(
    reader: Reader, on: dt.date, villages: Mapping[str, str] | None = None
) -> frozenset[frozenset[str]]:
    """Townships that one leader knows together, by contracts and accounts; `villages` -> their townships.

    Nothing for who is not told of the county.
    """
    if not (is_office(reader.scope) or sees_county(reader.scope)):
        return frozenset()
    if villages is None:
        listed = reads.divisions(reader.store, Level.VILLAGE, on)
        villages = dict(zip(listed["code"], listed["parent_code"], strict=True))
    return frozenset([*_contracts(reader, on), *_granted(reader, villages)])


def sees_county(scope: Scope | None) -> bool:
    """Whether a scope is told of the county outside its own cases: leaders and the screen."""
    if not isinstance(scope, Scope) or scope.county is None or not scope.divisions:
        return False
    return scope.role in (Role.LEADER, Role.SCREEN)


def publish(
    frame: pd.DataFrame,
    k: int,
    last_day: dt.date,
    leaders: Iterable[frozenset[str]] = (),
    villages: Mapping[str, str] | None = None,
    first_days: int = DEFAULTS.cases.first_days,
) -> Release:
    """The release of petitions and requests.

    Parameters
    ----------
    frame
        Of `data.petitions.facts`, without reports and accusations.
    k
        The least count that is told.
    last_day
        Last day of the record.
    leaders
        Townships of each leader who has several; each township alone is allowed for in any case.
    villages
        The county's villages -> their townships; those without any petition are places too.
    first_days
        Within which first petitions are to be closed.
    """
    running = last_day.year * 12 + last_day.month - 1
    whole = running if (last_day + dt.timedelta(days=1)).day == 1 else running - 1
    if frame.empty:
        return Release(k, last_day, whole + 1, whole)
    first = int(frame["month"].min())
    table = Table(frame, k, leaders, villages or {})
    blocks: list[Block] = []
    totals: dict[Counted, int] = {}
    persons: dict[Counted, int] = {}
    for what in (Counted.PETITIONS, Counted.REQUESTS):
        kept = rule.is_counted(frame["channel"], what)
        blocks += _blocks(table, what, kept, first, whole)
        if whole < running:
            rows = kept & (table.months >= running)
            if table.enough(rows):
                totals[what] = int(rows.sum())
                for each in table.persons([rows]):
                    persons[what] = each
    above = {village: township for township, village in table.places if village}
    performance = _performance(table, frame, whole, first_days)
    return Release(k, last_day, first, whole, tuple(blocks), totals, persons, above, *performance)


# --- inside -------------------------------------------------------------------------------------------------


def _blocks(table: Table, what: Counted, kept: Bools, first: int, last: int) -> Iterable[Block]:
    """Calendar years, each as soon as it counts enough."""
    start = first
    while start <= last:
        end = min(start - start % YEAR + YEAR - 1, last)
        rows = kept & (table.months >= start) & (table.months <= end)
        while not table.enough(rows) and end < last:
            end = min(end + YEAR, last)
            rows = kept & (table.months >= start) & (table.months <= end)
        if table.enough(rows):
            yield _block(table, what, rows, start, end)
        start = end + 1


def _block(table: Table, what: Counted, rows: Bools, first: int, last: int) -> Block:
    domain = [str(month) for month in range(first, last + 1)]
    months = table.margin(rows, np.where(rows, table.months - first, 0), domain)
    townships, villages = table.by_place(rows)
    margins = {"township": townships, "village": villages, "month": months}
    for name, (codes, values) in table.dimensions.items():
        if name != "channel" or what is Counted.PETITIONS:
            margins[name] = table.margin(rows, codes, values)
    sums = table.persons([rows & (table.months == int(month)) for month in domain])
    persons = (
        dict(zip(range(first, last + 1), sums, strict=True)) if sums and len(months) == len(domain) else {}
    )
    return Block(what, first, last, int(rows.sum()), margins, persons)


def _performance(
    table: Table, frame: pd.DataFrame, whole: int, days: int
) -> tuple[FirstPetitions, OnlineRequests]:
    """How they were handled, coarsely, up to the end of the last whole month."""
    end = pd.Timestamp(year=(whole + 1) // 12, month=(whole + 1) % 12 + 1, day=1)
    exact = handled(frame, days, end)
    petition = rule.is_counted(frame["channel"], Counted.PETITIONS)
    filed = frame["filed"]
    rows = petition & ((filed < end) & (filed >= end - pd.DateOffset(years=3))).to_numpy(dtype=bool)
    once = (frame["occurrence"] == Occurrence.FIRST).to_numpy(dtype=bool)
    offline = frame["channel"].isin([Channel.LETTER, Channel.VISIT]).to_numpy(dtype=bool)
    return coarse(*exact, table.k, table.coarse_count(rows, once, offline, STEP * table.k))


def _contracts(reader: Reader, on: dt.date) -> list[frozenset[str]]:
    """Townships of each leader who has a contract on a day."""
    running = Contract.valid_from <= on, or_(Contract.valid_to.is_(None), Contract.valid_to > on)
    townships: dict[int, set[str]] = {}
    with reader.store.read() as connection:
        for leader, township in connection.execute(
            select(Contract.leader_id, Contract.township_code).where(*running)
        ):
            townships.setdefault(leader, set()).add(township)
    return [frozenset(codes) for codes in townships.values()]


def _granted(reader: Reader, villages: Mapping[str, str]) -> list[frozenset[str]]:
    """Townships whose cases leaders may open by their accounts, disabled ones too, and the reader besides."""
    divisions: dict[int, set[str]] = {}
    statement = select(AccountDivision.account_id, AccountDivision.division_code).join(
        Account, Account.id == AccountDivision.account_id
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement.where(Account.role == Role.LEADER.value))
        for account, code in rows:
            divisions.setdefault(account, set()).add(code)
    own = [reader.scope.divisions] if reader.scope.role is Role.LEADER else []
    return [
        frozenset(codes | {villages[code] for code in codes if code in villages})
        for codes in (*divisions.values(), *own)
    ]
