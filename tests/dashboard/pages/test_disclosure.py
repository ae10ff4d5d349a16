"""What a leader's pages and the wall show of places whose cases they may not open."""

import datetime as dt
import re

import pytest
from sqlalchemy import update

from dashboard import cache
from data.tables import Dataset
from tests.county import TODAY, petition
from tests.dashboard.pages.conftest import button, legend, maps, open_view, tables, title, words

OWN = "330726101"
"""Township of the demo's leader: the one with most villages."""


@pytest.mark.parametrize("asked", ["", "span=1", "category=land", "status=open&tier=hard", "show=persons"])
def test_a_leaders_map_shows_no_number_of_one_to_four_outside_the_own_township(look, asked):
    page = look(f"map?role=leader&lang=en&{asked}")
    shown = maps(page)[0]
    assert "not told" in legend(page)
    few, untold = re.compile(r"^[1-4] (cases|visits|persons)"), 0
    for code, lines in zip(_codes(), shown["words"], strict=True):
        if not code.startswith(OWN):
            untold += "not told" in lines
            assert not any(few.match(line) for line in lines), (code, lines)
            assert not any(re.search(r"\d+ open", line) for line in lines), (code, lines)
    assert untold > 50


def test_the_map_as_a_file_tells_a_leader_no_more_than_the_page(look, offers):
    button(look("map?role=leader&lang=en"), "Export the map as a web page").click().run()
    ((content, _name, _media),) = offers
    rows = re.findall(r"<tr>(.*?)</tr>", content.decode())[-len(_codes()) :]
    own, others = [], []
    for code, row in zip(_codes(), rows, strict=True):
        (own if code.startswith(OWN) else others).append(row)
    assert any(" open" in row for row in own) and not any(" open" in row for row in others)
    assert not any(re.search(r"<td>[1-4] cases", row) for row in others)
    assert sum("not told" in row for row in others) > 50


def test_a_place_elsewhere_is_told_without_what_is_of_the_own_alone(look):
    look("map?role=leader")
    code = next(each for each in _codes() if not each.startswith(OWN))
    for asked in (f"village={code}", f"township={code[:9]}", f"village={code}&status=open&span=1"):
        page = look(f"place?role=leader&lang=en&{asked}")
        markup = "".join(each.value for each in page.html)
        assert "data:image/svg" not in markup and 'class="pm-ranked"' not in markup
        assert "<b>not told</b><span>open</span>" in markup
        assert not re.search(r"<b>[1-4]</b>", markup)


def _codes():
    """Codes of the villages in the order of the map."""
    return list(cache.geography(cache.store().dataset()).codes)


def test_a_leaders_own_township_is_told_in_full(look):
    office, leader = (look(f"map?role={role}&township={OWN}&tier=hard") for role in ("office", "leader"))
    cases = [re.search(r"信访件（疑难） ([\d,]+) 件", title(page))[1] for page in (office, leader)]
    assert int(cases[1].replace(",", "")) <= int(cases[0].replace(",", ""))
    assert "不予显示" not in title(leader)


def test_a_village_elsewhere_opens_without_what_is_not_told(look):
    look("map?role=leader")
    code = next(each for each in _codes() if not each.startswith(OWN))
    page = look(f"map?role=leader&village={code}&lang=en")
    assert "not told" in words(page) and "Open cases, oldest first" not in words(page)
    assert "No open case that you may see one by one." in words(page)


def test_hot_spots_are_looked_for_where_the_leader_is_told_everything(look):
    page = look("hotspots?role=leader&lang=en")
    assert "too little is told" in words(page)
    shown = maps(page)[0]["words"]
    elsewhere = [lines for code, lines in zip(_codes(), shown, strict=True) if code[:9] != OWN]
    assert all(lines[1:] == ["not told"] for lines in elsewhere)


def test_the_coverage_tells_a_leader_no_open_cases_of_other_villages(look):
    page = look("coverage?role=leader&lang=en")
    assert "of those whose cases you may open" in title(page)
    assert {row[5] for row in tables(page)[0][:5]} == {"not told"}


@pytest.fixture
def wall(store, record):
    """Function that opens a page of the wall of a small record: how many cases this month, and the last."""

    def opened(this, last, name="county"):
        with store.write("test", "add", "petitions") as session:
            session.execute(update(Dataset).values(as_of=TODAY))
            for day, count in ((dt.datetime(2026, 11, 10), this), (dt.datetime(2026, 10, 10), last)):
                session.add_all(
                    petition(f"{day:%m}-{n}", f"99000100{1 + n % 2}001", filed=day, category=_category(n))
                    for n in range(count)
                )
        record(store.url)
        return words(open_view(f"briefing?page={name}&lang=en"))

    return opened


def _category(number):
    return "labour" if number % 8 == 7 else "land"


def test_on_the_wall_no_change_tells_a_month_of_fewer_than_five(wall):
    page = wall(1, 12)
    assert "Nov 2026: " not in page and "Oct 2026: 12 petitions" in page
    assert "fewer than a month before" not in page
    assert not re.search(r"\b(1|11|13)  ", page)


def test_on_the_wall_no_share_tells_a_topic_of_fewer_than_five(wall):
    page = wall(0, 16, "topics")  # of which two are about labour
    assert "88%" not in page and "87" not in page and "Labour" not in page


def test_the_walls_third_page_tells_no_few(wall):
    page = wall(8, 16, "figures")
    assert "First petitions of three years: not told, for they are few" in page
    assert not re.search(r"\d%", page)
