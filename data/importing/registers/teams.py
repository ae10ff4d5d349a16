"""Registers of liaison teams (联心服务团): their villages, and the days on which they were there."""

from sqlalchemy import select

from data.importing.registers.fields import TOWNSHIP, VALID_FROM, VALID_TO, VILLAGE, Field, day, text
from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.spells import TEAMS
from data.tables import LiaisonTeam, TeamContact
from data.terms import Level
from geo.errors import Refused
from geo.gazetteer.names import plain

_TEAM = Field(
    ("服务团", "服务团名称", "联心服务团", "联心服务团名称", "团队", "团队名称", "team", "team name"),
    text(LiaisonTeam.name.type.length),
)


def _village_of(desk: Desk, row: Values) -> bool:
    team = _team(desk, row["team"])
    TEAMS.refuse(desk, row, team.id if team else None)
    if team is None:
        team = LiaisonTeam(name=row["team"])
        desk.session.add(team)
        desk.session.flush()
    return TEAMS.take(desk, row, team.id)


def _contact(desk: Desk, row: Values) -> bool:
    team = _team(desk, row["team"])
    if team is None:
        raise Refused(
            "There is no team {name} on record: correct the name, or import the register `teams` first",
            name=row["team"],
        )
    if row["on"] > desk.today:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns["on"], last=desk.today
        )
    own = {"team_id": team.id, "village_code": row["place"], "on": row["on"]}
    if desk.session.scalar(select(TeamContact.id).filter_by(**own)) is not None:
        return False
    desk.session.add(TeamContact(**own))
    return True


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
