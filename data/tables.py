"""Every table of the record. No logic.

Dates and times are naive, in the county's local time (Asia/Shanghai in Pujiang); coordinates are
WGS 84 degrees. Codes of divisions are text: nine digits a township, twelve a village (National Bureau
of Statistics); another country's codes serve as well. What a coded column may hold stands in `data.terms`.
"""

import datetime as dt
from typing import Any

import shapely
from sqlalchemy import JSON, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.geopackage import Geometry


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {shapely.Geometry: Geometry, dict[str, Any]: JSON, list[Any]: JSON}


class Dataset(Base):
    """The one row that says whose record this is, whether it is the demo's, and how new."""

    __tablename__ = "dataset"
    id: Mapped[int] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(32))
    county_name: Mapped[str] = mapped_column(String(100))
    synthetic: Mapped[bool]
    as_of: Mapped[dt.date | None]
    """Day the record is complete to: the newest petition's, kept by imports; None before the first."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every acknowledged change; caches are keyed by it."""
    visit_rule: Mapped[str] = mapped_column(String(24), default="immovable")
    """On which day the visits are (`data.visits.calendar.Rule`)."""


# --- divisions and their geometry ------------------------------------------------------------------


class Division(Base):
    """County, township or village, as it was from one day to another."""

    __tablename__ = "divisions"
    __table_args__ = (UniqueConstraint("code", "valid_from"), Index(None, "level", "parent_code"))
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(16))
    parent_code: Mapped[str | None] = mapped_column(String(32))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    """First day on which it no longer holds; None: still valid."""
    residents: Mapped[int | None]


class DivisionSuccessor(Base):
    """One division went wholly or partly into another; counts only once a person has confirmed it."""

    __tablename__ = "division_successors"
    division_id: Mapped[int] = mapped_column(ForeignKey("divisions.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("divisions.id"), primary_key=True)
    on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(32))
    """Why it was proposed (`data.divisions.succession.Reason`), or that a person named it."""
    score: Mapped[float]
    confirmed_at: Mapped[dt.datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(100))


class PlaceAlias(Base):
    """A name by which a village is also known, learned from a clerk's choice; revoked, not deleted."""

    __tablename__ = "place_aliases"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    learned_at: Mapped[dt.datetime]
    learned_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class Boundary(Base):
    """Polygon of a division in WGS 84, with the frame and the file it came from."""

    __tablename__ = "boundaries"
    id: Mapped[int] = mapped_column(primary_key=True)
    geometry: Mapped[shapely.Geometry]
    division_id: Mapped[int] = mapped_column(ForeignKey("divisions.id"), unique=True)
    frame: Mapped[str] = mapped_column(String(64))
    """Reference frame in which the file was declared, such as EPSG:4490."""
    source: Mapped[str] = mapped_column(String(200))


class Road(Base):
    """Line of a road, drawn in the direction of its traffic. Roads meet where they share a vertex."""

    __tablename__ = "roads"
    id: Mapped[int] = mapped_column(primary_key=True)
    """Greater in every later import: the newest tells whether the roads are still the same."""
    geometry: Mapped[shapely.Geometry]
    road_class: Mapped[str] = mapped_column(String(32))
    """Class of OpenStreetMap's ``highway``, see `geo.roads.classes`."""
    name: Mapped[str | None] = mapped_column(String(100))
    oneway: Mapped[bool] = mapped_column(default=False)
    speed_kmh: Mapped[float | None]
    """At which it is driven, where its source says so; else the speed of its class counts."""
    limit_kmh: Mapped[float | None]
    """Legal limit, where known."""


class Hub(Base):
    """Place where people are received: the county's one-stop centre or a township's."""

    __tablename__ = "hubs"
    id: Mapped[int] = mapped_column(primary_key=True)
    geometry: Mapped[shapely.Geometry]
    name: Mapped[str] = mapped_column(String(100))
    division_code: Mapped[str] = mapped_column(String(32), index=True)
    services: Mapped[list[Any]]


class VisitPoint(Base):
    """Where a visit to a village begins, usually the village office."""

    __tablename__ = "visit_points"
    village_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    longitude: Mapped[float]
    latitude: Mapped[float]
    opens: Mapped[float | None]
    closes: Mapped[float | None]
    """When people can be met there, in minutes after midnight; None: all day."""


# --- petitions ---------------------------------------------------------------------------------------


class ImportRun(Base):
    """One file taken in. rows = stored + rejected + duplicates."""

    __tablename__ = "import_runs"
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
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(100))
    id_number: Mapped[str | None] = mapped_column(String(32))
    phone: Mapped[str | None] = mapped_column(String(32))
    home: Mapped[str | None] = mapped_column(Text)
    statement: Mapped[str | None] = mapped_column(Text)


class Repair(Base):
    """A clerk put petitions into a village by hand, or found that none can be known; may be undone."""

    __tablename__ = "repairs"
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
    repair_id: Mapped[int] = mapped_column(ForeignKey("repairs.id"), primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petitions.id"), primary_key=True)
    before: Mapped[dict[str, Any]]


class Matter(Base):
    """One matter (信访事项) that several petitions report: repeated or joint."""

    __tablename__ = "matters"
    id: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[str] = mapped_column(String(100))


class MatterLink(Base):
    """A petition was joined to a matter, by a rule or a person; undone, not deleted."""

    __tablename__ = "matter_links"
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


# --- people of the service ------------------------------------------------------------------------


class LiaisonTeam(Base):
    """Liaison service team (联心服务团)."""

    __tablename__ = "liaison_teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class TeamVillage(Base):
    """A team is responsible for a village from one day to another."""

    __tablename__ = "team_villages"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class TeamContact(Base):
    """A team was in a village on a day."""

    __tablename__ = "team_contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("liaison_teams.id"), index=True)
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    on: Mapped[dt.date]


class Leader(Base):
    __tablename__ = "leaders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    post: Mapped[str] = mapped_column(String(100))
    portfolio: Mapped[str] = mapped_column(String(200))


class Contract(Base):
    """A leader is contracted to a township (包干乡镇) from one day to another."""

    __tablename__ = "contracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    township_code: Mapped[str] = mapped_column(String(32), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class Absence(Base):
    """A leader cannot go from a first to a last day, both included; another goes in the leader's place."""

    __tablename__ = "absences"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class Recusal(Base):
    """A leader keeps out of a township or village (回避), such as that of kin. Why is not kept."""

    __tablename__ = "recusals"
    id: Mapped[int] = mapped_column(primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), index=True)
    division_code: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(String(100))
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(100))


class Booking(Base):
    """A case is booked for the reception of a day; cancelled, not deleted."""

    __tablename__ = "bookings"
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
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    village_code: Mapped[str] = mapped_column(String(32), index=True)
    arrives: Mapped[float | None]
    departs: Mapped[float | None]


# --- findings (信访倒推) -----------------------------------------------------------------------------------


class Finding(Base):
    """A category is high in villages that touch each other: found by the daily run, decided by a person."""

    __tablename__ = "findings"
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
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was dismissed."""
    measure: Mapped[str | None] = mapped_column(Text)
    """Policy measure that it led to."""
    measure_from: Mapped[dt.date | None]
    """Day from which the policy measure holds."""
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(100))


# --- users ---------------------------------------------------------------------------------------------


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    active: Mapped[bool] = mapped_column(default=True)


class UserRole(Base):
    """A user acts in a role within a division."""

    __tablename__ = "user_roles"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    division_code: Mapped[str] = mapped_column(String(32))
    personal: Mapped[bool] = mapped_column(default=False)


class AuditEntry(Base):
    """Who did what, when. Never personal data of petitioners."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]]
