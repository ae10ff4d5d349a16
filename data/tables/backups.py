"""Backups of the record, and sums of its tables."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class BackupRun(Base):
    """A backup that was begun, and what came of it (`data.backup.history`)."""

    __tablename__ = "backup_runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    """None: it is under way, or was cut off."""
    actor: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16))
    """Why (`data.backup.manifest.Kind`)."""
    folder: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(String(200))
    """Name of the backup; None: none was made."""
    size: Mapped[int | None] = mapped_column(BigInteger)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Why none was made: ``message`` and ``values`` of the sentence."""
    faults: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the check of the record noticed before, as such sentences; empty: nothing."""


class TableSum(Base):
    """Sum of what is in a table, as of a version of its subject (`data.sums`)."""

    __tablename__ = "table_sums"
    table_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    """Revision of the tables and version of the subject, with a colon between."""
    sha256: Mapped[str] = mapped_column(String(64))
