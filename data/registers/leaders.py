"""Sheets of leaders: who they are, their townships, their absences, where they keep out, the rota."""

import datetime as dt
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.importing.registers.service import (
    GRADES,
    NO,
    YES,
    check_hours,
    clashing,
    days_of,
    describe_office,
    leader_named,
    refuse_two_places,
    same,
)
from data.importing.registers.spells import CONTRACTS
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, clock, day, keyed, last_day
from data.registers.spells import sheet_of_spells
from data.tables import (
    Absence,
    Contract,
    Instruction,
    Leader,
    LedCase,
    Meeting,
    Recusal,
    RotaDuty,
    Visit,
)
from data.terms import Grade
from data.text import N_
from geo.errors import Refused

_LEADER = Column("leader", N_("Leader"), "leaders")


# --- who they are --------------------------------------------------------------------------------------


def _leaders(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    listed = session.scalars(select(Leader).order_by(Leader.id)).all()
    return keyed(
        listed,
        lambda one: {
            "leader": one.name,
            "post": one.post,
            "portfolio": one.portfolio,
            "grade": GRADES[Grade(one.grade)],
            "takes_township": YES if one.takes_township else NO,
            "valid_from": day(one.valid_from),
            "valid_to": last_day(one.valid_to),
        },
    )


def _correct_leader(desk: Desk, key: str, row: Values) -> None:
    leader = desk.session.get_one(Leader, int(key))
    leader.name, leader.post, leader.portfolio = row["leader"], row["post"], row["portfolio"]
    describe_office(desk, leader, row)


def _settle_leader(desk: Desk, key: str) -> None:
    leader = desk.session.get_one(Leader, int(key))
    others = desk.session.scalars(select(Leader).where(Leader.id != leader.id)).all()
    if any(same(one.name, leader.name) and same(one.post, leader.post) for one in others):
        raise Refused(
            "{name}, {post}, stands twice in the list of leaders: one of the two is to be removed",
            name=leader.name,
            post=leader.post,
        )


def _remove_leader(desk: Desk, key: str) -> None:
    leader = desk.session.get_one(Leader, int(key))
    on_absences = or_(Absence.leader_id == leader.id, Absence.substitute_id == leader.id)
    counts = {
        "contracts": _count(desk, Contract.id, Contract.leader_id == leader.id),
        "absences": _count(desk, Absence.id, on_absences),
        "recusals": _count(desk, Recusal.id, Recusal.leader_id == leader.id),
        "visits": _count(desk, Visit.id, Visit.leader_id == leader.id),
        "duties": _count(desk, RotaDuty.id, RotaDuty.leader_id == leader.id),
        "followed": sum(
            _count(desk, table.id, table.leader_id == leader.id) for table in (Instruction, LedCase, Meeting)
        ),
    }
    if any(counts.values()):
        raise Refused(
            "{name} cannot be removed: {contracts} contracts, {absences} absences, {recusals} recusals (those"
            " taken back included), {duties} duties of the rota, {visits} visits and {followed} instructions,"
            " contracted cases and meetings stand on record. State the last day in office instead, or correct"
            " the name where it is a slip",
            name=leader.name,
            **counts,
        )
    desk.session.delete(leader)


def _count(desk: Desk, column: Any, condition: Any) -> int:
    return desk.session.scalar(select(func.count(column)).where(condition)) or 0


LEADERS = Sheet(
    REGISTERS["leaders"],
    (
        Column("leader", N_("Full name")),
        Column("post", N_("Post")),
        Column("portfolio", N_("Portfolio")),
        Column("grade", N_("Grade"), "grades"),
        Column("takes_township", N_("Takes a township"), "answers"),
        Column("valid_from", N_("In office from")),
        Column("valid_to", N_("Last day in office")),
    ),
    _leaders,
    _correct_leader,
    _remove_leader,
    _settle_leader,
)


# --- their townships -----------------------------------------------------------------------------------


def _holder(desk: Desk, row: Values) -> int:
    return leader_named(desk, row["leader"], row["post"]).id


def _remove_contract(desk: Desk, contract: Contract) -> None:
    last = contract.valid_to or dt.date.max
    kept = _count(
        desk,
        Visit.id,
        (Visit.leader_id == contract.leader_id)
        & (Visit.township_code == contract.township_code)
        & (Visit.on >= contract.valid_from)
        & (Visit.on < last),
    )
    desk.notices.add(
        N_("{leader} is then not contracted to {township} from {day} on; {visits} visits stay on record"),
        [desk.row],
        leader=desk.session.get_one(Leader, contract.leader_id).name,
        township=desk.name(contract.township_code),
        day=contract.valid_from,
        visits=kept,
    )


CONTRACT_SHEET = sheet_of_spells(
    CONTRACTS,
    REGISTERS["contracts"],
    (
        Column("place", N_("Township"), "townships"),
        _LEADER,
        Column("valid_from", N_("First day")),
        Column("valid_to", N_("Last day")),
    ),
    _holder,
    _remove_contract,
)


# --- absences and recusals -----------------------------------------------------------------------------


def _absences(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    in_force = select(Absence).where(Absence.revoked_at.is_(None)).order_by(Absence.first, Absence.id)
    names = {number: label for label, number in labels.leaders.items()}
    return keyed(
        session.scalars(in_force).all(),
        lambda one: {
            "leader": names.get(one.leader_id, ""),
            "first": day(one.first),
            "last": day(one.last),
            "substitute": names.get(one.substitute_id, ""),
        },
    )


def _correct_absence(desk: Desk, key: str, row: Values) -> None:
    absence = desk.session.get_one(Absence, int(key))
    absence.leader_id = leader_named(desk, row["leader"], row["post"]).id
    absence.first, absence.last = days_of(desk, row)
    absence.substitute_id = None
    if row["substitute"]:
        absence.substitute_id = leader_named(desk, row["substitute"], row["substitute_post"]).id
    if absence.substitute_id == absence.leader_id:
        raise Refused("Nobody goes in the place of themselves: name another leader")


def _settle_absence(desk: Desk, key: str) -> None:
    absence = desk.session.get_one(Absence, int(key))
    clash = desk.session.scalars(
        select(Absence).where(
            Absence.id != absence.id,
            Absence.leader_id == absence.leader_id,
            Absence.revoked_at.is_(None),
            Absence.first <= absence.last,
            Absence.last >= absence.first,
        )
    ).first()
    if clash is not None:
        raise Refused(
            "{leader} is on record as absent from {first} to {last}, which overlaps: state the whole"
            " absence with the first day on record, or correct the days",
            leader=desk.session.get_one(Leader, clash.leader_id).name,
            first=clash.first,
            last=clash.last,
        )


def _revoke(table: type[Absence] | type[Recusal]) -> Any:
    def revoke(desk: Desk, key: str) -> None:
        entry: Any = desk.session.get_one(table, int(key))
        entry.revoked_at, entry.revoked_by = desk.at, desk.actor

    return revoke


ABSENCE_SHEET = Sheet(
    REGISTERS["absences"],
    (
        _LEADER,
        Column("first", N_("First day")),
        Column("last", N_("Last day")),
        Column("substitute", N_("Goes instead"), "leaders"),
    ),
    _absences,
    _correct_absence,
    _revoke(Absence),
    _settle_absence,
)


def _recusals(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    in_force = select(Recusal).where(Recusal.revoked_at.is_(None)).order_by(Recusal.id)
    names = {number: label for label, number in labels.leaders.items()}
    places = labels.places()
    return keyed(
        session.scalars(in_force).all(),
        lambda one: {
            "leader": names.get(one.leader_id, ""),
            "place": places.get(one.division_code, one.division_code),
        },
    )


def _correct_recusal(desk: Desk, key: str, row: Values) -> None:
    recusal = desk.session.get_one(Recusal, int(key))
    recusal.leader_id = leader_named(desk, row["leader"], row["post"]).id
    recusal.division_code = row["place"]


RECUSAL_SHEET = Sheet(
    REGISTERS["recusals"],
    (_LEADER, Column("place", N_("Township or village"), "divisions")),
    _recusals,
    _correct_recusal,
    _revoke(Recusal),
)


# --- the rota ------------------------------------------------------------------------------------------


def _rota(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    places, names = labels.places(), {number: label for label, number in labels.leaders.items()}
    listed = select(RotaDuty).order_by(RotaDuty.on.desc(), RotaDuty.opens, RotaDuty.id)
    return keyed(
        session.scalars(listed).all(),
        lambda one: {
            "on": day(one.on),
            "place": places.get(one.division_code, one.division_code),
            "leader": names.get(one.leader_id, ""),
            "opens": clock(one.opens),
            "closes": clock(one.closes),
        },
    )


def _correct_rota(desk: Desk, key: str, row: Values) -> None:
    check_hours(row)
    duty = desk.session.get_one(RotaDuty, int(key))
    duty.leader_id = leader_named(desk, row["leader"], row["post"]).id
    duty.on, duty.division_code, duty.opens, duty.closes = (
        row["on"],
        row["place"],
        row["opens"],
        row["closes"],
    )


def _settle_rota(desk: Desk, key: str) -> None:
    refuse_two_places(desk, clashing(desk, desk.session.get_one(RotaDuty, int(key))))


def _remove_rota(desk: Desk, key: str) -> None:
    desk.session.delete(desk.session.get_one(RotaDuty, int(key)))


ROTA_SHEET = Sheet(
    REGISTERS["rota"],
    (
        Column("on", N_("Day")),
        Column("place", N_("Township or county"), "places"),
        _LEADER,
        Column("opens", N_("From")),
        Column("closes", N_("To")),
    ),
    _rota,
    _correct_rota,
    _remove_rota,
    _settle_rota,
)
