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
from typing import Any, NamedTuple

import pyogrio
import shapely
from pyproj import CRS

from data.importing.layers.geopackage_files import Layer, feature_layers
from data.importing.sandbox import client, protocol
from geo.boundaries import Geometries
from geo.crs import parse_crs
from geo.errors import BoundaryError, FrameError
from geo.terms import N_

Columns = Mapping[str, Sequence[Any]]

_ENCODINGS = ("UTF-8", "GB18030")
_STATED = ("EPSG:", "OGC:", "URN:OGC:DEF:CRS:", "HTTP://WWW.OPENGIS.NET/DEF/CRS/")


class Shape(NamedTuple):
    """What a layer is to hold.

    Parameters
    ----------
    kinds
        The kinds of geometry that such a layer may state.
    several
        What is said where a file has more than one.
    """

    kinds: frozenset[str]
    several: str

    def fits(self, layer: Layer) -> bool:
        """Whether a layer may hold such geometries: it says so, or says nothing."""
        return layer.geometry in self.kinds | {"GEOMETRY", "GEOMETRYCOLLECTION", "GEOMCOLLECTION"}


AREAS = Shape(
    frozenset({"POLYGON", "MULTIPOLYGON", "CURVEPOLYGON", "SURFACE", "MULTISURFACE"}),
    N_("The file {file} must hold one layer of areas; its layers are: {layers}. Say which"),
)
LINES = Shape(
    frozenset({"LINESTRING", "MULTILINESTRING", "CURVE", "MULTICURVE", "COMPOUNDCURVE"}),
    N_("The file {file} must hold one layer of lines; its layers are: {layers}. Say which"),
)


SHAPES = {"areas": AREAS, "lines": LINES}

LARGEST_AREA, LARGEST_LAYER = 1_000_000, 10_000_000
"""Vertices of one feature and of all; a county drawn from house to house has some hundred thousand."""


def layers(path: Path) -> list[Layer]:
    """The layers that a local file offers; GeoJSON and Shapefile are one layer, called like the file.

    Raises
    ------
    BoundaryError, FrameError
        As for `open_layer`.
    """
    if client.is_in_process():
        return parse_layers(path)
    with client.opened("layers", path) as answer:
        return [Layer(*each) for each in answer.part()]


def parse_layers(path: Path) -> list[Layer]:
    """The same in this process."""
    if path.suffix.lower() == ".gpkg" and path.is_file():
        return feature_layers(path)
    _, geometries, _ = parse_layer(path, None)
    kinds = {shapely.GeometryType(kind).name for kind in set(shapely.get_type_id(geometries).tolist()) - {-1}}
    return [Layer(path.stem, kinds.pop() if len(kinds) == 1 else "GEOMETRY", len(geometries))]


def open_layer(
    path: Path, encoding: str | None, layer: str | None = None, shape: Shape = AREAS
) -> tuple[Columns, Geometries, CRS | None]:
    """Open a layer of a local file.

    Parameters
    ----------
    path
        File ending in .geojson, .json, .gpkg or .shp.
    encoding
        Of the text in GeoJSON and Shapefile; None: UTF-8 if it is valid, else GB18030.
    layer
        Name of the layer; None: the only one that may hold what is wanted.
    shape
        What is wanted.

    Returns
    -------
    tuple
        Columns by name, geometries (n,) in the file's frame, and the frame that the file states, or None.

    Raises
    ------
    BoundaryError
        The file is missing, empty, damaged, or not what its name says; it has no such layer, or several
        that may be meant.
    FrameError
        The frame that the file states is unknown.

    Notes
    -----
    The file is opened in a process of its own (`data.importing.sandbox`).
    """
    if client.is_in_process():
        return parse_layer(path, encoding, layer, shape)
    kind = next(name for name, each in SHAPES.items() if each is shape)
    with client.opened("layer", path, encoding=encoding, layer=layer, shape=kind) as answer:
        about = answer.part()
        columns, geometries = protocol.layer_of(answer.whole(), about["columns"])
        return columns, geometries, None if about["stated"] is None else CRS.from_wkt(about["stated"])


def parse_layer(
    path: Path, encoding: str | None, layer: str | None = None, shape: Shape = AREAS
) -> tuple[Columns, Geometries, CRS | None]:
    """The same in this process."""
    columns, geometries, stated = _parsed(path, encoding, layer, shape)
    vertices = shapely.get_num_coordinates(geometries)
    if len(vertices) and (vertices.max() > LARGEST_AREA or vertices.sum() > LARGEST_LAYER):
        raise BoundaryError(
            "The file {file} is drawn too finely: {most} vertices in one feature, {all} in all; at most"
            " {area} and {layer} are read. Simplify it first",
            file=path.name,
            most=int(vertices.max()),
            all=int(vertices.sum()),
            area=LARGEST_AREA,
            layer=LARGEST_LAYER,
        )
    return columns, geometries, stated


def _parsed(
    path: Path, encoding: str | None, layer: str | None, shape: Shape
) -> tuple[Columns, Geometries, CRS | None]:
    if not path.is_file():
        raise BoundaryError("There is no file {file}", file=path.name)
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise BoundaryError("The file {file} is empty", file=path.name)
    ending = path.suffix.lower()
    try:
        if ending in (".geojson", ".json"):
            _check_name(path, layer)
            return _open_geojson(path.read_bytes(), encoding)
        if ending == ".gpkg" and head.startswith(b"SQLite format 3\0") and head[68:70] == b"GP":
            name = _chosen(path, feature_layers(path), layer, shape)
            return _open_with_gdal(path, "UTF-8", name, LIST_ALL_TABLES="NO")
        if ending == ".shp" and head.startswith(b"\0\0\x27\x0a"):
            _check_name(path, layer)
            # one character a byte
            columns, geometries, stated = _open_with_gdal(path, "ISO-8859-1", path.stem)
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


def _check_name(path: Path, layer: str | None) -> None:
    """Refuse another layer than the one that a file of one layer is."""
    if layer is not None and layer != path.stem:
        raise _no_layer(path, layer, [path.stem])


def _chosen(path: Path, offered: Sequence[Layer], layer: str | None, shape: Shape) -> str:
    """The layer that is meant."""
    names = [one.name for one in offered]
    if layer is not None:
        if layer not in names:
            raise _no_layer(path, layer, names)
        return layer
    fitting = [one.name for one in offered if shape.fits(one)]
    if len(fitting) == 1:
        return fitting[0]
    told = {"file": path.name, "layers": ", ".join(fitting or names)}
    if fitting:
        raise BoundaryError(shape.several, **told)
    raise BoundaryError("The file {file} holds no layer of the kind that is needed, only: {layers}", **told)


def _no_layer(path: Path, layer: str, names: Sequence[str]) -> BoundaryError:
    return BoundaryError(
        "The file {file} has no layer {layer}; its layers are: {layers}",
        file=path.name,
        layer=layer,
        layers=", ".join(names),
    )


def _open_with_gdal(
    path: Path, encoding: str, layer: str, **options: str
) -> tuple[Columns, Geometries, CRS | None]:
    about, _, geometries, values = pyogrio.raw.read(
        path.absolute(), layer=layer, encoding=encoding, **options
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
