"""What the county counts by year and month beside its petitions, and the policies that petitions led to."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class YearTotal(Base):
    """How many petitions a year brought, as the county's own books have it."""

    __tablename__ = "year_totals"
    __table_args__ = (UniqueConstraint("year", "counted_in", name="uq_year_totals_year_counted_in"),)
    version_subject = "yearbook"
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    counted_in: Mapped[str] = mapped_column(String(16))
    """`data.terms.TotalUnit`."""
    total: Mapped[int]
    source: Mapped[str] = mapped_column(String(200), default="")


class CourtCount(Base):
    """New cases of the court in a month, by the township that they come from (诉源治理)."""

    __tablename__ = "court_counts"
    __table_args__ = (UniqueConstraint("division_code", "month", name="uq_court_counts_division_code_month"),)
    version_subject = "yearbook"
    id: Mapped[int] = mapped_column(primary_key=True)
    division_code: Mapped[str] = mapped_column(String(32))
    """A township, or the county for those of no township."""
    month: Mapped[dt.date] = mapped_column(Date)
    """Its first day."""
    cases: Mapped[int]


class Policy(Base):
    """Policy that petitions called into question (信访倒推): what was found, proposed, answered and done."""

    __tablename__ = "policies"
    version_subject = "policies"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100), unique=True)
    division_code: Mapped[str] = mapped_column(String(32))
    """Where its measure holds: the county or a township."""
    category: Mapped[str] = mapped_column(String(64))
    problem: Mapped[str] = mapped_column(String(500))
    proposal: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str] = mapped_column(String(100))
    """Unit that it was proposed to, which answers in writing (信访工作条例, art. 40)."""
    proposed: Mapped[dt.date]
    replied: Mapped[dt.date | None]
    reply: Mapped[str] = mapped_column(String(500), default="")
    measure: Mapped[str] = mapped_column(String(500), default="")
    taken: Mapped[dt.date | None]
    """First day on which the measure holds."""
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id"))
    """Finding of the daily run that it came of."""


class HelpedHouseholds(Base):
    """Households helped by the measure of a policy, in a place on a day; each household once."""

    __tablename__ = "helped_households"
    __table_args__ = (
        UniqueConstraint(
            "policy_id", "division_code", "on", name="uq_helped_households_policy_id_division_code_on"
        ),
    )
    version_subject = "policies"
    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"), index=True)
    division_code: Mapped[str] = mapped_column(String(32))
    on: Mapped[dt.date]
    """Day on which they were counted."""
    households: Mapped[int]
