"""The rules of the county on their page: shown with their source, set by the office from a day on."""

import datetime as dt
import re

import pytest

from dashboard import cache
from dashboard.settings import Settings
from data.rules import SETTINGS, rules, set_rules
from data.scope import Role, Scope
from data.tables import RuleSet
from tests.dashboard.pages.conftest import button, choice, legend, plain, tables, title, words
from tests.demo import AS_OF
from tests.roles import writer

OPENS = "下村出发时间"


def pick(page, name):
    """The rule that is to be set."""
    return choice(page, "^规则$").select(name)


def row(page, rule):
    """The row of a rule in the table of its group."""
    return next(cells for table in tables(page) for cells in table if cells[0] == rule)


def test_the_office_sees_every_rule_with_unit_default_source_and_since_when(look):
    page = look("rules")
    assert title(page) == "本县规则设置"
    rows = [cells for table in tables(page) for cells in table]
    assert len(rows) == len(SETTINGS)
    assert row(page, OPENS) == [OPENS, "13:00", "时刻", "13:00", "本程序的假定", "—"]
    assert row(page, "公示提前时间")[4] == "浦江做法（2017年报道）"
    assert "尚未改动" in words(page)


def test_english_readers_read_the_same_rules(look):
    page = look("rules?lang=en")
    assert row(page, "First departure to the villages")[1:4] == ["13:00", "o'clock", "13:00"]


@pytest.mark.parametrize("role", ["leader", "township", "team"])
def test_others_than_the_office_set_nothing(look, role):
    page = look(f"rules?role={role}")
    assert title(page) != "本县规则设置"
    assert "保存规则" not in [each.label for each in page.button]


def test_a_rule_is_set_from_a_day_on_and_stands_in_the_log(look_at_own):
    page = look_at_own("rules")
    pick(page, "day.field_opens").run()
    page.time_input[0].set_value(dt.time(13, 30))
    page.date_input[0].set_value(dt.date(2027, 1, 1))
    button(page, "保存规则").click().run()
    assert page.toast[0].value == f"{OPENS}：13:30，自 2027-01-01 起执行"
    assert row(page, OPENS)[1] == "13:00" and row(page, OPENS)[5] == "2027-01-01 起：13:30"
    assert tables(page)[-1][0][1:] == [
        "role:office",
        f"当日时间安排 · {OPENS}",
        "13:00",
        "13:30",
        "2027-01-01",
    ]
    assert rules(cache.store(), AS_OF).day.field_opens == 780
    assert rules(cache.store(), dt.date(2027, 1, 1)).day.field_opens == 810


def test_what_is_refused_stays_where_it_was_typed(look_at_own):
    page = look_at_own("rules")
    pick(page, "day.field_opens").run()
    page.time_input[0].set_value(dt.time(11, 0))
    button(page, "保存规则").click().run()
    assert "先后有误" in plain(page.warning[0].value)
    assert page.time_input[0].value == dt.time(11, 0)
    page.time_input[0].set_value(dt.time(14, 0))
    button(page, "保存规则").click().run()
    assert not page.warning and row(page, OPENS)[1] == "14:00"
    button(page, "恢复默认").click().run()
    assert row(page, OPENS)[1] == "13:00"


def test_a_figure_outside_its_range_is_told_with_the_range(look_at_own):
    page = look_at_own("rules")
    pick(page, "service.overdue_days").run()
    page.number_input[0].set_value(999)
    button(page, "保存规则").click().run()
    assert "应在 1 至 365 之间（天）" in plain(page.warning[0].value)


def test_the_pages_follow_what_the_office_sets(look_at_own, own_store):
    code = own_store.dataset().county_code
    changes = {"service.overdue_days": 60, "score.hard": 8, "visits.unseen_months": 7}
    set_rules(writer(Scope.of(Role.OFFICE, [code], code), own_store), changes, valid_from=AS_OF)
    assert "60 天" in words(look_at_own("coverage"))
    assert [each.value for each in look_at_own("plan").slider if each.label == "疑难件评分权重"] == [8]
    assert "7 个月" in title(look_at_own("plan?plan=year&visit=330726204"))


def test_a_setting_that_moved_into_the_record_is_refused_not_ignored(monkeypatch):
    monkeypatch.setenv("PETITION_MAP_SUPPRESS_BELOW", "10")
    with pytest.raises(ValueError, match="the office sets it in the record"):
        Settings()


def test_a_screen_tells_no_count_apart_below_what_the_office_sets(look_at_own, own_store):
    code = own_store.dataset().county_code
    assert least_told(legend(look_at_own("?screen=1"))) == 5
    changes = {"privacy.suppress_below": 40}
    set_rules(writer(Scope.of(Role.OFFICE, [code], code), own_store), changes, valid_from=AS_OF)
    assert least_told(legend(look_at_own("?screen=1"))) >= 40


def test_the_page_says_that_a_least_count_of_one_is_read_as_three(look_at_own, own_store):
    assert not look_at_own("rules").warning
    with own_store.write("test", "set as it was allowed", "x") as session:
        kept = {
            "values_set": {"privacy.suppress_below": 1},
            "set_at": dt.datetime(2026, 1, 1),
            "set_by": "head",
        }
        session.add(RuleSet(valid_from=AS_OF, **kept))
    page = look_at_own("rules")
    (told,) = page.warning
    assert "原设为 1，现按 3 执行" in plain(told.value)
    assert row(page, "对无权查看信访件的人员显示的最少件数")[1] == "3"


def least_told(shown):
    """The least count of a legend's circles above those that are not told."""
    return min(map(int, re.findall(r"^(\d+)$", shown, re.MULTILINE)))


def test_where_the_day_is_another_the_visits_do_not_speak_of_the_fifteenth(look_at_own, own_store):
    code = own_store.dataset().county_code
    office = Scope.of(Role.OFFICE, [code], code)
    set_rules(writer(office, own_store), {"visits.day": 20}, valid_from=dt.date(2026, 12, 1))
    page = look_at_own("plan")
    before = "‹ 11月15日"  # the visit before was on the fifteenth
    assert "12月20日" in title(page) and "15日" not in words(page).replace(before, "")


def test_a_refusal_of_one_rule_is_not_told_of_another(look_at_own):
    page = look_at_own("rules")
    pick(page, "day.field_opens").run()
    page.time_input[0].set_value(dt.time(11, 0))
    button(page, "保存规则").click().run()
    assert page.warning
    pick(page, "visits.day").run()
    assert not page.warning


def test_who_sets_the_budget_of_false_alarms_reads_what_it_costs(look):
    page = look("rules")
    assert not any("12个村社" in cell for table in tables(page) for cells in table for cell in cells)
    page = pick(page, "hotspots.level").run()
    found = next(
        cells
        for table in tables(page)
        for cells in table
        if cells[0].startswith("每周80件：12个村社、为平常的2倍")
    )
    assert found[1:] == ["38 %", "54 %", "58 %", "67 %"]
    assert "各模拟24次" in words(page)
