"""Reference frames: figures from EPSG's definitions and from geodesics, not from the code under test."""

import numpy as np
import pytest
from pyproj import CRS, Geod

from geo.crs import from_wgs84, metric_frame, same_frame, to_wgs84
from geo.errors import FrameError


def test_longitude_and_latitude_in_wgs84_stay_as_they_are() -> None:
    x, y = to_wgs84([119.9, 119.95], [29.45, 29.5], "EPSG:4326")
    assert x.tolist() == [119.9, 119.95] and y.tolist() == [29.45, 29.5]


def test_longitude_comes_first_in_every_frame() -> None:
    for frame in ("EPSG:4326", "EPSG:4490", "OGC:CRS84", 4490):
        x, y = to_wgs84([119.9], [29.45], frame)
        assert x[0] == pytest.approx(119.9, abs=1e-12) and y[0] == pytest.approx(29.45, abs=1e-12)


def test_the_central_meridian_has_an_easting_of_500_km_with_and_without_zone_number() -> None:
    assert from_wgs84([120.0], [29.45], "EPSG:4549")[0][0] == pytest.approx(500_000, abs=1e-6)
    assert from_wgs84([120.0], [29.45], "EPSG:4528")[0][0] == pytest.approx(40_500_000, abs=1e-6)


def test_the_northing_on_the_central_meridian_is_the_distance_from_the_equator() -> None:
    along = Geod(ellps="GRS80").inv(120, 0, 120, 29.45)[2]
    assert from_wgs84([120.0], [29.45], "EPSG:4549")[1][0] == pytest.approx(along, abs=1e-3)


@pytest.mark.parametrize("frame", ["EPSG:4490", "EPSG:4549", "EPSG:4528", "EPSG:32650", "EPSG:3857"])
def test_a_place_converted_there_and_back_is_the_same_place(frame: str) -> None:
    x, y = np.linspace(119.6, 120.1, 50), np.linspace(29.3, 29.7, 50)
    back_x, back_y = to_wgs84(*from_wgs84(x, y, frame), frame)
    np.testing.assert_allclose([back_x, back_y], [x, y], atol=1e-10)


def test_a_missing_coordinate_stays_missing_and_harms_no_other() -> None:
    x, y = to_wgs84([500_000, np.nan, np.inf, 500_000], [3_000_000, 1, 1, np.nan], "EPSG:4549")
    assert np.isnan(x).tolist() == np.isnan(y).tolist() == [False, True, True, True]
    assert to_wgs84([], [], "EPSG:4549")[0].shape == (0,)


def test_the_arrays_given_are_not_changed() -> None:
    x, y = np.array([500_000.0]), np.array([3_000_000.0])
    to_wgs84(x, y, "EPSG:4549")
    assert x[0] == 500_000 and y[0] == 3_000_000


@pytest.mark.parametrize("frame", [None, "", "  "])
def test_a_frame_that_nobody_declared_is_asked_for(frame: object) -> None:
    with pytest.raises(FrameError, match="not declared"):
        to_wgs84([1.0], [1.0], frame)


@pytest.mark.parametrize("frame", ["EPSG:1", "somewhere", "国家2000", -5])
def test_an_unknown_frame_is_named(frame: object) -> None:
    with pytest.raises(FrameError, match=f"{frame} is unknown"):
        from_wgs84([1.0], [1.0], frame)


def test_a_frame_whose_shift_is_secret_is_refused_instead_of_placed_100_m_off() -> None:
    with pytest.raises(FrameError, match="No conversion between Xian 1980"):
        to_wgs84([119.9], [29.45], "EPSG:4610")


