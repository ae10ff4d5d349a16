"""What a cell that names somebody or some place says, and whom or which it means."""

from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.importing.registers.calendar import FREE, WORKED
from data.importing.registers.followup import KINDS
from data.importing.registers.service import GRADES, NO, YES
from data.importing.registers.teams import DUTIES
from data.importing.registers.windows import PRESENCE
from data.importing.registers.yearbook import UNITS
from data.petitions import gate
from data.reader import Reader
from data.tables import Dataset, Division, Finding, Instruction, Leader, LedCase, LiaisonTeam
from data.terms import Level
from data.text import LANGUAGES, Words
from geo.gazetteer.names import short_name

T = TypeVar("T")

WORDS = {
    "duties": tuple(DUTIES.values()),
    "days": (FREE, WORKED),
    "grades": tuple(GRADES.values()),
    "answers": (YES, NO),
    "units of totals": tuple(UNITS.values()),
    "proposals": tuple(KINDS.values()),
    "presences": tuple(PRESENCE.values()),
}
"""Fixed words that cells choose from, as files have them."""
BETWEEN = " · "
"""Between a leader's name and post, and a township and its village."""


@dataclass
class Labels:
    """Labels of what is on record, each of them once.

    Parameters
    ----------
    leaders, teams, findings
        Label -> identity.
    townships, villages, county
        Label -> code, of divisions valid today.
    cases
        Identity -> number, of the cases that registers name.
    """

    leaders: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    county: dict[str, str] = field(default_factory=dict)
    townships: dict[str, str] = field(default_factory=dict)
    villages: dict[str, str] = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, reader: Reader) -> "Labels":
        """Read them in a transaction."""
        labels, today = cls(), reader.today
        case = gate.register(reader).c
        known = select(case.id, case.number).where(
            or_(case.id.in_(select(Instruction.petition_id)), case.id.in_(select(LedCase.petition_id)))
        )
        labels.cases = {row.id: row.number for row in session.execute(known)}
        for leader in session.scalars(select(Leader).order_by(Leader.name, Leader.id)):
            _put(labels.leaders, f"{leader.name}{BETWEEN}{leader.post}", leader.id)
        for team in session.scalars(select(LiaisonTeam).order_by(LiaisonTeam.name)):
            _put(labels.teams, team.name, team.id)
        found = session.scalars(select(Finding).order_by(Finding.id.desc()))
        labels.findings = {finding_label(finding): finding.id for finding in found}
        dataset = session.scalars(select(Dataset)).one()
        labels.county[dataset.county_name] = dataset.county_code
        valid = select(Division).where(
            Division.valid_from <= today, or_(Division.valid_to.is_(None), Division.valid_to > today)
        )
        divisions = session.scalars(valid.order_by(Division.code)).all()
        names = {one.code: one.name for one in divisions}
        for one in divisions:
            if one.level == Level.TOWNSHIP.value:
                _put(labels.townships, one.name, one.code)
            elif one.level == Level.VILLAGE.value:
                above = names.get(str(one.parent_code), "")
                _put(labels.villages, f"{above}{BETWEEN}{short_name(one.name)}", one.code)
        return labels

    def options(self, kind: str) -> list[str]:
        """Labels among which a cell chooses.

        Of `leaders`, `teams`, `findings`, `townships`, `villages`, `WORDS`; of `places` (the county and its
        townships), `divisions` (townships and villages).
        """
        if kind in WORDS:
            return list(WORDS[kind])
        own = {"places": ("county", "townships"), "divisions": ("townships", "villages")}.get(kind, (kind,))
        return [label for each in own for label in getattr(self, each)]

    def code(self, label: str) -> str:
        """Code of a place; what is no label stands for itself, and the register's own check says so."""
        return (self.county | self.townships | self.villages).get(label, label)

    def places(self) -> dict[str, str]:
        """Code -> label of every place."""
        every = self.county | self.townships | self.villages
        return {code: label for label, code in every.items()}


def finding_label(finding: Finding) -> str:
    """Number, category and beginning of a finding."""
    words = Words(LANGUAGES[0])
    return BETWEEN.join((str(finding.id), words.category(finding.category), finding.since.isoformat()))


def _put(labels: dict[str, T], label: str, value: T) -> None:
    """Give a label to something; what would be called alike has its identity behind it."""
    labels[label if label not in labels else f"{label} ({value})"] = value
