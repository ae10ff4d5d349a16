"""Layers of boundaries: files made here, as offices make them, and small maps whose areas are known."""

import json
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod

from geo import boundaries, boundary_files
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


def layer(
    geometries: list, codes: list[str] | None = None, parents: list | None = None
) -> geopandas.GeoDataFrame:
    codes = codes or [str(number) for number in range(len(geometries))]
    columns = {"code": codes, "name": codes, "parent": parents or [None] * len(codes)}
    return geopandas.GeoDataFrame(columns, geometry=geometries, crs="EPSG:4326")


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
    read = boundaries.read(path, "编码", "村名", frame, parent="镇")
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
    read = boundaries.read(save(tmp_path, ending, geometries=drawn), "编码", "村名", "GCJ-02")
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
    assert boundaries.read(path, "编码", "村名", "EPSG:4326")["name"].tolist() == NAMES


def test_a_name_cut_off_within_a_character_costs_only_that_character() -> None:
    words = ["编码".encode(), "浦江县浦南街道".encode()[:-1]]
    assert boundary_files._decode(words, None) == ["编码", "浦江县浦南街"]


def test_a_declared_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, "shp", encoding="GB18030")
    for encoding in ("UTF-8", "klingon"):
        with pytest.raises(BoundaryError, match=f"not in the encoding {encoding}"):
            boundaries.read(path, "编码", "村名", "EPSG:4326", encoding=encoding)


@pytest.mark.parametrize("ending", DRIVERS)
def test_codes_kept_as_numbers_become_text_without_decimals(tmp_path: Path, ending: str) -> None:
    for codes in ([330726001001, 330726001002], [330726001001.0, 330726001002.0]):
        path = save(tmp_path, ending, codes=codes)
        assert boundaries.read(path, "编码", "村名", "EPSG:4326")["code"].tolist() == CODES


def test_leading_zeros_of_codes_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("02134", box(0, 0)), feature(" 0215 ", box(1, 0))])
    assert boundaries.read(path, "code", "name", 4326)["code"].tolist() == ["02134", "0215"]


def test_heights_are_dropped(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("1", shapely.force_3d(box(0, 0), 7.0))])
    assert not boundaries.read(path, "code", "name", 4326).has_z.any()


@pytest.mark.parametrize("ending", DRIVERS)
@pytest.mark.parametrize(("stated", "declared"), [("EPSG:4490", "EPSG:4326"), ("EPSG:4549", "EPSG:4528")])
def test_a_file_that_contradicts_the_declared_frame_is_refused(tmp_path, ending, stated, declared) -> None:
    path = save(tmp_path, ending, stated)
    with pytest.raises(FrameError, match=r"The file states .*(2000|CGCS2000).*, declared is .*(WGS 84|zone)"):
        boundaries.read(path, "编码", "村名", declared)


def test_the_frame_must_be_declared_even_if_the_file_states_one(tmp_path: Path) -> None:
    with pytest.raises(FrameError, match="not declared"):
        boundaries.read(save(tmp_path, "gpkg"), "编码", "村名", None)


def test_crs84_is_wgs84_and_a_file_that_states_nothing_is_believed(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert (
        len(boundaries.read(write(tmp_path, [feature("1", box(0, 0))], crs=named), "code", "name", 4326)) == 1
    )
    assert len(boundaries.read(write(tmp_path, [feature("1", box(0, 0))]), "code", "name", 4490)) == 1
    path = save(tmp_path, "shp")
    path.with_suffix(".prj").unlink()
    assert len(boundaries.read(path, "编码", "村名", 4490)) == 2


@pytest.mark.parametrize("name", ["CGCS2000 somehow", "+init=/etc/hosts:x", "EPSG:1", 7])
def test_a_frame_stated_in_words_nobody_knows_is_refused(tmp_path: Path, name: object) -> None:
    stated = {"type": "name", "properties": {"name": name}}
    with pytest.raises(FrameError, match="is unknown"):
        boundaries.read(write(tmp_path, [feature("1", box(0, 0))], crs=stated), "code", "name", 4326)
    with pytest.raises(BoundaryError, match="not a GeoJSON"):
        boundaries.read(write(tmp_path, [feature("1", box(0, 0))], crs="4326"), "code", "name", 4326)


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
        boundaries.read(write(tmp_path, [feature("1", geometry)]), "code", "name", frame)


def test_a_missing_column_is_named_beside_those_there(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match="no column 代码, 名; its columns are 编码, 村名, 镇"):
        boundaries.read(save(tmp_path, "gpkg"), "代码", "名", 4326)


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
        ([feature("7", box(0, 0)), feature("7", box(1, 0))], "more than once: 7.*--dissolve"),
        ([feature("7", {"type": "Polygon", "coordinates": "there"})], "damaged"),
        ([feature("7", {"type": "Nonsense"})], "damaged"),
        ([3], "not a GeoJSON collection"),
    ],
)
def test_rows_that_are_no_areas_are_refused_by_name(tmp_path: Path, features: list, sentence: str) -> None:
    with pytest.raises(BoundaryError, match=sentence):
        boundaries.read(write(tmp_path, features), "code", "name", 4326)


