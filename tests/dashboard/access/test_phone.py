"""The pages for a phone, as a browser opens them without any script."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest

from dashboard.phone import village
from data.scope import Role
from data.store import Store
from tests.county import petition
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served
from tests.dashboard.access.people import VILLAGE, cookie

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = "<script>alert(1)</script>'\"{{7*7}}"


@pytest.fixture(scope="module")
def real(county_file):
    store = Store(f"sqlite:///{county_file}")
    people.make_real(store)
    with store.write("test", "import", VILLAGE) as session:
        session.add_all(
            [petition("A-1", VILLAGE), petition("B-1", "990001002001"), petition(HOSTILE, VILLAGE)]
        )
        session.add(petition("X-1", VILLAGE, purpose="accusation"))
    for role in (Role.TEAM, Role.OFFICE, Role.LEADER, Role.UNIT):
        people.add(store, role)
    yield store
    store.close()


@pytest.fixture(scope="module")
def door(real):
    with served(real.url) as door:
        yield door


@pytest.fixture
def team(real):
    return cookie(people.token_of(real, "team"))


def send(door, path, holder, origin=None, **fields):
    content = urlencode({"village": VILLAGE} | fields)
    return door.ask(f"/phone/{path}", "POST", holder, content=content, Origin=origin or door.address, **FORM)


def follow(door, answer, holder):
    assert answer.status_code == 303, answer.text
    return door.ask(answer.headers["Location"], cookie=holder).text


def test_a_village_is_opened_with_its_open_cases_and_nobody_is_named(door, team):
    for lang, title in (("", "村990001"), ("en", "Open cases")):
        page = door.ask(f"/phone?lang={lang}", cookie=team).text
        assert title in page or lang == ""
        assert "A-1" in page and "B-1" not in page and "X-1" not in page
        assert "<script" not in page and "49" not in re.sub(r"[0-9a-f]{32}|\d{2,}", "", page)
        assert "http://" not in page and "https://" not in page and "style=" not in page


def test_cases_that_are_not_listed_are_counted(door, team, monkeypatch):
    monkeypatch.setattr(village, "MOST", 1)
    assert "另有 1 项" in door.ask(f"/phone?village={VILLAGE}", cookie=team).text


def test_a_visit_is_recorded_in_two_taps_and_taken_back_in_one(door, team):
    today, yesterday = (dt.date.today() - dt.timedelta(days=ago) for ago in (0, 1))
    page = follow(door, send(door, "contact", team, on="yesterday"), team)
    assert yesterday.isoformat() in page and "contact/undo" in page
    page = follow(door, send(door, "contact", team, on="today"), team)
    assert f"上次到村 {today}" in page
    entry = re.search(r'name="entry" value="(\d+)"', page)[1]
    page = follow(door, send(door, "contact/undo", team, entry=entry), team)
    assert "已撤销" in page and f"上次到村 {yesterday}" in page
    assert "contact/undo" not in door.ask(f"/phone?contact={entry}", cookie=team).text


def test_an_errand_is_recorded_waits_and_is_done(door, team):
    mark = re.search(r'name="form" value="(\w+)"', door.ask("/phone", cookie=team).text)[1]
    sent = {"kind": "papers", "place": "county", "form": mark}
    page = follow(door, send(door, "errand", team, **sent), team)
    again = follow(door, send(door, "errand", team, **sent), team)
    for each in (page, again):
        assert each.count('action="/phone/errand/done"') == 1
    entry = re.search(r'name="entry" value="(\d+)"\s*>\s*<button class="small"', page)[1]
    assert "errand/done" not in follow(door, send(door, "errand/done", team, entry=entry), team)


def test_what_is_refused_says_why_and_keeps_what_was_chosen(door, team):
    answer = send(door, "errand", team, kind="papers", form="a" * 32, open="errand")
    assert answer.status_code == 409 and 'role="alert"' in answer.text
    assert 'value="papers" required checked' in answer.text and '<details id="errand" open' in answer.text
    for fields in ({"on": "tomorrow"}, {"on": "today", "village": "990001002001"}, {"on": "x" * 20_000}):
        assert send(door, "contact", team, **fields).status_code == 409
    assert send(door, "contact/undo", team, entry="9" * 400).status_code == 409


def test_nothing_is_recorded_from_another_hosts_page_or_by_who_has_no_village(door, real, team):
    others = [cookie(people.token_of(real, name)) for name in ("leader", "unit")]
    before = real.dataset().version
    assert send(door, "contact", team, origin="http://evil.example", on="today").status_code == 403
    assert send(door, "contact", "", on="today").status_code == 401
    assert door.ask("/phone/contact", cookie=team).headers["Location"] == "/phone"
    for other in others:
        assert send(door, "contact", other, on="today").status_code == 403
        assert "A-1" not in door.ask("/phone", cookie=other).text
    assert real.dataset().version == before


def test_a_form_that_is_sent_after_the_session_ended_leads_to_the_login_and_back(door, real):
    before = real.dataset().version
    sent = {"content": urlencode({"village": VILLAGE, "on": "today"}), "Origin": door.address, **FORM}
    answer = door.ask("/phone/contact", "POST", cookie("gone"), Accept="text/html", **sent)
    assert answer.status_code == 303 and answer.headers["Location"].startswith(
        "/login?why=ended&next=%2Fphone"
    )
    assert real.dataset().version == before


def test_who_has_many_villages_chooses_the_most_pressing_first(door, real):
    office = cookie(people.token_of(real, "office"))
    page = door.ask("/phone", cookie=office).text
    assert page.count('class="card"') == 4
    assert "A-1" in door.ask(f"/phone?village={VILLAGE}", cookie=office).text
    assert door.ask("/phone?village=nowhere", cookie=office).text.count('class="card"') == 4
