"""What lies under and around the county on the map: the relief as one picture, waters, neighbours."""

import shapely
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Relief(Base):
    """The one picture of the shaded relief (`data.divisions.relief`); its corners are degrees."""

    __tablename__ = "relief"
    version_subject = "surroundings"
    id: Mapped[int] = mapped_column(primary_key=True)
    picture: Mapped[bytes]
    """WebP, transparent where the ground is level, upright in Web Mercator."""
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    source: Mapped[str | None] = mapped_column(String(200))
    """Whose heights they are, as the map says it; None: it says nothing."""


class Surrounding(Base):
    """A water, or the land of a neighbouring county."""

    __tablename__ = "surroundings"
    version_subject = "surroundings"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    """`data.terms.SurroundingKind`."""
    name: Mapped[str | None] = mapped_column(String(100))
    geometry: Mapped[shapely.Geometry]
    source: Mapped[str | None] = mapped_column(String(200))
