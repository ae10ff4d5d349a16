"""Files of areas or lines: GeoJSON, GeoPackage and Shapefile, opened without letting a file open others.

GeoJSON is parsed here and never by GDAL; a GeoPackage or a Shapefile must begin as one. What GDAL would
follow to other files or hosts (virtual formats, ``/vsi`` paths) is thereby refused. Of a GeoPackage GDAL
is given plain tables alone (`data.importing.layers.geopackage_files`).
"""

import codecs
import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyproj import CRS

from data.importing.layers.geopackage_files import feature_tables
from geo.boundaries import Geometries
from geo.crs import parse_crs
from geo.errors import BoundaryError, FrameError

Columns = Mapping[str, Sequence[Any]]

_ENCODINGS = ("UTF-8", "GB18030")
_STATED = ("EPSG:", "OGC:", "URN:OGC:DEF:CRS:", "HTTP://WWW.OPENGIS.NET/DEF/CRS/")


def layers(path: Path) -> list[str]:
    """Names of the layers of a file: those of a GeoPackage, none of other files, which hold one."""
    return feature_tables(path) if path.suffix.lower() == ".gpkg" and path.is_file() else []


def open_layer(
    path: Path, encoding: str | None, layer: str | None = None
) -> tuple[Columns, Geometries, CRS | None]:
    """Open a local file.

    Parameters
    ----------
    path
        File ending in .geojson, .json, .gpkg or .shp.
    encoding
        Of the text in GeoJSON and Shapefile; None: UTF-8 if it is valid, else GB18030.
    layer
        Which layer of a GeoPackage; None: the only one.

    Returns
    -------
    tuple
        Columns by name, geometries (n,) in the file's frame, and the frame that the file states, or None.

    Raises
    ------
    BoundaryError
        The file is missing, empty, damaged, or not what its name says.
    FrameError
        The frame that the file states is unknown.
    """
    if not path.is_file():
        raise BoundaryError("There is no file {file}", file=path.name)
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise BoundaryError("The file {file} is empty", file=path.name)
    ending = path.suffix.lower()
    try:
        if ending in (".geojson", ".json"):
            return _open_geojson(path.read_bytes(), encoding)
        if ending == ".gpkg" and head.startswith(b"SQLite format 3\0") and head[68:70] == b"GP":
            named = [name for name in feature_tables(path) if layer in (None, name)]
            return _open_with_gdal(path, "UTF-8", named or feature_tables(path), LIST_ALL_TABLES="NO")
        if ending == ".shp" and head.startswith(b"\0\0\x27\x0a"):
            # one character a byte
            columns, geometries, stated = _open_with_gdal(path, "ISO-8859-1", [path.stem])
            return _decoded(columns, encoding), geometries, stated
    except (RuntimeError, UnicodeDecodeError, shapely.errors.ShapelyError):  # RuntimeError: from pyogrio
        raise BoundaryError("The file {file} is damaged or a part of it is missing", file=path.name) from None
    raise BoundaryError(
        "The file {file} is not what its name says: GeoJSON (.geojson), GeoPackage (.gpkg) and Shapefile "
        "(.shp with .shx and .dbf) can be read",
        file=path.name,
    )


def _open_geojson(content: bytes, encoding: str | None) -> tuple[Columns, Geometries, CRS | None]:
    (text,) = decode([content.removeprefix(codecs.BOM_UTF8)], encoding)
    try:
        document = json.loads(text)
        features = document["features"]
        rows = [feature.get("properties") or {} for feature in features]
        shapes = [feature.get("geometry") for feature in features]
        columns = {column: [row.get(column) for row in rows] for column in dict.fromkeys(chain(*rows))}
        stated = (document.get("crs") or {}).get("properties", {}).get("name")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise BoundaryError("The file is not a GeoJSON collection of features") from None
    geometries = shapely.from_geojson([None if shape is None else json.dumps(shape) for shape in shapes])
    if stated is None:
        return columns, geometries, None
    if not str(stated).upper().startswith(_STATED):  # PROJ would follow a name to other files
        raise FrameError(
            "The reference frame {frame} is unknown: give an EPSG code, for example EPSG:4490", frame=stated
        )
    return columns, geometries, parse_crs(stated)


def _open_with_gdal(
    path: Path, encoding: str, layers: list[str], **options: str
) -> tuple[Columns, Geometries, CRS | None]:
    if len(layers) != 1:
        raise BoundaryError(
            "The file {file} must hold one layer of areas; its layers are: {layers}",
            file=path.name,
            layers=", ".join(layers),
        )
    about, _, geometries, values = pyogrio.raw.read(
        path.absolute(), layer=layers[0], encoding=encoding, **options
    )
    columns = dict(zip(map(str, about["fields"]), values, strict=True))
    stated = CRS.from_user_input(about["crs"]) if about["crs"] else None
    return columns, shapely.from_wkb(geometries, on_invalid="ignore"), stated


def _decoded(columns: Columns, encoding: str | None) -> Columns:
    """Columns and their names that were read with one character a byte, as text."""
    words = {word for word in chain(columns, *columns.values()) if isinstance(word, str)}
    texts = dict(zip(words, decode([word.encode("ISO-8859-1") for word in words], encoding), strict=True))
    return {texts[name]: [texts.get(value, value) for value in column] for name, column in columns.items()}


def decode(words: Sequence[bytes], encoding: str | None) -> list[str]:
    """All words in the first encoding that fits all; a character cut off at a field's end is dropped."""
    for candidate in _ENCODINGS if encoding is None else (encoding,):
        try:
            decode = codecs.getincrementaldecoder(candidate)
            return [decode().decode(word) for word in words]
        except UnicodeDecodeError:
            continue
        except LookupError:
            break
    raise BoundaryError(
        "The text is not in the encoding {encoding}: say which one it is in",
        encoding=encoding or " / ".join(_ENCODINGS),
    )
