"""What stands above a name: another county, city or province, with any signs between, and what is none."""

import pytest

from tests.geo.gazetteer.county import TOWNSHIPS, code_of, gazetteer

SIGNS = ["", "，", ",", "/", "-", "—", "|", "·", ">", "→", "：", "；", "。", " ", "　", "_", "、", "\t"]
SHUANGXI = code_of("双溪村村民委员会")


@pytest.fixture(scope="module")
def names():
    return gazetteer()


def one(names, text):
    return names.match([text]).iloc[0]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "parts",
    [
        ("义乌市", "前店村"),
        ("义乌市", "佛堂镇", "前店村"),
        ("佛堂镇", "前店村"),
        ("浙江省", "金华市", "义乌市", "佛堂镇", "前店村"),
        ("湖北省", "白马镇", "双溪村"),
        ("陕西省", "商洛市", "白马镇", "双溪村"),
        ("安徽省", "安庆市", "太湖县", "新仓镇", "前店村"),
        ("延边朝鲜族自治州", "延吉市", "白马镇", "双溪村"),
        ("上海市", "浦东新区", "双溪村"),
        ("青云县", "双溪村"),
    ],
)
def test_a_village_in_another_county_is_no_answer_whatever_signs_set_it_apart(names, sign, parts):
    found = one(names, sign.join(parts))
    assert (found["level"], found["reason"]) == ("none", "contradiction")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "above",
    [
        ("浙江省", "金华市", "浦江县", "白马镇"),
        ("浙江", "金华", "浦江", "白马"),
        ("浙江省", "浦江县", "白马镇"),
        ("金华市", "白马镇"),
        ("浦江县", "白马镇"),
        ("白马镇",),
        ("浦江县",),
        ("浙江省",),
    ],
)
def test_the_province_the_city_and_the_county_itself_stand_above_its_villages(names, sign, above):
    assert one(names, sign.join((*above, "双溪村")))["code"] == SHUANGXI


@pytest.mark.parametrize("bracketed", ["（{}）", "({})", "【{}】", "[{}]"])
def test_another_county_in_brackets_counts_as_well(names, bracketed):
    assert one(names, bracketed.format("义乌市") + "前店村")["reason"] == "contradiction"
    assert one(names, "前店村" + bracketed.format("义乌市佛堂镇"))["reason"] == "contradiction"
    assert one(names, "前店村" + bracketed.format("黄宅镇"))["code"] == code_of("前店村村民委员会")
    assert one(names, "前店村" + bracketed.format("村口"))["code"] == code_of("前店村村民委员会")


@pytest.mark.parametrize("text", ["义乌 前店村", "户籍义乌，前店村", "湖南白马镇双溪村", "成都 白马镇双溪村"])
def test_a_city_without_its_last_word_is_another_one_too(names, text):
    assert one(names, text)["reason"] == "contradiction"


@pytest.mark.parametrize("between", ["的", "下属", "境内", "下辖的", "经济开发区"])
def test_a_word_between_another_county_and_a_village_hides_nothing(names, between):
    assert one(names, f"义乌市{between}前店村")["level"] == "none"


@pytest.mark.parametrize("text", ["湖北省白马镇", "义乌市黄宅镇", "陕西省商洛市白马镇中心小学"])
def test_a_township_of_another_province_is_not_ours(names, text):
    found = one(names, text)
    assert (found["code"], found["level"], found["reason"]) == (None, "none", "contradiction")


@pytest.mark.parametrize(
    "text",
    [
        "我是湖北省人，住白马镇双溪村",
        "义乌市民反映白马镇双溪村的路",
        "我在义乌市打工，双溪村的路坏了",
        "安徽籍务工人员反映双溪村",
        "义乌市、浦江县白马镇双溪村交界",
        "长春市场东边，双溪村",
    ],
)
def test_another_county_elsewhere_in_a_text_does_not_take_the_village_away(names, text):
    assert one(names, text)["code"] == SHUANGXI


@pytest.mark.parametrize("text", ["黄花镇合心村", "黄材镇合心村", "白沙镇双溪村", "黄泽镇合心村"])
def test_a_township_that_shares_a_character_is_another_one(names, text):
    assert one(names, text)["reason"] == "contradiction"


@pytest.mark.parametrize(
    "text", ["皇宅镇合心村", "黄寨镇合心村", "黄宅乡合心村", "郑家乌镇大塘村", "正家坞镇大塘村"]
)
def test_a_township_that_sounds_like_its_own_or_has_one_wrong_of_three_is_misspelt(names, text):
    assert one(names, text)["level"] == "village"


def test_a_township_with_one_wrong_character_is_misspelt_where_the_county_is_named(names):
    assert one(names, "浦江县黄宝镇合心村")["code"] == code_of("合心村村民委员会")


ZONES = (
    "开发区 经济开发区 浦江经济技术开发区 工业区 工业园区 景区 小区 老城区 城区 市区 库区 高新区"
    " 旅游度假区 自然保护区 产业集聚区 辖区 我区 超市 夜市 集镇 家乡"
)


@pytest.mark.parametrize("zone", ZONES.split())
@pytest.mark.parametrize("before", ["", "反映", "浦江县"])
def test_a_zone_or_a_market_is_no_county(names, zone, before):
    assert one(names, f"{before}{zone}前于村污染")["code"] == code_of("前于村村民委员会")


@pytest.mark.parametrize("district", ["婺城区", "浦东新区", "越城区", "西湖区", "青云区"])
def test_a_district_is_another_county_though_it_ends_like_a_zone(names, district):
    assert one(names, f"反映{district}前于村污染")["reason"] == "contradiction"


def test_where_the_county_is_not_on_the_list_its_name_before_a_township_is_believed():
    names = gazetteer(county=None)
    assert one(names, "浦江县白马镇双溪村")["code"] == SHUANGXI
    assert one(names, "浙江省金华市浦江县白马镇双溪村")["code"] == SHUANGXI
    assert one(names, "湖北省白马镇双溪村")["reason"] == "contradiction"
    assert one(names, "义乌市双溪村")["reason"] == "contradiction"


def test_a_county_of_a_city_knows_its_own_district():
    townships = {"北山街道": "330106001"}
    names = gazetteer({"北山街道": ("曙光村村民委员会",)}, townships, ("330106", "西湖区"))
    for above in ("西湖区", "杭州市西湖区", "浙江省杭州市西湖区北山街道", "杭州市"):
        assert one(names, above + "曙光村")["level"] == "village"
    for above in ("南昌市西湖区", "江西省南昌市西湖区", "江西省西湖区", "上城区", "杭州市上城区"):
        assert one(names, above + "曙光村")["reason"] == "contradiction"


def test_each_township_is_found_below_its_province(names):
    texts = [f"浙江省金华市浦江县{name}" for name in TOWNSHIPS]
    assert names.match(texts)["code"].tolist() == list(TOWNSHIPS.values())
