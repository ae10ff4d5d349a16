"""Columns of a register: what they are called, and how their cells become values.

A reader takes a column's tidied cells, its heading and the `checks.Faults` of its rows, notes what is wrong,
and gives one value a cell. An empty cell is None, or '' of a text; whether it may be empty, the field says.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.importing.files.cells import emptied, exact, on_one_line, tidy
from data.importing.files.readers import Chunk
from data.importing.petitions.checks import EARLIEST, Faults
from data.importing.petitions.dates import in_doubt, parse_dates
from data.importing.petitions.synonyms import plain
from data.text import N_

Reader = Callable[[list[str], str, Faults], list[Any]]

LATEST = dt.date(2100, 1, 1)
"""After it no date is believed: what has no last day has an empty cell."""
_NO_END = frozenset(("至今", "长期"))
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_LIST = re.compile(r"[、，,;；\r\n]+")
_WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.0+)?\s*[人户件]?", re.ASCII)
_DAY = "2000-01-01 "
_DAY_NAMES = {
    **{name: str(nth) for nth, name in enumerate(("一", "二", "三", "四", "五", "六", "日"), 1)},
    "天": "7",
    **{name: str(nth) for nth, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
}
_ALL_DAYS = {"工作日": "12345", "每天": "1234567", "每日": "1234567", "全周": "1234567", "daily": "1234567"}
_SPAN = re.compile(r"([1-7]+)|([1-7])[至到~～—–-]([1-7])")


@dataclass(frozen=True)
class Field:
    """A column.

    Parameters
    ----------
    headings
        What it is called, the better first; case, blanks, punctuation and what stands in brackets do not
        matter.
    read
        How its cells are read.
    required
        The file must have it, and no cell may be empty.
    may_be_empty
        The file must have it, and what an empty cell means is the register's own matter.
    """

    headings: tuple[str, ...]
    read: Reader
    required: bool = True
    may_be_empty: bool = False


def columns_of(fields: Mapping[str, Field], header: list[str]) -> dict[str, str]:
    """Field -> the file's heading, for the fields that have one."""
    free = {plain(_BRACKETED.sub("", column)): column for column in reversed(header) if column}
    free |= {plain(column): column for column in reversed(header) if column}
    found: dict[str, str] = {}
    for name, field in fields.items():
        known = (free[key] for key in map(plain, field.headings) if key in free)
        if column := next((column for column in known if column not in found.values()), None):
            found[name] = column
    return found


def read_fields(
    fields: Mapping[str, Field], columns: Mapping[str, str], chunk: Chunk, faults: Faults
) -> dict[str, list[Any]]:
    """Values by field, for the fields that the file has; faults take up what is wrong with rows or cells."""
    widths, expected = chunk.widths(), len(chunk.header)
    faults.add_each(
        widths != expected,
        N_("The row has {found} cells, the header {expected}"),
        [{"found": int(width), "expected": expected} for width in widths[widths != expected]],
    )
    raw, values = chunk.cells(set(columns.values())), {}
    for name, column in columns.items():
        cells = emptied(tidy(raw[column]))
        if fields[name].required and not fields[name].may_be_empty:
            faults.add(_mask(not cell for cell in cells), N_("{column} is empty"), column=column)
        else:
            cells = ["" if cell in _NO_END else cell for cell in cells]
        values[name] = fields[name].read(cells, column, faults)
    return values


# --- readers -----------------------------------------------------------------------------------------


def text(limit: int) -> Reader:
    """Text on one line, at most `limit` characters."""

    def read(cells: list[str], column: str, faults: Faults) -> list[str]:
        cells = on_one_line(cells)
        message = N_("{column} is longer than {limit} characters")
        faults.add(_mask(len(cell) > limit for cell in cells), message, column=column, limit=limit)
        return cells

    return read


def person(limit: int) -> Reader:
    """One person's name, without the blanks that fill two characters up to three."""
    read = text(limit)

    def read_person(cells: list[str], column: str, faults: Faults) -> list[str]:
        several = _mask(_LIST.search(cell) is not None for cell in cells)
        faults.add(several, N_("{column} holds several names: give each a row of its own"), column=column)
        return [_SPACED.sub("", cell) for cell in read(cells, column, faults)]

    return read_person


def texts(cells: list[str], column: str, faults: Faults) -> list[list[str]]:
    """Several words in a cell, separated by 、 ， ; or line breaks; each once."""
    return [list(dict.fromkeys(filter(None, map(str.strip, _LIST.split(cell))))) for cell in cells]


def day(cells: list[str], column: str, faults: Faults) -> list[dt.date | None]:
    """Dates in the forms of `dates`, from `checks.EARLIEST` to `LATEST`; a time of the day is passed over."""
    written = pd.Series(exact(cells, between=" "), dtype="str")
    dates = parse_dates(written)
    unread = (dates.isna() & (written != "")).to_numpy()
    doubtful = unread & in_doubt(written).to_numpy()
    faults.add(
        doubtful,
        N_(
            "{column}: the year has two digits, so the date is in doubt; write it in full, such as 2026-01-15"
        ),
        column=column,
    )
    faults.add(
        unread & ~doubtful,
        N_("{column} is no date of the calendar in a form that is read, such as 2026-01-15"),
        column=column,
    )
    before, after = dates < pd.Timestamp(EARLIEST), dates > pd.Timestamp(LATEST)
    faults.add(before, N_("{column} lies before {first}"), column=column, first=EARLIEST)
    faults.add(
        after,
        N_("{column} lies after {last}: leave it empty if there is no last day"),
        column=column,
        last=LATEST,
    )
    return [None if pd.isna(one) else one.date() for one in dates]


