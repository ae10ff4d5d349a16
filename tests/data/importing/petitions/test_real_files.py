"""Exports of the national petition system and of Zhejiang's, as offices have them."""

import datetime as dt

import numpy as np
import pytest

from data.importing.files.readers import Chunk
from data.importing.petitions.columns import FIELDS, Profile, propose
from data.importing.petitions.synonyms import known_headings, plain
from data.tables import PetitionPerson
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, messages, row, stored

NATIONAL = [
    *("信访件编号", "登记日期", "信访形式", "信访目的", "问题属地", "户籍地"),
    *("常住地", "内容分类", "热点问题", "办理状态", "责任单位", "受理时间"),
    *("转送时间", "答复时间", "办结时间", "交办来源", "被反映单位", "是否全国初次信访"),
    *("是否集体访", "涉及人数", "信访人数", "包案领导", "化解层级", "代办员"),
    *("满意度评价", "概况"),
]
HEADINGS = [
    *("信访件编号", "登记日期", "登记时间", "信访形式", "信访目的", "问题属地"),
    *("户籍地", "常住地", "内容分类", "问题类别", "热点问题", "办理状态"),
    *("责任单位", "承办单位", "去向机构", "受理时间", "转送时间", "交办时间"),
    *("答复时间", "办结时间", "交办来源", "来源层级", "被反映单位", "是否初信初访"),
    *("初重件", "是否重复", "是否集体访", "涉及人数", "信访人数", "包案领导"),
    *("化解层级", "代办员", "是否满意", "满意度评价", "概况", "信访诉求"),
    *("信访件状态", "是否办结", "是否全国初次信访"),
]
CHANNELS = {
    "letter": "来信",
    "visit": "来访 走访 群众走访 视频接访",
    "online": "网上信访 网信 手机信访 微信 微信信访 领导信箱 人民网留言 民呼我为 浙里访",
    "phone": "来电 12345热线",
    "request": "民情暖哨",
    "other": "国家信访局转送 省交办 市交办 省/市交办",
}
STATUSES = {
    "open": "待受理 已受理 已转送 转送 交办 办理中 复查中 复核中",
    "closed": "不予受理 已答复 已办结 化解 已化解 息诉息访 已复查 撤回",
    "concluded": "不再受理 已复核 终结",
}
PURPOSES = {
    "claim": "求决",
    "appeal": "申诉",
    "suggestion": "意见建议 建议征集",
    "accusation": "揭发控告 检举控告",
    "other": "咨询 感谢 其他",
}


def pairs(name, words):
    return [(name, word, code) for code, listed in words.items() for word in listed.split()]


# --- headings and words ------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_heading_of_an_office_is_known(heading):
    assert plain(heading) in known_headings()


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [*pairs("channel", CHANNELS), *pairs("status", STATUSES), *pairs("purpose", PURPOSES)],
)
def test_every_word_of_an_office_is_known(name, word, code):
    assert Profile({}).code(name, word) == code


def test_a_national_header_is_put_to_fields_of_its_own():
    columns = {name: " ".join(names) for name, names in propose(NATIONAL).columns.items()}
    assert columns == {
        "number": "信访件编号",
        "filed": "登记日期",
        "channel": "信访形式",
        "purpose": "信访目的",
        "village": "问题属地",
        "home": "户籍地 常住地",
        "category": "内容分类",
        "status": "办理状态",
        "unit": "责任单位",
        "accepted": "受理时间",
        "forwarded": "转送时间",
        "answered": "答复时间",
        "closed": "办结时间",
        "origin": "交办来源",
        "against": "被反映单位",
        "occurrence": "是否全国初次信访",
        "group": "是否集体访",
        "people": "信访人数",
        "case_leader": "包案领导",
        "settled_level": "化解层级",
        "agent": "代办员",
        "satisfaction": "满意度评价",
        "statement": "概况",
    }


