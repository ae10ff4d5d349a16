"""Layers of areas read from files: made here, as offices make them."""

import json
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from data.importing.layers import areas, vector_files
from geo.crs import from_wgs84, to_wgs84
from geo.errors import BoundaryError, FrameError
from geo.locate import VillageIndex

CODES = ["330726001001", "330726001002"]
NAMES = ["浦江村", "后钟㙦村"]  # the second with a character beyond GBK's plane of common ones
DRIVERS = {"geojson": "GeoJSON", "gpkg": "GPKG", "shp": "ESRI Shapefile"}


def box(west: float, south: float, side: float = 0.01) -> shapely.Polygon:
    """A square near Pujiang; west, south in hundredths of a degree from 119.9, 29.4."""
    return shapely.box(
        119.9 + west / 100, 29.4 + south / 100, 119.9 + west / 100 + side, 29.4 + south / 100 + side
    )


def save(folder: Path, ending: str, frame: str = "EPSG:4326", codes=CODES, geometries=None, **how) -> Path:
    path = folder / f"villages.{ending}"
    table = geopandas.GeoDataFrame(
        {"编码": codes, "村名": NAMES, "镇": ["浦南", None]},
        geometry=geometries or [box(0, 0), box(1, 0)],
        crs=4326,
    )
    table.to_crs(frame).to_file(path, driver=DRIVERS[ending], **how)
    return path


def write(folder: Path, features: list[dict], **more) -> Path:
    path = folder / "villages.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def feature(code: object, geometry: object, name: object = "x") -> dict:
    shape = geometry.__geo_interface__ if hasattr(geometry, "__geo_interface__") else geometry
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": shape}


@pytest.mark.parametrize("ending", DRIVERS)
@pytest.mark.parametrize("frame", ["EPSG:4326", "EPSG:4490", "EPSG:4549", "EPSG:4528"])
def test_a_layer_reads_alike_from_every_format_and_frame(tmp_path: Path, ending: str, frame: str) -> None:
    path = save(tmp_path, ending, frame)
    read = areas.read(path, "编码", "村名", frame, parent="镇")
    assert read["code"].tolist() == CODES and read["name"].tolist() == NAMES
    assert read["parent"].tolist() == ["浦南", None]
    assert read.crs == "EPSG:4326"
    assert shapely.equals_exact(read.geometry.to_numpy(), [box(0, 0), box(1, 0)], 1e-8, normalize=True).all()


@pytest.mark.parametrize("ending", DRIVERS)
def test_a_layer_drawn_on_a_web_map_is_shifted_back(tmp_path: Path, ending: str) -> None:
    drawn = [
        shapely.transform(each, lambda xy: np.column_stack(from_wgs84(*xy.T, "GCJ-02")))
        for each in (box(0, 0), box(1, 0))
    ]
    read = areas.read(save(tmp_path, ending, geometries=drawn), "编码", "村名", "GCJ-02")
    assert shapely.equals_exact(read.geometry.to_numpy(), [box(0, 0), box(1, 0)], 1e-8, normalize=True).all()


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK"])
@pytest.mark.parametrize("cpg", [None, "UTF-8", "GBK", "ISO-8859-1", "nonsense"])
def test_chinese_names_survive_a_missing_or_wrong_cpg(tmp_path: Path, encoding: str, cpg: str | None) -> None:
    path = (
        save(tmp_path, "shp", encoding=encoding)
        if encoding != "GBK"
        else save(tmp_path, "shp", encoding="GB18030")
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    assert areas.read(path, "编码", "村名", "EPSG:4326")["name"].tolist() == NAMES


def test_a_name_cut_off_within_a_character_costs_only_that_character() -> None:
    words = ["编码".encode(), "浦江县浦南街道".encode()[:-1]]
    assert vector_files.decode(words, None) == ["编码", "浦江县浦南街"]


def test_a_declared_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, "shp", encoding="GB18030")
    for encoding in ("UTF-8", "klingon"):
        with pytest.raises(BoundaryError, match=f"not in the encoding {encoding}"):
            areas.read(path, "编码", "村名", "EPSG:4326", encoding=encoding)


@pytest.mark.parametrize("ending", DRIVERS)
def test_codes_kept_as_numbers_become_text_without_decimals(tmp_path: Path, ending: str) -> None:
    for codes in ([330726001001, 330726001002], [330726001001.0, 330726001002.0]):
        path = save(tmp_path, ending, codes=codes)
        assert areas.read(path, "编码", "村名", "EPSG:4326")["code"].tolist() == CODES


