"""Numbers of the county's own series, for cases that no other system has numbered.

They begin with `PREFIX` and the county's code, as no other system's do: ``手登330726-2026-00001``.
"""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.petitions import gate
from data.reader import Reader

PREFIX = "手登"
DESK = "接访"
"""Of cases that came of a desk of visits: ``接访330726101-20261215-A003``, by township, day and slip."""
_FIRST_OF_A_YEAR = "{prefix}{county}-{year}-"


def is_own(number: str) -> bool:
    """Whether a number is of the county's own series, or would be taken for one."""
    return number.startswith((PREFIX, DESK))


def of_slip(township: str, on: dt.date, slip: str) -> str:
    """The number of a case that came of a desk of visits; no two are alike, for no slip is given twice."""
    return f"{DESK}{township}-{on:%Y%m%d}-{slip}"


def next_number(session: Session, reader: Reader, county: str, year: int) -> str:
    """The next number of a year. Those of cases that were withdrawn are not given again."""
    start = _FIRST_OF_A_YEAR.format(prefix=PREFIX, county=county, year=year)
    number = gate.register(reader).c.number
    last = session.scalar(select(func.max(number)).where(number >= start, number < start + "~"))
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:05d}"
