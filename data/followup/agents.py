"""Agents who run errands for petitioners (民情代办): where they are, how much goes through them."""

import datetime as dt

import pandas as pd
from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, and_, func, or_, select

from data.divisions import reads
from data.petitions import gate as petitions
from data.reader import Reader
from data.service import coverage
from data.tables import Agent, AgentPoint, Errand
from data.terms import Level


def by_village(reader: Reader) -> pd.DataFrame:
    """Agents and what goes through them, of each village whose cases a reader may open.

    Returns
    -------
    DataFrame
        code, name, township, points, agents, errands (that teams took on in twelve months), waiting (of all
        errands), cases (petitions and requests filed in twelve months, without reports and accusations),
        proxy (of these through an agent). What is of a former village stands under what it became.
    """
    villages = reads.divisions(reader.store, Level.VILLAGE, reader.today)
    own = villages[coverage.own(reader.scope, villages)].reset_index(drop=True)
    since = reader.today - relativedelta(years=1)
    frame = own[["code", "short", "parent_code"]].rename(columns={"short": "name", "parent_code": "township"})
    case = petitions.cases(reader).c
    points = select(AgentPoint.village_code, func.count()).group_by(AgentPoint.village_code)
    agents = (
        select(AgentPoint.village_code, func.count(Agent.name.distinct()))
        .join(AgentPoint, AgentPoint.id == Agent.point_id)
        .where(_serves(reader.today))
        .group_by(AgentPoint.village_code)
    )
    recent = case.filed >= dt.datetime.combine(since, dt.time())
    proxy = case.by_proxy.is_(True)
    errand = select(Errand.village_code, func.count()).where(Errand.undone_at.is_(None))
    counted = {
        "points": points,
        "agents": agents,
        "errands": errand.where(Errand.on >= since),
        "waiting": errand.where(Errand.done.is_(None)),
        "cases": select(case.village_code, func.count()).where(recent),
        "proxy": select(case.village_code, func.count()).where(recent, proxy),
    }
    with reader.store.read() as connection:
        for name, statement in counted.items():
            grouped = statement.group_by(statement.selected_columns[0])
            known = {code: count for code, count in connection.execute(grouped) if code is not None}
            frame[name] = frame["code"].map(_today(reader, known)).fillna(0).astype("int64")
    return frame


# --- inside ------------------------------------------------------------------------------------------------


def _today(reader: Reader, counts: dict[str, int]) -> dict[str, int]:
    """Counts of villages under what they have become."""
    became, known = petitions.counts_under(reader, counts), dict[str, int]()
    for code, count in counts.items():
        known[became[code]] = known.get(became[code], 0) + count
    return known


def _serves(on: dt.date) -> ColumnElement[bool]:
    begun = or_(Agent.valid_from.is_(None), Agent.valid_from <= on)
    return and_(begun, or_(Agent.valid_to.is_(None), Agent.valid_to > on))
