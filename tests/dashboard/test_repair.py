"""The list of decisions below the repair queue."""

from data.repair import decisions
from data.repair.queue import queue
from data.scope import Role, Scope
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