def test_long_lists_of_faults_are_cut_short_with_their_number(tmp_path: Path) -> None:
    features = [feature(str(number // 2), box(0, 0)) for number in range(60)]
    with pytest.raises(BoundaryError, match=r"8, 9 \.\.\. \(30\)"):
        boundaries.read(write(tmp_path, features), "code", "name", 4326)


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
            boundaries.read(path, "编码", "村名", 4326)


def test_files_that_are_not_there_or_empty_or_cut_off_are_refused(tmp_path: Path) -> None:
    for name in ("none.geojson", "/vsicurl/http://localhost/a.geojson", str(tmp_path)):
        with pytest.raises(BoundaryError, match="There is no file"):
            boundaries.read(name, "a", "b", 4326)
    (tmp_path / "a.shp").touch()
    with pytest.raises(BoundaryError, match="is empty"):
        boundaries.read(tmp_path / "a.shp", "a", "b", 4326)
    for ending in ("shp", "gpkg"):
        path = save(tmp_path, ending)
        path.write_bytes(path.read_bytes()[:120])
        with pytest.raises(BoundaryError, match=r"damaged|without a polygon"):
            boundaries.read(path, "编码", "村名", 4326)


def test_a_shapefile_without_its_index_is_called_incomplete(tmp_path: Path) -> None:
    path = save(tmp_path, "shp")
    path.with_suffix(".shx").unlink()
    with pytest.raises(BoundaryError, match="a part of it is missing"):
        boundaries.read(path, "编码", "村名", 4326)


def test_a_geopackage_with_two_layers_is_refused_but_tables_without_areas_do_no_harm(tmp_path: Path) -> None:
    path = save(tmp_path, "gpkg")
    table = geopandas.pd.DataFrame({"style": ["red"]})
    pyogrio.write_dataframe(table, path, layer="styles", append=True)
    assert len(boundaries.read(path, "编码", "村名", 4326)) == 2
    layer([box(0, 0)]).to_file(path, layer="roads", driver="GPKG")
    with pytest.raises(BoundaryError, match=r"one layer .* villages, roads"):
        boundaries.read(path, "编码", "村名", 4326)


def test_parts_that_share_a_code_are_united_on_request(tmp_path: Path) -> None:
    parts = [
        feature("2", box(5, 0)),
        feature("1", box(0, 0)),
        feature("2", box(1, 0)),
        feature("2", box(2, 0)),
    ]
    read = boundaries.read(write(tmp_path, parts), "code", "name", 4326, dissolve=True)
    assert read["code"].tolist() == ["2", "1"]
    assert read.geometry.iloc[0].geom_type == "MultiPolygon" and len(read.geometry.iloc[0].geoms) == 2
    assert read.geometry.iloc[0].area == pytest.approx(3e-4)


def test_parts_that_share_a_code_but_not_a_name_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, [feature("1", box(0, 0), name="甲"), feature("1", box(1, 0), name="乙")])
    with pytest.raises(BoundaryError, match="several names or parents: 1"):
        boundaries.read(path, "code", "name", 4326, dissolve=True)


def ground(geometry: shapely.Geometry) -> float:
    """Square metres on the ellipsoid: the oracle for areas."""
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(geometry, 1e-4))[0])


