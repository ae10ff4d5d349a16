"""Petitions, who petitioned, and what was decided and done about them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from data import persons
from data.sealing import KeyedHash, Sealed, SealedJSON
from data.tables.base import Base, same_parameter


class ImportRun(Base):
    """One file taken in. rows = stored + changed + unchanged + rejected + duplicates."""

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
    as_of: Mapped[dt.date | None]
    """Day whose state the file tells; None of imports before states were kept."""
    fields: Mapped[list[Any] | None]
    """Fields that have a column in the file; None of imports before these were kept."""
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class Petition(Base):
    """One petition: what it is about, where the problem is (问题属地), and how it stands. No person."""

    __tablename__ = "petitions"
    version_subject = "petitions"
    __table_args__ = (
        Index(None, "village_code", "filed"),
        Index(None, "township_code", "filed"),
        Index(None, "filed"),
        Index(
            "ix_petitions_open",
            *("village_code", "township_code"),
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
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
    accepted: Mapped[dt.datetime | None]
    """Taken on by the unit that handles it (受理)."""
    forwarded: Mapped[dt.datetime | None]
    """Passed on to that unit (转送, 交办)."""
    answered: Mapped[dt.datetime | None]
    """Answered in writing (答复)."""
    closed: Mapped[dt.datetime | None]
    unit: Mapped[str | None] = mapped_column(String(100), index=True)
    """Unit that handles it (责任单位)."""
    origin: Mapped[str | None] = mapped_column(String(16))
    """Where it came from (`data.terms.Origin`)."""
    case_leader: Mapped[str | None] = mapped_column(String(100))
    """Leader who took the case on (包案领导)."""
    settled_level: Mapped[str | None] = mapped_column(String(16))
    """Level at which it was settled (`data.terms.SettledLevel`)."""
    review: Mapped[str | None] = mapped_column(String(16))
    """How far it went in review (`data.terms.ReviewStage`); None: nothing on record tells of one."""
    tags: Mapped[str | None] = mapped_column(String(300))
    """Themes that its words name (`data.petitions.tags`); '' none, None: it has no words."""
    tags_by: Mapped[int | None]
    """Version of the list of words by which they were found."""
    agent: Mapped[str | None] = mapped_column(String(100))
    """Proxy agent (代办员)."""
    visits: Mapped[int | None]
    """How often the petitioners have come (信访次数), where the file says so."""
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
    address: Mapped[str | None] = mapped_column(Sealed("petitions.address"))
    address_hash: Mapped[bytes | None] = mapped_column(
        KeyedHash("petitions.address_hash", persons.exact), default=same_parameter("address")
    )
    """By which petitions of one address are one group; written with it."""
    stated_township: Mapped[str | None] = mapped_column(Text)
    stated_village: Mapped[str | None] = mapped_column(Text)
    """Township and village as the file has them, by which the gazetteer can be asked again."""
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matters.id"), index=True)
    """The matter it reports, where it is known to be the same as another petition's."""
    digest: Mapped[str] = mapped_column(String(32))
    """Fingerprint of the row's content, by which a repeated row is told from a changed one."""
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_runs.id"), index=True)
    as_of: Mapped[dt.date | None]
    """Day of the newest file that told its state; None: no file did, or none since these days are kept."""
    words: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Words of the file that no code is known for, by field; the field itself holds `other` or a default."""
    withdrawn_at: Mapped[dt.datetime | None]
    """When the office took it out of the record; the gate lets it pass no more."""

    @validates("address")
    def _with_hash(self, _: str, value: Any) -> Any:
        self.address_hash = value
        return value


class PetitionBlock(Base):
    """A mark of the petitions whose ids begin alike, drawn anew by the database whenever one of them changes.

    The same mark is the same rows, in this record, in a copy of its file and in one put back from a backup:
    by it the columnar snapshot (`data.petitions.columnar`) knows what it has to read again.
    """

    __tablename__ = "petition_blocks"
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Id divided by 1024, rounded down."""
    mark: Mapped[str] = mapped_column(String(36))


