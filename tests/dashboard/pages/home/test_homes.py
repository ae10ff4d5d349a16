"""Everybody's first page says what is theirs to do, in the figures of the pages that it leads to."""

import datetime as dt
import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard import roles
from data.scope import Role
from data.terms import State
from tests.county import VILLAGES, petition
from tests.dashboard.pages.conftest import button, maps, plain, tables, title, words

LINE = re.compile(r'<li class="pm-task-(\w*)">(?:<a[^>]*href="([^"]*)">|<div>)<b>(.*?)</b>(.*?)</li>', re.S)
FRONT, BACK = "990001001001", "990001001002"


def work(page):
    """Lines of work: what each is -> figure, remark, address and state."""
    lines = {}
    for part in page.html:
        for state, address, figure, rest in LINE.findall(part.value):
            name, since = re.search(r"<i class=\"pm-task\">(.*?)</i><small>(.*?)</small>", rest).groups()
            lines[plain(name)] = (figure, plain(since), address.replace("&amp;", "&"), state)
    return lines


def rows(page, key):
    """How many rows a list of the page has."""
    (listed,) = [
        part.value for part in page.html if f'data-list="{key}"' in part.value and "<table" in part.value
    ]
    return listed.count("<tr data-code")


def test_each_line_of_the_offices_work_says_the_figure_of_the_list_that_it_leads_to(look):
    page = look("?role=office")
    lines = work(page)
    assert list(lines) == [
        *("逾期承诺", "超期批示件", "12月15日下访未公示乡镇", "待研判预警", "待核定位", "上次导入")
    ]
    assert title(page).startswith(f"待办 5 项，先督促兑现逾期承诺 {lines['逾期承诺'][0]} 项")
    (late, since, address, state) = lines["逾期承诺"]
    promises = look(address)
    assert f"逾期 {late} 项，{since}" in title(promises) and rows(promises, "promises") == int(late)
    assert state == "late"
    n, _, address, _ = lines["超期批示件"]
    listed = look(address)
    assert f"超期 {n} 件" in title(listed) and rows(listed, "instructions") == int(n)
    n, _, address, _ = lines["12月15日下访未公示乡镇"]
    county = look(address)
    assert f"12月15日：{n} 个乡镇（街道）下访安排未公示" in title(county)
    assert rows(county, "townships") == int(n)
    n, since, address, _ = lines["待研判预警"]
    alerts = look(address)
    assert f"待研判 {n}" in title(alerts)
    assert rows(alerts, "findings") == int(n) and len(maps(page)[0]["alerts"]) == int(n)
    n, since, address, _ = lines["待核定位"]
    assert f"待核对 {n}" in title(look(address))
    assert lines["上次导入"][1:3] == ("尚无导入记录", "import")


def test_the_months_of_the_offices_page_are_those_of_the_map(look):
    page = look("")
    (chart,) = [part.value for part in page.html if 'class="pm-chart"' in part.value]
    told = dict(re.findall(r"<tr><td>([\d-]+)</td><td>(.*?)</td>", chart))
    assert len(told) == 12
    (bars,) = [part.value for part in look("map").html if 'class="pm-bars"' in part.value]
    assert dict(re.findall(r'title="([\d-]+): (.*?)"', bars)) == told


def test_what_is_done_stays_in_its_line_and_no_longer_comes_first(store, open_view):
    page = open_view("home")
    lines = work(page)
    assert lines["逾期承诺"][0] == "0" and lines["逾期承诺"][3] == "done"
    assert lines["待研判预警"][3] == lines["待核定位"][3] == "done"
    assert "先公示 2 个乡镇" in title(page) and "12月10日前通知领导，12月12日前公示" in title(page)
    with store.write("test", "make", "") as session:
        session.add(petition("N-1", None, basis="none"))
    lines = work(open_view("home"))
    assert lines["待核定位"][:2] == ("1", "最早登记于 2026-11-14")


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("?village=330726101304", "黄宅镇"),
        ("home?village=330726101304", "黄宅镇"),
        ("?span=3&category=ecology", "2026年9—11月"),
        ("?role=township&day=2026-11-15", "11月15日 黄宅镇"),
        ("?role=team&group=overdue", "1 个村社"),
        ("map?span=3", "2026年9—11月"),
        ("plan", "12月15日"),
    ],
)
def test_addresses_of_before_there_were_first_pages_open_what_they_opened(look, address, leads_to):
    page = look(address)
    assert leads_to in title(page) or leads_to in words(page)


def test_a_leaders_first_page_is_the_coming_visit_with_its_days_left_and_its_papers(look):
    page = look("?role=leader")
    assert title(page) == title(look("plan?role=leader")) and title(page).startswith("12月15日 黄宅镇")
    shown = words(page)
    assert "还有 21 天" in shown
    labels = [each.label for each in page.button]
    assert labels.index("打印行程单（PDF）") < labels.index("保存计划")
    assert "未保存" in shown and "已归档" in shown
    names = [stop["name"] for route in maps(page)[0]["routes"] for stop in route["stops"]]
    assert names[0] == "" and all(name in title(page) for name in names[1:])
    links = [each for part in page.html for each in re.findall(r'href="([^"]*day=[^"]*)"', part.value)]
    days = [dict(parse_qsl(urlsplit(html.unescape(each)).query))["day"] for each in links]
    assert days[:2] == ["2026-11-15", "2027-01-15"]


