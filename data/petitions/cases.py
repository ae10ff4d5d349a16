"""Cases one by one, for those who may open them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, func, select, tuple_

from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.petitions.columnar.rule import Countable
from data.petitions.facts import Filter
from data.reader import Reader
from data.rules import rules
from data.scope import is_office
from data.terms import Counted, Purpose, Status

EVERYTHING = Filter()


def open_cases(
    reader: Reader,
    village: str | None,
    wanted: Filter = EVERYTHING,
    limit: int = 50,
    on: dt.date | None = None,
    newest: dict[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Open cases that a filter keeps, oldest first: those that `facts` counts as open under it.

    Only cases that the scope may see one by one; reports and accusations never. Those of former villages
    are among them as in `facts`.

    Parameters
    ----------
    village
        Code; None: all of the filter's township, placed in a village or not.
    limit
        Rows at most.
    on
        As in `facts`.
    newest
        `newest_scheme_of` the reader, where it is known: it looks at the whole record.

    Returns
    -------
    DataFrame
        number, filed, village (the code under which it counts), category (as `facts` tells it), tier,
        occurrence, people.
    """
    columns = ["number", "filed", "village_code", "category", "tier", "occurrence", "people"]
    if wanted.status not in (None, Status.OPEN.value):
        return pd.DataFrame(columns=columns).rename(columns={"village_code": "village"})
    villages = None if village is None else [village]
    case = gate.cases(reader, on, villages=villages, township=wanted.township)
    newest_scheme = newest_scheme_of(reader, on) if newest is None else newest
    conditions = [case.c.status == Status.OPEN.value, rule.among(case.c.channel, wanted.counted)]
    conditions += _filed(case, wanted.first, wanted.last) + _about(case, wanted.category, newest_scheme)
    if wanted.tier is not None:
        conditions.append(case.c.tier == wanted.tier)
    if wanted.kind is not None:
        least = rules(reader.store, reader.today).cases.joint_people
        kind = (case.c.channel, case.c.people, case.c.occurrence)
        conditions.append(rule.of_kind(*kind, wanted.kind, least))
    statement = select(*(case.c[name] for name in [*columns, "category_scheme"])).where(*conditions)
    return _read(reader, statement.order_by(case.c.filed, case.c.id).limit(limit), columns, newest_scheme)


def cases_of(
    reader: Reader,
    villages: Sequence[str],
    *,
    category: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    limit: int = 200,
    on: dt.date | None = None,
    counted: Counted = Counted.PETITIONS,
) -> pd.DataFrame:
    """Cases of several villages, newest first, such as those behind a finding.

    Only cases that the scope may see one by one; reports and accusations never. So they may be fewer than
    `facts` counts: a leader counts the county, and opens the cases of the contracted township.

    Parameters
    ----------
    villages
        Codes. Petitions of former villages are among them as in `facts`; a former village stands for the one
        that it became.
    category
        Code as `facts` tells it: of the newest scheme on record.
    first, last
        First and last day of filing, both included.
    limit
        Rows at most.
    on
        As in `facts`.
    counted
        Petitions, requests or both.

    Returns
    -------
    DataFrame
        number, filed, village (the code under which it counts), category (as `facts` tells it), status,
        tier, occurrence.
    """
    case = gate.cases(reader, on, villages=villages)
    newest_scheme = newest_scheme_of(reader, on)
    conditions = [rule.among(case.c.channel, counted), *_filed(case, first, last)]
    conditions += _about(case, category, newest_scheme)
    columns = ["number", "filed", "village_code", "category", "status", "tier", "occurrence"]
    statement = select(*(case.c[name] for name in [*columns, "category_scheme"])).where(*conditions)
    newest = (case.c.filed.desc(), case.c.id.desc())
    return _read(reader, statement.order_by(*newest).limit(limit), columns, newest_scheme)


def unlisted(reader: Reader, counted: Counted = Counted.BOTH) -> int:
    """Open reports and accusations, which are counted and never listed one by one; for the office alone."""
    if not is_office(reader.scope):
        return 0
    case = gate.queue(reader).c
    open_ones = (case.status == Status.OPEN.value, case.purpose == Purpose.ACCUSATION.value)
    statement = select(func.count(case.id)).where(*open_ones, rule.among(case.channel, counted))
    with reader.store.read() as connection:
        return connection.scalar(statement) or 0


