"""Findings of the daily run."""

import datetime as dt
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed
from data.tables.base import Base


class Finding(Base):
    """A category is high in villages that touch each other: found by the daily run, decided by a person."""

    __tablename__ = "findings"
    version_subject = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(String(64), index=True)
    villages: Mapped[list[Any]]
    """Codes."""
    since: Mapped[dt.date]
    """First day of the month from which on its villages have more of it than before; where no such month can
    be told, of those looked at."""
    first_found: Mapped[dt.date]
    last_found: Mapped[dt.date]
    cases: Mapped[int]
    expected: Mapped[float]
    q: Mapped[float]
    """The least p-value of its villages, adjusted to the false discovery rate."""
    state: Mapped[str] = mapped_column(String(16))
    """new, confirmed, dismissed."""
    reason: Mapped[str | None] = mapped_column(Sealed("findings.reason"), deferred=True)
    """Why it was dismissed."""
    measure: Mapped[str | None] = mapped_column(Text)
    """Policy measure that it led to."""
    measure_from: Mapped[dt.date | None]
    """Day from which the policy measure holds."""
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(100))
