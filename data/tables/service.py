"""Liaison teams and their villages, leaders and their townships, units and their categories."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed
from data.tables.base import Base


class LiaisonTeam(Base):
    """Liaison service team (联心服务团)."""

    __tablename__ = "liaison_teams"
    version_subject = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class TeamMember(Base):
    """Somebody of a team, and the duty taken there; an officer of the county, no petitioner."""

    __tablename__ = "team_members"
    version_subject = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    duty: Mapped[str] = mapped_column(String(16))
    """`data.terms.TeamDuty`."""
    phone: Mapped[str] = mapped_column(Sealed("team_members.phone", 32))


class TeamVillage(Base):
    """A team is responsible for a village from one day to another."""

    __tablename__ = "team_villages"
    version_subject = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class TeamContact(Base):
    """A team was in a village on a day."""

    __tablename__ = "team_contacts"
    version_subject = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    on: Mapped[dt.date]


class Leader(Base):
    __tablename__ = "leaders"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    portfolio: Mapped[str] = mapped_column(String(200))


class Contract(Base):
    """A leader is contracted to a township (包干乡镇) from one day to another."""

    __tablename__ = "contracts"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    township_code: Mapped[str] = mapped_column(String(32), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class Absence(Base):
    """A leader cannot go from a first to a last day, both included; another goes in the leader's place."""

    __tablename__ = "absences"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class Recusal(Base):
    """A leader keeps out of a township or village (回避), such as that of kin. Why is not kept."""

    __tablename__ = "recusals"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    division_code: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class Unit(Base):
    """A unit of the county that answers cases (责任单位), of which somebody comes along on the 15th."""

    __tablename__ = "units"
    version_subject = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    deputies: Mapped[int]
    """How many of its leaders can come along on one day; 1 at least."""


class UnitCategory(Base):
    """A unit is in charge of a category; where several are, the first of them comes along."""

    __tablename__ = "unit_categories"
    version_subject = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    category: Mapped[str] = mapped_column(String(100))
