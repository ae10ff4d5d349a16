"""The list of decisions below the repair queue."""

import pytest

from data.repair import decisions
from data.repair.queue import queue
from data.scope import Role, Scope
from data.tables import PetitionPerson
from tests.data.conftest import COUNTY, TODAY, petition
from tests.roles import reader, writer

OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
FRONT = "990001001001"


def undo_buttons(page):
    return [button.key for button in page.button if button.key.startswith("undo-")]


def test_one_undo_leaves_the_other_decisions_alone(store, open_view):
    with store.write("test", "import", COUNTY) as session:
        for number, words in (("a", "后坞自然村"), ("b", "前山自然村"), ("c", "某处")):
            session.add(petition(number, basis="none", address=words))
    entries = {entry.number: entry for entry in queue(reader(OFFICE, store), TODAY)}
    for number, village, learned in (("a", FRONT, "后坞"), ("b", FRONT, None), ("c", None, None)):
        decisions.repair(
            writer(OFFICE, store, "clerk"), entries[number], village, on=TODAY, learn=learned or ""
        )
    page = open_view("repair")
    assert undo_buttons(page) == ["undo-3", "undo-2", "undo-1"]
    page.button(key="undo-1").click().run()
    assert undo_buttons(page) == ["undo-3", "undo-2"]
    aside, plain, learned = [html.body for html in page.get("html") if "· 1 件 ·" in html.body]
    assert "已搁置" in aside
    assert "已撤销" in learned and "记为别名：后坞" in learned
    for words in (aside, plain):
        assert "已撤销" not in words and "记为别名" not in words and "nan" not in words


def words(page):
    return "\n".join(html.body for html in page.get("html"))


@pytest.fixture
def three(store):
    with store.write("test", "import", COUNTY) as session:
        for number, words in (("a", "后坞自然村"), ("b", "前山自然村"), ("c", "第1镇")):
            session.add(petition(number, basis="none", address=words))
        session.flush()
        session.add(PetitionPerson(petition_id=1, statement="我叫王甲乙，后坞路灯不亮"))
    return store


def box(page):
    (found,) = [each for each in page.selectbox if each.key == "entry"]
    return found


def place(page):
    """Place the entry that is looked at."""
    village = next(each for each in page.selectbox if "地图" in each.label)
    village.set_value(FRONT).run()
    page.button(key="place").click().run()


def test_the_box_shows_the_entry_that_stands_beside_it(three, open_view):
    page = open_view("repair")
    assert box(page).value == "a" and "后坞自然村" in words(page)
    place(page)
    assert not page.exception
    assert box(page).value == "b" and "前山自然村" in words(page)


def test_an_entry_is_skipped_and_the_last_one_is_not(three, open_view):
    page = open_view("repair")
    for number in ("b", "c"):
        page.button(key="skip").click().run()
        assert box(page).value == number
    assert page.button(key="skip").disabled


def test_what_the_petition_says_is_shown_with_persons_masked(three, open_view):
    shown = words(open_view("repair"))
    assert "我叫王某，后坞路灯不亮" in shown and "王甲乙" not in shown


def test_place_skip_and_undo_have_their_keys(three, open_view):
    page = open_view("repair")
    place(page)
    keys = {button.key: button.proto.shortcut for button in page.button}
    assert (keys["place"], keys["skip"], keys["undo-1"]) == ("ctrl+enter", "s", "z")
