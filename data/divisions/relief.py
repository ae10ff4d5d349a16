"""The relief under the map: heights of a sheet around the county, made one small picture, once.

The picture is as transparent as the ground is level: black where it turns from the light, white where it
faces it. So the same picture lies over a light and a dark map, and colours below it stay what they are.
"""

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import distance_transform_edt
from sqlalchemy import Connection, delete, insert, select

from data.store import Store
from data.tables import Relief
from geo.relief import hillshade, level

Floats = NDArray[np.float64]

MARGIN_KM = 6.0
"""Around the county; away from it the picture fades."""
LONGEST = 800
"""Pixels of the longer side: some 60 m in a county of 50 km, twice what the usual height models say."""
LARGEST = 200_000
"""Bytes of a picture; one that is larger gets fewer grades, then fewer pixels."""

_EARTH = 6_378_137.0  # metres: radius of the sphere of Web Mercator
_GRADES = (10, 7, 5)  # of transparency, of shadow and of light each
_USUAL = 0.4  # of the shade, on the slopes that are steeper than nearly all
_STRONGEST = 2.5  # times that the shade of gentle hills is made stronger at most
_COARSE = 4  # pixels, for where the county is
_LIGHT = 0.75  # of light against shadow


@dataclass(frozen=True)
class Sheet:
    """A grid in Web Mercator (EPSG:3857), as the map shows an image: rows from north to south.

    Parameters
    ----------
    bounds
        West, south, east and north, degrees.
    land
        The county, EPSG:4326.
    """

    bounds: tuple[float, float, float, float]
    width: int
    height: int
    land: shapely.Geometry

    @classmethod
    def around(cls, land: shapely.Geometry) -> "Sheet":
        """The sheet of a county (EPSG:4326): its extent with a margin."""
        west, south, east, north = land.bounds
        up = MARGIN_KM / 111.2
        across = up / math.cos(math.radians((south + north) / 2))
        bounds = west - across, south - up, east + across, north + up
        wide, high = bounds[2] - bounds[0], _upright(bounds[3]) - _upright(bounds[1])
        pixel = max(wide, high) / LONGEST
        return cls(bounds, round(wide / pixel), round(high / pixel), land)

    @property
    def metric(self) -> tuple[float, float, float, float]:
        """The bounds in metres of Web Mercator."""
        west, south, east, north = self.bounds
        corners = (math.radians(each) for each in (west, _upright(south), east, _upright(north)))
        left, bottom, right, top = (each * _EARTH for each in corners)
        return left, bottom, right, top

    def degrees(self) -> tuple[Floats, Floats]:
        """Longitude of the columns, shape (width,), and latitude of the rows, shape (height,)."""
        west, _, east, _ = self.bounds
        _, bottom, _, top = self.metric
        across = west + (np.arange(self.width) + 0.5) * (east - west) / self.width
        rise = top - (np.arange(self.height) + 0.5) * (top - bottom) / self.height
        return across, np.degrees(np.arctan(np.sinh(rise / _EARTH)))

    def cells(self) -> Floats:
        """Metres on the ground from one pixel to the next, by row: shape (height, 1)."""
        west, _, east, _ = self.metric
        return (east - west) / self.width * np.cos(np.radians(self.degrees()[1]))[:, None]


def _upright(latitude: float) -> float:
    """Latitude as far from the equator as Web Mercator has it, in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def picture(heights: Floats, sheet: Sheet) -> bytes:
    """The relief of heights in metres, shape (sheet.height, sheet.width), NaN where not known; as WebP.

    Gentle hills are shaded as if they were steeper, `_STRONGEST` times at most: on a plain nothing is seen.
    """
    apart = hillshade(heights, sheet.cells()) - level()
    usual = np.nanpercentile(np.abs(apart), 95) if np.isfinite(apart).any() else 1.0
    apart *= min(_STRONGEST, _USUAL / max(float(usual), 1e-6))
    shadow = np.clip(-apart / level(), 0, 1)
    light = np.clip(apart / (1 - level()), 0, 1) * _LIGHT
    seen = np.nan_to_num((shadow - light) * _fading(sheet))
    size = sheet.width, sheet.height
    while True:
        for grades in _GRADES:
            made = _encoded(seen, grades, size)
            if len(made) <= LARGEST:
                return made
        size = size[0] // 2, size[1] // 2


def _encoded(seen: Floats, grades: int, size: tuple[int, int]) -> bytes:
    """From -1 (light) to 1 (shadow), in so many grades of transparency."""
    grade = np.rint(seen * grades) / grades
    pixels = np.zeros((*seen.shape, 2), dtype=np.uint8)
    pixels[..., 0] = np.where(grade < 0, 255, 0)
    pixels[..., 1] = np.rint(np.abs(grade) * 255)
    image = Image.fromarray(pixels, "LA")
    image = image.resize(size, Image.Resampling.BOX) if image.size != size else image
    file = io.BytesIO()
    image.convert("RGBA").save(file, "WEBP", lossless=True, quality=60, method=4, exact=False)
    return file.getvalue()


def _fading(sheet: Sheet) -> Floats:
    """1 in the county, 0 from the margin's width on: shape (height, width)."""
    across, down = sheet.degrees()
    x, y = np.meshgrid(across[::_COARSE], down[::_COARSE])
    shapely.prepare(sheet.land)
    inside = shapely.contains_xy(sheet.land, x.ravel(), y.ravel()).reshape(x.shape)
    metres = distance_transform_edt(~inside) * _COARSE * sheet.cells().mean()
    near = np.clip(1 - metres / (1000 * MARGIN_KM), 0, 1)
    smooth = near * near * (3 - 2 * near)
    size = sheet.width, sheet.height
    grown = Image.fromarray(smooth.astype(np.float32)).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(grown, dtype=np.float64)


def keep(connection: Connection, made: bytes, sheet: Sheet, source: str | None) -> None:
    """Put a picture in the place of the one on record."""
    corners = dict(zip(("west", "south", "east", "north"), sheet.bounds, strict=True))
    connection.execute(delete(Relief))
    connection.execute(insert(Relief), [{"picture": made, "source": source, **corners}])


def relief(store: Store) -> Any | None:
    """Picture, corners and source of the relief (the columns of `Relief`); None: there is none."""
    columns = (Relief.picture, Relief.west, Relief.south, Relief.east, Relief.north, Relief.source)
    with store.read() as connection:
        return connection.execute(select(*columns).order_by(Relief.id.desc()).limit(1)).first()


def as_png(made: bytes) -> bytes:
    """The picture for what reads no WebP."""
    file = io.BytesIO()
    Image.open(io.BytesIO(made)).save(file, "PNG")
    return file.getvalue()
