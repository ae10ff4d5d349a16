"""What a column of townships says instead of a township spoils no village."""

import pytest

from tests.data.importing.petitions.test_placing import named, place, told  # noqa: F401

NONE = (
    "其他 其它 无 未知 不详 待定 待核实 县直 县直机关 县级 全县 / - 空 NULL n/a 开发区"
    " 经济开发区 工业园区 工业园 景区 城区 开发区管委会 机关 乡镇"
)


@pytest.mark.parametrize("word", NONE.split())
def test_a_word_for_no_township_leaves_the_village_as_it_is(place, word):  # noqa: F811
    found, _ = place(乡镇=word, 村="前店村")
    assert told(found) == ("name", "village", "990001001001", "990001001")


@pytest.mark.parametrize("word", ["佛堂镇", "义乌市", "县外", "清溪镇", "义乌经济开发区", "江西省"])
def test_another_township_or_county_still_contradicts(place, word):  # noqa: F811
    found, _ = place(乡镇=word, 村="前店村")
    assert found["village_code"] is None


def test_a_village_that_two_townships_have_is_not_decided_by_a_word_for_none(place):  # noqa: F811
    found, _ = place(乡镇="其他", 村="朱宅村")
    assert found["village_code"] is None


@pytest.mark.parametrize("name", ["前店", "文教"])
def test_a_name_without_suffix_in_the_column_of_villages_is_the_village(place, name):  # noqa: F811
    found, _ = place(村=name)
    assert found["named_code"] in ("990001001001", "990001002002")
