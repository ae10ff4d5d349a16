"""Words for classes of roads: technical and administrative ones, letters and numbers, and what is no road."""

import pytest

from geo.roads.classes import RoadSpeeds, standard_class

CARS = {
    "motorway": "高速 高速公路 国家高速 国家高速公路 省级高速 省高速公路 沪昆高速 G60 G1512 g25 S26",
    "trunk": "国道 国家级 一级公路 一级 1级公路 快速路 城市快速路 G G320 g320 Ｇ320 G320国道",
    "primary": "省道 省级 二级公路 二级 主干路 主干道 城市主干路 S S210 s210 干线",
    "secondary": "县道 县级 三级公路 三级 次干路 次干道 城市次干路 X X404 X404330726",
    "tertiary": "乡道 乡镇道路 四级公路 四级 支路 城市支路 Y Y012 y012330726",
    "unclassified": "村道 村级道路 农村公路 乡村道路 通村公路 C C5A7330726",
    "service": "专用公路 专用道路 Z Z001 小区道路 内部道路",
    "track": "机耕路 机耕道 等外公路 等外 田间道 林区道路 土路",
    "residential": "街道 街巷 巷 城市道路",
    "motorway_link": "高速匝道 高速连接线",
}
NO_ROAD = (
    "铁路 高速铁路 高铁 地铁 轻轨 轨道交通 人行道 步行街 人行天桥 非机动车道 自行车道 绿道 游步道 登山步道"
    " 航道 轮渡 规划道路 规划一级公路 拟建国道 在建 在建高速 施工中 废弃道路 停用 服务区 公交专用道"
)


@pytest.mark.parametrize(
    ("ours", "word"), [(ours, word) for ours, own in CARS.items() for word in own.split()]
)
def test_a_chinese_class_has_the_speed_of_its_kind(ours, word):
    assert standard_class(word) == standard_class(f" {word} ") == ours
    assert RoadSpeeds().kmh([standard_class(word)], [float("nan")], [float("nan")]) != RoadSpeeds().other


@pytest.mark.parametrize("word", NO_ROAD.split())
def test_what_is_no_road_for_cars_is_left_out(word):
    assert standard_class(word) in RoadSpeeds().excluded


@pytest.mark.parametrize(
    "word",
    ["motorway", "service", "secondary", "Residential", "cycleway", "crossing", "yes", "GS", "S-Bahn", "C!"],
)
def test_a_class_of_openstreetmap_is_no_letter(word):
    assert standard_class(word) == word.lower()


@pytest.mark.parametrize("word", [None, "", "  "])
def test_no_class_is_another(word):
    assert standard_class(word) == "other"


def test_a_word_that_nobody_knows_stays_as_it_is_and_is_told():
    assert standard_class("其他") == "其他" and "其他" not in RoadSpeeds().by_class