def steps_of(page):
    """Steps of a visit, as they are marked."""
    (markup,) = [part.value for part in page.html if 'class="pm-steps"' in part.value]
    return [(plain(name), "aria-current" in tag) for tag, name in re.findall(r"<li(.*?)>(.*?)</li>", markup)]


def test_the_steps_of_a_visit_are_those_that_the_record_knows(look_at_own):
    page = look_at_own("plan?visit=330726204")
    assert steps_of(page)[0] == ("未保存", True)
    button(page, "保存计划").click().run()
    assert steps_of(page)[0] == ("草案", True) and len(steps_of(page)) == len(State)
    button(page, "公示").click().run()
    assert ("已公示", True) in steps_of(page)
    past = steps_of(look_at_own("plan?visit=330726204&day=2026-11-15"))
    assert "已公示" not in dict(past), "whether it was published is not kept of a visit that took place"


def test_a_township_officer_sees_the_township_as_its_other_pages_count_it(look):
    page = look("?role=township")
    lines = work(page)
    assert title(page).startswith("黄宅镇：待办 ")
    n, _, address, _ = lines["在办信访件"]
    assert f"在办 {n} 件" in title(look(f"{address}&role=township"))
    n, _, address, _ = lines["超期未到村社"]
    assert rows(look(address), "coverage") == int(n)
    n, _, address, _ = lines["逾期承诺"]
    assert rows(look(address), "promises") == int(n)
    assert lines["12月15日接访预约"][:2] == ("0/15", "下访安排未公示")
    on_map = [place for place, class_ in enumerate(maps(page)[0]["focused"]) if class_ == "1"]
    assert rows(page, "villages") <= len(on_map)


def test_a_village_chosen_on_ones_own_page_is_chosen_on_its_map_and_in_its_list(look):
    page = look("?role=township&village=330726101304")
    assert maps(page)[0]["selected"] == "330726101304" and "村社详情" in words(page)
    assert title(page).startswith("黄宅镇：")


def test_who_is_booked_for_the_next_visit_stands_on_the_townships_page(look_at_own):
    page = look_at_own("plan?visit=330726101&role=township")
    listed = look_at_own("place?township=330726101&role=township")
    case = next(cell for table in tables(listed) for row in table for cell in row if cell.startswith("YS"))
    (number,) = [each for each in page.text_input if each.label == "信访件编号"]
    number.input(case)
    button(page, "预约").click().run()
    home = look_at_own("?role=township")
    assert work(home)["12月15日接访预约"][0] == "1/15"
    assert any(case in row for table in tables(home) for row in table)


@pytest.mark.parametrize(
    ("village", "told"),
    [(FRONT, "距超期还有 42 天，在办 1 件"), (BACK, "已超期 45 天，请尽快到村，在办 0 件")],
)
def test_a_team_sees_how_its_village_stands_and_what_is_to_do(store, open_view, village, told):
    with store.write("test", "make", "") as session:
        session.add(petition("N-1", FRONT, filed=dt.datetime(2024, 1, 5)))
        session.add(petition("N-0", FRONT, filed=dt.datetime(2023, 1, 5), status="closed"))
    page = open_view("home", Role.TEAM, village)
    assert title(page) == f"村{village[-6:]}：{told}"
    assert ("N-1" in words(page)) is (village == FRONT), "an old case is open all the same"
    assert not work(page)


def test_a_team_records_its_visit_and_takes_it_back(open_view):
    page = open_view("home", Role.TEAM, "990001001002")
    assert "已超期" in title(page)
    page.button(key="contact-990001001002").click().run()
    assert "已超期" not in title(page)
    page.button(key="contact-990001001002-undo").click().run()
    assert "已超期" in title(page)
    assert [each.key for each in page.button if each.key.endswith("-undo")] == []


def test_of_several_villages_the_most_pressing_comes_first(store, open_view):
    page = open_view("home", Role.TEAM, "990001001")
    lines = work(page)
    assert list(lines) == ["村001002", "村001001"] and title(page).startswith("村001002：已超期")
    page = open_view("home", Role.TEAM, "990001001", village=FRONT)
    assert title(page).startswith("村001001：") and set(VILLAGES) > {FRONT}


def test_a_unit_and_an_administrator_have_no_such_page(look):
    page = look("home?role=office")
    assert title(page) == title(look("")), "the first page has a name as well"
    assert "home" not in (*roles.PAGES[Role.UNIT], *roles.PAGES[Role.ADMINISTRATOR])


def test_a_promise_kept_leaves_the_list(look_at_own):
    page = look_at_own("promises?due=overdue")
    late = rows(page, "promises")
    (kept,) = [each for each in page.selectbox if each.label == "承诺"]
    kept.select(kept.options[0]).run()
    button(page, "登记为已兑现").click().run()
    assert rows(page, "promises") == late - 1
    assert work(look_at_own(""))["逾期承诺"][0] == str(late - 1)
    assert "登记为已兑现" not in [each.label for each in look_at_own("promises?role=leader").button]
