"""Another server has the program under a path: nothing leads out of it, be it taken off on the way or not."""

import base64
import hashlib
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from dashboard import base_path
from dashboard.access import openid
from dashboard.pages.place import packs
from dashboard.settings import Settings
from data.accounts.accounts import keeper
from data.accounts.sources import add_source
from data.scope import Role
from data.store import Store
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served
from tests.dashboard.access.people import cookie

HTML = {"Accept": "text/html"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LEADS = re.compile(r'(?:href|action|src)="([^"#]*)')


@pytest.fixture(scope="module")
def real(county_file):
    store = Store(f"sqlite:///{county_file}")
    people.make_real(store)
    for role in (Role.OFFICE, Role.TEAM):
        people.add(store, role)
    yield store
    store.close()


@pytest.fixture(scope="module")
def door(real):
    with served(real.url, PETITION_MAP_BASE_PATH="petitions") as door:
        yield door


def test_what_is_asked_for_under_the_path_is_answered_as_without_it(door):
    for path in ("/health", "/login", "/login/style.css"):
        assert door.ask(f"/petitions{path}").status_code == door.ask(path).status_code == 200
    assert door.ask("/petitionsx/health", **HTML).status_code == 303


def test_the_path_itself_leads_to_its_first_page(door):
    answer = door.ask("/petitions?role=team", **HTML)
    assert (answer.status_code, answer.headers["Location"]) == (307, "/petitions/?role=team")
    assert "Content-Security-Policy" in answer.headers


def test_who_is_not_signed_in_is_led_to_the_login_and_back_under_the_path(door):
    answer = door.ask("/petitions/plan?visit=1", **HTML)
    assert answer.headers["Location"] == "/petitions/login?next=%2Fplan%3Fvisit%3D1"
    page = door.ask(answer.headers["Location"]).text
    led = LEADS.findall(page)
    assert len(led) > 4 and all(each.startswith("/petitions/login") for each in led)


def test_a_cookie_is_for_the_path_alone(door):
    answer = door.ask(
        "/petitions/logout", "POST", content=urlencode({"lang": "en"}), Origin=door.address, **FORM
    )
    assert answer.headers["Location"] == "/petitions/login?lang=en"
    assert "path=/petitions;" in answer.headers["Set-Cookie"].lower() + ";"


def test_the_pages_are_told_where_their_server_is_by_a_script_that_they_may_run(door, real):
    own = cookie(people.token_of(real, "office"))
    page = door.ask("/petitions/cases", cookie=own, **HTML)
    assert base_path.script() in page.text and '"/petitions/"' in base_path.script()
    digest = base64.b64encode(hashlib.sha256(base_path.script().encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_a_page_for_a_phone_leads_under_the_path(door, real):
    page = door.ask("/petitions/phone", cookie=cookie(people.token_of(real, "team")), **HTML).text
    led = LEADS.findall(page)
    assert len(led) > 5 and all(each.startswith("/petitions/") for each in led if each)


def test_other_programs_are_told_an_address_under_the_path(door, real):
    add_source(keeper(real, "test"), "平台")
    told = door.ask("/petitions/open311/v2/discovery.json").json()
    assert [one["url"] for one in told["endpoints"]] == [f"{door.address}/petitions/open311/v2"]
    assert door.ask("/petitions/open311/v2/services.json").status_code == 200


def test_a_village_pack_and_the_sign_on_service_are_told_the_path(door, monkeypatch):
    page = SimpleNamespace(context=SimpleNamespace(url="https://a.b/petitions/x?y=1"))
    monkeypatch.setattr(packs, "st", page)
    assert packs._address() == "https://a.b/petitions"
    request = SimpleNamespace(url=SimpleNamespace(scheme="https", netloc="a.b"))
    assert openid._returns(request) == f"https://a.b/petitions{openid.RETURN}"


@pytest.mark.parametrize(
    ("set_to", "path"),
    [
        ("", ""),
        ("/", ""),
        ("petitions", "/petitions"),
        ("/a/b.c/", "/a/b.c"),
        ("信访", None),
        ("a/../b", None),
    ],
)
def test_a_path_is_written_with_or_without_slashes(monkeypatch, set_to, path):
    monkeypatch.setenv("PETITION_MAP_BASE_PATH", set_to)
    if path is None:
        with pytest.raises(ValueError, match="Path under which"):
            Settings()
    else:
        assert Settings().base_path == path
