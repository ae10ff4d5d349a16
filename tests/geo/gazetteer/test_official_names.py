"""An official name, word for word, is its own division, whatever other names stand in it."""

import pytest

from tests.geo.gazetteer.county import gazetteer

TOWNSHIPS = {"城关镇": "330799100", "东岭林场": "330799400", "花山街道": "330799001", "孙端街道": "330799002"}
COUNTY = ("330799", "新宁县")
VILLAGES = {
    "城关镇": (
        "芝英一村居委会",
        "芝英一村委会",
        "云村居民委员会",
        "云村村民委员会",
        "水泉村社区居民委员会",
        "水泉村村民委员会",
        "兰营社区居民委员会",
        "兰营村居民委员会",
        "蘑菇滩村委会",
        "蘑菇滩社区生活区",
        "梧凤村委会",
        "梧凤楼村委",
    ),
    "东岭林场": ("东岭林场虚拟生活区", "新宁县东岭林场家属院", "东岭村委会"),
    "花山街道": ("红焰村村委会", "花山街道红焰社区居委会", "花山街道红焰社区虚拟小区"),
    "孙端街道": ("孙端村委会", "村头村委会", "端头村委会"),
}
OFFICIAL = [(township, name) for township, own in VILLAGES.items() for name in own]


@pytest.fixture(scope="module")
def names():
    return gazetteer(VILLAGES, TOWNSHIPS, COUNTY)


def called(names, text):
    """Official name of the village that a text is answered with, or None."""
    found = names.match([text]).iloc[0]
    if found["level"] != "village":
        return None
    township = next(name for name, code in TOWNSHIPS.items() if found["code"].startswith(code))
    return VILLAGES[township][int(found["code"][9:]) - 200]


@pytest.mark.parametrize(("township", "name"), OFFICIAL)
@pytest.mark.parametrize(
    "form", ["{name}", "{township}{name}", "{name}12号", "新宁县{township}{name}，路灯不亮"]
)
def test_an_official_name_is_its_own_division(names, township, name, form):
    assert called(names, form.format(township=township, name=name)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("芝英一村居民委员会", "芝英一村居委会"),
        ("芝英一村社区", "芝英一村居委会"),
        ("芝英一村", "芝英一村委会"),
        ("云村", "云村村民委员会"),
        ("水泉村", "水泉村村民委员会"),
        ("水泉村社区", "水泉村社区居民委员会"),
        ("兰营社区", "兰营社区居民委员会"),
        ("红焰村", "红焰村村委会"),
        ("红焰社区", "花山街道红焰社区居委会"),
        ("梧凤楼村委会", "梧凤楼村委"),
        ("梧凤楼村", "梧凤楼村委"),
        ("东岭村", "东岭村委会"),
    ],
)
def test_a_short_form_means_the_committee_that_is_called_so(names, text, name):
    assert called(names, text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("孙端村头村", "村头村委会"),
        ("孙端村头村12号", "村头村委会"),
        ("孙端街道孙端村头村", "村头村委会"),
        ("孙端街道村头村", "村头村委会"),
        ("孙端村", "孙端村委会"),
        ("孙端村3组", "孙端村委会"),
        ("孙端街道孙端村", "孙端村委会"),
        ("孙端孙端村", "孙端村委会"),
        ("孙端村塘里自然村", "孙端村委会"),
    ],
)
def test_what_is_left_over_after_a_name_is_read_too(names, text, name):
    assert called(names, text) == name


@pytest.mark.parametrize(
    ("township", "own", "other"),
    [("茶房乡", "茶房村", "村前村"), ("里商乡", "里商村", "村西村"), ("会埠镇", "会埠社区", "区里村")],
)
def test_a_township_in_short_and_a_village_are_not_another_village(township, own, other):
    names = gazetteer({township: (own, other)}, {township: "330799101"}, COUNTY)
    short = township[:-1]
    assert names.match([short + other])["code"].tolist() == ["330799101201"]
    assert names.match([own, township + own, short + own])["code"].tolist() == ["330799101200"] * 3


def test_two_villages_that_share_characters_are_left_to_a_person():
    names = gazetteer({"城关镇": ("金村村委会", "村头村委会")}, {"城关镇": "330799100"}, COUNTY)
    found = names.match(["城关镇金村头村"]).iloc[0]
    assert found["level"] != "village" and len(found["candidates"]) == 2
