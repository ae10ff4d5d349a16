"""What is followed to its end: instructions, contracted cases, proposals, meetings; agents."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed, SealedJSON
from data.tables.base import Base


class Instruction(Base):
    """Instruction of a leader on petitions (批示), or decision of a meeting, followed to its end."""

    __tablename__ = "instructions"
    version_subject = "instructions"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petitions.id"))
    county_code: Mapped[str] = mapped_column(String(32))
    issued: Mapped[dt.date]
    owner: Mapped[str] = mapped_column(String(100))
    due: Mapped[dt.date]
    done: Mapped[dt.date | None]
    proof: Mapped[str | None] = mapped_column(Sealed("instructions.proof", 200))
    subject: Mapped[str | None] = mapped_column(String(100))
    """What it is about, without persons: it stands in lists."""
    text: Mapped[str | None] = mapped_column(Sealed("instructions.text", 2000))
    """What the leader wrote."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    """Joint meeting that decided it, led by the leader."""


class LedCase(Base):
    """A case that a leader has taken on (领导包案)."""

    __tablename__ = "led_cases"
    version_subject = "followup"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), index=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    handler: Mapped[str] = mapped_column(String(100))
    """Unit or officer who does the work (具体承办)."""
    team: Mapped[str | None] = mapped_column(String(200))
    """Units and officers who help (工作专班)."""
    plan: Mapped[str | None] = mapped_column(Sealed("led_cases.plan", 2000))
    """How it is to be settled (化解方案)."""
    since: Mapped[dt.date]
    due: Mapped[dt.date | None]
    ended: Mapped[dt.date | None]
    """Day from which the leader has it no more; a settled case ends it too."""


class LedCaseVisit(Base):
    """The leader of a contracted case met the people it is about."""

    __tablename__ = "led_case_visits"
    version_subject = "followup"
    __table_args__ = (UniqueConstraint("led_case_id", "on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    led_case_id: Mapped[int] = mapped_column(ForeignKey("led_cases.id"), index=True)
    on: Mapped[dt.date]
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[str] = mapped_column(String(100))


class Proposal(Base):
    """One of the three proposals (三项建议) of the petition office to a unit, answered in writing."""

    __tablename__ = "proposals"
    version_subject = "followup"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    county_code: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    """`data.terms.ProposalKind`."""
    subject: Mapped[str] = mapped_column(String(100))
    text: Mapped[str | None] = mapped_column(Sealed("proposals.text", 2000))
    unit: Mapped[str] = mapped_column(String(100))
    issued: Mapped[dt.date]
    due: Mapped[dt.date]
    replied: Mapped[dt.date | None]
    """Day of the written reply."""
    reply: Mapped[str | None] = mapped_column(Sealed("proposals.reply", 2000))


class Meeting(Base):
    """A joint meeting on petition work (信访联席会议) of the county or a township."""

    __tablename__ = "meetings"
    version_subject = "followup"
    __table_args__ = (UniqueConstraint("division_code", "on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(String(32))
    on: Mapped[dt.date]
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    """Who leads it, and is thereby the author of what it decides."""
    agenda: Mapped[str | None] = mapped_column(Sealed("meetings.agenda", 2000))
    """A line an item."""


class AgentPoint(Base):
    """Where agents take errands on (代办点)."""

    __tablename__ = "agent_points"
    version_subject = "agents"
    __table_args__ = (UniqueConstraint("village_code", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))


class Agent(Base):
    """Somebody who runs errands for petitioners (代办员), at a point; an officer or volunteer."""

    __tablename__ = "agents"
    version_subject = "agents"
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("agent_points.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(Sealed("agents.phone", 32))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    """First day after the last; None: still an agent."""


class FollowupChange(Base):
    """What an entry of these registers held before it was changed, and by whom."""

    __tablename__ = "followup_changes"
    version_subject = "followup"
    __table_args__ = (Index(None, "register", "row_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(32))
    """Name of the table."""
    row_id: Mapped[int]
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    changes: Mapped[dict[str, Any]] = mapped_column(SealedJSON("followup_changes.changes"))
    """Column -> [before, after]."""