def clock(cells: list[str], column: str, faults: Faults) -> list[float | None]:
    """Times of the day, such as 8:30, 08:30, 8点半 or 下午2时, in minutes after midnight."""
    written = pd.Series(exact(cells), dtype="str")
    times = parse_dates(_DAY + written).where(written != "")
    unread = times.isna() & (written != "")
    faults.add(unread, N_("{column} is no time of the day, such as 8:30 or 17:00"), column=column)
    return [None if pd.isna(one) else one.hour * 60.0 + one.minute for one in times]


def weekdays(cells: list[str], column: str, faults: Faults) -> list[str]:
    """Days of the week, such as 周一至周五, 1、3、5, 工作日 or Mon-Fri, as their numbers: ``12345``."""
    read = [_weekdays(cell) for cell in exact(cells)]
    unread = _mask(bool(cell) and days is None for cell, days in zip(cells, read, strict=True))
    faults.add(unread, N_("{column} names no days of the week, such as Mon-Fri or 1,3,5"), column=column)
    return [days or "" for days in read]


def _weekdays(cell: str) -> str | None:
    written = "".join(cell.split()).casefold()
    if written in _ALL_DAYS:
        return _ALL_DAYS[written]
    for word, number in _DAY_NAMES.items():
        written = written.replace(word, number)
    spans = [_SPAN.fullmatch(part) for part in _LIST.split(re.sub(r"每|周|星期|礼拜", "", written)) if part]
    if not all(spans):
        return None
    days = {
        str(day)
        for one in spans
        if one
        for day in (range(int(one[2]), int(one[3]) + 1) if one[2] else map(int, one[1]))
    }
    return "".join(sorted(days))


def whole(most: int) -> Reader:
    """Whole numbers from 0 to `most`; 1,234 and 1234人 are read, 户 and 件 as 人."""

    def read(cells: list[str], column: str, faults: Faults) -> list[int | None]:
        found = [_WHOLE.fullmatch(cell) for cell in exact(cells)]
        numbers = [int(one[1].replace(",", "")) if one else None for one in found]
        wrong = _mask(
            bool(cell) and (number is None or number > most)
            for cell, number in zip(cells, numbers, strict=True)
        )
        message = N_("{column} must be a whole number from 0 to {most}")
        faults.add(wrong, message, column=column, most=most)
        return numbers

    return read


def one_of(codes: Mapping[str, Any], words: Iterable[str]) -> Reader:
    """What a word stands for; `words` are told where another is written. Case and blanks do not matter."""
    listed = "、".join(words)

    def read(cells: list[str], column: str, faults: Faults) -> list[Any]:
        written = ["".join(cell.split()).casefold() for cell in cells]
        unknown = _mask(bool(word) and word not in codes for word in written)
        faults.add(unknown, N_("{column} must be one of: {words}"), column=column, words=listed)
        return [codes.get(word) for word in written]

    return read


def number(cells: list[str], column: str, faults: Faults) -> list[float]:
    """Numbers, NaN where there is none."""
    numbers = pd.to_numeric(pd.Series(exact(cells), dtype=object), errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    given = _mask(map(bool, cells))
    faults.add(numbers.isna().to_numpy() & given, N_("{column} is no number"), column=column)
    return [float(one) for one in numbers]


def _mask(values: Iterable[bool]) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    return np.array(list(values), dtype=bool)


# --- columns that several registers have --------------------------------------------------------------

LONGEST = 100
"""Characters of a place's name or code."""

TOWNSHIP = Field(
    (
        *("乡镇", "乡镇街道", "镇街", "所属乡镇", "所在乡镇", "街道", "乡镇名称", "乡镇代码"),
        *("township", "town", "township code"),
    ),
    text(LONGEST),
    required=False,
)
VILLAGE = Field(
    (
        *("村代码", "行政村代码", "村", "村社", "村社区", "村居", "行政村", "村名", "村社名称", "所属村"),
        *("联系村", "责任村", "社区", "village code", "village", "village name"),
    ),
    text(LONGEST),
)
LONGITUDE = Field(("经度", "longitude", "lon", "lng"), number)
LATITUDE = Field(("纬度", "latitude", "lat"), number)
VALID_FROM = Field(
    (
        *("开始日期", "起始日期", "开始时间", "起始时间", "启用日期", "自", "起"),
        *("valid from", "from", "start"),
    ),
    day,
)
VALID_TO = Field(
    (
        *("结束日期", "截止日期", "终止日期", "结束时间", "截止时间", "终止时间", "至", "止"),
        *("last day", "valid to", "until", "to", "end"),
    ),
    day,
    required=False,
)
