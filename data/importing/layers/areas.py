"""Areas of a map read from files: columns told by name, coordinates taken to WGS 84, rows without fault."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely

from data.importing.layers.frames import check_frame, place_in_wgs84
from data.importing.layers.vector_files import open_layer
from data.text.printable import printable
from geo.boundaries import Geometries, valid
from geo.crs import STORAGE_FRAME, parse_frame
from geo.errors import BoundaryError, listed


def read(
    path: str | Path,
    code: str,
    name: str,
    frame: object,
    parent: str | None = None,
    encoding: str | None = None,
    dissolve: bool = False,
    layer: str | None = None,
) -> geopandas.GeoDataFrame:
    """Read a layer of boundaries from GeoJSON, GeoPackage or Shapefile.

    Parameters
    ----------
    path : str or Path
        A local file ending in .geojson, .json, .gpkg or .shp, and holding what its ending says.
    code, name : str
        Columns with the code of each area, kept as text (330726001000, not 330726001000.0), and its name.
    frame : str, int or pyproj.CRS
        The reference frame of the coordinates. It must be declared, even where the file states one.
    parent : str, optional
        Column with the code or name of the area above, for example the township.
    encoding : str, optional
        Encoding of the text in a Shapefile or GeoJSON. Unless given: UTF-8 if the text is valid UTF-8,
        else GB18030. The .cpg of a Shapefile, often missing or wrong, is not believed.
    dissolve : bool
        Unite areas that share a code. Without it a repeated code is refused.
    layer : str, optional
        Name of the layer of a GeoPackage. Unless given: the only one that may hold areas.

    Returns
    -------
    GeoDataFrame
        Columns code, name, parent, geometry (EPSG:4326), in the order of the file. Heights are dropped.
        Geometries may be invalid: see `geo.boundaries.repair`.

    Raises
    ------
    FrameError
        `frame` is not declared or unknown, the file states another, or coordinates lie far outside its
        area of use, as when longitude and latitude are swapped.
    BoundaryError
        The file or a column is missing; the file is empty or of another format; a code or name is
        missing; a code is repeated; a geometry is missing or not polygonal; the layer is not there, or
        several could be meant.

    Notes
    -----
    GeoJSON is parsed here, not by GDAL: some of GDAL's drivers follow references to other files and to
    servers, whatever the name of the file. A GeoJSON without a ``crs`` member states no frame.
    """
    declared = parse_frame(frame)
    path = Path(path)
    columns, geometries, stated = open_layer(path, encoding, layer)
    check_frame(declared, stated)
    if not len(geometries):
        raise BoundaryError("The file {file} holds no areas", file=path.name)
    wanted = [code, name] if parent is None else [code, name, parent]
    if missing := [column for column in wanted if column not in columns]:
        raise BoundaryError(
            "The file {file} has no column {missing}; its columns are {columns}",
            file=path.name,
            missing=", ".join(missing),
            columns=", ".join(columns),
        )
    texts: dict[str, list[str | None]] = {"parent": [None] * len(geometries)}
    for column, source in zip(("code", "name", "parent"), wanted, strict=False):
        texts[column] = _text(columns[source])
    rows = pd.DataFrame(texts, columns=["code", "name", "parent"], dtype=object)
    _check_rows(rows, geometries)
    placed = place_in_wgs84(shapely.force_2d(geometries), declared)
    return _unite_repeated(geopandas.GeoDataFrame(rows, geometry=placed, crs=STORAGE_FRAME), dissolve)


def _text(values: Sequence[Any]) -> list[str | None]:
    """Cells as text: whole numbers without decimals, blanks as None."""

    def text(value: Any) -> str | None:
        if value is None or value != value:
            return None
        if isinstance(value, float | np.floating) and value.is_integer() and abs(float(value)) < 2**53:
            value = int(value)
        return printable(str(value)).strip() or None

    return [text(value) for value in values]


def _check_rows(layer: pd.DataFrame, geometries: Geometries) -> None:
    """Refuse rows without code, name or polygon, naming those at fault."""
    kind = shapely.get_type_id(geometries)
    polygonal = (kind == shapely.GeometryType.POLYGON) | (kind == shapely.GeometryType.MULTIPOLYGON)
    without = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    row = pd.Series([f"{number}" for number in range(1, len(layer) + 1)])
    if (fault := layer["code"].isna()).any():
        raise BoundaryError("Areas without a code, in rows {rows}", rows=listed(row[fault]))
    if (fault := layer["name"].isna()).any():
        raise BoundaryError("Areas without a name: {codes}", codes=listed(layer["code"][fault]))
    if without.any():
        raise BoundaryError("Areas without a polygon: {codes}", codes=listed(layer["code"][without]))
    if not polygonal.all():
        raise BoundaryError(
            "Areas must be polygons, but these are points or lines: {codes}",
            codes=listed(layer["code"][~polygonal]),
        )


def _unite_repeated(layer: geopandas.GeoDataFrame, dissolve: bool) -> geopandas.GeoDataFrame:
    repeated = layer["code"].duplicated(keep=False)
    if not repeated.any():
        return layer
    if not dissolve:
        raise BoundaryError(
            "Codes that occur more than once: {codes}. If their areas are parts of one, unite them",
            codes=listed(layer["code"][repeated]),
        )
    differing = layer[repeated].groupby("code")[["name", "parent"]].nunique(dropna=False).gt(1).any(axis=1)
    if differing.any():
        raise BoundaryError(
            "Areas with one code but several names or parents: {codes}",
            codes=listed(differing.index[differing]),
        )
    united = layer.drop_duplicates("code").copy()
    groups = layer.geometry.groupby(layer["code"])
    united.geometry = [
        group.iloc[0] if len(group) == 1 else shapely.union_all(valid(group.to_numpy()))
        for group in (groups.get_group(code) for code in united["code"])
    ]
    return united.reset_index(drop=True)
