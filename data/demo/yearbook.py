"""The long run of the demo county: totals of the years, cases of the court, policies, households helped.

Known of Pujiang are 10,307 for 2002, its worst year, in cases and persons not told apart, the fall by about
nine tenths to 2019, and that more than 8,000 households were helped to a house. All else is assumed, and the
sources of the totals say so.
"""

import datetime as dt
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, insert, select

from data.demo.geography import SEED, Geography, reference
from data.demo.themes import department
from data.tables import CourtCount, HelpedHouseholds, Policy, YearTotal
from data.terms import TotalUnit

WORST_YEAR, WORST = 2002, 10_307
LAST_YEAR, LEFT = 2019, 0.1
HOUSEHOLDS = 8_000
KNOWN = "县域公开报道：2002年信访量最高"
ASSUMED = "演示假定：仅2002年总量与至2019年下降约九成有公开报道"
COURT_A_YEAR = 9.0
"""New cases of the court a thousand residents and year; assumed, as is that they fall by 6 % a year."""
_FALLING = 0.06
_COURT_MONTHS = 36


def write(connection: Connection, county: Geography, as_of: dt.date) -> None:
    """Write the four registers as they stand on a day."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 7])
    connection.execute(insert(YearTotal), _totals(as_of, rng))
    connection.execute(insert(CourtCount), _court(county, as_of, rng))
    connection.execute(insert(Policy), _policies(as_of))
    _write_households(connection, county, as_of)


def _totals(as_of: dt.date, rng: np.random.Generator) -> list[dict[str, Any]]:
    span = LAST_YEAR - WORST_YEAR
    rows = []
    for year in range(WORST_YEAR, min(LAST_YEAR, as_of.year - 1) + 1):
        ends = year in (WORST_YEAR, LAST_YEAR)
        usual = WORST * LEFT ** ((year - WORST_YEAR) / span)
        total = round(usual * (1.0 if ends else float(rng.uniform(0.93, 1.07))))
        source = KNOWN if year == WORST_YEAR else ASSUMED
        rows.append({"year": year, "counted_in": TotalUnit.MIXED.value, "total": total, "source": source})
    return rows


def _court(county: Geography, as_of: dt.date, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Of the whole months before the day."""
    this = as_of.replace(day=1)
    months = [this - relativedelta(months=back) for back in range(_COURT_MONTHS, 0, -1)]
    rows = []
    for township in county.townships:
        residents = sum(v.residents for v in county.villages if v.township == township.code)
        for at, month in enumerate(months):
            mean = residents / 1000 * COURT_A_YEAR / 12 * (1 - _FALLING) ** (at / 12)
            rows.append({"division_code": township.code, "month": month, "cases": int(rng.poisson(mean))})
    return rows


def _policies(as_of: dt.date) -> list[dict[str, Any]]:
    """One whose measure holds, one that is answered, one that waits for its answer."""

    def ago(months: int, day: int) -> dt.date:
        back: dt.date = as_of + relativedelta(months=-months, day=day)
        return back

    county = reference()["county"]["code"]
    every = {"division_code": county, "replied": None, "reply": "", "measure": "", "taken": None}
    return [
        {
            **every,
            "title": "农村困难户建房（演示）",
            "category": "construction",
            "problem": "建房审批环节多、指标少，同类信访件反复出现",
            "proposal": "指标单列，审批并联，乡镇统一受理",
            "unit": department("construction"),
            "proposed": ago(18, 8),
            "replied": ago(17, 6),
            "reply": "采纳：指标单列，审批时限压缩",
            "measure": "困难户建房指标单列，乡镇一窗受理",
            "taken": ago(14, 1),
        },
        {
            **every,
            "title": "工程领域工资专户（演示）",
            "category": "labour",
            "problem": "岁末年初欠薪件集中，涉及未设专户的小型工程",
            "proposal": "小型工程一并纳入工资专户管理",
            "unit": department("labour"),
            "proposed": ago(5, 12),
            "replied": ago(4, 3),
            "reply": "部分采纳：先在园区工程试行",
        },
        {
            **every,
            "title": "预付卡备案（演示）",
            "category": "commerce",
            "problem": "预付卡退费件逐年上升",
            "proposal": "发卡备案，资金存管",
            "unit": department("commerce"),
            "proposed": ago(2, 20),
        },
    ]


def _write_households(connection: Connection, county: Geography, as_of: dt.date) -> None:
    """All of the households in proportion to the residents of the townships."""
    policy = connection.scalar(select(Policy.id).where(Policy.measure != ""))
    codes = [township.code for township in county.townships]
    people = np.array([sum(v.residents for v in county.villages if v.township == code) for code in codes])
    upto = np.rint(HOUSEHOLDS * np.cumsum(people) / people.sum()).astype(int)
    on = as_of + relativedelta(months=-1, day=31)
    rows = [
        {"policy_id": policy, "division_code": code, "on": on, "households": int(number)}
        for code, number in zip(codes, np.diff(upto, prepend=0), strict=True)
    ]
    connection.execute(insert(HelpedHouseholds), rows)