class PetitionState(Base):
    """A later state of a petition: what a file or a clerk changed in it, and as of which day."""

    __tablename__ = "petition_states"
    version_subject = "petitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), index=True)
    as_of: Mapped[dt.date]
    """Day whose state it is."""
    kind: Mapped[str] = mapped_column(String(16))
    """How it came about (`data.terms.StateKind`)."""
    changes: Mapped[dict[str, Any]] = mapped_column(SealedJSON("petition_states.changes"))
    """Field -> [from, to], of fields that name no person; an address may be among them."""
    reason: Mapped[str | None] = mapped_column(Sealed("petition_states.reason"))
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_runs.id"), index=True)
    """The file that told it, or that brought the number; None: a clerk's act."""
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))


class PetitionPersonState(Base):
    """Restricted: the same of the fields that name persons."""

    __tablename__ = "petition_person_states"
    version_subject = "petitions"
    state_id: Mapped[int] = mapped_column(ForeignKey("petition_states.id"), primary_key=True)
    changes: Mapped[dict[str, Any]] = mapped_column(SealedJSON("petition_person_states.changes"))


class PetitionSighting(Base):
    """A file told the state of a petition, changed or not."""

    __tablename__ = "petition_sightings"
    __table_args__ = {"sqlite_with_rowid": False}
    version_subject = "petitions"
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)


class ImportProfile(Base):
    """How the files of one sender are read (`data.importing.petitions.columns`), found by their headings."""

    __tablename__ = "import_profiles"
    version_subject = "profiles"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    headings: Mapped[str] = mapped_column(String(64), index=True)
    """Fingerprint of the headings it was made for."""
    content: Mapped[str] = mapped_column(Text)
    """The profile as TOML."""
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))


class WordCode(Base):
    """What the office says a word in a coded column means; it goes before the words that are known."""

    __tablename__ = "word_codes"
    version_subject = "profiles"
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    word: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))


class PetitionPerson(Base):
    """Restricted: who petitioned, in their own words. Read only under a scope that may see persons."""

    __tablename__ = "petition_persons"
    version_subject = "petitions"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(Sealed("petition_persons.name", 100))
    id_number: Mapped[str | None] = mapped_column(Sealed("petition_persons.id_number", 32))
    phone: Mapped[str | None] = mapped_column(Sealed("petition_persons.phone", 32))
    home: Mapped[str | None] = mapped_column(Sealed("petition_persons.home"))
    statement: Mapped[str | None] = mapped_column(Sealed("petition_persons.statement"))
    against: Mapped[str | None] = mapped_column(Sealed("petition_persons.against", 200))
    """Firm, unit or person petitioned against (被反映单位)."""
    name_hash: Mapped[bytes | None] = mapped_column(
        KeyedHash("petition_persons.name_hash", persons.names), default=same_parameter("name")
    )
    name_start: Mapped[bytes | None] = mapped_column(
        KeyedHash("petition_persons.name_start", persons.starts, bits=12),
        default=same_parameter("name"),
        index=True,
    )
    """By which a name is looked for from its first characters; shared by chance with other names."""
    id_number_hash: Mapped[bytes | None] = mapped_column(
        KeyedHash("petition_persons.id_number_hash", persons.identities),
        default=same_parameter("id_number"),
        index=True,
    )
    phone_hash: Mapped[bytes | None] = mapped_column(
        KeyedHash("petition_persons.phone_hash", persons.phones), default=same_parameter("phone"), index=True
    )

    @validates("name", "id_number", "phone")
    def _with_hash(self, field: str, value: Any) -> Any:
        for name in HASHES[field]:
            setattr(self, name, value)
        return value


HASHES: Mapping[str, tuple[str, ...]] = {
    "address": ("address_hash",),
    "name": ("name_hash", "name_start"),
    "id_number": ("id_number_hash",),
    "phone": ("phone_hash",),
}
"""Sealed column -> columns of its keyed hashes, which take the same text."""


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
    days: Mapped[int | None]
    """Days granted (`data.terms.StepKind.EXTENSION`), or of a hearing."""
    note: Mapped[str | None] = mapped_column(Sealed("case_steps.note"))
    entered_at: Mapped[dt.datetime | None]
    """When somebody wrote it down by hand (`data.followup.steps`); None: it came about otherwise."""
    entered_by: Mapped[str | None] = mapped_column(String(100))
    undone_at: Mapped[dt.datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))