def test_an_invalid_polygon_is_repaired_and_the_reason_told() -> None:
    bow = shapely.Polygon([(119.9, 29.4), (119.91, 29.41), (119.91, 29.4), (119.9, 29.41)])
    before = layer([bow, box(2, 0)], ["bow", "square"])
    after, report = boundaries.repair(before)
    assert after.is_valid.all() and not before.is_valid.all()
    assert [fault.code for fault in report.invalid] == ["bow"]
    assert report.invalid[0].reason.startswith("Self-intersection") and report.invalid[0].area_lost_m2 == 0
    assert report.overlaps == report.gaps == () and report.overlap_m2 == report.gap_m2 == 0
    assert len(VillageIndex(after.geometry)) == 2


def test_ground_claimed_twice_is_lost_once_and_counted() -> None:
    twice = shapely.Polygon([*box(0, 0).exterior.coords[:-1], *box(0, 0).exterior.coords])
    after, report = boundaries.repair(layer([twice]))
    assert after.geometry.iloc[0].normalize() == box(0, 0).normalize()
    assert report.invalid[0].area_lost_m2 == pytest.approx(ground(box(0, 0)), rel=1e-3)


def test_a_polygon_of_no_ground_is_refused() -> None:
    with pytest.raises(BoundaryError, match="enclose no ground: 0"):
        boundaries.repair(layer([shapely.Polygon([(119.9, 29.4), (119.91, 29.4), (119.9, 29.4)])]))


def test_overlaps_between_neighbours_are_measured_and_left_alone() -> None:
    villages = layer([box(0, 0), box(0.9, 0), box(1.9, 0)], ["a", "b", "c"])
    after, report = boundaries.repair(villages)
    assert shapely.equals(after.geometry.to_numpy(), villages.geometry.to_numpy()).all()
    (overlap,) = report.overlaps
    assert (overlap.code_a, overlap.code_b) == ("a", "b")
    assert overlap.area_m2 == pytest.approx(ground(box(0, 0) & box(0.9, 0)), rel=1e-3)
    assert report.overlap_m2 == overlap.area_m2


def test_gaps_between_neighbours_are_measured_and_placed() -> None:
    hole = shapely.box(119.904, 29.404, 119.905, 29.406)
    island = shapely.box(119.9044, 29.4044, 119.9046, 29.4046)
    _, report = boundaries.repair(layer([box(0, 0) - hole, box(1, 0), island]))
    (gap,) = report.gaps
    assert gap.area_m2 == report.gap_m2 == pytest.approx(ground(hole) - ground(island), rel=1e-3)
    assert shapely.intersects_xy(hole - island, gap.longitude, gap.latitude)


@pytest.mark.parametrize("metres", [3, 40])
def test_a_slit_between_neighbours_that_do_not_meet_is_a_gap(metres: int) -> None:
    apart = metres / 97_000
    villages = [shapely.box(119.9 + i * 0.01, 29.4, 119.91 + i * 0.01 - apart, 29.41) for i in range(3)]
    _, report = boundaries.repair(layer(villages))
    assert len(report.gaps) == 2 and report.overlaps == ()
    slits = box(0, 0, 0.03) & shapely.box(119.9, 29.4, 119.93 - apart, 29.41)
    assert report.gap_m2 == pytest.approx(ground(slits - shapely.union_all(villages)), rel=0.02)
    for gap in report.gaps:
        assert not shapely.intersects_xy(shapely.union_all(villages), gap.longitude, gap.latitude)


def test_a_corner_of_the_outer_border_a_bay_and_a_village_apart_are_no_gaps() -> None:
    bay = box(1, 0) - shapely.box(119.9198, 29.404, 119.93, 29.4045)
    _, report = boundaries.repair(layer([box(0, 0), bay, box(0, 1), box(2.2, 2)]))
    assert report.gaps == ()


def test_a_border_with_one_more_corner_on_one_side_is_no_fault() -> None:
    corner = shapely.Polygon(
        [(119.91, 29.4), (119.92, 29.4), (119.92, 29.41), (119.91, 29.41), (119.91, 29.403)]
    )
    _, report = boundaries.repair(layer([box(0, 0), corner]))
    assert report == boundaries.RepairReport((), (), ())


