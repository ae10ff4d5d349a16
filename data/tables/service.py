"""Liaison teams and their villages, leaders and their townships, units and their categories."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed
from data.tables.base import Base
from data.terms import Grade


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
    recorded_at: Mapped[dt.datetime | None]
    recorded_by: Mapped[str | None] = mapped_column(String(100))
    """By whom on the team's page; None: it came with a register."""


class Errand(Base):
    """An errand that a team runs for somebody of its village (代办). For whom is not kept."""

    __tablename__ = "errands"
    version_subject = "teams"
    __table_args__ = (UniqueConstraint("form"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(32))
    """Mark of the form that was sent, so that one sent twice is one errand."""
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    """None: the village has no team."""
    kind: Mapped[str] = mapped_column(String(16))
    """`data.terms.ErrandKind`."""
    place: Mapped[str] = mapped_column(String(16))
    """Where it is run to: `data.terms.ErrandPlace`."""
    on: Mapped[dt.date]
    done: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(100))
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class Leader(Base):
    __tablename__ = "leaders"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    portfolio: Mapped[str] = mapped_column(String(200))
    grade: Mapped[str] = mapped_column(String(16), default=Grade.COUNTY.value)
    """`data.terms.Grade`."""
    takes_township: Mapped[bool] = mapped_column(default=True)
    """Whether a township is to be contracted to this leader (包乡镇)."""
    valid_from: Mapped[dt.date | None]
    """First day in office; None: not known."""
    valid_to: Mapped[dt.date | None]
    """First day after the last in office; None: in office."""


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


class RotaDuty(Base):
    """A leader receives people at a place on a day from one hour to another (值守), as the rota has it."""

    __tablename__ = "rota_duties"
    version_subject = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    on: Mapped[dt.date] = mapped_column(index=True)
    division_code: Mapped[str] = mapped_column(String(32))
    """The county, or the township, at whose place of reception it is."""
    opens: Mapped[float]
    closes: Mapped[float]
    """Minutes after midnight."""


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


class UnitAlias(Base):
    """A name by which a unit is also called (简称); revoked, not deleted, while the unit is on record."""

    __tablename__ = "unit_aliases"
    version_subject = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    learned_at: Mapped[dt.datetime]
    learned_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class UnitCategory(Base):
    """A unit is in charge of a category; where several are, the first of them comes along."""

    __tablename__ = "unit_categories"
    version_subject = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    category: Mapped[str] = mapped_column(String(100))
