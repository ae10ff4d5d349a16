"""Sheets of what is followed to its end: instructions, contracted cases, proposals, joint meetings."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.followup import trace
from data.importing.registers.followup import (
    KINDS,
    instruction_values,
    led_case_values,
    meeting_values,
    proposal_values,
    refuse_second_leader,
)
from data.importing.registers.importer import REGISTERS
from data.importing.registers.rows import Desk, Values
from data.registers.labels import Labels
from data.registers.sheets import Column, Sheet, day, keyed
from data.tables import Instruction, LedCase, LedCaseVisit, Meeting, Proposal
from data.terms import ProposalKind
from data.text import N_
from geo.errors import Refused

_LEADER = Column("leader", N_("Leader"), "leaders")
_SUBJECT = Column("subject", N_("Subject"))
_TEXT = Column("text", N_("What is written"))
_OWNER = Column("owner", N_("Who owes it"))
_ISSUED = Column("issued", N_("Issued on"))
_DUE = Column("due", N_("Due"))


def _leaders(labels: Labels) -> dict[int, str]:
    return {number: label for label, number in labels.leaders.items()}


# --- instructions --------------------------------------------------------------------------------------


def _instructions(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    leaders = _leaders(labels)
    order = Instruction.issued.desc(), Instruction.id.desc()
    return keyed(
        session.scalars(select(Instruction).order_by(*order)).all(),
        lambda one: {
            "instruction": one.number,
            "leader": leaders.get(one.leader_id, ""),
            "subject": one.subject or "",
            "text": one.text or "",
            "owner": one.owner,
            "case": labels.cases.get(one.petition_id, ""),
            "issued": day(one.issued),
            "due": day(one.due),
            "done": day(one.done),
            "proof": one.proof or "",
        },
    )


def _correct_instruction(desk: Desk, key: str, row: Values) -> None:
    _refuse_namesake(desk, Instruction, row["instruction"], int(key))
    own = desk.session.get_one(Instruction, int(key))
    trace.change(
        desk.session, desk.actor, own, {"number": row["instruction"], **instruction_values(desk, row)}
    )
    desk.session.flush()


def _refuse_namesake(desk: Desk, table: Any, number: str, own: int) -> None:
    known = desk.session.scalar(select(table.id).where(table.number == number))
    if known not in (None, own):
        raise Refused("{number} is on record already: give each its own number", number=number)


def _remove(table: Any) -> Any:
    def remove(desk: Desk, key: str) -> None:
        trace.forget(desk.session, table, int(key))
        desk.session.delete(desk.session.get_one(table, int(key)))
        desk.session.flush()

    return remove


INSTRUCTION_SHEET = Sheet(
    REGISTERS["instructions"],
    (
        Column("instruction", N_("Number")),
        _LEADER,
        _SUBJECT,
        _TEXT,
        _OWNER,
        Column("case", N_("Case")),
        _ISSUED,
        _DUE,
        Column("done", N_("Done on")),
        Column("proof", N_("Proof")),
    ),
    _instructions,
    _correct_instruction,
    _remove(Instruction),
)


# --- contracted cases ----------------------------------------------------------------------------------


def _led_cases(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    leaders = _leaders(labels)
    return keyed(
        session.scalars(select(LedCase).order_by(LedCase.since.desc(), LedCase.id.desc())).all(),
        lambda one: {
            "led_case": labels.cases.get(one.petition_id, ""),
            "leader": leaders.get(one.leader_id, ""),
            "handler": one.handler,
            "helpers": one.team or "",
            "plan": " ".join((one.plan or "").split()),
            "since": day(one.since),
            "led_until": day(one.due),
            "ended": day(one.ended),
        },
    )


def _correct_led_case(desk: Desk, key: str, row: Values) -> None:
    own = desk.session.get_one(LedCase, int(key))
    values = led_case_values(desk, row)
    refuse_second_leader(desk, values, own)
    trace.change(desk.session, desk.actor, own, values)
    desk.session.flush()


def _remove_led_case(desk: Desk, key: str) -> None:
    met = select(func.count(LedCaseVisit.id)).where(LedCaseVisit.led_case_id == int(key))
    if count := desk.session.scalar(met) or 0:
        raise Refused(
            "The leader has met the people {count} times over it: say instead until when it runs", count=count
        )
    _remove(LedCase)(desk, key)


LED_CASE_SHEET = Sheet(
    REGISTERS["led-cases"],
    (
        Column("led_case", N_("Case")),
        _LEADER,
        Column("handler", N_("Who works on it")),
        Column("helpers", N_("Who helps")),
        Column("plan", N_("How it is to be settled")),
        Column("since", N_("Since")),
        Column("led_until", N_("Due")),
        Column("ended", N_("Until")),
    ),
    _led_cases,
    _correct_led_case,
    _remove_led_case,
)


# --- proposals -----------------------------------------------------------------------------------------


def _proposals(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    return keyed(
        session.scalars(select(Proposal).order_by(Proposal.issued.desc(), Proposal.id.desc())).all(),
        lambda one: {
            "proposal_number": one.number,
            "proposal_kind": KINDS[ProposalKind(one.kind)],
            "subject": one.subject,
            "text": one.text or "",
            "owner": one.unit,
            "issued": day(one.issued),
            "due": day(one.due),
            "replied": day(one.replied),
            "reply": one.reply or "",
        },
    )


def _correct_proposal(desk: Desk, key: str, row: Values) -> None:
    _refuse_namesake(desk, Proposal, row["proposal_number"], int(key))
    own = desk.session.get_one(Proposal, int(key))
    values = {"number": row["proposal_number"], **proposal_values(desk, row)}
    trace.change(desk.session, desk.actor, own, values)
    desk.session.flush()


PROPOSAL_SHEET = Sheet(
    REGISTERS["proposals"],
    (
        Column("proposal_number", N_("Number")),
        Column("proposal_kind", N_("Kind"), "proposals"),
        _SUBJECT,
        _TEXT,
        Column("owner", N_("Unit")),
        _ISSUED,
        _DUE,
        Column("replied", N_("Answered on")),
        Column("reply", N_("Written reply")),
    ),
    _proposals,
    _correct_proposal,
    _remove(Proposal),
)


# --- meetings ------------------------------------------------------------------------------------------


def _meetings(session: Session, labels: Labels, today: dt.date) -> dict[str, dict[str, str]]:
    leaders, places = _leaders(labels), labels.places()
    return keyed(
        session.scalars(select(Meeting).order_by(Meeting.on.desc(), Meeting.id.desc())).all(),
        lambda one: {
            "place": places.get(one.division_code, one.division_code),
            "on": day(one.on),
            "leader": leaders.get(one.leader_id, ""),
            "agenda": "；".join((one.agenda or "").splitlines()),
        },
    )


def _correct_meeting(desk: Desk, key: str, row: Values) -> None:
    own = desk.session.get_one(Meeting, int(key))
    same = select(Meeting.id).where(Meeting.division_code == row["place"], Meeting.on == row["on"])
    if desk.session.scalar(same) not in (None, own.id):
        raise Refused("A meeting of {day} is on record already", day=row["on"])
    trace.change(desk.session, desk.actor, own, meeting_values(desk, row))
    desk.session.flush()


def _remove_meeting(desk: Desk, key: str) -> None:
    decided = select(func.count(Instruction.id)).where(Instruction.meeting_id == int(key))
    if count := desk.session.scalar(decided) or 0:
        raise Refused("This meeting decided {count} things: they stand in the instructions", count=count)
    _remove(Meeting)(desk, key)


MEETING_SHEET = Sheet(
    REGISTERS["meetings"],
    (
        Column("place", N_("Place"), "places"),
        Column("on", N_("Day")),
        _LEADER,
        Column("agenda", N_("Agenda")),
    ),
    _meetings,
    _correct_meeting,
    _remove_meeting,
)