def test_leading_zeros_of_codes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("02134", box(0, 0)), feature(" 0215 ", box(1, 0))])
    assert areas.read(path, "code", "name", 4326)["code"].tolist() == ["02134", "0215"]


def test_heights_are_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("1", shapely.force_3d(box(0, 0), 7.0))])
    assert not areas.read(path, "code", "name", 4326).has_z.any()


@pytest.mark.parametrize("ending", DRIVERS)
@pytest.mark.parametrize(("stated", "declared"), [("EPSG:4490", "EPSG:4326"), ("EPSG:4549", "EPSG:4528")])
def test_a_file_that_contradicts_the_declared_frame_is_refused(tmp_path, ending, stated, declared) -> None:
    path = save(tmp_path, ending, stated)
    with pytest.raises(FrameError, match=r"The file states .*(2000|CGCS2000).*, declared is .*(WGS 84|zone)"):
        areas.read(path, "编码", "村名", declared)


def test_the_frame_must_be_declared_even_if_the_file_states_one(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="not declared"):
        areas.read(save(tmp_path, "gpkg"), "编码", "村名", None)


def test_crs84_is_wgs84_and_a_file_that_states_nothing_is_believed(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(areas.read(write(tmp_path, [feature("1", box(0, 0))], crs=named), "code", "name", 4326)) == 1
    assert len(areas.read(write(tmp_path, [feature("1", box(0, 0))]), "code", "name", 4490)) == 1
    path = save(tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    assert len(areas.read(path, "编码", "村名", 4490)) == 2


@pytest.mark.parametrize("name", ["CGCS2000 somehow", "+init=/etc/hosts:x", "EPSG:1", 7])
def test_a_frame_stated_in_words_nobody_knows_is_refused(tmp_path: Path, name: object) -> None:
    stated = {"type": "name", "properties": {"name": name}}
    with pytest.raises(FrameError, match="is unknown"):
        areas.read(write(tmp_path, [feature("1", box(0, 0))], crs=stated), "code", "name", 4326)
    with pytest.raises(BoundaryError, match="not a GeoJSON"):
        areas.read(write(tmp_path, [feature("1", box(0, 0))], crs="4326"), "code", "name", 4326)


def swapped(xy: np.ndarray) -> np.ndarray:
    return xy[:, ::-1]


@pytest.mark.parametrize(
    ("geometry", "frame"),
    [
        (shapely.transform(box(0, 0), swapped), "EPSG:4326"),
        (shapely.transform(box(0, 0), swapped), "EPSG:4490"),
        (shapely.box(500_000, 3_258_000, 501_000, 3_259_000), "EPSG:4326"),
        (shapely.box(40_500_000, 3_258_000, 40_501_000, 3_259_000), "EPSG:4549"),
        (shapely.box(3_258_000, 500_000, 3_259_000, 501_000), "EPSG:4549"),
        (box(0, 0), "EPSG:4549"),
        (shapely.box(-71, 42, -70, 43), "EPSG:4490"),
    ],
)
def test_coordinates_that_the_frame_cannot_mean_are_refused(tmp_path: Path, geometry, frame: str) -> None:
    with pytest.raises(FrameError, match="far outside"):
        areas.read(write(tmp_path, [feature("1", geometry)]), "code", "name", frame)


def test_a_missing_column_is_named_beside_those_there(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match="no column 代码, 名; its columns are 编码, 村名, 镇"):
        areas.read(save(tmp_path, "gpkg"), "代码", "名", 4326)


POINT = {"type": "Point", "coordinates": [119.9, 29.4]}
EMPTY = {"type": "Polygon", "coordinates": []}


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ([], "holds no areas"),
        ([feature("7", POINT)], "must be polygons.*: 7"),
        ([feature("7", EMPTY)], "without a polygon: 7"),
        ([feature("7", None)], "without a polygon: 7"),
        ([feature("6", box(0, 0)), feature(None, box(0, 0))], "without a code, in rows 2"),
        ([feature("7", box(0, 0), name=" ")], "without a name: 7"),
        ([feature("7", box(0, 0)), feature("7", box(1, 0))], "more than once: 7.*unite them"),
        ([feature("7", {"type": "Polygon", "coordinates": "there"})], "damaged"),
        ([feature("7", {"type": "Nonsense"})], "damaged"),
        ([3], "not a GeoJSON collection"),
    ],
)
def test_rows_that_are_no_areas_are_refused_by_name(tmp_path: Path, features: list, sentence: str) -> None:
    with pytest.raises(BoundaryError, match=sentence):
        areas.read(write(tmp_path, features), "code", "name", 4326)


