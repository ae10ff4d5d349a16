"""Cases one by one, for those who may open them."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import ColumnElement, select, tuple_

from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.reader import Reader
from data.terms import Counted, Status


def open_cases(
    reader: Reader,
    village: str,
    limit: int = 50,
    on: dt.date | None = None,
    counted: Counted = Counted.PETITIONS,
) -> pd.DataFrame:
    """Open cases of a village, oldest first: number, filed, category, tier, occurrence, people.

    Only cases that the scope may see one by one; reports and accusations never. Those of former villages
    are among them as in `facts`; `on` as there.
    """
    columns = ["number", "filed", "category", "tier", "occurrence", "people"]
    case = gate.cases(reader, on, villages=[village])
    statement = (
        select(*(case.c[name] for name in columns))
        .where(case.c.status == Status.OPEN.value, rule.among(case.c.channel, counted))
        .order_by(case.c.filed)
        .limit(limit)
    )
    with reader.store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)


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
    newest_scheme = _in_newest_scheme(reader, on)
    conditions: list[ColumnElement[bool]] = [rule.among(case.c.channel, counted)]
    if category is not None:
        own = [pair for pair, code in newest_scheme.items() if code == category]
        conditions.append(tuple_(case.c.category, case.c.category_scheme).in_(own))
    if first is not None:
        conditions.append(case.c.filed >= dt.datetime.combine(first, dt.time()))
    if last is not None:
        conditions.append(case.c.filed < dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1))
    columns = ["number", "filed", "village_code", "category", "status", "tier", "occurrence"]
    statement = (
        select(*(case.c[name] for name in [*columns, "category_scheme"]))
        .where(*conditions)
        .order_by(case.c.filed.desc(), case.c.id.desc())
        .limit(limit)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    listed = pd.DataFrame.from_records(rows, columns=[*columns, "category_scheme"])
    pairs = [(row.category, row.category_scheme) for row in rows]
    listed["category"] = pd.Series([newest_scheme.get(pair, pair[0]) for pair in pairs], dtype=object)
    return listed[columns].rename(columns={"village_code": "village"})


def _in_newest_scheme(reader: Reader, on: dt.date | None) -> dict[tuple[str, str], str]:
    """Category and scheme of petitions -> the category as `facts` tells it to the same scope."""
    columns = ["category", "category_scheme"]
    petition = gate.aggregates(reader, on)
    statement = select(*(petition.c[name] for name in columns)).distinct()
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
    pairs = pd.DataFrame.from_records(rows, columns=columns)
    newest = told_in_one(pairs["category"], pairs["category_scheme"])
    return dict(zip(map(tuple, rows), newest, strict=True))
