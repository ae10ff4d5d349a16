"""Petitions, who petitioned, and what was decided and done about them."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ImportRun(Base):
    """One file taken in. rows = stored + rejected + duplicates."""

    __tablename__ = "import_runs"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    frame: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    rows: Mapped[int]
    stored: Mapped[int]
    rejected: Mapped[int]
    duplicates: Mapped[int]


class Petition(Base):
    """One petition: what it is about, where the problem is (问题属地), and how it stands. No person."""

    __tablename__ = "petitions"
    version_subject = "petitions"
    __table_args__ = (
        Index(None, "village_code", "filed"),
        Index(None, "township_code", "filed"),
        Index(None, "county_code", "filed"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    filed: Mapped[dt.datetime]
    channel: Mapped[str] = mapped_column(String(32))
    category: Mapped[str] = mapped_column(String(64))
    category_scheme: Mapped[str] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(32))
    occurrence: Mapped[str] = mapped_column(String(16))
    """first (初信初访) or repeat (重信重访)."""
    people: Mapped[int]
    tier: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    closed: Mapped[dt.datetime | None]
    satisfaction: Mapped[str | None] = mapped_column(String(16))
    by_proxy: Mapped[bool] = mapped_column(default=False)
    """An agent ran the errand (民情民访代办)."""
    placement: Mapped[str] = mapped_column(String(16))
    """How exactly it is placed: point, village, township, nowhere."""
    basis: Mapped[str] = mapped_column(String(16), index=True, default="none")
    """By what it is placed (`data.terms.Basis`): point, name, both, neither, or a person's hand."""
    placed_by: Mapped[str | None] = mapped_column(String(100))
    """Who placed it: whoever imported the file, or the clerk who repaired it."""
    point_code: Mapped[str | None] = mapped_column(String(32))
    """Village around the point."""
    named_code: Mapped[str | None] = mapped_column(String(32))
    """Village or township that the text names beyond doubt."""
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    county_code: Mapped[str] = mapped_column(String(32))
    township_code: Mapped[str | None] = mapped_column(String(32))
    village_code: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(Text)
    stated_township: Mapped[str | None] = mapped_column(Text)
    stated_village: Mapped[str | None] = mapped_column(Text)
    """Township and village as the file has them, by which the gazetteer can be asked again."""
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters.id"), index=True)
    """The matter it reports, where it is known to be the same as another petition's."""
    digest: Mapped[str] = mapped_column(String(32))
    """Fingerprint of the row's content, by which a repeated row is told from a changed one."""
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_runs.id"), index=True)


class PetitionPerson(Base):
    """Restricted: who petitioned, in their own words. Read only under a scope that may see persons."""

    __tablename__ = "petition_persons"
    version_subject = "petitions"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(100))
    id_number: Mapped[str | None] = mapped_column(String(32))
    phone: Mapped[str | None] = mapped_column(String(32))
    home: Mapped[str | None] = mapped_column(Text)
    statement: Mapped[str | None] = mapped_column(Text)


class Repair(Base):
    """A clerk put petitions into a village by hand, or found that none can be known; may be undone."""

    __tablename__ = "repairs"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    village_code: Mapped[str | None] = mapped_column(String(32))
    alias_id: Mapped[int | None] = mapped_column(ForeignKey("place_aliases.id"))
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class RepairedPetition(Base):
    """How a petition was placed before a repair."""

    __tablename__ = "repaired_petitions"
    version_subject = "petitions"
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)
    before: Mapped[dict[str, Any]]


class Matter(Base):
    """One matter (信访事项) that several petitions report: repeated or joint."""

    __tablename__ = "matters"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[str] = mapped_column(String(100))


class MatterLink(Base):
    """A petition was joined to a matter, by a rule or a person; undone, not deleted."""

    __tablename__ = "matter_links"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), index=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), index=True)
    rule: Mapped[str] = mapped_column(String(16))
    """By what they were known to be the same (`data.matters.decisions.Rule`)."""
    score: Mapped[float]
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class CaseStep(Base):
    """One step of a case: accepted, forwarded, promised, closed ..."""

    __tablename__ = "case_steps"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), index=True)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str | None] = mapped_column(String(100))
    due: Mapped[dt.date | None]
    done: Mapped[dt.date | None]
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), index=True)
    """Visit on which it came about."""
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class Instruction(Base):
    """Instruction of a leader on petitions (批示), followed to its end."""

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
    proof: Mapped[str | None] = mapped_column(String(200))
