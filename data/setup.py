"""How far a county is set up: by step what is there, what is missing, what it costs to go on without.

All of it comes from the record itself, so that whoever stops half-way goes on from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from data.divisions import reads
from data.errors import PlanRefused
from data.lineage import History
from data.petitions import gate
from data.reader import Reader
from data.scope import is_office
from data.service.contracts import roster
from data.tables import (
    Absence,
    CalendarDay,
    Contract,
    CourtCount,
    HelpedHouseholds,
    Hub,
    HubWindow,
    Leader,
    LiaisonTeam,
    Policy,
    Recusal,
    Road,
    RotaDuty,
    TeamContact,
    TeamMember,
    TeamVillage,
    Unit,
    VisitPoint,
    YearTotal,
)
from data.terms import Level
from data.visits.calendar import next_visit_day
from geo.terms import N_, Term

NEEDED = ("leaders", "contracts", "hubs")
"""Registers without which no visit can be planned."""

_TABLES: dict[str, Any] = {
    "leaders": Leader.id,
    "contracts": Contract.id,
    "absences": Absence.id,
    "recusals": Recusal.id,
    "hubs": Hub.id,
    "windows": HubWindow.id,
    "visit-points": VisitPoint.village_code,
    "team-names": LiaisonTeam.id,
    "teams": TeamVillage.id,
    "members": TeamMember.id,
    "contacts": TeamContact.id,
    "calendar": CalendarDay.on,
    "rota": RotaDuty.id,
    "units": Unit.id,
    "totals": YearTotal.id,
    "court-cases": CourtCount.id,
    "policies": Policy.id,
    "households": HelpedHouseholds.id,
}


class SetupStep(Term):
    """Steps in their order."""

    COUNTY = "county", N_("County")
    DIVISIONS = "divisions", N_("Official list")
    OUTLINES = "outlines", N_("Outlines")
    MERGERS = "mergers", N_("Mergers")
    ROADS = "roads", N_("Roads")
    REGISTERS = "registers", N_("Registers")
    PETITIONS = "petitions", N_("First export of petitions")
    VISITS = "visits", N_("First visits")


COSTS = {
    SetupStep.COUNTY: N_("Without a county nothing can be kept."),
    SetupStep.DIVISIONS: N_("Without it nothing has a place: no petition, contract or team can be taken in."),
    SetupStep.OUTLINES: N_(
        "Without outlines there is no map and no hot spot, and petitions that have a point alone are in no"
        " village. What names a village is placed all the same."
    ),
    SetupStep.MERGERS: N_(
        "Petitions of a village that ended are in no village of today until somebody has said what became"
        " of it."
    ),
    SetupStep.ROADS: N_("Without roads the minutes between villages are estimated from the straight line."),
    SetupStep.REGISTERS: N_(
        "Without leaders, contracts and places of reception no visit can be planned; the others make it"
        " better."
    ),
    SetupStep.PETITIONS: N_("Without petitions the map is empty, and no visit has a case to hear."),
    SetupStep.VISITS: N_("A township without a leader or a place of reception has no plan for that day."),
}
"""What it costs to go on without a step."""


@dataclass(frozen=True)
class StepState:
    """How far a step is.

    Parameters
    ----------
    share
        How much of it is there, from 0 to 1.
    message, values
        What is there, as a sentence of the catalog.
    """

    step: SetupStep
    share: float
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.share >= 1


def progress(reader: Reader) -> list[StepState]:
    """Every step of the county, for the petition office; for others none."""
    if not is_office(reader.scope):
        return []
    dataset = reader.store.dataset()
    villages = len(reads.divisions(reader.store, Level.VILLAGE, reader.today))
    townships = list(reads.divisions(reader.store, Level.TOWNSHIP, reader.today)["code"])
    named = {"name": dataset.county_name, "code": dataset.county_code}
    places = {"townships": len(townships), "villages": villages}
    message = N_("{townships} townships and {villages} villages are on record")
    return [
        StepState(SetupStep.COUNTY, 1, N_("The record is that of {name} ({code})"), named),
        StepState(SetupStep.DIVISIONS, float(bool(villages and townships)), message, places),
        _outlines(reader, villages),
        _mergers(reader),
        _roads(reader),
        _registers(reader),
        _petitions(reader),
        _visits(reader, townships),
    ]


def entries(reader: Reader) -> dict[str, int]:
    """How many entries each register has, for the petition office; for others none."""
    if not is_office(reader.scope):
        return {}
    villages = reads.divisions(reader.store, Level.VILLAGE, reader.today)
    with reader.store.read() as connection:
        counts = {
            kind: connection.scalar(select(func.count(column))) or 0 for kind, column in _TABLES.items()
        }
    return counts | {"residents": int(villages["residents"].notna().sum())}


def _outlines(reader: Reader, villages: int) -> StepState:
    drawn = len(reads.boundaries(reader.store, Level.VILLAGE, reader.today))
    message = N_("{drawn} of {villages} villages have an outline")
    return StepState(
        SetupStep.OUTLINES,
        drawn / villages if villages else 0,
        message,
        {"drawn": drawn, "villages": villages},
    )


def _mergers(reader: Reader) -> StepState:
    with reader.store.read() as connection:
        open_ = len(History(connection).unsettled())
    if not open_:
        return StepState(
            SetupStep.MERGERS, 1, N_("Of every division that ended it is known what became of it")
        )
    message = N_("{n} divisions ended, and nobody has said what became of them")
    return StepState(SetupStep.MERGERS, 0, message, {"n": open_})


def _roads(reader: Reader) -> StepState:
    with reader.store.read() as connection:
        lines = connection.scalar(select(func.count(Road.id))) or 0
    return StepState(SetupStep.ROADS, float(lines > 0), N_("{n} lines of roads are on record"), {"n": lines})


def _registers(reader: Reader) -> StepState:
    counts = entries(reader)
    filled = sum(counts[kind] > 0 for kind in NEEDED)
    message = N_("Leaders: {leaders} · contracts: {contracts} · places of reception: {hubs}")
    return StepState(
        SetupStep.REGISTERS, filled / len(NEEDED), message, {kind: counts[kind] for kind in NEEDED}
    )


def _petitions(reader: Reader) -> StepState:
    petition = gate.totals(reader)
    with reader.store.read() as connection:
        count, latest = connection.execute(select(func.count(), func.max(petition.c.filed))).one()
    if not count:
        return StepState(SetupStep.PETITIONS, 0, N_("No petition is on record"))
    message = N_("{n} petitions are on record, the latest of {day}")
    return StepState(SetupStep.PETITIONS, 1, message, {"n": count, "day": latest.date()})


def _visits(reader: Reader, townships: list[str]) -> StepState:
    try:
        on = next_visit_day(reader.store, reader.today)
    except PlanRefused as refusal:
        return StepState(SetupStep.VISITS, 0, refusal.message, refusal.values)
    duties = roster(reader.store).duties(townships, on)
    with reader.store.read() as connection:
        hubs = set(connection.scalars(select(Hub.division_code)))
    ready = sum(duty.leader_id is not None and code in hubs for code, duty in duties.items())
    message = N_("On {day} {n} of {all} townships have a leader who goes and a place of reception")
    values = {"day": on, "n": ready, "all": len(townships)}
    return StepState(SetupStep.VISITS, ready / len(townships) if townships else 0, message, values)
