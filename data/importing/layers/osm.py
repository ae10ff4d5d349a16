"""Roads in files of OpenStreetMap: .osm.pbf and .osm.

GDAL opens a .osm.pbf only if it begins as one, so that none of its drivers that follow references to other
files or hosts takes it for its own. A .osm is XML, in which such references could stand: it is parsed here.
"""

import re
import xml.parsers.expat
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from data.importing.sandbox import client, protocol
from geo.errors import RoadError
from geo.roads.classes import standard_class

Lines = NDArray[np.object_]
Tags = Mapping[str, str]

CLOSED, REVERSIBLE = "closed", "reversible"
"""Why a way is dropped: no access for cars; a direction that changes with the hour."""

FORWARD = frozenset(["yes", "true", "1"])
BACKWARD = frozenset(["-1", "reverse"])

_PBF = b"\n\x09OSMHeader"  # after four bytes of length
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_SPEED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?\s*")
_SHUT = frozenset(["no", "private", "agricultural", "forestry", "emergency", "psv", "bus", "military"])
_IMPLY_ONE_WAY = frozenset({"motorway"})
_ROUND = frozenset({"roundabout", "circular"})
_KMH_PER_MPH = 1.609344


def read_osm(path: Path) -> pd.DataFrame:
    """Every way that is a highway.

    Parameters
    ----------
    path
        A local file ending in .osm.pbf or .osm.

    Returns
    -------
    DataFrame
        geometry (linestring in WGS 84, in the direction of one-way traffic, or None), road_class, name,
        oneway, speed_kmh (always NaN), limit_kmh, and reason: why it is no way for cars, or ''.

    Raises
    ------
    RoadError
        The file is damaged, or not what its name says.

    Notes
    -----
    The file is opened in a process of its own (`data.importing.sandbox`).
    """
    if client.is_in_process():
        return parse_osm(path)
    with client.opened("osm", path) as answer:
        columns, lines = protocol.layer_of(answer.whole(), answer.part()["columns"])
    return pd.DataFrame({"geometry": lines, **columns})


def parse_osm(path: Path) -> pd.DataFrame:
    """The same in this process."""
    with path.open("rb") as file:
        head = file.read(100)
    is_pbf = path.name.lower().endswith(".pbf")
    if not (head[4:15] == _PBF if is_pbf else head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")):
        raise RoadError("The file {file} is not what its name says: a file of OpenStreetMap", file=path.name)
    try:
        lines, tags = _open_pbf(path) if is_pbf else _open_xml(path)
    except (RuntimeError, ValueError, LookupError, xml.parsers.expat.ExpatError):  # RuntimeError: of pyogrio
        raise RoadError("The file {file} is damaged, or no OpenStreetMap", file=path.name) from None
    directions = np.array([_direction(tag) for tag in tags], dtype=np.int64)
    return pd.DataFrame(
        {
            "geometry": np.where(directions == -1, shapely.reverse(lines), lines),
            "road_class": [standard_class(tag["highway"]) for tag in tags],
            "name": [tag.get("name") for tag in tags],
            "oneway": directions != 0,
            "speed_kmh": np.nan,
            "limit_kmh": [_limit(tag.get("maxspeed", "")) for tag in tags],
            "reason": [_reason(tag) for tag in tags],
        }
    )


def _open_pbf(path: Path) -> tuple[Lines, list[Tags]]:
    """Lines and tags of the highways; GDAL keeps areas apart."""
    about, _, shapes, values = pyogrio.raw.read(
        path.absolute(),
        layer="lines",
        columns=["name", "highway", "other_tags"],
        where="highway IS NOT NULL",
        encoding="UTF-8",
    )
    columns = dict(zip(map(str, about["fields"]), values, strict=True))
    rows = zip(columns["name"], columns["highway"], columns["other_tags"], strict=True)
    tags: list[Tags] = [
        {**dict(_TAG.findall(others or "")), "highway": highway, **({"name": name} if name else {})}
        for name, highway, others in rows
    ]
    return np.asarray(shapely.from_wkb(shapes)), tags


def _open_xml(path: Path) -> tuple[Lines, list[Tags]]:
    reader = _OsmXml()
    with path.open("rb") as file:
        reader.parser.ParseFile(file)
    places = [[reader.nodes[node] for node in way if node in reader.nodes] for way in reader.ways]
    lines = [shapely.LineString(way) if len(way) > 1 else None for way in places]
    return np.array(lines, dtype=object), reader.tags


class _OsmXml:
    """Nodes, and the nodes and tags of highways; a document type, by which XML can grow, is refused."""

    def __init__(self) -> None:
        self.nodes: dict[str, tuple[float, float]] = {}
        self.ways: list[list[str]] = []
        self.tags: list[Tags] = []
        self._nodes: list[str] = []
        self._tags: dict[str, str] | None = None
        self._depth = 0
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_: object) -> None:
        raise ValueError("document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if (self._depth == 1) != (name == "osm"):
            raise ValueError("not OpenStreetMap")
        if name == "node" and "lat" in attributes:  # one that was deleted has no place
            self.nodes[attributes["id"]] = float(attributes["lon"]), float(attributes["lat"])
        elif name == "way":
            self._nodes, self._tags = [], {}
        elif self._tags is not None and name == "nd":
            self._nodes.append(attributes["ref"])
        elif self._tags is not None and name == "tag":
            self._tags[attributes["k"]] = attributes["v"]

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == "way" and self._tags is not None:
            if "highway" in self._tags and self._tags.get("area") != "yes":
                self.ways.append(self._nodes)
                self.tags.append(self._tags)
            self._tags = None


def _direction(tags: Tags) -> int:
    """1: along the line only; -1: against it; 0: both ways."""
    stated = tags.get("oneway", "").lower()
    if stated in BACKWARD:
        return -1
    if stated in FORWARD:
        return 1
    implied = tags["highway"] in _IMPLY_ONE_WAY or tags.get("junction") in _ROUND
    return int(implied and stated not in ("no", "false", "0"))


def _reason(tags: Tags) -> str:
    if tags.get("oneway") == "reversible":
        return REVERSIBLE
    keys = ("motorcar", "motor_vehicle", "vehicle", "access")
    access = next((tags[key] for key in keys if key in tags), "yes")
    return CLOSED if access in _SHUT else ""


def _limit(stated: str) -> float:
    """km/h of a ``maxspeed``, the lowest of several; NaN where it is no number."""
    found = [
        float(match[1]) * (_KMH_PER_MPH if match[2] == "mph" else 1.0)
        for match in map(_SPEED.fullmatch, stated.split(";"))
        if match
    ]
    return min((kmh for kmh in found if kmh >= 1), default=np.nan)
