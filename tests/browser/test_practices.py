"""Each practice of the county is found by its user within three clicks from the first page, on the demo."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import quiet

PRACTICES = {
    "office": {
        "下访接访：全县安排": (("下访接访", "领导下访", "全县"), "15 个乡镇"),
        "接访登记": (("下访接访", "接访登记台"), "预约登记"),
        "包干乡镇": (("下访接访", "领导下访", "全年"), "乡镇"),
        "承诺兑现": (("下访接访", "承诺事项"), "待兑现承诺"),
        "最多跑一地、信访超市": (("便民服务", "接访场所"), "分钟"),
        "联心服务团": (("便民服务", "联心服务"), "未配服务团"),
        "三级难易、限时办理": (("办理督办", "办理期限"), "疑难"),
        "初信初访": (("办理督办", "办理质效"), "初信初访按期办结率"),
        "民情暖哨": (("办理督办", "民情暖哨"), "民情暖哨"),
        "书记批示": (("办理督办", "批示件"), "批示"),
        "领导包案、三项建议、联席会议": (("办理督办", "包案、建议与会议"), "包案"),
        "民情民访代办": (("便民服务", "代办员"), "代办"),
        "信访倒推": (("分析研判", "信访倒推"), "政策"),
        "历年走势": (("分析研判", "历年走势"), "2002"),
        "预警研判": (("分析研判", "预警研判", "预警清单"), "预警"),
        "会议大屏、会议材料": (("会议大屏",), "演示文稿"),
    },
    "leader": {
        "我的下访": (("我的下访",), "走访"),
        "包案": (("办理督办", "包案、建议与会议"), "包案"),
    },
    "township": {
        "我的乡镇": (("我的乡镇",), "待办"),
        "今日办理": (("办理督办", "办理期限"), "逾期"),
    },
    "unit": {
        "我的办件": (("我的办件",), "本单位"),
        "批示件": (("批示件",), "批示"),
        "三项建议": (("建议办理",), "建议"),
        "办理质效": (("办理质效",), "办结"),
    },
    "team": {"我的村": (("我的村",), "村")},
}
"""Role -> practice -> what is clicked one after the other, and a word of what is then seen."""


def click(page, words):
    """A page of the menu, a folder of it, or a control of the page."""
    exactly = re.compile(rf"^\s*{re.escape(words)}\s*$")
    for kind in ("stTopNavDropdownLink", "stTopNavLink", "stTopNavSection"):
        found = page.get_by_test_id(kind).filter(has_text=exactly)
        if found.count():
            found.first.click()
            return
    page.get_by_role("radio", name=words, exact=True).or_(page.get_by_text(words, exact=True)).first.click()


@pytest.mark.parametrize("role", PRACTICES)
def test_each_practice_is_found_within_three_clicks(demo_server, open_page, role):
    page = open_page(f"{demo_server}/?role={role}")
    missed = []
    for practice, (clicks, seen) in PRACTICES[role].items():
        assert len(clicks) <= 3, practice
        for words in clicks:
            expect(page.locator("h1").first).to_be_visible()
            quiet(page)
            try:
                click(page, words)
            except Exception as error:  # which practice it is says more than the timeout
                missed.append((practice, words, str(error)[:200]))
                break
        else:
            try:
                expect(page.get_by_test_id("stMain")).to_contain_text(seen)
            except AssertionError:
                missed.append((practice, seen, page.locator("h1").first.inner_text()))
    assert missed == []
