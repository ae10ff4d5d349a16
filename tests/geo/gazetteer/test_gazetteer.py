"""Addresses and the villages they mean: known by how they were made, not by how they are read."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.gazetteer.names import plain, plain_all, village_name
from scripts.bench.addresses import make

COUNTY, FIRST, SECOND = "990001", "990001001", "990001002"
ROWS = [
    (COUNTY, "测试县", "county", None),
    (FIRST, "东桥街道", "township", COUNTY),
    (SECOND, "清溪镇", "township", COUNTY),
    (f"{FIRST}001", "张村村民委员会", "village", FIRST),
    (f"{FIRST}002", "西张村村民委员会", "village", FIRST),
    (f"{FIRST}003", "文教社区居民委员会", "village", FIRST),
    (f"{FIRST}004", "朱宅村村民委员会", "village", FIRST),
    (f"{FIRST}005", "清溪村村民委员会", "village", FIRST),
    (f"{SECOND}001", "朱宅村村民委员会", "village", SECOND),
    (f"{SECOND}002", "前店村村民委员会", "village", SECOND),
    (f"{SECOND}003", "八一村村民委员会", "village", SECOND),
]


def divisions(rows=ROWS, **columns):
    return pd.DataFrame(rows, columns=["code", "name", "level", "parent"]).assign(**columns)


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer(divisions(), {"后坞": f"{FIRST}001", "竹园自然村": [f"{FIRST}002", f"{SECOND}002"]})


def one(gazetteer, text):
    return gazetteer.match([text]).iloc[0]


@pytest.mark.parametrize("form", ["文教", "文教社区", "文教居委会", "文教社区居委会", "文教社区居民委员会"])
@pytest.mark.parametrize(
    "above", ["", "东桥街道", "东桥", "测试县东桥街道", "浙江省测试县东桥街道", "东桥街道 "]
)
def test_a_community_is_known_by_every_form_of_its_name(gazetteer, form, above):
    found = one(gazetteer, above + form)
    assert (found["code"], found["level"]) == (f"{FIRST}003", "village")
    assert found["score"] >= 0.9


@pytest.mark.parametrize("form", ["前店", "前店村", "前店村委会", "前店村民委员会", "前店村村委会"])
@pytest.mark.parametrize("tail", ["", "12号", "３组", "（村口）", "，道路破损"])
def test_a_village_is_known_with_house_number_or_remark(gazetteer, form, tail):
    assert one(gazetteer, f"清溪镇{form}{tail}")["code"] == f"{SECOND}002"


def test_zhangcun_is_not_found_inside_xizhangcun(gazetteer):
    assert one(gazetteer, "西张村3组")["code"] == f"{FIRST}002"
    assert one(gazetteer, "张村3组")["code"] == f"{FIRST}001"


@pytest.mark.parametrize("text", ["下张村", "东桥街道夏张村", "清溪镇大前店村", "上朱宅村"])
def test_a_name_inside_an_unknown_longer_one_is_a_candidate_at_most(gazetteer, text):
    found = one(gazetteer, text)
    assert found["level"] != "village"


def test_the_township_decides_between_equal_names(gazetteer):
    assert one(gazetteer, "清溪镇朱宅村")["code"] == f"{SECOND}001"
    assert one(gazetteer, "朱宅村（东桥街道）")["code"] == f"{FIRST}004"
    assert one(gazetteer, "清溪朱宅村")["code"] == f"{SECOND}001"


def test_an_equal_name_without_a_township_is_left_to_a_person(gazetteer):
    found = one(gazetteer, "朱宅村12号")
    assert (found["code"], found["level"], found["reason"]) == (None, "none", "shared")
    assert set(found["candidates"]) == {f"{FIRST}004", f"{SECOND}001"}
    assert found["runner_up"] in found["candidates"]


def test_a_text_that_names_two_villages_is_left_to_a_person(gazetteer):
    found = one(gazetteer, "前店村与文教社区交界处")
    assert (found["code"], found["level"], found["reason"]) == (None, "none", "several")
    assert set(found["candidates"]) == {f"{SECOND}002", f"{FIRST}003"}


@pytest.mark.parametrize(
    "text", ["东桥街道前店村", "东桥前店村", "白石镇前店村", "义乌市前店村", "永康县前店村"]
)
def test_a_township_or_county_that_is_not_the_villages_leaves_it_to_a_person(gazetteer, text):
    found = one(gazetteer, text)
    assert (found["code"], found["level"], found["reason"]) == (None, "none", "contradiction")
    assert found["candidates"] == (f"{SECOND}002",)


@pytest.mark.parametrize("text", ["清溪镇前殿村", "清溪镇钱店村", "清溪镇前占村"])
def test_typing_errors_and_homophones_are_candidates_never_answers(gazetteer, text):
    found = one(gazetteer, text)
    assert (found["code"], found["level"], found["reason"]) == (SECOND, "township", "similar")
    assert found["runner_up"] == f"{SECOND}002" and found["score"] < 0.8


@pytest.mark.parametrize("text", ["八一路12号", "前店大厦", "前店村路12号", "东桥街道八一广场", "文教公司"])
def test_a_road_or_house_called_like_a_village_is_no_village(gazetteer, text):
    assert one(gazetteer, text)["level"] != "village"


def test_a_natural_village_is_known_once_it_was_learned(gazetteer):
    for text in ("后坞", "后坞自然村12号", "东桥街道后坞村"):
        found = one(gazetteer, text)
        assert (found["code"], found["reason"]) == (f"{FIRST}001", "alias")
    assert one(gazetteer, "竹园自然村")["reason"] == "shared"
    assert one(gazetteer, "清溪镇竹园自然村")["code"] == f"{SECOND}002"


def test_a_natural_village_within_its_village_does_not_disturb(gazetteer):
    assert one(gazetteer, "清溪镇前店村后坞自然村")["level"] != "village"  # learned as another village's
    assert one(gazetteer, "清溪镇前店村塘里自然村3号")["code"] == f"{SECOND}002"
    assert one(gazetteer, "清溪镇前店村文教自然村")["code"] == f"{SECOND}002"


def test_a_township_or_the_county_alone_is_answered_as_such(gazetteer):
    assert one(gazetteer, "测试县清溪镇集镇")[["code", "level"]].tolist() == [SECOND, "township"]
    assert one(gazetteer, "测试县")[["code", "level"]].tolist() == [COUNTY, "county"]


def test_a_village_called_like_a_township_is_not_taken_for_it(gazetteer):
    assert one(gazetteer, "清溪村")["code"] == one(gazetteer, "清溪5组")["code"] == f"{FIRST}005"
    assert one(gazetteer, "清溪镇")["code"] == SECOND


def test_a_name_and_nothing_else_is_the_villages(gazetteer):
    assert one(gazetteer, "清溪")["code"] == f"{FIRST}005"


def test_a_name_of_a_township_and_a_village_among_other_words_is_left_to_a_person(gazetteer):
    found = one(gazetteer, "清溪，道路破损")
    assert (found["level"], found["reason"], found["candidates"]) == ("none", "shared", (f"{FIRST}005",))


@pytest.mark.parametrize(
    "text", ["江前店村", "清溪镇石前店村", "会文教社区", "清溪镇石头前店村", "黄泥前店村3组"]
)
def test_a_name_after_any_unknown_character_is_a_candidate(gazetteer, text):
    found = one(gazetteer, text)
    assert found["level"] != "village" and found["candidates"]


@pytest.mark.parametrize(
    "before", ["张三", "王建国", "信访人李小红", "我叫郑爱珍", "我老家", "请求查处", "现居", "户籍"]
)
def test_a_person_or_a_common_word_before_a_village_does_not_hide_it(gazetteer, before):
    assert one(gazetteer, before + "前店村12号")["code"] == f"{SECOND}002"


@pytest.mark.parametrize("text", ["前店、文教社区", "前店和文教", "从前店至文教社区的路", "文教社区，前店"])
def test_two_villages_without_their_suffixes_are_two_all_the_same(gazetteer, text):
    assert one(gazetteer, text)["reason"] == "several"


def test_a_second_village_with_an_unclear_beginning_is_not_overlooked(gazetteer):
    assert one(gazetteer, "文教社区居民承包前店村的地")["reason"] == "several"


@pytest.mark.parametrize("text", ["不同意之前店村的方案", "以前店村里没有水", "文教社区，之前店村里没有水"])
def test_an_adverb_is_not_the_beginning_of_a_name(gazetteer, text):
    assert one(gazetteer, text)["code"] in (None, f"{FIRST}003")


def test_the_township_right_before_a_village_counts_more_than_one_elsewhere(gazetteer):
    assert one(gazetteer, "到东桥街道反映清溪镇朱宅村的路")["code"] == f"{SECOND}001"
    assert one(gazetteer, "清溪镇朱宅村人在东桥街道打工")["code"] == f"{SECOND}001"
    assert one(gazetteer, "到清溪镇反映东桥街道前店村的路")["reason"] == "contradiction"


@pytest.mark.parametrize("text", ["河南省前店村", "建德市清潭镇前店村", "江西省前店村12号"])
def test_a_village_elsewhere_called_alike_is_no_answer(gazetteer, text):
    assert one(gazetteer, text)["level"] != "village"


@pytest.mark.parametrize("text", ["測試縣清溪鎮前店村", "前店村村民委員會", "清 溪 镇 前 店 村"])
def test_traditional_characters_and_spread_ones_make_no_difference(gazetteer, text):
    assert one(gazetteer, text)["code"] == f"{SECOND}002"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("壶源村", "壺源村"),
        ("龙峰社区", "龍峯社區"),
        ("群心村", "羣心村"),
        ("潘周家村", "檀溪鎮潘週家村"),
        ("灯塔村", "燈塔村"),
        ("袅溪村", "嫋溪村"),
        ("岙口村", "嶴口村"),
        ("乾西村", "乾西村"),
    ],
)
def test_no_traditional_character_is_left_out(simplified, traditional):
    rows = [("1", "浦江县", "county", None), ("2", "檀溪镇", "township", "1")]
    names = Gazetteer(divisions([*rows, ("3", simplified, "village", "2")]))
    found = names.match([traditional, simplified])
    assert found["code"].tolist() == ["3", "3"]


def test_half_a_character_is_no_error(gazetteer):
    assert one(gazetteer, "\ud83d前店村")["code"] == f"{SECOND}002"


@pytest.mark.parametrize("text", [None, float("nan"), "", "  ", "无", "详见附件", "要求尽快处理"])
def test_a_text_without_a_place_names_nothing(gazetteer, text):
    found = one(gazetteer, text)
    assert (found["code"], found["level"], found["score"], found["candidates"]) == (None, "none", 0.0, ())


@pytest.mark.parametrize(
    "text", ["前　店　村", "前 店村", "清溪镇　　前店村　", "\u200b前店村", "清溪镇\n前店村"]
)
def test_spaces_and_what_cannot_be_seen_make_no_difference(gazetteer, text):
    assert one(gazetteer, text)["code"] == f"{SECOND}002"


def merged(**old):
    """前店 was two villages until 2019."""
    rows = [
        *ROWS,
        (f"{SECOND}901", "旧塘村委会", "village", SECOND),
        (f"{SECOND}902", "水碓村委会", "village", SECOND),
    ]
    ends = [None] * len(ROWS) + [dt.date(2019, 6, 1)] * 2
    return divisions(
        rows, valid_from=dt.date(2000, 1, 1), valid_to=ends, successors=[None] * len(ROWS) + old["to"]
    )


def test_a_former_name_leads_to_the_village_it_became_part_of():
    gazetteer = Gazetteer(merged(to=[(f"{SECOND}002",), f"{SECOND}002;{SECOND}003"]))
    found = one(gazetteer, "清溪镇旧塘村")
    assert (found["code"], found["reason"]) == (f"{SECOND}002", "former")
    split = one(gazetteer, "清溪镇水碓村")
    assert split["level"] == "township" and set(split["candidates"]) == {f"{SECOND}002", f"{SECOND}003"}


def test_a_former_name_follows_a_chain_of_successors_and_survives_a_circle():
    chain = Gazetteer(merged(to=[(f"{SECOND}902",), (f"{SECOND}003",)]))
    assert one(chain, "旧塘村")["code"] == f"{SECOND}003"
    circle = Gazetteer(merged(to=[(f"{SECOND}902",), (f"{SECOND}901",)]))
    assert one(circle, "旧塘村")["level"] == "none"


def test_a_former_name_of_a_code_still_in_use_is_a_candidate_until_confirmed():
    rows = [*ROWS, (f"{SECOND}002", "胡源村委会", "village", SECOND)]
    ends = [None] * len(ROWS) + ["2023-06-30"]
    found = one(Gazetteer(divisions(rows, valid_to=ends)), "胡源村")
    assert (found["level"], found["reason"], found["candidates"]) == (
        "none",
        "unconfirmed",
        (f"{SECOND}002",),
    )


def test_divisions_are_those_of_the_day_asked_for():
    frame = merged(to=[(f"{SECOND}002",), (f"{SECOND}002",)])
    before = Gazetteer(frame, on=dt.date(2018, 1, 1))
    assert one(before, "旧塘村")["code"] == f"{SECOND}901"


def test_names_of_digits_are_not_found_within_longer_numbers():
    rows = [(COUNTY, "Test", "county", None), ("02467", "02467", "village", COUNTY)]
    gazetteer = Gazetteer(divisions(rows))
    assert one(gazetteer, "12 Main St 02467")["code"] == "02467"
    assert one(gazetteer, "Tel 102467")["level"] == one(gazetteer, "024671")["level"] == "none"


def test_answers_keep_the_index_and_the_order_of_the_texts(gazetteer):
    texts = pd.Series(["张村", None, "前店村", "张村"], index=[7, 3, 3, 1])
    found = gazetteer.match(texts)
    assert found.index.tolist() == [7, 3, 3, 1]
    assert found["code"].tolist() == [f"{FIRST}001", None, f"{SECOND}002", f"{FIRST}001"]
    assert gazetteer.match([]).empty


def test_a_frame_without_the_needed_columns_is_refused():
    with pytest.raises(ValueError, match="lack the columns parent"):
        Gazetteer(divisions().drop(columns="parent"))


@given(
    st.lists(st.text(alphabet="张西村社区前店清溪镇东桥街道朱宅0１ 　、号县测试与", max_size=14), max_size=8)
)
def test_whatever_is_written_an_answer_stands_in_the_text(gazetteer, texts):
    found = gazetteer.match(texts)
    names = {code: village_name(name).bare for code, name, *_ in ROWS}
    for text, code, level in zip(texts, found["code"], found["level"], strict=True):
        if level == "village" and names[code] not in ("张",):
            assert any(name in plain(text).replace(" ", "") for name in (names[code], "后坞", "竹园"))


@pytest.mark.slow
@given(st.lists(st.text(max_size=12)))
def test_many_texts_are_made_plain_as_one_by_one(texts):
    assert plain_all(texts) == [plain(text) for text in texts]


@pytest.mark.slow
def test_the_quick_look_gives_the_answer_of_the_thorough_one():
    case = make(6_000, seed=4)
    gazetteer = Gazetteer(case.divisions, case.aliases)
    for text in plain_all([address.text for address in case.addresses]):
        if quick := gazetteer._names.plainest(text):
            thorough = gazetteer._read(text)
            assert (quick.code, quick.score, quick.reason) == (thorough.code, thorough.score, thorough.reason)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [15, 2019])
def test_of_twenty_four_thousand_addresses_999_in_1000_answers_are_right_and_97_in_100_found(seed):
    case = make(24_000, seed)
    found = Gazetteer(case.divisions, case.aliases).match([address.text for address in case.addresses])
    answered = right = certain = hit = 0
    for address, code, level in zip(case.addresses, found["code"], found["level"], strict=True):
        is_right = level == "village" and address.codes == (code,)
        answered += level == "village"
        right += is_right
        certain += address.certain
        hit += address.certain and is_right
    assert right / answered >= 0.999
    assert hit / certain >= 0.97
