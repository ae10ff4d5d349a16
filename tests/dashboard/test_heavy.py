"""What takes long is answered once for all who ask, and pages go on meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import cache, nightly
from dashboard.cache import heavy
from dashboard.cache import making as making_module
from dashboard.cache.heavy import Heavy
from dashboard.cache.keys import FACTS, LAND
from dashboard.cache.making import Stopped
from data.accounts import accounts
from data.errors import AnswerRefused
from data.hotspots import now as question
from data.rules import record as rules
from data.scope import Role
from data.tables import Division
from geo.errors import Refused
from geo.progress import step
from tests.county import COUNTY, TODAY, petition
from tests.roles import CLERK, LEADER, OFFICE, writer

SOON = 20
"""Seconds within which whatever a test waits for happens, also where others compute."""


class Slow:
    """A question that counts how often it is worked out, and waits in the middle until it may go on."""

    def __init__(self):
        self.times, self.reached, self.may_go_on = 0, threading.Event(), threading.Event()
        self.may_go_on.set()

    def __call__(self, scope, key, *asked):
        self.times += 1
        answer = f"{self.times} of {scope.role} for {asked}"
        for part in range(3):
            step("{done} of {whole} periods compared", part, 3)
            self.reached.set()
            assert self.may_go_on.wait(SOON)
        return answer

    def hold(self):
        self.reached.clear()
        self.may_go_on.clear()


@pytest.fixture
def slow(open_view):
    """The question, on the small county as its pages read it."""
    answer = Slow()
    answer.__qualname__ = "slow"
    yield answer
    answer.may_go_on.set()


@pytest.fixture
def ask(slow):
    """Function that asks it now, by a scope and its filters."""
    asked = Heavy(slow, FACTS + LAND, ("petitions",), 2)
    return lambda *filters, scope=OFFICE: asked.ask(scope, cache.store().dataset(), *filters)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(heavy, "PATIENCE", 0.05)


def add_petition(store, number="Z"):
    with store.write("test", "petition", COUNTY) as session:
        session.add(petition(number, "990001001001"))


def test_ten_who_ask_at_once_are_answered_by_one_making(ask, slow):
    with ThreadPoolExecutor(10) as readers:
        told = list(readers.map(lambda _: ask().look().answer, range(10)))
    assert set(told) == {told[0]} and slow.times == 1


def test_who_reads_at_once_and_who_waits_share_one_making(ask, slow, impatient):
    slow.hold()
    assert ask().look().answer is None
    with ThreadPoolExecutor(1) as other:
        told = other.submit(ask().answer)
        assert slow.reached.wait(SOON)
        slow.may_go_on.set()
        assert told.result(SOON) and slow.times == 1


def test_after_a_petition_the_answer_of_before_is_at_hand_until_the_new_one_is_made(
    ask, slow, impatient, store
):
    before = ask().answer()
    add_petition(store)
    slow.hold()
    look = ask().look()
    assert (look.answer, look.current) == (before, False)
    assert look.known.made is not None and look.making is not None
    slow.may_go_on.set()
    assert look.making.wait(SOON)
    look = ask().look()
    assert (look.answer != before, look.current) == (True, True) and slow.times == 2


@pytest.mark.parametrize("change", ["rules", "divisions"])
def test_an_answer_of_other_rules_or_divisions_is_never_shown(ask, slow, impatient, store, change):
    ask().answer()
    if change == "rules":
        rules.set_rules(writer(OFFICE, store), {"hotspots.months": 13}, valid_from=TODAY)
    else:
        with store.write("test", "division", COUNTY) as session:
            session.query(Division).filter_by(code="990001001001").one().name = "New"
    slow.hold()
    assert ask().look().known is None


def test_an_answer_of_a_later_record_is_not_shown_where_an_older_one_was_put_back(ask, store):
    older = ask()
    add_petition(store)
    ask().answer()
    assert older.at_hand().known is None


def test_what_a_scope_was_told_is_told_to_no_other(ask, slow, impatient, store):
    ask().answer()
    slow.hold()
    for other in (CLERK, LEADER):
        assert ask(scope=other).at_hand().known is None
        assert ask(scope=other).look().known is None
    add_petition(store)
    assert ask(scope=LEADER).at_hand().known is None and ask().at_hand().known is not None


def test_who_cancels_ends_it_within_a_step(ask, slow, impatient):
    slow.hold()
    making = ask().look("reader").making
    assert slow.reached.wait(SOON) and making.step.whole == 3
    making.leave("reader")
    slow.may_go_on.set()
    assert making.wait(SOON)
    with pytest.raises(Stopped):
        making.result()
    assert making.step.done < 2, "it heard of it with the next step"
    assert ask().answer() and slow.times == 2, "whoever asks again is answered"


def test_it_goes_on_while_somebody_else_waits(ask, slow, impatient):
    slow.hold()
    making = ask().look("one").making
    ask().look("other")
    making.leave("one")
    slow.may_go_on.set()
    assert making.wait(SOON) and making.known is not None


def test_what_nobody_waits_for_any_more_ends_and_holds_nobody_up(ask, slow, impatient, monkeypatch):
    slow.hold()
    making = ask().look("reader").making
    assert slow.reached.wait(SOON)
    monkeypatch.setattr(making_module, "SEEN", 0.0)
    slow.may_go_on.set()
    assert making.wait(SOON) and making.stopped


def test_what_is_made_ahead_is_ended_by_no_reader(ask, slow, impatient):
    slow.hold()
    with ThreadPoolExecutor(1) as night:
        done = night.submit(ask().ahead)
        assert slow.reached.wait(SOON)
        making = ask().look("reader").making
        making.leave("reader")
        slow.may_go_on.set()
        assert done.result(SOON) is None and ask().at_hand().current


def test_what_nobody_foresaw_is_told_as_a_sentence_and_tried_again_later(open_view, monkeypatch):
    times = []

    def fails(scope, key):
        times.append(1)
        raise KeyError("words of a petition")

    asked = Heavy(fails, FACTS, (), 2)

    def look():
        return asked.ask(OFFICE, cache.store().dataset()).look()

    for _reader in range(2):
        with pytest.raises(AnswerRefused) as told:
            look()
        assert "words of a petition" not in str(told.value)
    assert len(times) == 1
    monkeypatch.setattr(heavy, "FAILED", 0.0)
    with pytest.raises(AnswerRefused):
        look()
    assert len(times) == 2


def test_a_refusal_is_told_as_it_is(open_view):
    def refuses(scope, key):
        raise Refused("No township is planned for")

    with pytest.raises(Refused, match="No township"):
        Heavy(refuses, FACTS, (), 2).ask(OFFICE, cache.store().dataset()).look()


def test_so_many_answers_are_kept_and_no_more(ask, slow):
    for filters in ("a", "b", "c"):
        ask(filters).answer()
    assert [ask(filters).at_hand().current for filters in ("a", "b", "c")] == [False, True, True]


# --- ahead --------------------------------------------------------------------------------------------------

QUESTIONS = ("more", "heat", "new", "now")


@pytest.fixture
def begun(monkeypatch):
    """Names of the questions whose answers were begun."""
    names, own = [], Heavy.making

    def making(self, ask):
        names.append(self.name.rpartition(".")[2])
        return own(self, ask)

    monkeypatch.setattr(Heavy, "making", making)
    return names


def test_what_is_usually_asked_is_answered_before_the_first_reader_comes(store, open_view, begun):
    add_petition(store)
    cache.answer_ahead()
    assert set(begun) == {"_hot", "_typical_heat", "_new", "_now", "_plans_of_day"}
    begun.clear()
    for spots in QUESTIONS:
        assert not open_view("hotspots", spots=spots).exception
    cache.answer_ahead()
    assert begun == [], "nothing is answered twice"


def test_of_an_office_with_accounts_each_scope_finds_its_answers(store, open_view, begun):
    add_petition(store)
    keeper = accounts.keeper(store, "test")
    for name, role in (("head", Role.OFFICE), ("clerk", Role.CLERK)):
        accounts.add(keeper, name, role, valid_from=TODAY)
    cache.answer_ahead()
    begun.clear()
    for scope in (OFFICE, CLERK):
        assert cache.now(scope, store.dataset(), *cache.usual(store.dataset())[:1], TODAY).look().current
    assert begun == []


def test_nothing_is_answered_of_a_record_that_holds_nothing(open_view, begun):
    cache.answer_ahead()
    assert begun == []


def test_after_an_import_the_server_answers_at_once(store, open_view, begun):
    with nightly.kept() as scheduler:
        for job in scheduler.get_jobs():
            job.pause() if job.id != nightly.ANSWERS else job.modify(next_run_time=None)
        add_petition(store)
        assert begun == []
        nightly.answer_soon()
        for _ in range(200):
            if cache.now(OFFICE, store.dataset(), cache.usual(store.dataset())[0], TODAY).at_hand().current:
                break
            threading.Event().wait(0.1)
        assert "_now" in begun


# --- on a page ----------------------------------------------------------------------------------------------


@pytest.fixture
def held(monkeypatch):
    """Whether what happens now may be worked out: the page waits for it."""
    gate, own = threading.Event(), question.now

    def waits(*words, **more):
        for part in range(1000):
            step("{done} of {whole} random records compared", part, 999)
            if gate.wait(0.02):
                return own(*words, **more)
        raise AssertionError("nobody let it go on")

    monkeypatch.setattr(question, "now", waits)
    yield gate
    gate.set()


def shown(page):
    texts = [*(each.value for each in page.html), *(each.value for each in page.title)]
    return " ".join(texts)


def labels(page):
    return [each.label for each in page.button]


def until_current(page):
    """Look again, as the page does each second, until what it waits for is made."""
    for _ in range(100):
        threading.Event().wait(0.1)
        page.run()
        if "取消" not in labels(page):
            return page
    raise AssertionError("it was not made")


def test_a_page_shows_how_far_it_is_and_then_the_answer(store, open_view, held, impatient):
    add_petition(store)
    page = open_view("hotspots", spots="now")
    assert not page.exception and page.title[0].value == "近期预警"
    page.run()
    (bar,) = page.get("progress")
    assert "999" in bar.proto.text and labels(page) == ["取消"]
    held.set()
    until_current(page)
    assert not page.get("progress") and page.title[0].value != "近期预警"


def test_who_cancels_may_begin_again_and_keeps_what_was_chosen(store, open_view, held, impatient):
    add_petition(store)
    page = open_view("hotspots", spots="now", tier="hard")
    page.button(key="stop-answer").click().run()
    assert labels(page) == ["重新计算"] and "已取消本次计算" in shown(page)
    assert page.query_params["tier"] == "hard"
    held.set()
    page.button(key="begin-answer").click().run()
    until_current(page)
    assert page.title[0].value != "近期预警"


def test_a_page_shows_the_answer_of_before_and_says_of_when_it_is(store, open_view, held, monkeypatch):
    add_petition(store)
    held.set()
    page = open_view("hotspots", spots="now")
    before = page.title[0].value
    monkeypatch.setattr(heavy, "PATIENCE", 0.05)
    held.clear()
    add_petition(store, "Y")
    page.run()
    assert page.title[0].value == before and "正在按最新数据重算" in shown(page)
    held.set()
    until_current(page)
    assert "正在按最新数据重算" not in shown(page)