def test_the_day_of_acceptance_stands_for_that_of_filing_only_where_no_other_does():
    assert propose(["编号", "受理时间", "登记时间"]).columns["accepted"] == ("受理时间",)
    alone = propose(["编号", "受理时间"]).columns
    assert alone["filed"] == ("受理时间",) and "accepted" not in alone


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("是否初信初访", "first", "repeat"),
        ("是否全国初次信访", "first", "repeat"),
        ("是否首次信访", "first", "repeat"),
        ("是否重复", "repeat", "first"),
        ("是否重信重访", "repeat", "first"),
        ("重复标志", "repeat", "first"),
        ("初重件", None, None),
    ],
)
def test_yes_means_first_or_repeat_by_what_the_heading_asks(heading, yes, no):
    profile = propose([heading])
    assert [profile.code("occurrence", word) for word in ("是", "否")] == [yes, no]


def test_yes_means_closed_under_a_heading_that_asks_for_the_end():
    assert [propose(["是否办结"]).code("status", word) for word in ("是", "否")] == ["closed", "open"]
    assert propose(["办理状态"]).code("status", "是") is None


@pytest.mark.parametrize("sign", ["_", "-", "/", ">", "→", "|", "\\", "·", "——", "#", "@", "=>", " "])
def test_levels_of_a_category_are_parted_by_any_sign(sign):
    assert Profile({}).category(sign.join(["城乡建设", "房屋质量", "渗水"])) == "construction"


# --- a row, beginning to end -------------------------------------------------------------------------


def test_a_national_row_is_stored_in_fields_of_its_own(store, file_of, take_in):
    cells = {
        "信访件编号": "3300000001",
        "登记日期": "2026-09-01",
        "信访形式": "手机信访",
        "信访目的": "求决",
        "问题属地": "990001001001",
        "户籍地": "某省某县",
        "常住地": "某地",
        "内容分类": "城乡建设_违章建筑_其他",
        "热点问题": "违建",
        "办理状态": "已办结",
        "责任单位": "第1镇人民政府",
        "受理时间": "2026-09-05",
        "转送时间": "2026-09-03 10:00",
        "答复时间": "2026-09-20",
        "办结时间": "2026-09-21",
        "交办来源": "省交办",
        "被反映单位": "某公司",
        "是否全国初次信访": "否",
        "是否集体访": "是",
        "信访人数": "7",
        "包案领导": "甲",
        "化解层级": "乡镇级",
        "代办员": "乙",
        "满意度评价": "满意",
        "概况": "某事",
    }
    report = take_in(file_of([[cells.get(name, "") for name in NATIONAL]], NATIONAL))
    assert messages(report) == {} and report.stored == 1
    with store.read() as connection:
        (found,) = connection.execute(Petition.__table__.select()).mappings()
        (person,) = connection.execute(PetitionPerson.__table__.select()).mappings()
    expected = {
        "filed": dt.datetime(2026, 9, 1),
        "channel": "online",
        "purpose": "claim",
        "category": "construction",
        "status": "closed",
        "village_code": "990001001001",
        "unit": "第1镇人民政府",
        "accepted": dt.datetime(2026, 9, 5),
        "forwarded": dt.datetime(2026, 9, 3, 10),
        "answered": dt.datetime(2026, 9, 20),
        "closed": dt.datetime(2026, 9, 21),
        "origin": "provincial",
        "occurrence": "repeat",
        "people": 7,
        "case_leader": "甲",
        "settled_level": "township",
        "agent": "乙",
        "by_proxy": True,
        "satisfaction": "satisfied",
        "words": None,
    }
    assert {name: found[name] for name in expected} == expected
    assert (person["against"], person["home"], person["statement"]) == ("某公司", "某省某县 某地", "某事")
    assert report.unread == {"热点问题": ["违建"], "涉及人数": []}
    assert "某公司" not in repr(found)


@pytest.mark.parametrize(
    ("where", "placed"),
    [
        ("990001001001", "990001001001"),
        ("村001001", "990001001001"),
        ("第1镇村001001", "990001001001"),
        ("990001002", "990001002"),
        ("第2镇", "990001002"),
        ("NULL", None),
    ],
)
def test_the_place_of_a_problem_may_be_a_code_a_township_a_village_or_an_address(
    store, file_of, take_in, where, placed
):
    take_in(
        file_of([["1", "2026-10-01", "生态环境", where]], ["信访件编号", "登记时间", "问题类别", "问题属地"])
    )
    columns = (Petition.village_code, Petition.township_code)
    village, township = stored(store, Petition.number, *columns)["1"]
    assert (village or township) == placed


