"""Where the demo's petitions are said to be: most rightly, some so that a person must find out."""

import datetime as dt

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.demo.geography import SEED, Geography, Village, reference
from data.demo.names import STEMS
from data.demo.terrain import Floats, Integers
from data.terms import Basis, Placement

PLACEMENTS = {
    Placement.POINT: 0.82,
    Placement.VILLAGE: 0.12,
    Placement.TOWNSHIP: 0.04,
    Placement.NOWHERE: 0.02,
}
_NEAR_OFFICE = np.array([350 / 96_800, 350 / 110_900])  # degrees: 350 m

Columns = dict[str, NDArray[np.object_]]
_PLACED = ("placement", "address", "township_code", "village_code")
_TOLD = ("basis", "placed_by", "point_code", "named_code", "stated_township", "stated_village")

ACTOR = "demo"
AGREE, CONFLICT = 0.7, 0.006
"""Shares of the petitions with a point: those that also name their village, and those that name another."""
HAMLETS = 0.6
"""Share of those known to the township that name a natural village."""
NEAR = 0.7
"""Share of the conflicts whose two villages are taken from one township."""
WORDLESS = 0.5
"""Share of those placed nowhere that say nothing at all; the others are misspelt, or name two villages."""
_HAMLET_ENDS = "坞塘坪"
_MISWRITTEN = str.maketrans("子丑寅卯辰巳午未申酉戌亥", "于扭演柳晨已牛末由西成刻")


def place(frame: pd.DataFrame, county: Geography, rng: np.random.Generator) -> None:
    """How exactly each petition is placed, with its codes, point and address."""
    size = len(frame)
    placement = rng.choice([p.value for p in PLACEMENTS], size, p=list(PLACEMENTS.values())).astype(object)
    vague = np.isin(placement, (Placement.TOWNSHIP.value, Placement.NOWHERE.value))
    placement[vague & frame["planted"].to_numpy()] = Placement.VILLAGE.value
    nowhere = placement == Placement.NOWHERE.value
    in_village = ~nowhere & (placement != Placement.TOWNSHIP.value)
    village = frame["village"].to_numpy()
    lonlat = np.full((size, 2), np.nan)
    for index, place in enumerate(county.villages):
        rows = np.flatnonzero((village == index) & (placement == Placement.POINT.value))
        lonlat[rows] = _points_inside(place, len(rows), rng)
    names = {t.code: t.name for t in county.townships}
    township, code = np.array([(v.township, v.code) for v in county.villages], dtype=object)[village].T
    house = rng.integers(1, 200, size)
    frame["placement"] = placement
    frame["longitude"], frame["latitude"] = lonlat.T
    frame["county_code"] = reference()["county"]["code"]
    where = [
        names[t] + (f"{county.villages[v].name}{n}号（演示）" if exact else "集镇（演示）")
        for exact, t, v, n in zip(in_village, township, village, house, strict=True)
    ]
    address = np.array(where, dtype=object)
    address[nowhere], township[nowhere], code[~in_village] = None, None, None
    frame["address"], frame["township_code"], frame["village_code"] = address, township, code


def _points_inside(village: Village, number: int, rng: np.random.Generator) -> Floats:
    """(number, 2) points strictly inside a village: most about its office, the rest anywhere."""
    shapely.prepare(village.geometry)
    left, bottom, right, top = village.geometry.bounds
    found = np.empty((0, 2))
    while len(found) < number:
        tries = 3 * (number - len(found)) + 8
        around = rng.normal((village.longitude, village.latitude), _NEAR_OFFICE, (tries, 2))
        anywhere = rng.uniform((left, bottom), (right, top), (tries, 2))
        points = np.round(np.where(rng.random((tries, 1)) < 0.4, around, anywhere), 6)
        found = np.concatenate([found, points[shapely.contains_xy(village.geometry, points)]])
    return found[:number]


def mislay(frame: pd.DataFrame, county: Geography, as_of: dt.date) -> None:
    """Say by what each petition is placed, and leave a few conflicts and riddles for the repair queue."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 1])
    point = (frame["placement"] == Placement.POINT.value).to_numpy()
    draw = rng.random(len(frame))
    told = {name: frame[name].to_numpy(dtype=object, copy=True) for name in _PLACED}
    told |= {name: np.full(len(frame), None, dtype=object) for name in _TOLD}
    told["basis"][:], told["placed_by"][:] = Basis.NAME.value, ACTOR
    told["basis"][point] = np.where(draw[point] < AGREE, Basis.AGREED.value, Basis.POINT.value)
    told["point_code"][point] = told["village_code"][point]
    names = ~point | (draw < AGREE)
    told["named_code"][names] = told["village_code"][names]
    _riddles(told, county, rng)
    _unknown(told, frame["village"].to_numpy(), county.villages, rng)
    conflicts = np.flatnonzero(point & (draw > 1 - CONFLICT) & ~frame["planted"].to_numpy())
    _conflicts(told, frame["village"].to_numpy(), county.villages, conflicts, rng)
    for name, values in told.items():
        frame[name] = values


def _riddles(told: Columns, county: Geography, rng: np.random.Generator) -> None:
    """Known to the township: natural villages that nobody has taught yet, or no more than the township."""
    names = {t.code: t.name for t in county.townships}
    for row in np.flatnonzero(told["placement"] == Placement.TOWNSHIP.value):
        township = told["named_code"][row] = str(told["township_code"][row])
        if rng.random() < HAMLETS:
            stem = STEMS[(int(township[-3:]) + int(rng.integers(2))) % len(STEMS)]
            end = _HAMLET_ENDS[int(rng.integers(len(_HAMLET_ENDS)))]
            told["address"][row] = f"{names[township]}{stem}{end}自然村（演示）"
        else:
            told["basis"][row] = Basis.HAND.value


def _unknown(
    told: Columns, village: Integers, villages: tuple[Village, ...], rng: np.random.Generator
) -> None:
    """Placed nowhere: a typing error, two villages at once, or no words."""
    for row in np.flatnonzero(told["placement"] == Placement.NOWHERE.value):
        told["basis"][row], told["placed_by"][row] = Basis.NONE.value, None
        kind, one = rng.random(), villages[int(village[row])].name
        other = villages[int(rng.integers(len(villages)))].name
        if kind > WORDLESS:
            told["address"][row] = f"{one.translate(_MISWRITTEN)}（演示）"
        if kind > (1 + WORDLESS) / 2:
            told["address"][row] = f"{one}与{other}交界处（演示）"


def _conflicts(
    told: Columns,
    village: Integers,
    villages: tuple[Village, ...],
    rows: Integers,
    rng: np.random.Generator,
) -> None:
    """Points in one village, words that name another, mostly of the same township."""
    for row in rows:
        here = villages[int(village[row])]
        near = [v for v in villages if v.township == here.township and v is not here]
        pool = near if near and rng.random() < NEAR else [v for v in villages if v is not here]
        named = pool[int(rng.integers(len(pool)))]
        same = named.township == here.township
        told["basis"][row], told["village_code"][row] = Basis.CONFLICT.value, None
        told["named_code"][row], told["stated_village"][row] = named.code, named.name
        told["address"][row] = f"{named.name}（演示）"
        told["placement"][row] = Placement.TOWNSHIP.value if same else Placement.NOWHERE.value
        told["township_code"][row] = here.township if same else None
