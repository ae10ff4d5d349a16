"""The mapping on the import page: columns chosen in place, kept under a name, words explained by a click."""

import pytest
from sqlalchemy import select

from dashboard import cache
from dashboard.pages.importing.fields import field_groups, field_names
from data.importing.petitions.columns import FIELDS
from data.importing.petitions.profiles import profiles
from data.importing.petitions.words import explained
from data.tables import AuditEntry
from data.tables.petitions import Petition
from tests.dashboard.pages.conftest import button, choice, plain, tables, words
from tests.data.importing.conftest import stored

FILE = "编号,登记时间,类别甲,渠道,紧急程度,经办人\nT-1,2026-06-30,生态环境,飞鸽,急,丙\n"


@pytest.fixture
def page(look_at_own):
    """The import page with a file."""
    opened = look_at_own("import")
    opened.file_uploader(key="upload").upload("信访件2026-06-30.csv", FILE.encode(), "text/csv").run()
    assert not opened.exception
    return opened


def channel():
    """What is stored of the file's petition."""
    return stored(cache.store(), Petition.number, Petition.channel).get("T-1")


def test_what_is_not_read_is_named_with_a_sample_and_what_is_missing_is_asked_for(page):
    assert "请指明哪一列是：类别" in plain(page.warning[-1].value)
    assert ["紧急程度", "急"] in tables(page)[-1]
    assert ["经办人", "不显示（涉及个人信息或为空）"] in tables(page)[-1]


def test_a_column_chosen_in_place_is_read_and_kept_for_the_next_file(page, look_at_own):
    choice(page, "^类别$").select("类别甲").run()
    assert "请指明哪一列是" not in words(page)
    page.text_input(key="profile-name-").set_value("外地系统").run()
    button(page, "保存方案").click().run()
    (kept,) = profiles(cache.store())
    assert kept.name == "外地系统" and kept.profile.columns["category"] == ("类别甲",)
    again = look_at_own("import")
    again.file_uploader(key="upload").upload("信访件2026-06-30.csv", FILE.encode(), "text/csv").run()
    assert choice(again, "已登记的对应方案").value == "外地系统"
    assert choice(again, "^类别$").value == ["类别甲"]
    button(again, "删除方案").click().run()
    assert profiles(cache.store()) == []


def test_an_unknown_word_is_explained_by_a_click_and_taken_back(page):
    choice(page, "^类别$").select("类别甲").run()
    button(page, "确认入库").click().run()
    assert channel() == ("other",)
    choice(page, "飞鸽").select("letter")
    button(page, "保存含义").click().run()
    assert channel() == ("letter",)
    assert explained(cache.store()) == {"channel": {"飞鸽": "letter"}}
    assert "已更正 1 件" in page.toast[0].value
    choice(page, "^用语$").select_index(0).run()
    button(page, "撤回含义").click().run()
    assert channel() == ("other",)


def test_two_fields_of_one_column_are_refused_before_anything_is_stored(page):
    choice(page, "^类别$").select("类别甲").run()
    choice(page, "^登记编号$|^编号$").select("登记时间").run()
    button(page, "确认入库").click().run()
    assert "将同一列指定给两个字段" in words(page)
    assert channel() is None


HEAD = "编号,登记时间,类别,办理状态\n"
NEXT = f"{HEAD}T-1,2026-06-01,生态环境,已办结\nT-2,2026-06-02,生态环境,办理中\n"


def taken_in(page, name, content):
    """The import page after a file of that name was stored."""
    page.file_uploader(key="upload").upload(name, content.encode(), "text/csv").run()
    button(page, "确认入库").click().run()
    assert not page.exception
    return page


def test_the_next_file_tells_what_changed_and_is_undone_by_a_click(look_at_own):
    page = taken_in(look_at_own("import"), "2026-06-30.csv", f"{HEAD}T-1,2026-06-01,生态环境,办理中\n")
    page = taken_in(page, "2026-07-31.csv", NEXT)
    assert ["办理状态", "在办", "已办结", "1"] in [row for table in tables(page) for row in table]
    status = stored(cache.store(), Petition.number, Petition.status)
    assert (status["T-1"], status["T-2"]) == (("closed",), ("open",))
    button(page, "撤销第 2 次导入").click().run()
    assert "移除 1 件，1 件恢复原状" in page.toast[0].value
    status = stored(cache.store(), Petition.number, Petition.status)
    assert status["T-1"] == ("open",) and "T-2" not in status


def test_a_file_that_was_only_checked_stands_in_the_log_and_leaves_the_record_as_it_was(look_at_own):
    page = look_at_own("import")
    page.file_uploader(key="upload").upload("2026-06-30.csv", NEXT.encode(), "text/csv").run()
    before = cache.store().dataset().version
    button(page, "预检").click().run()
    assert not page.exception
    with cache.store().read() as connection:
        last = select(AuditEntry.actor, AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.id.desc())
        actor, action, detail = connection.execute(last.limit(1)).one()
    assert (actor, action) == ("role:office", "check file")
    assert detail["step"] == "import petitions" and detail["rows"] == 2
    assert cache.store().dataset().version == before


def test_a_file_that_says_no_day_is_not_stored_before_somebody_says_it(look_at_own):
    page = look_at_own("import")
    page.file_uploader(key="upload").upload("a.csv", NEXT.encode(), "text/csv").run()
    assert "未写明数据截止日期" in words(page)
    assert page.button(key="store").disabled and page.button(key="check").disabled


def test_every_field_has_words_and_stands_in_one_group():
    grouped = [name for names in field_groups().values() for name in names]
    assert sorted(grouped) == sorted(FIELDS) == sorted(field_names())
