"""Registers of what is counted beside petitions: totals of the years, new cases of the court by month."""

import datetime as dt
import re
from dataclasses import replace

import numpy as np
from sqlalchemy import select

from data.importing.files.cells import exact
from data.importing.petitions.checks import Faults
from data.importing.registers.fields import TOWNSHIP, Field, day, one_of, text, whole
from data.importing.registers.rows import Desk, Register, Values
from data.tables import CourtCount, YearTotal
from data.terms import Level, TotalUnit
from data.text import N_
from geo.errors import Refused

FIRST_YEAR = 1949
MOST = 10_000_000
UNITS = {
    TotalUnit.CASES: "件",
    TotalUnit.GROUPS: "批",
    TotalUnit.PERSONS: "人次",
    TotalUnit.MIXED: "件（人）次",
}
"""What yearly totals are counted in, as files have it."""
_UNITS = {word: code.value for code, word in UNITS.items()} | {code.value: code.value for code in TotalUnit}
_UNITS |= dict.fromkeys(("件(人)次", "件次", "件人次", "件（人次）", "件(人次)"), TotalUnit.MIXED.value)
_UNITS |= {"批次": TotalUnit.GROUPS.value, "人": TotalUnit.PERSONS.value}
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?", re.ASCII)


def _year(cells: list[str], column: str, faults: Faults) -> list[int | None]:
    """Years, such as 2002 or 2002年."""
    written = [cell.removesuffix("年").removesuffix("年度") for cell in exact(cells)]
    years = [int(cell) if re.fullmatch(r"\d{4}", cell, re.ASCII) else None for cell in written]
    wrong = [
        bool(cell) and (year is None or year < FIRST_YEAR) for cell, year in zip(cells, years, strict=True)
    ]
    message = N_("{column} must be a year from {first} on, such as 2002")
    faults.add(np.array(wrong, dtype=bool), message, column=column, first=FIRST_YEAR)
    return years


def _month(cells: list[str], column: str, faults: Faults) -> list[dt.date | None]:
    """Months, such as 2026-10 or 2026年10月, or any day of one; their first day."""
    found = [_MONTH.fullmatch(cell) for cell in exact(cells)]
    spelled = [
        f"{one[1]}-{int(one[2]):02}-01" if one else cell for one, cell in zip(found, cells, strict=True)
    ]
    return [one and one.replace(day=1) for one in day(spelled, column, faults)]


def _total(desk: Desk, row: Values) -> bool:
    if row["year"] > desk.today.year:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns["year"], last=desk.today
        )
    about = (row["year"], row["counted_in"])
    desk.refuse_contradiction(about, row["total"], str(row["year"]))
    known = desk.session.scalar(select(YearTotal).filter_by(year=about[0], counted_in=about[1]))
    own = {"total": row["total"], **({"source": row["source"]} if "source" in row else {})}
    if known is None:
        own = {"source": "", **own}
        desk.session.add(YearTotal(year=about[0], counted_in=about[1], **own))
        return True
    return _replace(desk, known, own)


def _court(desk: Desk, row: Values) -> bool:
    if row["month"] > desk.today:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns["month"], last=desk.today
        )
    about = (row["place"], row["month"])
    desk.refuse_contradiction(about, row["cases"], f"{desk.name(row['place'])} {row['month']:%Y-%m}")
    known = desk.session.scalar(select(CourtCount).filter_by(division_code=about[0], month=about[1]))
    if known is None:
        desk.session.add(CourtCount(division_code=about[0], month=about[1], cases=row["cases"]))
        return True
    return _replace(desk, known, {"cases": row["cases"]})


def _replace(desk: Desk, known: YearTotal | CourtCount, own: dict[str, object]) -> bool:
    if all(getattr(known, name) == value for name, value in own.items()):
        return False
    for name, value in own.items():
        setattr(known, name, value)
    desk.report.replaced += 1
    return True


TOTAL_REGISTER = Register(
    {
        "year": Field(("年份", "年度", "year"), _year),
        "counted_in": Field(("计量单位", "口径", "计数单位", "counted in"), one_of(_UNITS, UNITS.values())),
        "total": Field(("信访总量", "总量", "数量", "合计", "total", "petitions"), whole(MOST)),
        "source": Field(
            ("来源", "依据", "数据来源", "source"), text(YearTotal.source.type.length), required=False
        ),
    },
    _total,
)

COURT_REGISTER = Register(
    {
        "township": replace(TOWNSHIP, headings=("区划", *TOWNSHIP.headings), required=True),
        "month": Field(("月份", "年月", "统计月份", "month"), _month),
        "cases": Field(
            ("收案数", "新收案件", "新收件数", "案件数", "诉讼案件数", "new cases", "cases"), whole(MOST)
        ),
    },
    _court,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
)
