"""The pages of registers and of setting up, as Streamlit makes them."""

import pytest
from sqlalchemy import update

from dashboard import visitors
from data.errors import NoCounty
from data.importing.divisions.importer import import_divisions
from data.registers.changes import SHEETS
from data.registers.purposes import PURPOSES
from data.scope import Role
from data.store import Store
from data.tables import Dataset, Division
from data.text import Words
from tests.county import COUNTY, TODAY
from tests.dashboard.access import people
from tests.dashboard.pages.conftest import button, everything, open_view, plain, tables, title, words

zh = Words("zh_CN")


@pytest.fixture
def county(store, record):
    """The small county as a record in earnest, before the office."""
    with store.write("test", "make real", COUNTY) as session:
        session.execute(update(Dataset).values(synthetic=False))
    record(store.url, PETITION_MAP_ROLE="office")
    return store


@pytest.mark.parametrize("kind", SHEETS)
def test_every_register_has_its_page_with_what_it_is_for(county, kind):
    page = open_view(f"registers?register={kind}")
    assert title(page).startswith(zh(PURPOSES[kind].title))
    assert plain(zh(PURPOSES[kind].use)) in words(page)
    assert len(page.dataframe) == 1
    empty = title(page).endswith("：0 条")
    assert (zh(PURPOSES[kind].lack) in words(page)) == empty


def test_others_than_the_office_are_shown_no_register(look):
    for role in ("leader", "township", "team"):
        page = look(f"registers?role={role}")
        assert "演示领导01" not in everything(page)


def test_the_demo_says_that_real_people_do_not_belong_there(look):
    page = look("registers?register=leaders")
    assert "请勿录入真实人员" in words(page)


def test_a_record_without_a_county_asks_the_office_alone(tmp_path, record):
    database = tmp_path / "new.gpkg"
    record(database)
    page = open_view("")
    assert title(page) == "尚未登录" and not page.text_input
    assert not database.exists()
    record(database, PETITION_MAP_ROLE="screen")
    assert not open_view("").text_input
    record(database, PETITION_MAP_ROLE="office")
    page = open_view("?lang=en")
    assert title(page) == "This record holds no county yet: which one is it?"
    assert not database.exists()  # nothing is made before the county is named
    button(page, "Set up the county").click().run()
    assert "A county needs a code and a name" in words(page)
    page.text_input[0].input("990002")
    page.text_input[1].input("青溪县")
    button(page, "Set up the county").click().run()
    assert not page.exception
    assert Store(str(database)).dataset().county_name == "青溪县"


def test_steps_that_are_left_are_taken_up_where_the_record_stands(county):
    page = open_view("setup")
    assert title(page) == "测试县建库：8 步已完成 6 步，下一步：道路"
    (steps,) = tables(page)[:1]
    assert [row[1] for row in steps] == ["已完成"] * 4 + ["缺少", "已完成", "缺少", "已完成"]
    assert "按直线距离估算" in " ".join(steps[4])
    page = open_view("setup?step=registers")
    assert any(row[0] == "领导" and row[1] == "2" for row in tables(page)[1])
    assert any('href="registers?register=leaders"' in each.value for each in page.html)


def test_a_role_that_does_not_set_up_sees_no_step(look):
    page = look("setup?role=office")  # the demo is set up, and is not set up again
    assert "建库" not in words(page)


def test_successors_are_confirmed_and_taken_back_by_a_click(county, tmp_path):
    path = tmp_path / "list.csv"
    rows = ["990001001001,村001001,990001001,第1镇", "990001001009,村001002,990001001,第1镇"]
    rows += ["990001002001,村002001,990001002,第2镇", "990001002002,村002002,990001002,第2镇"]
    path.write_text("\n".join(["代码,名称,上级代码,乡镇", *rows]), encoding="utf-8")
    import_divisions(county, path, county=COUNTY, valid_from=TODAY, actor="test")
    page = open_view("setup?step=mergers")
    assert "1 个区划已撤销，去向未明确" in words(page) or "1 个区划已撤销" in str(tables(page))
    button(page, "确认无疑问的 1 项").click().run()
    assert not page.exception
    assert "已撤销的区划均已明确去向" in str(tables(page))
    assert "已生效：1 项" in words(page)


def test_a_name_of_the_record_is_no_markup_on_these_pages(county):
    with county.write("test", "name", COUNTY) as session:
        session.execute(update(Division).where(Division.code == "990001001").values(name="**镇**[x](y)"))
        session.execute(update(Dataset).values(county_name="*县*"))
    page = open_view("setup")
    assert title(page).startswith("\\*县\\*")


def test_the_head_goes_on_to_the_steps_as_soon_as_the_county_is_named(empty_store, record, monkeypatch):
    record(empty_store.url)
    token = people.token_of(empty_store, people.add(empty_store, Role.OFFICE))
    monkeypatch.setattr(visitors, "token", lambda: token)
    page = open_view("?lang=en")
    page.text_input[0].input("99000a")
    page.text_input[1].input("青溪县")
    button(page, "Set up the county").click().run()
    assert "The code of a county is six digits" in words(page)
    with pytest.raises(NoCounty):
        empty_store.dataset()
    monkeypatch.setattr(visitors, "REMEMBERED", 60.0)  # longer than the click takes
    page.text_input[0].input("990002")
    button(page, "Set up the county").click().run()
    assert not page.exception and "青溪县" in title(page)
    assert "The petition office sets up the county" not in words(page)
