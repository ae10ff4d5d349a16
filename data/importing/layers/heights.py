"""Files of heights: GeoTIFF and ASCII grids, read as the heights of a sheet of the map.

GDAL is given these two formats and no other, nothing that stands beside the file, and no file that does not
begin as one of them.
"""

from pathlib import Path
from typing import Any

import numpy as np

from data.divisions.relief import Floats, Sheet
from data.importing.layers.frames import check_frame
from data.importing.sandbox import client
from geo.crs import parse_crs, parse_frame
from geo.errors import BoundaryError, FrameError
from geo.shifted import Shifted

DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".asc": "AAIGrid"}
_BEGINS = {
    "GTiff": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "AAIGrid": (b"ncols", b"NCOLS", b"nrows"),
}
_OPTIONS: dict[str, Any] = {"GDAL_PAM_ENABLED": False, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
_WITHIN = (-12_000.0, 9_000.0)  # metres between which something on earth can lie


def read(path: Path, sheet: Sheet, frame: object) -> Floats:
    """Heights of a sheet from a file.

    Parameters
    ----------
    path
        A local file ending in .tif, .tiff or .asc: a raster whose first band is the height in metres.
    sheet
        What is wanted.
    frame
        Reference frame of the raster; None: as the file says.

    Returns
    -------
    ndarray of float64, shape (sheet.height, sheet.width)
        Metres; NaN where the file has none.

    Raises
    ------
    BoundaryError
        The file is missing, damaged, or not what its name says; it holds no heights there, or what can be
        no heights in metres.
    FrameError
        No frame is declared or stated, it is unknown or shifted, or the two are not the same.

    Notes
    -----
    The file is opened in a process of its own (`data.importing.sandbox`).
    """
    declared = None if frame is None else parse_frame(frame)
    if isinstance(declared, Shifted):
        raise FrameError(
            "Heights in the shifted frame {frame} cannot be read: ask for the original", frame=frame
        )
    wanted: dict[str, Any] = {"bounds": sheet.metric, "size": [sheet.height, sheet.width]}
    wkt = None if declared is None else declared.to_wkt()
    if client.is_in_process():
        stated, heights = parse_heights(path, wkt, **wanted)
    else:
        with client.opened("heights", path, frame=wkt, **wanted) as answer:
            stated, content = answer.part()["stated"], answer.part()
            heights = _heights(path, content, sheet)
    if declared is not None and stated is not None:
        check_frame(declared, parse_crs(stated))
    return _checked(path, heights)


def parse_heights(
    path: Path, frame: str | None, bounds: list[float], size: list[int]
) -> tuple[str | None, Floats]:
    """The frame that the file states, as WKT, and the heights of a grid in Web Mercator, in this process."""
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise BoundaryError("Heights are read from .tif and .asc, not from {suffix}", suffix=path.suffix)
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError:
        raise BoundaryError("There is no file {file}", file=path.name) from None
    if not start.lstrip(b"\xef\xbb\xbf ").startswith(_BEGINS[driver]):
        raise BoundaryError("The file {file} is no raster of heights", file=path.name)
    return _warped(path, driver, frame, bounds, size)


def _warped(
    path: Path, driver: str, frame: str | None, bounds: list[float], size: list[int]
) -> tuple[str | None, Floats]:
    import rasterio  # only where a raster is opened: it brings a GDAL of its own
    from rasterio.enums import Resampling
    from rasterio.transform import from_bounds
    from rasterio.vrt import WarpedVRT

    height, width = size
    try:
        with rasterio.Env(**_OPTIONS), rasterio.open(path, driver=driver) as raster:
            stated = raster.crs.to_wkt() if raster.crs else None
            if (stated or frame) is None:
                raise FrameError("The file {file} states no reference frame: say which one", file=path.name)
            grid: dict[str, Any] = {
                "transform": from_bounds(*bounds, width, height),
                "width": width,
                "height": height,
            }
            with WarpedVRT(
                raster,
                src_crs=frame or stated,
                crs="EPSG:3857",
                resampling=Resampling.average if _is_finer(raster, bounds, size) else Resampling.bilinear,
                add_alpha=False,
                nodata=np.nan,
                dtype="float32",
                **grid,
            ) as warped:
                return stated, warped.read(1).astype(np.float64)
    except rasterio.errors.RasterioError:
        raise BoundaryError("The file {file} is no raster of heights", file=path.name) from None


def _is_finer(raster: Any, bounds: list[float], size: list[int]) -> bool:
    """Whether several cells of the raster lie in one of the grid."""
    cell = abs(raster.transform.a) * (111_200 if raster.crs is None or raster.crs.is_geographic else 1)
    return bool(cell < 0.6 * (bounds[2] - bounds[0]) / size[1])


def _heights(path: Path, content: object, sheet: Sheet) -> Floats:
    if not isinstance(content, bytes) or len(content) != 4 * sheet.height * sheet.width:
        raise BoundaryError("The file {file} is no raster of heights", file=path.name)
    return np.frombuffer(content, dtype="<f4").reshape(sheet.height, sheet.width).astype(np.float64)


def _checked(path: Path, heights: Floats) -> Floats:
    known = np.isfinite(heights)
    if not known.any():
        raise BoundaryError(
            "The file {file} has no heights where the county is: is the reference frame right?",
            file=path.name,
        )
    low, high = _WITHIN
    if heights[known].min() < low or heights[known].max() > high:
        raise BoundaryError(
            "The file {file} holds values from {low} to {high}, which are no heights in metres",
            file=path.name,
            low=round(float(heights[known].min())),
            high=round(float(heights[known].max())),
        )
    return np.where(known, heights, np.nan)
