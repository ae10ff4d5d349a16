"""Invented petitions of a county, as many as asked, the same for the same seed: for measuring, and for tests.

Drawn column by column as codes, so that a million rows take a second or two. That they are invented stands in
the note of each county, and the dashboard says so.
"""

import datetime as dt
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from data.province.county import CountyNote
from data.province.places import open_place
from data.province.schema import ROWS, month_name, month_of
from data.rules import DEFAULTS
from data.terms import Channel, Occurrence, Placement, Purpose, Satisfaction, Status, Tier, categories
from scripts.province.lists import County, split

SCHEME = "2022"
_RESIDENTS, _SPREAD = 1_450.0, 0.6  # of a village: median, and standard deviation of the logarithm
_UNEVEN = 0.35  # of the risk of villages, and of categories within them
_PLANTED, _TURNED = 4, 0.75  # neighbouring villages, and the share of theirs that turns to one category
_RECENT = 2  # months in which that is so
_LATE = 60  # days in the mean until a case is closed
_JOINT = DEFAULTS.cases.joint_people

Codes = NDArray[np.int32]


def generate(
    address: str, county: County, rows: int, share: float, months: int, last_day: dt.date, seed: int
) -> int:
    """Put an invented record of a county into a province; its rows.

    Parameters
    ----------
    rows
        Of the whole province, of which this county has a `share`.
    months
        Calendar months up to `last_day`, evenly.
    """
    rng = np.random.default_rng([seed, int(county.code)])
    villages = _villages(county, rng)
    own = round(rows * share)
    note = CountyNote(
        county.code,
        county.name,
        county.city,
        True,
        last_day,
        own,
        DEFAULTS.privacy.suppress_below,
        DEFAULTS.cases.first_days,
    )
    open_place(address).keep_record(note, villages, _by_month(villages, own, months, last_day, rng))
    return own


def _villages(county: County, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Villages lie beside those of their township: cells of the townships are cut into cells of villages."""
    ordered = county.villages.sort_values("code", ignore_index=True)
    sizes = ordered.groupby("parent_code", sort=True).size()
    shapes = [
        cell
        for size, part in zip(sizes, split(county.outline, len(sizes), rng), strict=True)
        for cell in split(part, int(size), rng)
    ]
    residents = np.rint(rng.lognormal(np.log(_RESIDENTS), _SPREAD, len(ordered)))
    return gpd.GeoDataFrame(
        ordered.assign(residents=residents, county=county.code), geometry=shapes, crs="EPSG:4326"
    )


def _by_month(
    villages: gpd.GeoDataFrame, rows: int, months: int, last_day: dt.date, rng: np.random.Generator
) -> Iterator[tuple[str, pa.Table]]:
    kinds = list(categories(SCHEME))
    weight = villages["residents"].to_numpy() * rng.lognormal(0, _UNEVEN, len(villages))
    kind = rng.permutation(1.0 / np.arange(1, len(kinds) + 1))
    planted = _neighbours(villages, int(rng.integers(len(villages))))
    hot = int(np.argmin(kind))
    last = month_of(last_day)
    counts = rng.multinomial(rows, np.full(months, 1 / months))
    for month, count in zip(range(last - months + 1, last + 1), counts, strict=True):
        village = rng.choice(len(villages), count, p=weight / weight.sum()).astype(np.int32)
        category = rng.choice(len(kinds), count, p=kind / kind.sum()).astype(np.int32)
        if last - month < _RECENT:
            turned = np.isin(village, planted) & (rng.random(count) < _TURNED)
            category[turned] = hot
        first = np.datetime64(f"{month_name(month)}-01", "D")
        days = int(((first.astype("datetime64[M]") + 1).astype("datetime64[D]") - first).astype(int))
        until = min(days, last_day.day) if month == last else days
        filed = first + np.sort(rng.integers(0, until, count))
        table = _table(villages, kinds, village, category, filed, np.datetime64(last_day, "D"), rng)
        yield month_name(month), table


def _neighbours(villages: gpd.GeoDataFrame, at: int) -> NDArray[np.int64]:
    middles = shapely.get_coordinates(shapely.centroid(villages.geometry.to_numpy()))
    nearest = cKDTree(middles).query(middles[at], min(_PLANTED, len(middles)))[1]
    return np.asarray(nearest, dtype=np.int64)


def _table(
    villages: gpd.GeoDataFrame,
    kinds: list[str],
    village: Codes,
    category: Codes,
    filed: NDArray[np.datetime64],
    today: np.datetime64,
    rng: np.random.Generator,
) -> pa.Table:
    count = len(village)

    def drawn(**shares: float) -> pa.Array:
        codes = rng.choice(len(shares), count, p=np.array(list(shares.values()))).astype(np.int32)
        return _coded(codes, list(shares))

    channel = drawn(visit=0.1, letter=0.05, online=0.25, phone=0.2, request=0.4)
    people = np.where(rng.random(count) < 0.1, np.minimum(1 + rng.geometric(0.3, count), 15), 1).astype(
        np.int32
    )
    closed = filed + rng.exponential(_LATE, count).astype(np.int64)
    is_closed = closed <= today
    rated = rng.random(count) < 0.4
    township, position = np.unique(villages["parent_code"].to_numpy(dtype=str), return_inverse=True)
    visit = np.asarray(channel.indices) == list(channel.dictionary.to_pylist()).index(Channel.VISIT.value)
    columns = {
        "filed": pa.array(filed, pa.date32()),
        "closed": pa.array(closed, pa.date32(), mask=~is_closed),
        "channel": channel,
        "category": _coded(category, kinds),
        "purpose": drawn(**{Purpose.CLAIM: 0.86, Purpose.SUGGESTION: 0.1, Purpose.APPEAL: 0.04}),
        "occurrence": drawn(**{Occurrence.FIRST: 0.85, Occurrence.REPEAT: 0.15}),
        "tier": drawn(**{Tier.SIMPLE: 0.4, Tier.GENERAL: 0.5, Tier.HARD: 0.1}),
        "status": _coded(is_closed.astype(np.int32), [Status.OPEN.value, Status.CLOSED.value]),
        "satisfaction": _coded(
            (rng.random(count) < 0.1).astype(np.int32),
            [Satisfaction.SATISFIED.value, Satisfaction.DISSATISFIED.value],
            ~(is_closed & rated),
        ),
        "placement": _coded(np.zeros(count, dtype=np.int32), [Placement.VILLAGE.value]),
        "township_code": _coded(position[village].astype(np.int32), township.tolist()),
        "village_code": _coded(village, villages["code"].tolist()),
        "people": pa.array(people),
        "joint": pa.array(visit & (people >= _JOINT)),
        "matter_id": pa.nulls(count, pa.int32()),
    }
    return pa.Table.from_arrays(
        [columns[name].cast(ROWS.field(name).type) for name in ROWS.names], schema=ROWS
    )


def _coded(codes: Codes, values: list[str], missing: NDArray[np.bool_] | None = None) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(values, pa.string()))
