"""Online intake (民情暖哨): who may send requests, and requests on their way into the record."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed, SealedJSON
from data.tables.base import Base


class IntakeSource(Base):
    """A program that may send requests, by its key. Never deleted: requests go on naming it."""

    __tablename__ = "intake_sources"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of its key, which was shown once."""
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class IntakeRequest(Base):
    """A request that was accepted from a source, until it stands in the record or is refused there.

    It is written past the versions of the record, as sessions are (`data.journal.writing.quietly`).
    """

    __tablename__ = "intake_requests"
    __table_args__ = (UniqueConstraint("source_id", "digest", name="uq_intake_requests_source_id_digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("intake_sources.id"), index=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    """What the source was told; the number of its petition."""
    digest: Mapped[str] = mapped_column(String(64))
    """By which the same request, sent again, is known: keyed, of the content and the day, or of the key that
    the sender gave it."""
    received: Mapped[dt.datetime]
    category: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)
    """`data.terms.IntakeState`: never ``taken_back``, which the record itself tells."""
    content: Mapped[dict[str, Any]] = mapped_column(SealedJSON("intake_requests.content"))
    """What was sent (`data.intake.submission.Submission`); empty once it is forgotten."""
    reason: Mapped[str | None] = mapped_column(Sealed("intake_requests.reason"))
    """Why the record did not take it; None once its content is forgotten."""
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_runs.id"))
    """The import by which it was taken in."""
    forgotten_at: Mapped[dt.datetime | None]
    """When its content was taken away."""
