"""Divisions with their editions and outlines, the names learned, roads, and places where people are met."""

import datetime as dt
from typing import Any

import shapely
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Division(Base):
    """County, township or village, as it was from one day to another."""

    __tablename__ = "divisions"
    version_subject = "divisions"
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
    official: Mapped[bool] = mapped_column(default=False)
    """Its name is that of the official list, and no layer of outlines changes it."""


class DivisionSuccessor(Base):
    """One division went wholly or partly into another; counts only once a person has confirmed it."""

    __tablename__ = "division_successors"
    version_subject = "divisions"
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
    version_subject = "names"
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
    version_subject = "divisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    geometry: Mapped[shapely.Geometry]
    division_id: Mapped[int] = mapped_column(ForeignKey("divisions.id"), unique=True)
    frame: Mapped[str] = mapped_column(String(64))
    """Reference frame in which the file was declared, such as EPSG:4490."""
    source: Mapped[str] = mapped_column(String(200))


class Road(Base):
    """Line of a road, drawn in the direction of its traffic. Roads meet where they share a vertex."""

    __tablename__ = "roads"
    version_subject = "roads"
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
    version_subject = "places"
    id: Mapped[int] = mapped_column(primary_key=True)
    geometry: Mapped[shapely.Geometry]
    name: Mapped[str] = mapped_column(String(100))
    division_code: Mapped[str] = mapped_column(String(32), index=True)
    services: Mapped[list[Any]]


class HubWindow(Base):
    """A window of a hub: a service that is there on some days (常驻, 轮驻), or comes when called (随驻)."""

    __tablename__ = "hub_windows"
    version_subject = "places"
    __table_args__ = (UniqueConstraint("hub_id", "service"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"), index=True)
    service: Mapped[str] = mapped_column(String(100))
    unit: Mapped[str | None] = mapped_column(String(100))
    """Whose people sit there (入驻单位)."""
    presence: Mapped[str] = mapped_column(String(16))
    """`data.terms.Presence`."""
    days: Mapped[str] = mapped_column(String(7))
    """Days of the week, 1 for Monday to 7; empty: not said."""
    opens: Mapped[float | None]
    closes: Mapped[float | None]
    """Minutes after midnight; None: not said."""


class VisitPoint(Base):
    """Where a visit to a village begins, usually the village office."""

    __tablename__ = "visit_points"
    version_subject = "places"
    village_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    longitude: Mapped[float]
    latitude: Mapped[float]
    opens: Mapped[float | None]
    closes: Mapped[float | None]
    """When people can be met there, in minutes after midnight; None: all day."""


class CountsAs(Base):
    """Under which village and township a code counts from one day to another; written by `data.lineage`."""

    __tablename__ = "counts_as"
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Of a village or township, valid or former, as petitions and registers have it."""
    since: Mapped[dt.date] = mapped_column(primary_key=True)
    until: Mapped[dt.date | None]
    """First day on which it counts otherwise."""
    village: Mapped[str | None] = mapped_column(String(32), index=True)
    township: Mapped[str | None] = mapped_column(String(32), index=True)
