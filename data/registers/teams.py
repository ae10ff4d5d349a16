"""Sheets of liaison teams: their names, their villages, their members with duties, when they were there."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.spells import TEAMS
from data.importing.registers.teams import DUTIES, known_team, refuse_future
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, day, keyed
from data.registers.spells import sheet_of_spells
from data.tables import LiaisonTeam, TeamContact, TeamMember, TeamVillage
from data.terms import TeamDuty
from data.text import N_
from geo.errors import Refused

_TEAM = Column("team", N_("Team"), "teams")


# --- names ---------------------------------------------------------------------------------------------


def _team_names(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    listed = session.scalars(select(LiaisonTeam).order_by(LiaisonTeam.name)).all()
    return keyed(listed, lambda one: {"team": one.name})


def _new_team(desk: Desk, row: Values) -> bool:
    _refuse_namesake(desk, row["team"], None)
    desk.session.add(LiaisonTeam(name=row["team"]))
    desk.session.flush()
    return True


def _rename(desk: Desk, key: str, row: Values) -> None:
    _refuse_namesake(desk, row["team"], int(key))
    desk.session.get_one(LiaisonTeam, int(key)).name = row["team"]
    desk.session.flush()


def _refuse_namesake(desk: Desk, name: str, own: int | None) -> None:
    known = desk.session.scalar(select(LiaisonTeam.id).where(LiaisonTeam.name == name))
    if known not in (None, own):
        raise Refused("A team called {name} is on record already: give each its own name", name=name)


def _remove_team(desk: Desk, key: str) -> None:
    team = desk.session.get_one(LiaisonTeam, int(key))
    counts = {
        name: desk.session.scalar(select(func.count(table.id)).where(table.team_id == team.id)) or 0
        for name, table in (("villages", TeamVillage), ("members", TeamMember), ("contacts", TeamContact))
    }
    if any(counts.values()):
        raise Refused(
            "{name} cannot be removed: {villages} villages, {members} members and {contacts} contacts stand"
            " on record. Remove these first, or give its villages a last day",
            name=team.name,
            **counts,
        )
    desk.session.delete(team)


TEAM_NAMES = Sheet(
    Register({"team": REGISTERS["teams"].fields["team"]}, _new_team),
    (Column("team", N_("Team")),),
    _team_names,
    _rename,
    _remove_team,
)


# --- villages ------------------------------------------------------------------------------------------


def _holder(desk: Desk, row: Values) -> int:
    return known_team(desk, row["team"]).id


def _tell_removal(desk: Desk, spell: TeamVillage) -> None:
    desk.notices.add(
        N_("{village} is then not with this team from {day} on"),
        [desk.row],
        village=desk.name(spell.village_code),
        day=spell.valid_from,
    )


TEAM_SHEET = sheet_of_spells(
    TEAMS,
    REGISTERS["teams"],
    (
        Column("place", N_("Village"), "villages"),
        _TEAM,
        Column("valid_from", N_("First day")),
        Column("valid_to", N_("Last day")),
    ),
    _holder,
    _tell_removal,
)


# --- members and contacts ------------------------------------------------------------------------------


def _members(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    names = {number: label for label, number in labels.teams.items()}
    order = TeamMember.team_id, TeamMember.duty, TeamMember.id
    return keyed(
        session.scalars(select(TeamMember).order_by(*order)).all(),
        lambda one: {
            "team": names.get(one.team_id, ""),
            "member": one.name,
            "duty": DUTIES[TeamDuty(one.duty)],
            "phone": one.phone,
        },
    )


def _correct_member(desk: Desk, key: str, row: Values) -> None:
    member = desk.session.get_one(TeamMember, int(key))
    member.team_id = known_team(desk, row["team"]).id
    member.name, member.duty, member.phone = row["member"], row["duty"], row["phone"]


def _remove_member(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(TeamMember, int(key)))


MEMBER_SHEET = Sheet(
    REGISTERS["members"],
    (
        _TEAM,
        Column("member", N_("Full name")),
        Column("duty", N_("Duty"), "duties"),
        Column("phone", N_("Telephone number")),
    ),
    _members,
    _correct_member,
    _remove_member,
)


def _contacts(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    names = {number: label for label, number in labels.teams.items()}
    places = labels.places()
    order = TeamContact.on.desc(), TeamContact.id
    return keyed(
        session.scalars(select(TeamContact).order_by(*order)).all(),
        lambda one: {
            "team": names.get(one.team_id, ""),
            "place": places.get(one.village_code, one.village_code),
            "on": day(one.on),
        },
    )


def _correct_contact(desk: Desk, key: str, row: Values) -> None:
    refuse_future(desk, row["on"])
    contact = desk.session.get_one(TeamContact, int(key))
    contact.team_id = known_team(desk, row["team"]).id
    contact.village_code, contact.on = row["place"], row["on"]


def _remove_contact(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(TeamContact, int(key)))


CONTACT_SHEET = Sheet(
    REGISTERS["contacts"],
    (_TEAM, Column("place", N_("Village"), "villages"), Column("on", N_("Day"))),
    _contacts,
    _correct_contact,
    _remove_contact,
)
