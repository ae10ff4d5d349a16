"""Every table of the record. No logic.

That of petitions is not among them: it is read by `data.petitions.gate` alone.
"""

from data.tables.backups import BackupRun, TableSum
from data.tables.base import Base, Dataset, SealingKey, SubjectVersion
from data.tables.divisions import (
    Boundary,
    CountsAs,
    Division,
    DivisionSuccessor,
    Hub,
    PlaceAlias,
    Road,
    VisitPoint,
)
from data.tables.findings import Finding
from data.tables.petitions import (
    CaseStep,
    ImportProfile,
    ImportRun,
    Instruction,
    Matter,
    MatterLink,
    PetitionPerson,
    PetitionPersonState,
    PetitionSighting,
    PetitionState,
    Repair,
    RepairedPetition,
    WordCode,
)
from data.tables.rules import RuleSet
from data.tables.service import (
    Absence,
    Contract,
    Leader,
    LiaisonTeam,
    Recusal,
    TeamContact,
    TeamMember,
    TeamVillage,
)
from data.tables.users import (
    Account,
    AccountDivision,
    AccountSession,
    AccountUnit,
    AuditEntry,
    Offer,
    OneTimeCode,
    SignInAttempt,
)
from data.tables.visits import Booking, CalendarDay, Visit, VisitStop

__all__ = [
    "Absence",
    "Account",
    "AccountDivision",
    "AccountSession",
    "AccountUnit",
    "AuditEntry",
    "BackupRun",
    "Base",
    "Booking",
    "Boundary",
    "CalendarDay",
    "CaseStep",
    "Contract",
    "CountsAs",
    "Dataset",
    "Division",
    "DivisionSuccessor",
    "Finding",
    "Hub",
    "ImportProfile",
    "ImportRun",
    "Instruction",
    "Leader",
    "LiaisonTeam",
    "Matter",
    "MatterLink",
    "Offer",
    "OneTimeCode",
    "PetitionPerson",
    "PetitionPersonState",
    "PetitionSighting",
    "PetitionState",
    "PlaceAlias",
    "Recusal",
    "Repair",
    "RepairedPetition",
    "Road",
    "RuleSet",
    "SealingKey",
    "SignInAttempt",
    "SubjectVersion",
    "TableSum",
    "TeamContact",
    "TeamMember",
    "TeamVillage",
    "Visit",
    "VisitPoint",
    "VisitStop",
    "WordCode",
]