def test_long_lists_of_faults_are_cut_short_with_their_number(tmp_path: Path) -> None:
    features = [feature(str(number // 2), box(0, 0)) for number in range(60)]
    with pytest.raises(BoundaryError, match=r"8, 9 \.\.\. \(30\)"):
        areas.read(write(tmp_path, features), "code", "name", 4326)


VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>"
    "</OGRVRTDataSource>"
)


@pytest.mark.parametrize("ending", ["geojson", "json", "gpkg", "shp", "vrt", "zip", "csv"])
def test_a_file_that_points_elsewhere_is_refused_whatever_its_name(tmp_path: Path, ending: str) -> None:
    secret = save(tmp_path, "geojson")
    for text in (
        VRT.format(secret),
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline"}',
        "[" * 99_999,
    ):
        path = tmp_path / f"upload.{ending}"
        path.write_text(text)
        with pytest.raises(BoundaryError, match=r"not what its name says|not a GeoJSON"):
            areas.read(path, "编码", "村名", 4326)


def test_files_that_are_not_there_or_empty_or_cut_off_are_refused(tmp_path: Path) -> None:
    for name in ("none.geojson", "/vsicurl/http://localhost/a.geojson", str(tmp_path)):
        with pytest.raises(BoundaryError, match="There is no file"):
            areas.read(name, "a", "b", 4326)
    (tmp_path / "a.shp").touch()
    with pytest.raises(BoundaryError, match="is empty"):
        areas.read(tmp_path / "a.shp", "a", "b", 4326)
    for ending in ("shp", "gpkg"):
        path = save(tmp_path, ending)
        path.write_bytes(path.read_bytes()[:120])
        with pytest.raises(BoundaryError, match=r"damaged|without a polygon"):
            areas.read(path, "编码", "村名", 4326)


def test_a_shapefile_without_its_index_is_called_incomplete(tmp_path: Path) -> None:
    path = save(tmp_path, "shp")
    path.with_suffix(".shx").unlink()
    with pytest.raises(BoundaryError, match="a part of it is missing"):
        areas.read(path, "编码", "村名", 4326)


def test_a_geopackage_with_two_layers_is_refused_but_tables_without_areas_do_no_harm(tmp_path: Path) -> None:
    path = save(tmp_path, "gpkg")
    table = geopandas.pd.DataFrame({"style": ["red"]})
    pyogrio.write_dataframe(table, path, layer="styles", append=True)
    assert len(areas.read(path, "编码", "村名", 4326)) == 2
    geopandas.GeoDataFrame(geometry=[box(0, 0)], crs=4326).to_file(path, layer="roads", driver="GPKG")
    with pytest.raises(BoundaryError, match=r"one layer .* villages, roads"):
        areas.read(path, "编码", "村名", 4326)


def test_parts_that_share_a_code_are_united_on_request(tmp_path: Path) -> None:
    parts = [
        feature("2", box(5, 0)),
        feature("1", box(0, 0)),
        feature("2", box(1, 0)),
        feature("2", box(2, 0)),
    ]
    read = areas.read(write(tmp_path, parts), "code", "name", 4326, dissolve=True)
    assert read["code"].tolist() == ["2", "1"]
    assert read.geometry.iloc[0].geom_type == "MultiPolygon" and len(read.geometry.iloc[0].geoms) == 2
    assert read.geometry.iloc[0].area == pytest.approx(3e-4)


def test_parts_that_share_a_code_but_not_a_name_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("1", box(0, 0), name="甲"), feature("1", box(1, 0), name="乙")])
    with pytest.raises(BoundaryError, match="several names or parents: 1"):
        areas.read(path, "code", "name", 4326, dissolve=True)


def test_a_converted_layer_lies_where_its_points_do(tmp_path: Path) -> None:
    metres = shapely.box(490_000, 3_258_000, 491_000, 3_259_000)
    read = areas.read(write(tmp_path, [feature("1", metres)]), "code", "name", "EPSG:4549")
    x, y = to_wgs84([490_500, 492_000], [3_258_500, 3_258_500], "EPSG:4549")
    assert VillageIndex(read.geometry).locate(x, y).tolist() == [0, -1]
