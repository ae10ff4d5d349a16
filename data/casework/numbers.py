"""Numbers of the county's own series, for cases that no other system has numbered.

They begin with `PREFIX` and the county's code, as no other system's do: ``手登330726-2026-00001``.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.petitions import gate
from data.reader import Reader

PREFIX = "手登"
_FIRST_OF_A_YEAR = "{prefix}{county}-{year}-"


def is_own(number: str) -> bool:
    """Whether a number is of the county's own series, or would be taken for one."""
    return number.startswith(PREFIX)


def next_number(session: Session, reader: Reader, county: str, year: int) -> str:
    """The next number of a year. Those of cases that were withdrawn are not given again."""
    start = _FIRST_OF_A_YEAR.format(prefix=PREFIX, county=county, year=year)
    number = gate.register(reader).c.number
    last = session.scalar(select(func.max(number)).where(number >= start, number < start + "~"))
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:05d}"
