"""Visits of the 15th: the calendar, bookings, plans, stops."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class CalendarDay(Base):
    """A day of which the office says whether it is worked, beside the holidays that the program knows."""

    __tablename__ = "calendar_days"
    version_subject = "visits"
    on: Mapped[dt.date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(100))


class Booking(Base):
    """A case is booked for the reception of a day; cancelled, not deleted."""

    __tablename__ = "bookings"
    version_subject = "visits"
    __table_args__ = (Index(None, "on", "township_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[dt.date]
    township_code: Mapped[str] = mapped_column(String(32))
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), index=True)
    booked_at: Mapped[dt.datetime]
    booked_by: Mapped[str] = mapped_column(String(100))
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(100))


class Visit(Base):
    """Visit of a leader to the contracted township on a day (下访接访)."""

    __tablename__ = "visits"
    version_subject = "visits"
    __table_args__ = (UniqueConstraint("on", "township_code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[dt.date]
    township_code: Mapped[str] = mapped_column(String(32), index=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"))
    mode: Mapped[str] = mapped_column(String(24), default="announced")
    """`data.terms.Mode`."""
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=1)
    plan: Mapped[dict[str, Any]]
    """Plan and problem as they were saved (`data.visits.saved`)."""
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    """Digest of the problem that the plan was saved for; None: not known."""
    saved_at: Mapped[dt.datetime]
    saved_by: Mapped[str] = mapped_column(String(100))


class VisitStop(Base):
    """A village where the leader goes, or was, in order; times in minutes after midnight, None: not known."""

    __tablename__ = "visit_stops"
    version_subject = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    arrives: Mapped[float | None]
    departs: Mapped[float | None]
