"""Every table of the record. No logic.

Dates and times are naive, in the county's local time (Asia/Shanghai in Pujiang); coordinates are
WGS 84 degrees. Codes of divisions are text: nine digits a township, twelve a village (National Bureau
of Statistics); another country's codes serve as well. What a coded column may hold stands in `data.terms`.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

import shapely
from sqlalchemy import JSON, MetaData, String
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
    version_subject: ClassVar[str | None] = None
    """What a change of the table is a change of (`SubjectVersion`); None: of nothing that is kept in mind."""


def same_parameter(name: str) -> Callable[[Any], Any]:
    """Default of a column that is written with what another column of the row is."""

    def value(context: Any) -> Any:
        return context.get_current_parameters().get(name)

    return value


class SealingKey(Base):
    """The one row that names the key of the personal data in this record (`data.sealing`)."""

    __tablename__ = "sealing_key"
    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    check_value: Mapped[bytes]
    """By which the key is known; it tells nothing of it."""
    since: Mapped[dt.datetime]
    scrubbed: Mapped[bool]
    """What stood in clear before is gone from the file's free pages too."""


class Dataset(Base):
    """The one row that says whose record this is, whether it is the demo's, and how new."""

    __tablename__ = "dataset"
    version_subject = "dataset"
    id: Mapped[int] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(String(32))
    county_name: Mapped[str] = mapped_column(String(100))
    synthetic: Mapped[bool]
    as_of: Mapped[dt.date | None]
    """Day the record is complete to: the newest petition's, kept by imports; None before the first."""
    version: Mapped[int] = mapped_column(default=0)
    """Grows with every acknowledged change."""
    __allow_unmapped__ = True
    versions: dict[str, int] = {}
    """How often each subject has changed, as of when this row was read (`data.store.Store.dataset`)."""

    def version_of(self, *subjects: str) -> tuple[int, ...]:
        """Versions of some subjects: what a cache that reads them is keyed by."""
        return tuple(self.versions.get(subject, 0) for subject in subjects)


class SubjectVersion(Base):
    """How often a subject of the record has changed; caches are keyed by the subjects that they read."""

    __tablename__ = "subject_versions"
    subject_name: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int]
