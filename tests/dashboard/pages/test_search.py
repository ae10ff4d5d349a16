"""The search box above every page leads to what it finds, and to nothing that may not be seen."""

import sqlite3

import pytest
from sqlalchemy import select

from data.search import SHOWN
from data.store import Store
from data.tables import AuditEntry
from tests.dashboard.pages.conftest import title, words

BOX = "编号、村社、姓名"


@pytest.fixture(scope="session")
def cases(demo_file):
    """Number and township of two open cases of the demo, in two townships."""
    with sqlite3.connect(f"file:{demo_file}?mode=ro", uri=True) as database:
        rows = database.execute(
            "select min(number), township_code from petitions where village_code is not null"
            " and purpose != 'accusation' group by township_code order by 2"
        ).fetchall()
    return {township: number for number, township in rows}


def ask(page, text):
    (box,) = [each for each in page.text_input if each.placeholder == BOX]
    box.set_value(text).run()
    assert not page.exception
    return page


def entries(page):
    return [each for each in page.button if str(each.key).startswith("found-")]


@pytest.mark.parametrize("view", ["", "hotspots", "plan", "coverage", "import", "repair", "case", "rules"])
def test_the_box_stands_on_every_page(look, view):
    assert [each.placeholder for each in look(view).text_input].count(BOX) == 1


def test_a_village_that_is_found_is_opened_on_its_page(look):
    page = ask(look("coverage"), "浦阳街道")
    assert entries(page)[0].label == "浦阳街道"
    village = ask(page, "dj")
    first = entries(village)[0]
    name = first.label.split()[-1]
    first.click().run()
    assert not village.exception
    assert name in words(village)
    assert village.query_params["village"] and not entries(village)


@pytest.mark.parametrize("role", ["team", "township", "leader"])
def test_a_word_that_many_villages_share_finds_the_own_ones_and_no_other(look, role):
    found = [each.label for each in entries(ask(look(f"map?role={role}"), "村"))]
    assert 0 < len(found) <= SHOWN
    assert all(each.startswith("黄宅镇") for each in found) or role == "leader"


def test_a_case_that_is_found_is_opened(look, cases):
    number = next(iter(cases.values()))
    page = ask(look(""), number)
    entries(page)[0].click().run()
    assert not page.exception and title(page).startswith(number)


def test_a_township_finds_its_own_cases_alone(look, cases):
    page = look("?role=township")
    own = [number for number in cases.values() if entries(ask(page, number))]
    assert len(own) == 1
    assert not [each for each in page.button if each.key == "search-person"]


def test_a_township_finds_no_village_that_it_does_not_see(look):
    names = [each.label for each in entries(ask(look("coverage?role=township"), "浦阳街道"))]
    assert names == [] and entries(ask(look("coverage?role=leader"), "浦阳街道"))
    team = ask(look("coverage?role=team"), "黄宅镇")
    assert "黄宅镇" not in [each.label for each in entries(team)]


def test_a_person_is_searched_for_on_purpose_alone_and_each_search_is_logged(look_at_own, own_file):
    page = ask(look_at_own("coverage"), "不存在的人")
    assert searches(own_file) == 0
    page.button(key="search-person").click().run()
    assert "没有这个姓名" in words(page) and searches(own_file) == 1
    page.run()
    assert searches(own_file) == 1


def searches(path):
    store = Store(str(path))
    with store.read() as connection:
        logged = connection.execute(select(AuditEntry.__table__)).mappings().all()
    store.close()
    assert "不存在的人" not in str(logged)
    return sum(entry["action"] == "search person" for entry in logged)


def test_what_is_asked_is_shown_letter_for_letter(look):
    page = ask(look("coverage"), "<b>[x](y)</b>")
    assert "<b>[x](y)</b>" in words(page)
