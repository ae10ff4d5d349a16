"""Rules of the county that the office has set."""

import datetime as dt
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class RuleSet(Base):
    """Rules of the county that were set together (`data.rules`), valid from a day; never changed."""

    __tablename__ = "rule_sets"
    version_subject = "rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(index=True)
    values_set: Mapped[dict[str, Any]] = mapped_column("values")
    """Name -> value; None: the program's default."""
    set_at: Mapped[dt.datetime]
    set_by: Mapped[str] = mapped_column(String(100))