def linked(reader: Reader, number: str) -> list[tuple[str, dt.datetime, str]]:
    """Number, time of filing and status of the other cases of the same matter that a reader may open."""
    case = gate.cases(reader)
    matter = select(case.c.matter_id).where(case.c.number == number).scalar_subquery()
    same = gate.cases(reader).alias("same")
    statement = (
        select(same.c.number, same.c.filed, same.c.status)
        .where(same.c.matter_id == matter, same.c.number != number)
        .order_by(same.c.filed, same.c.id)
    )
    with reader.store.read() as connection:
        return [(row.number, row.filed, row.status) for row in connection.execute(statement)]


def listed(
    reader: Reader, status: Status | None = Status.OPEN, *, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Cases that a reader may see one by one, wherever they are; the oldest first.

    Reports and accusations never. A unit sees those that it answers.

    Parameters
    ----------
    status
        Only these; None: all.

    Returns
    -------
    DataFrame
        number, filed, village and township (the codes under which it counts), category (as `facts` tells
        it), status, tier, occurrence, days (since it was filed, to the reader's day).
    """
    case = gate.cases(reader)
    columns = ["number", "filed", "village_code", "township_code", "category", "status", "tier", "occurrence"]
    statement = select(*(case.c[name] for name in [*columns, "category_scheme"]))
    if status is not None:
        statement = statement.where(case.c.status == status.value)
    statement = statement.order_by(case.c.filed, case.c.id)
    with reader.store.read() as connection:
        rows = connection.execute(statement.limit(limit).offset(offset)).all()
    newest_scheme = newest_scheme_of(reader, None) if rows else {}
    found = pd.DataFrame.from_records(rows, columns=[*columns, "category_scheme"])
    pairs = [(row.category, row.category_scheme) for row in rows]
    found["category"] = pd.Series([newest_scheme.get(pair, pair[0]) for pair in pairs], dtype=object)
    found["days"] = [max((reader.today - row.filed.date()).days, 0) for row in rows]
    names = {"village_code": "village", "township_code": "township"}
    return found.drop(columns="category_scheme").rename(columns=names)


def number_of_cases(reader: Reader, status: Status | None = Status.OPEN) -> int:
    """How many `listed` gives in all."""
    case = Countable.of(reader, accusations=False)
    return len(case) if status is None else int(case.holds("status", status.value).sum())


def _filed(case: Subquery, first: dt.date | None, last: dt.date | None) -> list[ColumnElement[bool]]:
    """From a first to a last day, both included."""
    conditions: list[ColumnElement[bool]] = []
    if first is not None:
        conditions.append(case.c.filed >= dt.datetime.combine(first, dt.time()))
    if last is not None:
        conditions.append(case.c.filed < dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1))
    return conditions


def _about(
    case: Subquery, category: str | None, newest_scheme: dict[tuple[str, str], str]
) -> list[ColumnElement[bool]]:
    """Of a category as `facts` tells it."""
    if category is None:
        return []
    own = [pair for pair, code in newest_scheme.items() if code == category]
    return [tuple_(case.c.category, case.c.category_scheme).in_(own)]


def _read(
    reader: Reader, statement: Select[Any], columns: list[str], newest_scheme: dict[tuple[str, str], str]
) -> pd.DataFrame:
    """Cases with their categories as `facts` tells them; a village is the one under which a case counts."""
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    frame = pd.DataFrame.from_records(rows, columns=[*columns, "category_scheme"])
    pairs = [(row.category, row.category_scheme) for row in rows]
    frame["category"] = pd.Series([newest_scheme.get(pair, pair[0]) for pair in pairs], dtype=object)
    return frame[columns].rename(columns={"village_code": "village"})


def newest_scheme_of(reader: Reader, on: dt.date | None = None) -> dict[tuple[str, str], str]:
    """Category and scheme of petitions -> the category as `facts` tells it to the same scope."""
    pairs = Countable.of(reader, on).category_pairs()
    newest = told_in_one(pairs["category"], pairs["category_scheme"])
    return dict(zip(zip(pairs["category"], pairs["category_scheme"], strict=True), newest, strict=True))