def test_a_group_without_a_number_is_five_people_and_that_is_told(store, file_of, take_in):
    header = [*HEADER, "是否集体访", "信访人数"]
    rows = [
        [*row(n), group, people] for n, (group, people) in enumerate([("是", ""), ("是", "9"), ("否", "")])
    ]
    report = take_in(file_of(rows, header))
    assert stored(store, Petition.number, Petition.people) == {"0": (5,), "1": (9,), "2": (1,)}
    assert "1 group visits come without the number of people; 5 are counted" in report.notices[0].say("en")


def test_yes_in_a_column_of_leaders_names_nobody(store, file_of, take_in):
    header = [*HEADER, "包案领导"]
    report = take_in(file_of([[*row(1), "是"], [*row(2), "否"], [*row(3), "甲"]], header))
    leaders = stored(store, Petition.number, Petition.case_leader)
    assert leaders == {"1": (None,), "2": (None,), "3": ("甲",)}
    assert "1 petition says that a leader took the case on, but name none" in report.notices[0].say("en")
    assert "case_leader" not in propose(["是否领导包案"]).columns


def test_an_agent_means_by_proxy_unless_the_file_denies_it(store, file_of, take_in):
    header = [*HEADER, "代办员", "是否代办"]
    take_in(file_of([[*row(1), "乙", ""], [*row(2), "乙", "否"], [*row(3), "无", ""]], header))
    proxies = stored(store, Petition.number, Petition.agent, Petition.by_proxy)
    assert proxies == {"1": ("乙", True), "2": ("乙", False), "3": (None, False)}


def test_a_channel_that_hands_on_tells_the_origin(store, file_of, take_in):
    header = [*HEADER, "来源层级"]
    rows = [[*row(1, 信访形式="国家信访局转送"), ""], [*row(2, 信访形式="市交办"), "省级"], [*row(3), ""]]
    take_in(file_of(rows, header))
    origins = stored(store, Petition.number, Petition.channel, Petition.origin)
    assert origins == {"1": ("other", "national"), "2": ("other", "provincial"), "3": ("visit", None)}


def test_a_case_under_review_is_open_and_its_closing_date_that_of_the_answer(store, file_of, take_in):
    report = take_in(file_of([row(1, 办理状态="复查中", 办结时间="2026-10-09")]))
    columns = (Petition.status, Petition.closed, Petition.answered)
    assert stored(store, Petition.number, *columns) == {"1": ("open", None, dt.datetime(2026, 10, 9))}
    assert "1 case under review has a closing date" in report.notices[0].say("en")


# --- words for nothing, zeroes, floats ---------------------------------------------------------------

NOTHING = [
    "NULL",
    "null",
    "无",
    "/",
    "-",
    "--",
    "—",
    "nan",
    "NaN",
    "空",
    "N/A",
    "0000-00-00",
    "0000-00-00 00:00:00",
]


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_for_nothing_is_an_empty_cell_in_any_column(word):
    header = list({names[0]: None for name, names in propose(NATIONAL).columns.items()})
    chunk = Chunk(header, [[word] * len(header)], np.array([2]))
    profile = propose(header)
    assert not profile.stated(chunk).any(axis=None)
    assert {*profile.stated(chunk).columns} <= {*FIELDS}


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_for_nothing_in_a_date_or_a_point_is_told_and_the_row_stored(store, file_of, take_in, word):
    report = take_in(file_of([row(1, 办结时间=word, 经度=word, 纬度=word, 村=word)]), frame="EPSG:4490")
    assert (report.stored, report.rejected) == (1, 0)
    told = [notice.say("en") for notice in report.notices]
    for column in ("办结时间", "经度", "纬度"):
        assert any(text.startswith(f"{column}: 1 cell holds a word for nothing") for text in told)
    assert stored(store, Petition.number, Petition.stated_village, Petition.closed) == {"1": (None, None)}


@pytest.mark.parametrize(
    "word", ["0", "0.0", "1900-01-00", "1900/1/0 0:00", "1899-12-30", "1899-12-31 00:00:00", "未知", "待定"]
)
def test_the_zero_of_a_spreadsheet_is_no_day_and_the_row_is_stored(store, file_of, take_in, word):
    report = take_in(file_of([row(1, 办结时间=word)]))
    assert (report.stored, report.rejected) == (1, 0)
    assert any(n.say("en").startswith("办结时间: 1 cell holds a word for nothing") for n in report.notices)
    assert stored(store, Petition.number, Petition.closed) == {"1": (None,)}