@pytest.mark.parametrize(
    "frame",
    [
        "EPSG:4214",
        "EPSG:2437",
        'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ],
)
def test_beijing_1954_is_not_placed_by_the_parameters_of_another_basin(frame: str) -> None:
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(FrameError, match="No conversion between Beijing 1954"):
            convert([119.9], [29.45], frame)


@pytest.mark.parametrize(
    "frame",
    [
        "EPSG:4284",
        "EPSG:28420",
        "EPSG:4178",
        "EPSG:4200",
        'GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    ],
)
def test_pulkovo_is_not_placed_by_the_parameters_of_another_country(frame: str) -> None:
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(FrameError, match="No conversion between Pulkovo"):
            convert([119.9], [29.45], frame)


CGCS2000 = (
    'GEOGCS["{name}",DATUM["{datum}",SPHEROID["CGCS2000",{axis},{flattening}]],PRIMEM["{meridian}",{degrees}],'
    'UNIT["degree",0.0174532925199433]]'
)
GRS80 = {"axis": "6378137", "flattening": "298.257222101", "meridian": "Greenwich", "degrees": "0"}


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("CGCS2000", "D_CGCS2000"),
        ("CGCS2000", "China_Geodetic_Coordinate_System_2000"),
        ("GCS_China_Geodetic_Coordinate_System_2000", "D_China_2000"),
        ("CGCS_2000", "CGCS_2000"),
        ("GCS_CGCS2000", "2000国家大地坐标系"),
    ],
)
def test_cgcs2000_is_known_by_its_ellipsoid_whatever_its_datum_is_called(name: str, datum: str) -> None:
    stated = CRS(CGCS2000.format(name=name, datum=datum, **GRS80))
    assert same_frame(stated, CRS("EPSG:4490")) and same_frame(CRS("EPSG:4480"), stated)
    assert [value[0] for value in to_wgs84([119.9], [29.45], stated)] == [119.9, 29.45]
    projected = (
        f'PROJCS["zone",{CGCS2000.format(name=name, datum=datum, **GRS80)},PROJECTION["Gauss_Kruger"],'
        'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],'
        'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    assert same_frame(CRS(projected), CRS("EPSG:4549")) and not same_frame(CRS(projected), CRS("EPSG:4548"))
    assert not same_frame(CRS(projected), CRS("EPSG:4528")) and not same_frame(CRS(projected), stated)


@pytest.mark.parametrize(
    "other",
    [{"axis": "6378245", "flattening": "298.3"}, {"meridian": "Paris", "degrees": "2.337229167"}],
)
def test_another_ellipsoid_or_meridian_is_not_cgcs2000_though_it_is_called_so(other: dict[str, str]) -> None:
    stated = CRS(CGCS2000.format(name="CGCS2000", datum="D_CGCS2000", **GRS80 | other))
    assert not same_frame(stated, CRS("EPSG:4490"))
    with pytest.raises(FrameError, match="No conversion"):
        to_wgs84([119.9], [29.45], stated)


def test_another_datum_on_the_same_ellipsoid_is_another_frame() -> None:
    assert not same_frame(CRS("EPSG:4269"), CRS("EPSG:4490"))


def test_beijing_1954_with_parameters_of_ones_own_is_converted() -> None:
    own = "+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3"
    longitude, latitude = to_wgs84([119.9], [29.45], own)
    assert longitude[0] == pytest.approx(119.90065, abs=1e-5) and latitude[0] == pytest.approx(
        29.45, abs=1e-4
    )


@pytest.mark.parametrize("longitude", [73.6, 75.0, 76.49, 76.51, 104.1, 118.4, 119.9, 120.0, 121.49, 134.9])
def test_a_place_in_china_is_measured_on_its_nearest_central_meridian(longitude: float) -> None:
    frame = CRS(metric_frame(longitude, 35.0))
    meridian = next(p.value for p in frame.coordinate_operation.params if p.name.startswith("Longitude"))
    assert frame.geodetic_crs.to_epsg() == 4490
    assert abs(meridian - longitude) <= 1.5
    assert frame.coordinate_operation.params[3].value == 500_000


def test_the_frames_for_chinese_counties_are_those_of_the_register() -> None:
    assert metric_frame(75, 38) == "EPSG:4534"
    assert metric_frame(119.9, 29.45) == "EPSG:4549"
    assert metric_frame(135, 48) == "EPSG:4554"


def test_a_place_elsewhere_is_measured_in_utm() -> None:
    assert metric_frame(-71.06, 42.36) == "EPSG:32619"
    assert metric_frame(151.2, -33.9) == "EPSG:32756"
    assert metric_frame(180.0, 10.0) == "EPSG:32660" and metric_frame(-180.0, 10.0) == "EPSG:32601"


def test_a_place_off_the_earth_has_no_frame() -> None:
    for longitude, latitude in ((29.4, 119.9), (np.nan, 0.0), (200.0, 0.0)):
        with pytest.raises(FrameError, match="no place on the earth"):
            metric_frame(longitude, latitude)


def test_frames_differ_by_datum_but_not_by_spelling() -> None:
    assert same_frame(CRS("EPSG:4326"), CRS("OGC:CRS84"))
    assert same_frame(CRS("EPSG:4549"), CRS(CRS("EPSG:4549").to_wkt("WKT1_ESRI")))
    assert not same_frame(CRS("EPSG:4326"), CRS("EPSG:4490"))
    assert not same_frame(CRS("EPSG:4549"), CRS("EPSG:4528"))
