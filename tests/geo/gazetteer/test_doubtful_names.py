"""Names that may be words, persons or cities: no answer of their own, and nothing taken from what is sure."""

import pytest

from tests.geo.gazetteer.county import TOWNSHIPS, code_of, gazetteer


@pytest.fixture(scope="module")
def names():
    return gazetteer(aliases={"玉山": code_of("大塘村村民委员会")})


def one(names, text):
    return names.match([text]).iloc[0]


@pytest.mark.parametrize("township", TOWNSHIPS)
@pytest.mark.parametrize(
    "place",
    [
        "中心小学",
        "中部水晶园区",
        "三角潭林场",
        "中学门口",
        "何氏宗祠",
        "张先生家",
        "三岔路口",
        "集中安置点",
        "下张村12号",
        "红旗小学",
        "民生路12号",
        "平湖酒店",
        "中村民反映",
        "大塘路",
    ],
)
def test_a_township_named_in_full_is_known_whatever_words_follow(names, township, place):
    found = one(names, township + place)
    if found["level"] == "village":
        assert found["township"] == TOWNSHIPS[township]
        return
    assert (found["code"], found["level"]) == (TOWNSHIPS[township], "township")
    assert all(code.startswith(TOWNSHIPS[township]) for code in found["candidates"])


@pytest.mark.parametrize("bare", ["平湖", "民生", "大塘", "中", "何", "红旗"])
@pytest.mark.parametrize("sign", ["", "，", " "])
def test_a_name_without_suffix_of_another_township_does_not_take_the_township_away(names, bare, sign):
    found = one(names, f"浦南街道{sign}{bare}")
    assert (found["code"], found["level"]) == (TOWNSHIPS["浦南街道"], "township")


def test_a_village_with_its_suffix_in_another_township_still_contradicts(names):
    assert one(names, "浦南街道双溪村")["reason"] == "contradiction"


POSTS = [
    "长",
    "支书",
    "书记",
    "主任",
    "会计",
    "民",
    "民小组长",
    "干部",
    "委主任",
    "党支部书记",
    "文书",
    "出纳",
    "医",
]


@pytest.mark.parametrize("name", ["何", "张", "中", "三"])
@pytest.mark.parametrize("post", POSTS)
@pytest.mark.parametrize("before", ["", "举报", "反映", "来信人", "黄宅镇"])
def test_a_surname_with_a_post_in_the_village_is_a_person(names, name, post, before):
    assert one(names, f"{before}{name}村{post}贪污")["level"] != "village"


@pytest.mark.parametrize("after", ["", "12号", "的路", "村民反映", "，没有水", "三组", "村委会门口"])
def test_a_village_of_one_character_is_known_with_its_suffix(names, after):
    assert one(names, f"家住何村{after}")["code"] == code_of("何村村民委员会")


@pytest.mark.parametrize("post", ["长", "支书", "书记", "主任", "会计"])
def test_a_longer_name_with_a_post_is_a_village(names, post):
    assert one(names, f"反映潘宅村{post}贪污")["code"] == code_of("潘宅村村民委员会")


@pytest.mark.parametrize("name", ["平湖", "红旗", "民生"])
@pytest.mark.parametrize(
    "text",
    ["浙江 {}", "户籍：{}", "嘉兴，{}", "公司({})", "心系{}，", "反映{}", "{}，道路破损", "家住{}", "关于{}"],
)
def test_a_city_or_an_everyday_word_among_other_words_is_left_to_a_person(names, name, text):
    found = one(names, text.format(name))
    assert found["level"] != "village" and found["candidates"][0] in (
        code_of(f"{name}村村民委员会"),
        code_of("平湖村村民委员会"),
    )


def test_a_city_alone_is_left_to_a_person_too(names):
    assert one(names, "平湖")["level"] != "village"


def test_an_everyday_word_and_nothing_else_is_the_village(names):
    assert one(names, "民生")["code"] == code_of("民生村村民委员会")


@pytest.mark.parametrize("name", ["平湖", "民生"])
@pytest.mark.parametrize(
    "text",
    [
        "白马镇{}",
        "白马镇 {}",
        "白马镇，{}",
        "白马{}",
        "浦江县白马镇{}12号",
        "{}3组",
        "{}（白马镇）",
        "{}村",
        "家住{}村",
    ],
)
def test_its_township_a_number_or_a_suffix_makes_a_village_of_it(names, name, text):
    assert one(names, text.format(name))["code"] == code_of(f"{name}村村民委员会")


def test_a_name_that_a_clerk_has_taught_is_no_city(names):
    assert one(names, "家住玉山")["code"] == code_of("大塘村村民委员会")