def test_a_day_of_registration_is_not_known_where_the_cell_is_the_zero_of_a_spreadsheet(file_of, take_in):
    assert take_in(file_of([row(1, 登记时间="1900-01-00")])).rejected == 1


def test_a_word_for_unknown_is_kept_where_it_may_be_a_name_and_is_none_where_a_figure_is_asked():
    chunk = Chunk(["姓名", "经度", "信访人数"], [["未定", "未知", "未定"]], np.array([2]))
    profile = propose(chunk.header)
    filled = profile.stated(chunk).iloc[0].to_dict()
    assert {field for field, is_filled in filled.items() if is_filled} == {"name"}


@pytest.mark.parametrize(
    ("x", "y"), [("0", "0"), ("0.0", "0.000000"), ("4.9E-324", "4.9E-324"), ("0", ""), ("0", "NULL")]
)
def test_a_point_of_zeroes_is_none_and_that_is_told(store, file_of, take_in, x, y):
    rows = [*(row(n, 经度=x, 纬度=y) for n in range(6)), row(9, 经度="119.92", 纬度="29.42")]
    report = take_in(file_of(rows), frame="EPSG:4490")
    assert (report.stored, report.rejected, report.located["point"]) == (7, 0, 1)
    assert any("6 points are zero in 经度 or 纬度 and count as none" in n.say("en") for n in report.notices)


def test_a_point_of_zeroes_is_not_stated_by_the_file():
    chunk = Chunk(["经度", "纬度"], [["0", "0"], ["119.92", "29.42"], ["0.5", "-0.5"]], np.array([2, 3, 4]))
    assert propose(["经度", "纬度"]).stated(chunk)["longitude"].tolist() == [False, True, True]


def test_dates_and_answers_that_went_through_floats_are_read(store, file_of, take_in):
    report = take_in(file_of([[*row(1, 登记时间="20261001.0"), "1.0"]], [*HEADER, "是否代办"]))
    assert messages(report) == {}
    found = stored(store, Petition.number, Petition.filed, Petition.by_proxy)
    assert found == {"1": (dt.datetime(2026, 10, 1), True)}


def test_numbers_that_went_through_floats_are_the_same_numbers(store, file_of, take_in):
    header = [*HEADER, "姓名", "联系电话"]
    take_in(file_of([[*row("20260001.0", 村="990001001001.0"), "甲", "13800000000.0"]], header))
    again = take_in(file_of([[*row("20260001", 村="990001001001"), "甲", "13800000000"]], header))
    assert again.stored == again.rejected == 0
    assert stored(store, Petition.number, Petition.village_code) == {"20260001": ("990001001001",)}


@pytest.mark.parametrize("column", ["村", "乡镇"])
def test_codes_in_powers_of_ten_are_refused_as_damaged(file_of, take_in, column):
    with pytest.raises(Exception, match=f"The numbers in column {column} are damaged"):
        take_in(file_of([row(1, **{column: "3.30726E+11"})]))


# --- columns that are not read -----------------------------------------------------------------------


def test_columns_that_were_not_read_are_named_with_a_sample_of_what_is_no_persons(file_of, take_in):
    header = [*HEADER, "紧急程度", "经办人", "备用电话", "备注"]
    rows = [
        [*row(1), "急", "丙", "13800000000", "330726198001010011"],
        [*row(2), "缓", "丁", "", "张某某 138 0000 0000"],
        [*row(3), "急", "", "", "一" * 30],
    ]
    report = take_in(file_of(rows, header))
    assert list(report.unread) == ["紧急程度", "经办人", "备用电话", "备注"]
    (told,) = [n.say("en") for n in report.notices if n.say("en").startswith("These columns")]
    assert told == "These columns were not read: 紧急程度 (急, 缓); 经办人; 备用电话; 备注"


def test_a_file_that_is_read_to_its_last_column_says_nothing_of_it(file_of, take_in):
    assert take_in(file_of([row(1)])).notices == take_in(file_of([row(1)])).notices[:1]
