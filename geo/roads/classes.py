"""Classes of roads, and how fast one drives on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CHINESE = {
    "高速": "motorway",
    "国道": "trunk",
    "省道": "primary",
    "县道": "secondary",
    "乡道": "tertiary",
    "村道": "unclassified",
    "专用公路": "service",
    "机耕路": "track",
    "在建": "construction",
}
"""Class of OpenStreetMap for what a Chinese class begins with, as roads in China are mapped there."""

OTHER = "other"
"""Class of a road for which the layer names none."""

_SPEEDS = {
    "motorway": 90.0,  # 高速公路
    "trunk": 60.0,  # 国道
    "primary": 50.0,  # 省道
    "secondary": 45.0,  # 县道
    "tertiary": 35.0,  # 乡道
    "unclassified": 30.0,  # 村道
    "residential": 25.0,
    "motorway_link": 45.0,
    "trunk_link": 40.0,
    "primary_link": 35.0,
    "secondary_link": 30.0,
    "tertiary_link": 30.0,
    "road": 25.0,
    "service": 15.0,
    "track": 15.0,
    "living_street": 10.0,
}

_NOT_FOR_CARS = (
    "footway path steps pedestrian cycleway bridleway corridor elevator escalator ladder via_ferrata platform"
    " construction proposed planned abandoned disused razed demolished raceway bus_guideway busway"
    " emergency_bay escape rest_area services crossing no"
)


@dataclass(frozen=True)
class RoadSpeeds:
    """How fast one drives, km/h. Every speed is an assumption for hilly country, and the county's to set.

    Parameters
    ----------
    by_class
        Of each class of OpenStreetMap's ``highway``; Chinese classes are read as these (`CHINESE`).
        A legal limit below it counts instead, and a speed that the layer states for a road goes before both.
    other
        Of a class that is not named.
    excluded
        Classes that are no roads for cars.
    no_stopping
        Classes that no village is reached from, though the way may lead over them.
    approach
        From a point to the nearest road and back, in a straight line: lanes that are not mapped, or on foot.
    """

    by_class: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(_SPEEDS))
    other: float = 20.0
    excluded: frozenset[str] = frozenset(_NOT_FOR_CARS.split())
    no_stopping: frozenset[str] = frozenset({"motorway", "motorway_link"})
    approach: float = 10.0

    def kmh(self, road_class: ArrayLike, stated: ArrayLike, limit: ArrayLike) -> Floats:
        """(n,) speed of roads by class (n,), speed stated (n,) and limit (n,); NaN: not stated."""
        usual = np.array([self.by_class.get(name, self.other) for name in np.asarray(road_class).tolist()])
        stated = np.asarray(stated, dtype=np.float64)
        capped = np.fmin(usual, np.asarray(limit, dtype=np.float64))
        return np.where(np.isnan(stated), capped, stated).astype(np.float64)


def standard_class(name: str | None) -> str:
    """Class of OpenStreetMap that a layer's word for a class means; the word itself if none is known."""
    word = (name or "").strip()
    classes = (ours for theirs, ours in CHINESE.items() if word.startswith(theirs))
    return next(classes, word.lower().replace(" ", "_")) or OTHER
