"""The day whose state a file tells: as a person says it, as the file says it, or as its name does."""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import ImportRefused
from data.importing.files.readers import Table
from data.importing.report import Notice
from data.tables import ImportRun
from data.text import N_

_SIGN = r"\s*[-/._年月]\s*"
_DAY = re.compile(
    rf"(?<!\d)(20\d\d){_SIGN}(\d{{1,2}}){_SIGN}(\d{{1,2}})(?!\d)"
    r"|(?<!\d)(20\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?(?!\d)"
)
_MONTH = re.compile(r"(?<!\d)(20\d\d)\s*[-/._年]\s*(\d{1,2})\s*(?:月|(?!\d|\s*[-/._]\s*\d))")
_MONTHS = re.compile(r"(?<!\d)(20\d\d)\s*年\s*\d{1,2}\s*月?\s*(?:至|到|—|–|~|-)\s*(\d{1,2})\s*月(?!\s*\d)")
_END = re.compile(r"(?:至|到|—|–|~|-)\s*(?:(\d{1,2})\s*[月/.-]\s*)?(\d{1,2})\s*日")
"""End of a span whose year, or month too, stands at its beginning."""


def stated_day(name: str, above: Iterable[Iterable[str]], last: dt.date) -> dt.date | None:
    """Day as of which a file was written, where its title or its name says one.

    Parameters
    ----------
    name
        Name of the file.
    above
        Rows above the headings; they go before the name.
    last
        No file is of a later day: of a month that is not over the state is that of this day.

    Returns
    -------
    date or None
        The last day that is named, or the end of the last month; None where neither is named.
    """
    titles = [" ".join(row) for row in above]
    days = (_last_day(unicodedata.normalize("NFKC", text), last) for text in (*reversed(titles), name))
    return next((day for day in days if day is not None), None)


def file_day(
    session: Session, table: Table, asked: dt.date | None, last: dt.date, notices: list[Notice]
) -> dt.date:
    """Day whose state a file tells: as asked, else as it says itself, else that of its earlier import.

    Parameters
    ----------
    session
        Within the transaction of the import.
    table
        The file.
    asked
        What a person says; None: nothing.
    last
        No file is of a later day; it is taken where nothing is known, and `notices` says so.

    Raises
    ------
    ImportRefused
        The day lies in the future, or the very same file was imported as of another.
    """
    if asked is not None and asked > last:
        raise ImportRefused("The day {as_of} lies in the future (after {last})", as_of=asked, last=last)
    day = asked or stated_day(table.name, table.above, last)
    before = session.scalar(
        select(ImportRun.as_of)
        .where(ImportRun.digest == table.digest, ImportRun.undone_at.is_(None), ImportRun.as_of.is_not(None))
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
    if before is not None and day not in (None, before):
        raise ImportRefused(
            "This very file was imported as of {before}; it cannot be of {as_of} as well. Undo that import"
            " first if its day was wrong",
            before=before,
            as_of=day,
        )
    if day is None and before is None:
        message = N_("Neither the file nor its name says of which day it is: taken as of {as_of}")
        notices.append(Notice(message, {"as_of": last}))
    return day or before or last


def _last_day(text: str, last: dt.date) -> dt.date | None:
    span = _MONTHS.search(text)
    if span and 1 <= int(span[2]) <= 12:
        return _month_end(int(span[1]), int(span[2]), last)
    named = [day for match in _DAY.finditer(text) if (day := _day(*_parts(match))) is not None]
    ends = [match.end() for match in _DAY.finditer(text)]
    if named and (end := _END.match(text, _after(text, ends[-1]))):
        month = int(end[1] or named[-1].month)
        named.append(_day(named[-1].year, month, int(end[2])) or named[-1])
    if not named:
        months = [(int(match[1]), int(match[2])) for match in _MONTH.finditer(text)]
        told = [_month_end(year, month, last) for year, month in months if 1 <= month <= 12]
        return told[-1] if told else None
    return named[-1] if named[-1] <= last else None


def _month_end(year: int, month: int, last: dt.date) -> dt.date | None:
    """The end of a month; of one that is not over, the last day there can be; None of one to come."""
    if dt.date(year, month, 1) > last:
        return None
    return min(dt.date(year, month, calendar.monthrange(year, month)[1]), last)


def _parts(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = filter(None, match.groups())
    return int(year), int(month), int(day)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _after(text: str, place: int) -> int:
    """Where a span may go on: behind 日 and blanks."""
    while place < len(text) and text[place] in "日号 ":
        place += 1
    return place
