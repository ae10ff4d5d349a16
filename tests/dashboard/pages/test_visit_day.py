"""A secretary plans, locks, publishes: words and controls of the pages of the visits."""

import datetime as dt
import re

from tests.dashboard.pages.conftest import (
    button,
    choose,
    form,
    legend,
    tables,
    title,
    words,
)

SMALL = "330726204"
"""A township of few villages, whose year is planned in a moment."""


def test_a_plan_is_saved_once_it_is_asked_for(look_at_own):
    assert "黄宅镇" in title(look_at_own("plan?visit=330726107&role=leader"))
    page = look_at_own("plan?visit=330726107")
    assert "杭坪镇" in title(page)
    button(page, "保存计划").click().run()
    assert "已存第 1 稿" in words(page)


def test_of_two_people_who_save_at_once_the_second_is_told(look_at_own):
    address = "plan?visit=330726204"
    first, second = look_at_own(address), look_at_own(address)
    for page in (first, second):
        assert "虞宅乡" in title(page)
    button(first, "保存计划").click().run()
    assert "已存第 1 稿" in words(first)
    button(second, "保存计划").click().run()
    assert "该计划已由他人保存" in words(second)


def test_a_stop_that_must_not_be_visited_leaves_the_plan(look):
    page = look("plan")
    assert "走访" in title(page)
    village = re.split("[，、]", title(page))[1]
    choose(page, "不访村社", village).run()
    assert village not in title(page)
    assert any(village in row[0] and "指定不访" in row[1] for rows in tables(page) for row in rows)


def test_a_plan_is_saved_published_and_no_longer_planned_over(look_at_own):
    page = look_at_own("plan")
    button(page, "保存计划").click().run()
    assert "状态：草案" in words(page)
    button(page, "公示").click().run()
    assert "状态：已公示" in words(page)
    assert button(page, "保存计划").disabled
    button(page, "登记为已下访").click().run()
    assert "须在下访当日" in words(page)


def stops(page):
    """Villages in the order of the timetable."""
    return [row[2].split("：")[0] for row in tables(page)[0] if "：" in row[2]]


def test_a_secretary_locks_reorders_compares_and_what_breaks_a_rule_is_not_saved(look_at_own):
    page = look_at_own("plan")
    best = stops(page)
    button(page, "保存计划").click().run()
    assert "人工调整" in [each.label for each in page.expander]
    assert "与已保存的计划一致" in words(page)
    page.button(key="down-0").click().run()
    assert page.button(key="down-0").label == "↓"
    assert re.search("人工安排：.*目前最优安排", words(page))
    assert stops(page) == [best[1], best[0], *best[2:]]
    assert "与已保存的计划相比：顺序不同" in words(page)
    assert "order" in page.query_params
    button(page, "恢复最优安排").click().run()
    assert "与已保存的计划一致" in words(page)
    assert "order" not in page.query_params

    locks = [each for each in page.button if each.label == "锁定"]
    locks[1].click().run()
    assert [each.label for each in page.button].count("解锁") == 1
    choose(page, "不访村社", best[0]).run()
    assert f"减少{best[0]}" in words(page)
    kept = stops(page)
    assert best[1] in kept and best[0] not in kept
    assert "must" in page.query_params and "must_not" in page.query_params

    choose(page, "增加村社", best[0]).run()
    button(page, "加为最后一站").click().run()
    assert f"{best[0]}已指定不访" in words(page)
    assert button(page, "保存计划").disabled


def test_the_office_accepts_a_proposal_of_contracts_and_notes_a_recusal(look_at_own):
    page = look_at_own(f"plan?plan=year&visit={SMALL}")
    assert "包干乡镇：15 个" in words(page)
    button(page, "按工作量均衡提出包干方案").click().run()
    assert "2026-12-01 起：15 个乡镇（街道）中 10 个更换领导" in words(page)
    button(page, "采纳，2026-12-01 起生效").click().run()
    assert "新包干：10 个" in words(page)
    assert "放弃" not in [each.label for each in page.button]
    assert "回避：0 项" in words(page)
    recusal = form(page, "登记回避")
    choose(recusal, "领导", "演示领导05")
    choose(recusal, "乡镇或村", "黄宅镇")
    button(recusal, "登记回避").click().run()
    assert "回避：1 项" in words(page)
    assert any(row[-1] == "黄宅镇" for rows in tables(page) for row in rows if "演示领导05" in row[0])


def test_a_link_carries_weights_locks_and_order_to_the_leader(look):
    named = title(look("plan?visit=330726101"))
    page = look("plan?visit=330726101&w_hard=20&w_month=0")
    assert title(page) != named
    (slider,) = [each for each in page.slider if each.label == "疑难件评分权重"]
    assert slider.value == 20
    button(page, "恢复默认权重").click().run()
    assert title(page) == named
    assert "w_hard" not in page.query_params


def test_a_case_is_booked_for_the_reception_and_not_counted_twice(look_at_own):
    page = look_at_own("plan")
    assert "接访预约：0/15" in words(page)
    (number,) = [each for each in page.text_input if each.label == "信访件编号"]
    number.input("没有这个号")
    button(page, "预约").click().run()
    assert "本乡镇没有编号为" in words(page)


def test_the_year_names_villages_unseen_and_reaches_all_of_a_township(look):
    page = look("plan?plan=year&visit=330726203")
    assert re.search(r"244 个村社中，\d+ 个已有 12 个月没有县领导到村", title(page))
    assert re.search("花桥乡：到 20.. *-.* 走遍全部 11 个村社", words(page))
    assert legend(page).startswith("距上次县领导到村")
    (villages,) = [rows for rows in tables(page) if len(rows) == 11]
    assert all(re.fullmatch("20..-..-15", row[2]) for row in villages)
    assert "反映意愿主要按全县平均估计" in words(page)


def test_of_visits_that_the_program_did_not_plan_no_effect_is_told(look):
    said = words(look("plan?plan=county&effect=1"))
    assert re.search("已下访 180 次；可比对 0 对", said)
    assert said.count("比对不足，不作结论") == 2


def test_an_absence_without_a_substitute_is_named_at_once(look_at_own):
    page = look_at_own(f"plan?plan=year&visit={SMALL}")
    assert "请假与代接访：0" in words(page)
    absence = form(page, "登记请假")
    choose(absence, "^领导$", "演示领导08")
    for label in ("开始日期", "结束日期"):
        (day,) = [each for each in absence.date_input if each.label == label]
        day.set_value(dt.date(2026, 12, 15))
    button(absence, "登记请假").click().run()
    assert "2026-12-15 花桥乡的包干领导请假" in words(page)
