"""What a page shows when a step is refused: the sentence where the step was taken, and the form as it was."""

import datetime as dt

import pytest
from sqlalchemy import update

from data.repair import decisions
from data.repair.queue import queue
from data.tables import Dataset
from data.terms import State
from data.visits import days, plans, saved
from data.visits.days import Outcome
from data.visits.promises import keep_promise, waiting_promises
from geo.visits import plan
from tests.county import COUNTY, TODAY, finding, petition
from tests.roles import OFFICE, reader, writer

FRONT, DAY, TOWNSHIP = "990001001001", dt.date(2026, 12, 15), "990001001"


def warnings(page):
    return [each.value for each in page.warning]


def field(page, kind, label):
    (control,) = [each for each in getattr(page, kind) if each.label == label]
    return control


def press(page, label):
    field(page, "button", label).click().run()
    assert not page.exception
    return page


@pytest.fixture
def waiting(store):
    """Two petitions whose villages nobody knows."""
    with store.write("test", "import", COUNTY) as session:
        session.add(petition("a", basis="none", address="后坞自然村"))
        session.add(petition("b", basis="none", address="前山自然村"))


def test_a_name_that_cannot_be_learned_is_refused_beside_its_entry_alone(waiting, open_view):
    page = open_view("repair")
    page.selectbox(key="village-a").set_value(FRONT)
    page.text_input[0].set_value("后")
    page.run()
    page.button(key="place").click().run()
    assert warnings(page) == ["别名须为 2 至 100 个字"]
    assert page.text_input[0].value == "后"
    page.selectbox(key="entry").set_value("b").run()
    assert warnings(page) == []
    page.selectbox(key="entry").set_value("a").run()
    page.selectbox(key="village-a").set_value(FRONT)
    page.text_input[0].set_value("后坞").run()
    page.button(key="place").click().run()
    assert warnings(page) == []
    assert len(page.toast) == 1


def test_a_decision_that_another_clerk_took_back_meanwhile_is_refused_beside_the_list(
    store, waiting, open_view
):
    first = queue(reader(OFFICE, store), TODAY)[0]
    decisions.repair(writer(OFFICE, store, "clerk"), first, FRONT, on=TODAY, learn="")
    page = open_view("repair")
    undo = page.button(key="undo-1").click()
    decisions.undo(writer(OFFICE, store, "another clerk"), 1)
    undo.run()
    assert len(warnings(page)) == 1


@pytest.fixture
def held(store):
    """A visit that was held, with two cases to record."""
    with store.write("test", "make", COUNTY) as session:
        session.add(petition("N-1", FRONT))
        session.add(petition("N-2", FRONT))
        session.execute(update(Dataset).values(as_of=DAY))
    day = plans.load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    seen = saved.save(writer(OFFICE, store), day, plan(day.problem), None)
    for to, today in ((State.PUBLISHED, dt.date(2026, 12, 1)), (State.HELD, DAY)):
        seen = days.advance(writer(OFFICE, store, today=today), TOWNSHIP, DAY, to, seen=seen)


def form_of(page, label):
    (form,) = [each for each in page.form if label in [control.label for control in each.selectbox]]
    return form


def filled(page):
    """What stands in the form of a case that was heard: what came of it, who owes it, until when."""
    form = form_of(page, "接访件")
    return form.get("button_group")[0].value, form.text_input[0].value, form.date_input[0].value


def test_a_promise_without_a_debtor_keeps_the_form_and_once_recorded_empties_it(held, open_view):
    page = open_view("visits", visit=TOWNSHIP)
    empty, day = filled(page), dt.date(2027, 1, 15)
    form = form_of(page, "接访件")
    form.get("button_group")[0].set_value(Outcome.PROMISED)
    form.date_input[0].set_value(day)
    form.button[0].click().run()
    assert sum("承诺办理须写明" in words for words in warnings(page)) == 1
    assert filled(page) == (Outcome.PROMISED, "", day)
    form = form_of(page, "接访件")
    form.text_input[0].set_value("县水务局")
    form.button[0].click().run()
    assert not any("承诺办理须写明" in words for words in warnings(page))
    assert [each.value for each in page.toast] == ["已登记：N-1"]
    assert filled(page) == empty


def test_a_refusal_of_one_day_is_not_told_of_another(store, open_view):
    with store.write("test", "make", COUNTY) as session:
        session.add(petition("N-1", FRONT))
    page = open_view("visits", visit=TOWNSHIP)
    day = plans.load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    saved.save(writer(OFFICE, store, "another"), day, plan(day.problem), None)
    page.button(key="save").click().run()
    assert any("已由他人保存" in words for words in warnings(page))
    later = page.selectbox(key="day")
    later.set_value(next(each for each in later.options if "2027-01" in each)[:10]).run()
    assert not page.exception
    assert not any("已由他人保存" in words for words in warnings(page))


@pytest.fixture
def two_findings(store):
    """Two findings that wait for a decision."""
    with store.write("test", "make", COUNTY) as session:
        for number in range(1, 4):
            session.add(petition(f"N-{number}", FRONT))
        for category in ("land", "labour"):
            session.add(finding([FRONT], category=category))


def test_a_finding_dismissed_without_a_reason_is_refused_on_its_own_page_alone(two_findings, open_view):
    page = open_view("hotspots", spots="findings", finding="1")
    press(page, "排除")
    assert sum("理由" in words for words in warnings(page)) == 1
    page.query_params["finding"] = "2"
    page.run()
    assert not any("理由" in words for words in warnings(page))


def test_an_older_link_to_the_findings_opens_them(two_findings, open_view):
    page = open_view("hotspots", spots="found")
    assert any(each.label == "排除" for each in page.button)
    assert page.query_params["spots"] == "findings"


def test_a_promise_that_another_marked_as_kept_meanwhile_is_refused(store, held, open_view):
    clerk = writer(OFFICE, store, "clerk")
    days.record(clerk, TOWNSHIP, DAY, "N-1", Outcome.PROMISED, owner="县水务局", due=DAY)
    page = open_view("promises")
    promise = field(page, "selectbox", "承诺")
    promise.set_value(1).run()
    mark = field(page, "button", "登记为已兑现").click()
    keep_promise(writer(OFFICE, store, "another clerk"), 1, on=DAY)
    mark.run()
    assert not page.exception
    assert "没有待兑现的第 1 项承诺" in warnings(page)
    page = open_view("promises", due="kept")
    field(page, "selectbox", "承诺").set_value(1).run()
    field(page, "button", "恢复为未兑现").click().run()
    assert "近一年没有已兑现" in "\n".join(part.body for part in page.get("html"))
    assert waiting_promises(clerk, DAY)["id"].tolist() == [1]
