"""Registers of agents (民情代办): the points where they take errands on, and who they are."""

import datetime as dt

from sqlalchemy import select

from data.followup.texts import LONGEST
from data.importing.registers.fields import (
    TOWNSHIP,
    VALID_FROM,
    VALID_TO,
    VILLAGE,
    Field,
    person,
    text,
)
from data.importing.registers.rows import Desk, Register, Values
from data.tables import Agent, AgentPoint
from data.terms import Level
from geo.errors import Refused

_POINT = Field(
    ("代办点", "代办点名称", "代办站点", "站点名称", "名称", "point", "agents' point"),
    text(AgentPoint.name.type.length),
)
_PHONE = text(LONGEST["phone"])
_FIRST = Field((*("任职日期", "聘任日期"), *VALID_FROM.headings), VALID_FROM.read, required=False)


def _point(desk: Desk, row: Values) -> bool:
    own = {"village_code": row["place"], "name": row["agent_point"]}
    if desk.session.scalar(select(AgentPoint.id).filter_by(**own)) is not None:
        return False
    desk.session.add(AgentPoint(**own))
    desk.session.flush()
    return True


def _agent(desk: Desk, row: Values) -> bool:
    point = known_point(desk, row["place"], row["agent_point"])
    check_spell(desk, row)
    known = desk.session.scalar(
        select(Agent).where(Agent.point_id == point.id, Agent.name == row["agent"]).order_by(Agent.id)
    )
    values = agent_values(row)
    desk.refuse_contradiction((point.id, row["agent"]), values, row["agent"])
    if known is None:
        desk.session.add(Agent(point_id=point.id, name=row["agent"], **values))
        desk.session.flush()
        return True
    if all(getattr(known, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(known, name, value)
    desk.report.replaced += 1
    return True


def known_point(desk: Desk, village: str, name: str) -> AgentPoint:
    """The point of a village under a name; made if there is none yet."""
    own = {"village_code": village, "name": name}
    point = desk.session.scalar(select(AgentPoint).filter_by(**own))
    if point is None:
        point = AgentPoint(**own)
        desk.session.add(point)
        desk.session.flush()
    return point


def agent_values(row: Values) -> dict[str, object]:
    """Telephone and days of an agent, as far as a row states them."""
    values: dict[str, object] = {}
    if "phone" in row:
        values["phone"] = row["phone"] or None
    if "first_day" in row:
        values["valid_from"] = row["first_day"]
    if "valid_to" in row:
        last = row["valid_to"]
        values["valid_to"] = last + dt.timedelta(days=1) if last else None
    return values


def check_spell(desk: Desk, row: Values) -> None:
    """Refuse a time as agent that ends before it begins."""
    first, last = row.get("first_day"), row.get("valid_to")
    if first is not None and last is not None and last < first:
        raise Refused(
            "{last} lies before {first}", last=desk.columns["valid_to"], first=desk.columns["first_day"]
        )


AGENT_POINT_REGISTER = Register(
    {"agent_point": _POINT, "township": TOWNSHIP, "village": VILLAGE}, _point, frozenset((Level.VILLAGE,))
)

AGENT_REGISTER = Register(
    {
        "agent": Field(("代办员", "代办员姓名", "姓名", "agent", "name"), person(Agent.name.type.length)),
        "agent_point": _POINT,
        "township": TOWNSHIP,
        "village": VILLAGE,
        "phone": Field(("联系电话", "电话", "手机", "手机号", "phone"), _PHONE, required=False),
        "first_day": _FIRST,
        "valid_to": VALID_TO,
    },
    _agent,
    frozenset((Level.VILLAGE,)),
)
