import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ImportRefused
from data.importing.files.readers import Chunk
from data.importing.petitions import synonyms
from data.importing.petitions.columns import FIELDS, Profile, propose
from data.importing.petitions.profile_files import dumps, load_profile, save_profile
from data.terms import categories

BOSTON = [
    *("case_enquiry_id", "open_dt", "sla_target_dt", "closed_dt", "on_time", "case_status", "closure_reason"),
    *("case_title", "subject", "reason", "type", "department", "location", "neighborhood", "ward"),
    *("location_zipcode", "latitude", "longitude", "source"),
]


def test_a_chinese_header_is_understood():
    profile = propose(
        ["序号", "信访件编号", "登记时间", "问题类别", "姓名", "身份证号", "经度", "纬度", "村（社区）"]
    )
    assert {name: column for name, (column,) in profile.columns.items()} == {
        "number": "信访件编号",
        "filed": "登记时间",
        "category": "问题类别",
        "name": "姓名",
        "id_number": "身份证号",
        "longitude": "经度",
        "latitude": "纬度",
        "village": "村（社区）",
    }
    assert profile.frame is None


def test_an_english_header_is_understood():
    columns = {name: column for name, (column,) in propose(BOSTON).columns.items()}
    assert columns == {
        "number": "case_enquiry_id",
        "filed": "open_dt",
        "channel": "source",
        "category": "type",
        "status": "case_status",
        "closed": "closed_dt",
        "longitude": "longitude",
        "latitude": "latitude",
        "address": "location",
    }


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("channel", "来访", "visit"),
        ("channel", "网上", "online"),
        ("channel", "Phone", "phone"),
        ("purpose", "求决", "claim"),
        ("purpose", "揭发控告", "accusation"),
        ("occurrence", "重信重访", "repeat"),
        ("tier", "疑难", "hard"),
        ("status", "已办结", "closed"),
        ("status", "Open", "open"),
        ("satisfaction", "不满意", "dissatisfied"),
        ("satisfaction", "未评价", ""),
        ("by_proxy", "是", "yes"),
        ("channel", "飞鸽", None),
    ],
)
def test_values_are_understood_as_the_office_writes_them(name, value, code):
    assert Profile({}).code(name, value) == code


def test_a_header_without_what_is_needed_is_refused_with_what_was_seen():
    with pytest.raises(ImportRefused) as caught:
        propose(["编号", "备注"]).fit(["编号", "备注"])
    assert str(caught.value) == (
        "No column was found for: 登记时间 filed, 内容分类 category. The file has: 编号, 备注. Rename the"
        " headings, or say in a profile which column it is"
    )


def test_a_file_without_any_known_heading_is_told_that_and_its_first_row_is_not_shown():
    with pytest.raises(ImportRefused, match="No row of headings was found") as caught:
        Profile({}).fit(["张三", "13800000000"])
    assert "张三" not in str(caught.value) and "…" not in str(caught.value)


def test_a_category_for_all_rows_may_stand_in_for_its_column():
    Profile({"number": ("a",), "filed": ("b",)}, defaults={"category": "land"}).fit(["a", "b"])


