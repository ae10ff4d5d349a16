"""Registers of liaison teams (联心服务团): their villages and members, and when they were there."""

import datetime as dt

from sqlalchemy import select

from data.importing.registers.fields import (
    TOWNSHIP,
    VALID_FROM,
    VALID_TO,
    VILLAGE,
    Field,
    day,
    one_of,
    person,
    text,
)
from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.spells import TEAMS
from data.tables import LiaisonTeam, TeamContact, TeamMember
from data.terms import Level, TeamDuty
from geo.errors import Refused
from geo.gazetteer.names import plain

_TEAM = Field(
    ("服务团", "服务团名称", "联心服务团", "联心服务团名称", "团队", "团队名称", "team", "team name"),
    text(LiaisonTeam.name.type.length),
)


DUTIES = {
    TeamDuty.CONTACT: "联系员",
    TeamDuty.PROXY: "代办员",
    TeamDuty.MEDIATOR: "调解员",
    TeamDuty.HELPER: "服务员",
}
"""What the duties of a team are called in files."""
_DUTIES = {word: code.value for code, word in DUTIES.items()} | {code.value: code.value for code in TeamDuty}
_DUTIES |= {"联络员": TeamDuty.CONTACT.value, "民情联络员": TeamDuty.CONTACT.value}


def _village_of(desk: Desk, row: Values) -> bool:
    team = _team(desk, row["team"])
    TEAMS.refuse(desk, row, team.id if team else None)
    if team is None:
        team = LiaisonTeam(name=row["team"])
        desk.session.add(team)
        desk.session.flush()
    return TEAMS.take(desk, row, team.id)


def _member(desk: Desk, row: Values) -> bool:
    team = known_team(desk, row["team"])
    own = {"team_id": team.id, "name": row["member"], "duty": row["duty"]}
    known = desk.session.scalar(select(TeamMember).filter_by(**own))
    phone = row.get("phone")
    if known is None:
        desk.session.add(TeamMember(**own, phone=phone or ""))
        return True
    if phone is None or known.phone == phone:
        return False
    known.phone = phone
    desk.report.replaced += 1
    return True


def _contact(desk: Desk, row: Values) -> bool:
    team = known_team(desk, row["team"])
    refuse_future(desk, row["on"])
    own = {"team_id": team.id, "village_code": row["place"], "on": row["on"]}
    if desk.session.scalar(select(TeamContact.id).filter_by(**own)) is not None:
        return False
    desk.session.add(TeamContact(**own))
    return True


def refuse_future(desk: Desk, on: dt.date) -> None:
    """Refuse a day on which nobody was anywhere yet."""
    if on > desk.today:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns["on"], last=desk.today
        )


def known_team(desk: Desk, name: str) -> LiaisonTeam:
    """The team of this name, which must be on record."""
    team = _team(desk, name)
    if team is None:
        raise Refused(
            "There is no team {name} on record: correct the name, or enter the villages of the teams first",
            name=name,
        )
    return team


def _team(desk: Desk, name: str) -> LiaisonTeam | None:
    """The team of this name, else the one whose name differs in the width of signs alone."""
    exact = desk.session.scalar(select(LiaisonTeam).where(LiaisonTeam.name == name))
    if exact is not None:
        return exact
    teams = desk.session.scalars(select(LiaisonTeam).order_by(LiaisonTeam.id))
    return next((team for team in teams if plain(team.name) == plain(name)), None)


TEAM_REGISTER = Register(
    {"team": _TEAM, "township": TOWNSHIP, "village": VILLAGE, "valid_from": VALID_FROM, "valid_to": VALID_TO},
    _village_of,
    frozenset((Level.VILLAGE,)),
)

MEMBER_REGISTER = Register(
    {
        "team": _TEAM,
        "member": Field(
            ("姓名", "成员", "成员姓名", "人员", "name", "member"), person(TeamMember.name.type.length)
        ),
        "duty": Field(
            ("职责", "分工", "岗位", "身份", "角色", "duty", "role"), one_of(_DUTIES, DUTIES.values())
        ),
        "phone": Field(
            ("联系电话", "电话", "手机", "手机号", "phone"),
            text(TeamMember.phone.type.length),
            required=False,
        ),
    },
    _member,
)

CONTACT_REGISTER = Register(
    {
        "team": _TEAM,
        "township": TOWNSHIP,
        "village": VILLAGE,
        "on": Field(
            ("日期", "走访日期", "到村日期", "联系日期", "走访时间", "到村时间", "date", "on", "day"), day
        ),
    },
    _contact,
    frozenset((Level.VILLAGE,)),
)
