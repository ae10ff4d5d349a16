"""Sheets of agents (民情代办): their points, and who they are."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.importing.registers.agents import agent_values, check_spell, known_point
from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, day, keyed, last_day
from data.tables import Agent, AgentPoint
from data.text import N_
from geo.errors import Refused

_VILLAGE = Column("place", N_("Village"), "villages")
_POINT = Column("agent_point", N_("Point"))


def _points(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    return keyed(
        session.scalars(select(AgentPoint).order_by(AgentPoint.village_code, AgentPoint.name)).all(),
        lambda one: {
            "place": places.get(one.village_code, one.village_code),
            "agent_point": one.name,
        },
    )


def _correct_point(desk: Desk, key: str, row: Values) -> None:
    own = {"village_code": row["place"], "name": row["agent_point"]}
    if desk.session.scalar(select(AgentPoint.id).filter_by(**own)) not in (None, int(key)):
        raise Refused("{name} is on record already: give each its own name", name=row["agent_point"])
    point = desk.session.get_one(AgentPoint, int(key))
    point.village_code, point.name = row["place"], row["agent_point"]
    desk.session.flush()


def _remove_point(desk: Desk, key: str) -> None:
    agents = select(func.count(Agent.id)).where(Agent.point_id == int(key))
    if count := desk.session.scalar(agents) or 0:
        raise Refused("{count} agents stand on record at this point: remove these first", count=count)
    desk.session.delete(desk.session.get_one(AgentPoint, int(key)))
    desk.session.flush()


def _agents(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places = labels.places()
    points = {one.id: one for one in session.scalars(select(AgentPoint))}
    listed = session.scalars(
        select(Agent).join(AgentPoint).order_by(AgentPoint.village_code, Agent.name, Agent.id)
    ).all()
    return keyed(
        listed,
        lambda one: {
            "agent": one.name,
            "place": places.get(points[one.point_id].village_code, points[one.point_id].village_code),
            "agent_point": points[one.point_id].name,
            "phone": one.phone or "",
            "first_day": day(one.valid_from),
            "valid_to": last_day(one.valid_to),
        },
    )


def _correct_agent(desk: Desk, key: str, row: Values) -> None:
    check_spell(desk, row)
    agent = desk.session.get_one(Agent, int(key))
    agent.point_id, agent.name = known_point(desk, row["place"], row["agent_point"]).id, row["agent"]
    for name, value in agent_values(row).items():
        setattr(agent, name, value)
    desk.session.flush()


def _remove_agent(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(Agent, int(key)))
    desk.session.flush()


AGENT_POINT_SHEET = Sheet(
    REGISTERS["agent-points"], (_VILLAGE, _POINT), _points, _correct_point, _remove_point
)

AGENT_SHEET = Sheet(
    REGISTERS["agents"],
    (
        Column("agent", N_("Agent")),
        _VILLAGE,
        _POINT,
        Column("phone", N_("Telephone number")),
        Column("first_day", N_("First day")),
        Column("valid_to", N_("Last day")),
    ),
    _agents,
    _correct_agent,
    _remove_agent,
)