def test_a_profile_that_does_not_fit_the_file_is_refused():
    with pytest.raises(ImportRefused, match="columns that the file lacks: c"):
        Profile({"number": ("a",), "filed": ("b",), "category": ("c",)}).fit(["a", "b"])
    with pytest.raises(ImportRefused, match="only one of them has a column"):
        columns = {"number": ("a",), "filed": ("a",), "category": ("a",), "longitude": ("b",)}
        Profile(columns).fit(["a", "b"])


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(
    st.builds(
        Profile,
        columns=st.dictionaries(st.sampled_from(FIELDS), st.lists(TEXT, min_size=1, max_size=2).map(tuple)),
        frame=st.none() | TEXT,
        scheme=TEXT,
        values=st.dictionaries(st.just("status"), st.dictionaries(TEXT, st.just("closed"), min_size=1)),
        defaults=st.dictionaries(st.just("category"), TEXT),
        dates=st.dictionaries(st.just("filed"), TEXT.map(lambda text: "%Y年%m-%d" + text.replace("%", "%%"))),
    )
)
def test_a_saved_profile_is_read_back_the_same(tmp_path_factory, profile):
    path = tmp_path_factory.getbasetemp() / "profile.toml"
    save_profile(profile, path)
    assert load_profile(path) == profile, dumps(profile)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("columns = 3", "needs a section"),
        ("colums.number = 'a'", "names what there is not: colums"),
        ("columns.nummer = 'a'", "names what there is not: columns.nummer"),
        ("values.status.Closed = 'shut'", "unknown codes for status: shut"),
        ("defaults.channel = 'pigeon'", "unknown codes for channel: pigeon"),
        ("[columns", "no valid TOML"),
        ("x = " + "[" * 60_000, "no valid TOML"),
        ("x = " + "{a = " * 12_000, "no valid TOML"),
        ("frame = " + "1" * 60_000, "no valid TOML"),
        ("frame = 0x" + "f" * 60_000, "no valid TOML"),
        ("a" + ".a" * 20_000 + " = 1", "too large: at most 64 kB, and 100 dots in a line"),
        ("[" + "a." * 20_000 + "a]", "too large"),
        ("#" * 64_001, "too large"),
        *((f"dates.filed = {form!r}", "gives no day: ") for form in ("%", "%Y%Y", "%q", "%H:%M", "", "%Y")),
        ("dates.closed = '%Y-%m-%d %z'", "and no time zone"),
    ],
)
def test_a_profile_with_a_mistake_is_refused(tmp_path, text, told):
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(ImportRefused, match=told):
        load_profile(path)


def test_a_missing_profile_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="There is no file"):
        load_profile(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("scheme", "value", "code"),
    [
        ("2022", "环保", "ecology"),
        ("old17", "环保", "environment"),
        ("2022", "环境保护", "ecology"),
        ("old17", "自然资源", "land"),
        ("2022", "土地征收", "natural-resources"),
        ("2022", "劳动保障-拖欠工资", "labour"),
        ("2022", "城乡建设/房屋质量", "construction"),
        ("2022", "城乡建设 — 房屋质量", "construction"),
        ("2022", "生态环境＞噪声：夜间", "ecology"),
        ("2022", "3、农村农业类", "agriculture"),
        ("2022", " 城乡\n建设 ", "construction"),
        ("2022", "Transport", "transport"),
        ("2022", "transport", "transport"),
        ("2022", "彩礼", "彩礼"),
        ("2022", "彩礼-环保", "彩礼-环保"),
        ("own", "环保", "环保"),
    ],
)
def test_categories_are_understood_as_people_write_them_and_others_stay_as_they_are(scheme, value, code):
    assert Profile({}, scheme=scheme).category(value) == code


def test_what_a_profile_says_of_a_category_goes_before_all_else():
    profile = Profile({}, values={"category": {"环保": "other", "水利": "agriculture"}})
    assert [profile.category(value) for value in ("环保", "环保-噪声", "水利/灌溉", "生态环境")] == [
        *("other", "other", "agriculture", "ecology")
    ]


@pytest.mark.parametrize("scheme", ["old17", "2022"])
def test_no_word_means_two_categories_of_a_scheme(scheme):
    listed = synonyms.words("category")
    assert set(listed) <= {*categories("old17"), *categories("2022")}
    words = [synonyms.plain(word) for code in categories(scheme) for word in listed.get(code, [])]
    assert sorted(words) == sorted(set(words))
    names = {synonyms.plain(name): code for code, name in categories(scheme).items()}
    assert not set(words) & set(names)


def test_what_a_file_states_is_told_from_what_is_assumed():
    header = ["编号", "信访形式", "街道", "门牌", "办结时间"]
    rows = [["1", "来访", "", "5号", " "], ["2", "", "", "", "2026-10-01"]]
    chunk = Chunk(header, rows, np.array([4, 6]))
    columns = {
        "number": ("编号",),
        "channel": ("信访形式",),
        "address": ("街道", "门牌"),
        "closed": ("办结时间",),
    }
    profile = Profile(columns, defaults={"channel": "letter", "category": "land"})
    stated = profile.stated(chunk)
    assert stated.to_dict("index") == {
        4: {"number": True, "channel": True, "address": True, "closed": False},
        6: {"number": True, "channel": False, "address": False, "closed": True},
    }
    assert profile.pick(chunk)["channel"].tolist() == ["来访", "letter"]
