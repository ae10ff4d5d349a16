"""GCJ-02 and BD-09: against figures that the open implementations publish, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.crs import from_wgs84, same_frame, to_wgs84
from geo.crs import parse_frame as parsed
from geo.shifted import Shifted

GEOD = Geod(ellps="WGS84")
IN_CHINA = (st.floats(73.4, 135.1), st.floats(3.8, 53.6))


def metres(first: tuple[float, float], second: tuple[float, float]) -> float:
    return float(GEOD.inv(*first, *second)[2])


def test_beijing_lies_where_the_open_implementations_put_it() -> None:
    x, y = from_wgs84([116.404], [39.915], "GCJ-02")
    assert (x[0], y[0]) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-11)
    x, y = from_wgs84(*to_wgs84([116.404], [39.915], "GCJ-02"), "BD-09")
    assert (x[0], y[0]) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-11)


def test_in_pujiang_an_unconverted_point_would_be_half_a_kilometre_off() -> None:
    x, y = from_wgs84([119.89], [29.45], "GCJ-02")
    assert metres((119.89, 29.45), (x[0], y[0])) == pytest.approx(534, abs=2)


@pytest.mark.parametrize("frame", ["GCJ-02", "BD-09"])
@given(longitude=IN_CHINA[0], latitude=IN_CHINA[1])
def test_a_place_in_china_shifted_and_shifted_back_is_the_same_place(
    frame: str, longitude: float, latitude: float
) -> None:
    x, y = to_wgs84(*from_wgs84([longitude], [latitude], frame), frame)
    assert metres((longitude, latitude), (x[0], y[0])) < 0.01


@pytest.mark.parametrize("frame", ["GCJ-02", "BD-09"])
@given(longitude=IN_CHINA[0], latitude=IN_CHINA[1])
def test_a_point_of_a_web_map_converted_and_back_is_the_same_point(
    frame: str, longitude: float, latitude: float
) -> None:
    x, y = from_wgs84(*to_wgs84([longitude], [latitude], frame), frame)
    assert metres((longitude, latitude), (x[0], y[0])) < 0.01


@given(longitude=st.floats(-180, 70) | st.floats(140, 180), latitude=st.floats(-85, 85))
def test_outside_china_gcj02_is_wgs84(longitude: float, latitude: float) -> None:
    assert [v[0] for v in from_wgs84([longitude], [latitude], "GCJ-02")] == [longitude, latitude]
    assert [v[0] for v in to_wgs84([longitude], [latitude], "GCJ-02")] == [longitude, latitude]


@pytest.mark.parametrize("frame", ["GCJ-02", "BD-09"])
def test_a_missing_coordinate_harms_no_other(frame: str) -> None:
    given_x, given_y = np.array([119.9, np.nan, 119.9, np.inf]), np.array([29.4, 29.4, np.nan, 29.4])
    x, y = to_wgs84(given_x, given_y, frame)
    assert np.isnan(x).tolist() == np.isnan(y).tolist() == [False, True, True, True]
    assert x[0] == to_wgs84([119.9], [29.4], frame)[0][0]
    assert to_wgs84([], [], frame)[0].shape == (0,)


@pytest.mark.parametrize("name", ["GCJ-02", "gcj02", "GCJ_02", " gcj 02 "])
def test_the_frame_is_known_however_it_is_written(name: str) -> None:
    assert parsed(name) is Shifted.GCJ02
    assert same_frame(parsed(name), Shifted.GCJ02) and not same_frame(parsed(name), parsed("EPSG:4326"))
