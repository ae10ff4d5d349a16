"""The desk of a day of visits: who came, who heard them, what came of it."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.sealing import Sealed, SealedJSON
from data.tables.base import Base


class DeskEntry(Base):
    """A group of people at a reception (一批来访): registered ahead, or walked in; never deleted."""

    __tablename__ = "desk_entries"
    version_subject = "desk"
    __table_args__ = (UniqueConstraint("on", "township_code", "desk", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    """Made where the entry was written down: by it one that comes twice is known."""
    on: Mapped[dt.date]
    township_code: Mapped[str] = mapped_column(String(32), index=True)
    desk: Mapped[str] = mapped_column(String(8))
    """Letter of the desk; ``A`` writes into this record, others wrote without a line to it."""
    number: Mapped[int]
    """Of the desk's slips of the day, from 1; never given twice."""
    state: Mapped[str] = mapped_column(String(16))
    """`data.desk.terms.Place`."""
    entered_at: Mapped[dt.datetime]
    entered_by: Mapped[str] = mapped_column(String(100))
    arrived_at: Mapped[dt.datetime | None]
    """None: registered ahead, and not here yet."""
    village_code: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(Sealed("desk_entries.address", 200))
    category: Mapped[str] = mapped_column(String(64))
    people: Mapped[int]
    words: Mapped[str | None] = mapped_column(Sealed("desk_entries.words", 2000))
    name: Mapped[str | None] = mapped_column(Sealed("desk_entries.name", 100))
    phone: Mapped[str | None] = mapped_column(Sealed("desk_entries.phone", 32))
    petition_id: Mapped[int | None] = mapped_column(ForeignKey("petitions.id"), index=True)
    """The case on record that they come for."""
    repeats: Mapped[bool] = mapped_column(default=False)
    """That case was closed when they came: what comes of the visit is a case of its own."""
    made_id: Mapped[int | None] = mapped_column(ForeignKey("petitions.id"), index=True)
    """The case that was made of this entry."""
    heard_by: Mapped[str | None] = mapped_column(String(100))
    """``leader``, or the deputy's table by its name."""
    called_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """`data.desk.terms.DeskOutcome`."""
    owner: Mapped[str | None] = mapped_column(String(100))
    due: Mapped[dt.date | None]
    why: Mapped[str | None] = mapped_column(String(16))
    """Why nobody heard them (`data.desk.terms.NotHeard`)."""
    note: Mapped[str | None] = mapped_column(Sealed("desk_entries.note", 2000))
    step_id: Mapped[int | None] = mapped_column(ForeignKey("case_steps.id"), index=True)
    """Step of the case that the outcome became."""
    revision: Mapped[int] = mapped_column(default=0)
    """How often a desk without a line had changed it when it was taken over; 0: written here."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of the entry as it was taken over."""
    taken_version: Mapped[int | None]
    """`data.desk.trace.version` right after that: another one says that the county has changed it since."""
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(100))

    @property
    def slip(self) -> str:
        """What stands on the slip in their hand."""
        return f"{self.desk}{self.number:03d}"


class DeskChange(Base):
    """What was done with an entry, and by whom; the latest can be undone, and stays as undone."""

    __tablename__ = "desk_changes"
    version_subject = "desk"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("desk_entries.id"), index=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    act: Mapped[str] = mapped_column(String(16))
    """`data.desk.terms.Act`."""
    changes: Mapped[dict[str, Any]] = mapped_column(SealedJSON("desk_changes.changes"))
    """Column -> [before, after]."""
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class DeskExport(Base):
    """A desk that was handed out for a reception without a line to the county."""

    __tablename__ = "desk_exports"
    version_subject = "desk"
    __table_args__ = (
        UniqueConstraint("on", "township_code", "desk"),
        Index(None, "township_code"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    on: Mapped[dt.date]
    township_code: Mapped[str] = mapped_column(String(32))
    desk: Mapped[str] = mapped_column(String(8))
    private_key: Mapped[str] = mapped_column(Sealed("desk_exports.private_key"))
    """Opens what that desk sealed: it could seal and not open."""
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(String(100))
