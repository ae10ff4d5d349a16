"""Every view in words: its answer, its language, what a role may see."""

import re

import pytest

from tests.dashboard.pages.conftest import (
    legend,
    maps,
    title,
    words,
)

TITLES = {
    "zh_CN": {
        "": r"待办 \d 项，先督促兑现逾期承诺 \d+ 项",
        "map": r"2025年12月—2026年11月信访件 [\d,]+ 件",
        "hotspots": r"(明显偏多|没有明显偏多)",
        "plan": r"12月15日 .+：走访 \d+ 个村社",
        "coverage": r"244 个村社中，\d+ 个未配服务团",
        "hubs": r"244 个村社中，\d+ 个到最近的综治中心车程超过 30 分钟",
        "briefing": r"会议大屏",
        "import": r"导入信访件",
        "repair": r"信访件和线上诉求已定位 [\d,]+ 件，共 [\d,]+ 件；待核对 [\d,]+ 件",
    },
    "en": {
        "": r"\d kinds of work wait; first see that \d+ overdue promises are kept",
        "map": r"Dec 2025 – Nov 2026, petitions: [\d,]+ cases",
        "hotspots": r"(more than expected|nowhere more)",
        "plan": r"15 December .+: \d+ villages",
        "coverage": r"Of 244 villages \d+ have no team",
        "hubs": r"Of 244 villages \d+ are more than 30 minutes",
        "briefing": r"Briefing for the screen of a meeting",
        "import": r"Import petitions",
        "repair": r"Located [\d,]+ of [\d,]+ petitions and requests; [\d,]+ wait for a decision",
    },
}


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("view", TITLES["en"])
def test_every_view_opens_in_both_languages_and_answers_in_its_title(look, language, view):
    page = look(f"{view}?lang={language}")
    assert re.search(TITLES[language][view], title(page))
    mark = "演示数据 · 村名、边界与信访件均为合成" if language == "zh_CN" else "Demo data · village names"
    assert mark in words(page)
    if view != "import":
        assert "2026-11-24" in legend(page)


def test_a_link_shows_what_its_sender_saw_in_either_language(look):
    address = "?category=ecology&span=3&show=heat&township=330726101"
    chinese = look(address)
    assert "黄宅镇 · 2026年9—11月生态环境类信访" in title(chinese)
    assert "件/平方公里" in legend(chinese)
    english = look(f"{address}&lang=en")
    assert "petitions on Ecology and environment" in title(english)
    assert "cases per km²" in legend(english)


def test_the_groups_of_the_coverage_add_up_to_all_villages(look):
    page = look("coverage")
    (figures,) = [each.value for each in page.html if 'class="pm-figure"' in each.value]
    numbers = [int(figure) for figure in re.findall(r"<b>(.*?)</b>", figures)]
    assert len(numbers) == 5
    assert sum(numbers[:4]) == numbers[4] == 244


def test_a_team_sees_its_own_village_and_no_plan(look):
    assert "1 个村社中" in title(look("coverage?role=team"))
    assert "您无此权限。下访由" in words(look("plan?role=team"))
    assert "只有县信访局可以导入" in words(look("import?role=team"))


def test_nobody_but_the_petition_office_places_by_hand(look):
    page = look("repair?role=team")
    assert title(page) == "人工定位由县信访局办理"
    assert maps(page) == []


def test_a_link_to_no_village_says_so_and_shows_the_county(look):
    shown = words(look("map?village=999"))
    assert "没有该村社或乡镇" in shown and "信访件最多的村社" in shown
    assert "没有该村社或乡镇" not in words(look("map"))


def test_reports_and_accusations_are_counted_on_the_map_and_said_not_to_be_drawn(look):
    assert re.search(r"检举控告 \d+ 件不上图", legend(look("map")))
    assert re.search(r"not drawn: \d+ reports and accusations", legend(look("map?lang=en")))
