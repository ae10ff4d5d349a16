"""Classes of roads, and how fast one drives on them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CHINESE = (
    # no roads for cars, and roads that are not there yet or no more
    ("铁路|高铁|轨道|轻轨|地铁|电车", "railway"),
    ("航道|水路|轮渡|渡口|航线", "waterway"),
    ("规划|拟建|待建|设计中", "proposed"),
    ("在建|建设中|施工|未建|未通车", "construction"),
    ("废弃|停用|拆除|封闭|断头", "abandoned"),
    ("非机动车|自行车|骑行", "cycleway"),
    ("人行|步行|步道|游步|登山|绿道|健身|台阶|石阶|天桥|古道", "footway"),
    ("公交专用|BRT", "busway"),
    ("服务区|停车区", "services"),
    # what joins others
    ("高速.*(?:匝道|连接线|互通)|互通", "motorway_link"),
    ("匝道", "primary_link"),
    ("辅路|辅道|连接[线道]", "tertiary_link"),
    # what administers them: 国省县乡村
    ("高速", "motorway"),
    ("国道|国家|^国$", "trunk"),
    ("省道|省级|^省$", "primary"),
    ("县道|县级|县公路|^县$", "secondary"),
    ("村道|通村|农村|乡村|村级|村公路|^村$", "unclassified"),
    ("乡道|乡镇|乡级|乡公路|镇道|^乡$", "tertiary"),
    ("专用", "service"),
    # JTG B01, technical classes of highways
    ("[一1]级", "trunk"),
    ("[二2]级", "primary"),
    ("[三3]级", "secondary"),
    ("[四4]级", "tertiary"),
    ("等外|准四级|机耕|田间|林道|林区|防火道|土路|砂石路|生产路|便道|小路", "track"),
    # CJJ 37, classes of streets
    ("快速[路道]|环城|高架", "trunk"),
    ("次干", "secondary"),
    ("主干|干[路道线]|大道", "primary"),
    ("支路|支线|支道", "tertiary"),
    ("[街巷弄]|胡同|住宅|居民|城市道路|市政道路", "residential"),
    ("小区|内部|厂区|园区|校区|停车场|出入口", "service"),
)
"""Words in a Chinese class, and the class of OpenStreetMap as roads are mapped there; the first counts."""

_LETTERS = {
    "G": "trunk",
    "S": "primary",
    "X": "secondary",
    "Y": "tertiary",
    "C": "unclassified",
    "Z": "service",
}
_NUMBER = re.compile(r"([GSXYCZ])\s?(\d[\dA-Z]*)?(?![A-Za-z])", re.IGNORECASE)
"""A road's number, or its letter alone (GB/T 917): G320, S 210, X404330726, 国, 省, 县, 乡, 村, 专用."""
_DIVISION = 6  # digits of a county behind a road's number

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
    " emergency_bay escape rest_area services crossing no railway waterway"
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
    word = unicodedata.normalize("NFKC", name or "").strip()
    if word.isascii():
        return _of_number(word) or word.lower().replace(" ", "_") or OTHER
    classes = (ours for theirs, ours in CHINESE if re.search(theirs, word, re.IGNORECASE))
    return next(classes, None) or _of_number(word) or word


def _of_number(word: str) -> str | None:
    """Class of a road by its number: expressways of the state and of a province have two digits, or four."""
    match = _NUMBER.match(word)
    if match is None or (word.isascii() and match.end() < len(word)):
        return None
    letter, digits = match[1].upper(), match[2] or ""
    own = digits[:-_DIVISION] if len(digits) > _DIVISION else digits
    if (letter == "G" and len(own) in (1, 2, 4, 5)) or (letter == "S" and len(own) in (1, 2)):
        return "motorway"
    return _LETTERS[letter]