def test_villages_dissolve_to_townships_in_order_of_appearance() -> None:
    villages = layer([box(0, 0), box(1, 0), box(2, 0), box(3, 0)], parents=["乙", "甲", "乙", "甲"])
    towns = boundaries.dissolve_by(villages, "parent")
    assert towns["code"].tolist() == ["乙", "甲"] and towns["parent"].isna().all()
    assert towns.geometry.iloc[0].equals(box(0, 0) | box(2, 0)) and towns.crs == "EPSG:4326"
    overlapping = layer([box(0, 0), box(0.5, 0)], parents=["甲", "甲"])
    assert boundaries.dissolve_by(overlapping, "parent").geometry.iloc[0].equals(box(0, 0) | box(0.5, 0))


def test_villages_that_overlap_in_a_lens_are_united_like_any_others() -> None:
    left = shapely.Polygon([(0, 0), (2, 0), (2.1, 1), (2, 2), (0, 2)])
    right = shapely.Polygon([(2, 0), (4, 0), (4, 2), (2, 2), (1.9, 1)])
    both = np.array([left, right])
    assert boundaries.unite(both).equals(shapely.box(0, 0, 4, 2))
    assert boundaries.unite(np.array([box(0, 0), box(1, 0)])).equals(box(0, 0) | box(1, 0))


def test_a_village_without_a_township_is_named() -> None:
    with pytest.raises(BoundaryError, match="without a value in parent: 1"):
        boundaries.dissolve_by(layer([box(0, 0), box(1, 0)], parents=["甲", None]), "parent")
    with pytest.raises(BoundaryError, match="no column town"):
        boundaries.dissolve_by(layer([box(0, 0)]), "town")


def county() -> np.ndarray:
    """Forty villages whose shared borders have many corners."""
    rng = np.random.default_rng(4)
    square = shapely.box(119.8, 29.3, 120.0, 29.5)
    seeds = shapely.multipoints(rng.uniform((119.8, 29.3), (120.0, 29.5), (3000, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=square)) & square
    centres = rng.uniform((119.8, 29.3), (120.0, 29.5), (40, 2))
    middles = shapely.get_coordinates(shapely.centroid(cells))
    nearest = ((middles[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return np.array([shapely.coverage_union_all(cells[nearest == k]) for k in np.unique(nearest)])


def test_simplified_neighbours_still_share_their_borders() -> None:
    villages = county()
    simple = boundaries.simplify(villages, 300.0)
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(villages).sum() / 2
    assert shapely.union_all(simple).symmetric_difference(shapely.union_all(villages)).area < 1e-6
    assert shapely.hausdorff_distance(simple, villages).max() < 0.01


def test_simplifying_overlapping_villages_keeps_them_valid_and_in_place() -> None:
    villages = county()
    villages[0] = shapely.buffer(villages[0], 0.001)
    simple = boundaries.simplify(villages, 300.0)
    assert shapely.is_valid(simple).all() and not shapely.is_empty(simple).any()
    assert shapely.hausdorff_distance(simple, villages).max() < 0.01


def test_nothing_to_simplify_changes_nothing() -> None:
    assert len(boundaries.simplify([], 10.0)) == 0
    assert boundaries.simplify([box(0, 0)], 0.0)[0] == box(0, 0)


def test_geojson_for_the_screen_is_short_and_keeps_shared_borders() -> None:
    villages = layer([box(1 / 3, 1 / 3), box(1 / 3 + 1, 1 / 3)], CODES)
    villages["name"] = NAMES
    text = boundaries.to_geojson(villages, ["name"])
    document = json.loads(text)
    assert [f["properties"] for f in document["features"]] == [{"name": name} for name in NAMES]
    assert [f["id"] for f in document["features"]] == [0, 1]
    assert "119.90333," in text and "29.40333]" in text and NAMES[0] in text
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in document["features"]])
    assert shapely.coverage_is_valid(shapes)


def test_a_converted_layer_lies_where_its_points_do(tmp_path: Path) -> None:
    metres = shapely.box(490_000, 3_258_000, 491_000, 3_259_000)
    read = boundaries.read(write(tmp_path, [feature("1", metres)]), "code", "name", "EPSG:4549")
    x, y = to_wgs84([490_500, 492_000], [3_258_500, 3_258_500], "EPSG:4549")
    assert VillageIndex(read.geometry).locate(x, y).tolist() == [0, -1]
