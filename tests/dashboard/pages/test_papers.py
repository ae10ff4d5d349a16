"""The papers of a day of visits, by a button each."""

import io
import zipfile

import pytest

from tests.dashboard.pages.conftest import button

PAPERS = {
    "打印行程单（PDF）": (b"%PDF", "pdf"),
    "加入日历": (b"BEGIN:VCALENDAR", "ics"),
    "接访台桌牌和登记簿（PDF）": (b"%PDF", "pdf"),
}
NOTICE = "接访公示（PDF）"


@pytest.mark.parametrize("words", PAPERS)
def test_a_leader_takes_the_papers_of_the_own_visit(look, offers, words):
    page = look("plan?role=leader")
    button(page, words).click().run()
    assert not page.exception
    ((content, name, _media),) = offers
    begins, suffix = PAPERS[words]
    assert content.startswith(begins) and name.startswith("2026-12-15 黄宅镇") and name.endswith(suffix)


def test_a_notice_tells_of_published_visits_alone(look, offers):
    page = look("plan?role=leader")
    button(page, NOTICE).click().run()
    assert not page.exception and not offers
    assert any("当日尚无已公示的下访" in each.value for each in (*page.error, *page.warning))


@pytest.mark.parametrize("role", ["leader", "township", "team"])
def test_an_address_of_another_township_gives_no_paper_of_it(look, offers, role):
    page = look(f"plan?role={role}&visit=330726204&plan=county")
    for words in [each.label for each in page.button if each.label in PAPERS]:
        button(page, words).click().run()
    assert len(offers) == (0 if role == "team" else len(PAPERS))
    assert all("黄宅镇" in name for _content, name, _media in offers)


def test_the_list_of_all_townships_is_the_offices(look, offers):
    assert "下访安排表（Excel）" not in [each.label for each in look("plan?role=leader").button]
    page = look("plan")
    button(page, "当日全部材料（ZIP）").click().run()
    ((content, name, _media),) = offers
    inside = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert name.endswith(".zip") and len(inside) == 4  # no notice: nothing is published
    assert {each.rpartition(".")[2] for each in inside} == {"pdf", "ics", "xlsx"}


def test_the_office_sees_which_units_come_along_and_takes_their_papers(look, offers):
    assert "随同单位" not in [each.label for each in look("plan?role=leader").toggle]
    page = look("plan?plan=county&units=1")
    assert not page.exception
    said = " ".join(each.value for each in (*page.warning, *page.info))
    assert "可派" in said and "未能到场" in said
    for words, begins in (("随同单位安排表（PDF）", b"%PDF"), ("各单位安排表和日历（ZIP）", b"PK")):
        button(page, words).click().run()
        assert offers[-1][0].startswith(begins) and "随同单位" in offers[-1][1]
    inside = zipfile.ZipFile(io.BytesIO(offers[-1][0]))
    names = inside.namelist()
    assert len(names) % 2 == 0 and {each.rpartition(".")[2] for each in names} == {"pdf", "ics"}
    diary = inside.read(next(each for each in names if each.endswith(".ics"))).decode()
    assert "BEGIN:VEVENT" in diary and "演示数据" in diary
