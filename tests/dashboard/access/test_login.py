"""Signing in, as a browser does it without any script."""

# ruff: noqa: S106 the words are made up here

import re
from urllib.parse import urlencode

import pytest

from data.accounts import accounts, credentials, passwords, sessions
from data.scope import Role
from data.store import Store
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served
from tests.dashboard.access.people import PASSWORD

OTHER = "a kite above the tall bamboo"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module", autouse=True)
def _quick_passwords():
    """Hashing is as slow as it must be in tests/data/accounts."""
    with pytest.MonkeyPatch.context() as patch:
        quick = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_NOBODYS", [])
        yield


@pytest.fixture(scope="module")
def real(county_file):
    store = Store(f"sqlite:///{county_file}")
    people.make_real(store)
    for role in (Role.OFFICE, Role.ADMINISTRATOR):
        code = accounts.add(accounts.keeper(store, "test"), role.value, role)
        credentials.begin(store, code, role.value, PASSWORD)
    yield store
    store.close()


@pytest.fixture(scope="module")
def door(real):
    with served(real.url) as door:
        yield door


def send(door, path, cookie="", **fields):
    """Send a form as a page of ours does."""
    return door.ask(path, "POST", cookie, content=urlencode(fields), Origin=door.address, **FORM)


def sign_in(door, name="office", password=PASSWORD, **fields):
    return send(door, "/login", name=name, password=password, **fields)


def given(answer):
    """The token that an answer sets, as a browser sends it back."""
    return answer.headers["Set-Cookie"].split(";")[0]


def told(answer):
    """The sentence of a refusal."""
    return re.search(r'role="alert" id="error">([^<]*)<', answer.text)[1]


def test_name_and_password_open_the_program_and_lead_on(door):
    answer = sign_in(door, next="/plan?visit=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan?visit=1")
    assert door.ask("/", cookie=given(answer)).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_hosts(door):
    flags = sign_in(door).headers["Set-Cookie"].lower()
    assert "httponly" in flags and "samesite=lax" in flags and "path=/" in flags
    assert "secure" not in flags and "max-age" not in flags and "domain" not in flags


def test_behind_tls_the_cookie_stays_there(door, monkeypatch):
    flags = sign_in_behind(door, "https").headers.get("Set-Cookie", "").lower()
    assert "secure" in flags


def sign_in_behind(door, scheme):
    """Through a proxy on this machine, which the server believes (run.py says which ones)."""
    body = urlencode({"name": "office", "password": PASSWORD})
    headers = FORM | {"X-Forwarded-Proto": scheme, "Origin": f"{scheme}://{door.host}"}
    return door.ask("/login", "POST", content=body, **headers)


def test_a_wrong_name_and_a_wrong_password_are_told_alike(door):
    wrong, unknown = sign_in(door, password="wrong"), sign_in(door, name="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert told(wrong) == told(unknown) == "账号或密码不正确"
    assert "Set-Cookie" not in wrong.headers
    assert 'value="office"' in wrong.text and "wrong" not in wrong.text


def test_guessing_is_slowed_down_without_a_word_on_the_account(door, monkeypatch):
    moment = sessions.now()
    monkeypatch.setattr(sessions, "now", lambda: moment)  # a slow machine would wait by itself
    for name in ("guessed", "office2"):
        answers = [sign_in(door, name=name, password="wrong") for _ in range(7)]
        assert "秒后再试" in told(answers[-1])


def test_a_form_of_another_host_signs_nobody_in(door):
    body = urlencode({"name": "office", "password": PASSWORD})
    for origin in ("http://evil.example", "null"):
        assert door.ask("/login", "POST", content=body, Origin=origin, **FORM).status_code == 403
    assert door.ask("/login", "POST", content=body, **FORM).status_code == 403
    assert door.ask("/logout", "POST", Origin="http://evil.example").status_code == 403


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https:/evil.example", "/\\evil.example", "/a\r\nX: y", "/login?next=/login"],
)
def test_the_login_leads_on_within_the_program_alone(door, elsewhere):
    assert sign_in(door, next=elsewhere).headers["Location"] == "/"
    assert 'name="next" value="/"' in door.ask(f"/login?{urlencode({'next': elsewhere})}").text


def test_who_signs_out_is_out_and_the_token_is_worth_nothing(door):
    token = given(sign_in(door))
    answer = send(door, "/logout", token)
    assert answer.headers["Location"] == "/login"
    assert 'petition_session=""' in answer.headers["Set-Cookie"]
    assert door.ask("/", cookie=token).status_code == 401


def test_signing_in_again_ends_the_session_before(door):
    before = given(sign_in(door))
    after = given(send(door, "/login", before, name="office", password=PASSWORD))
    assert before != after
    assert door.ask("/", cookie=before).status_code == 401
    assert door.ask("/", cookie=after).status_code == 200


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(door, real):
    people.add(real, Role.CLERK, "changing")
    credentials.begin(real, accounts.reset(accounts.keeper(real, "test"), "changing"), "changing", PASSWORD)
    elsewhere, token = (given(sign_in(door, "changing")) for _ in range(2))

    def change(**fields):
        return send(door, "/login/password", token, **({"new": OTHER, "again": OTHER} | fields))

    assert told(change(password="wrong")) == "当前密码不正确"
    assert told(change(password=PASSWORD, again="other")) == "两次输入的密码不一致"
    assert "12" in told(change(password=PASSWORD, new="short", again="short"))
    assert door.ask("/", cookie=elsewhere).status_code == 200
    answer = change(password=PASSWORD)
    assert door.ask("/", cookie=given(answer)).status_code == 200
    assert door.ask("/", cookie=elsewhere).status_code == 401
    assert sign_in(door, "changing").status_code == 401


def test_who_must_change_the_password_gets_to_nothing_else(door, real):
    people.add(real, Role.CLERK, "forced")
    code = accounts.reset(accounts.keeper(real, "test"), "forced")
    credentials.begin(real, code, "forced", PASSWORD)
    accounts.change(accounts.keeper(real, "test"), "forced", must_change_password=True)
    token = given(sign_in(door, "forced"))
    for path in ("/", "/plan", "/login"):
        page = door.ask(path, cookie=token, Accept="text/html")
        assert page.headers["Location"] == "/login/password"
    assert door.ask("/_stcore/host-config", cookie=token).status_code == 401
    assert door.status_of_websocket(cookie=token) == 403
    answer = send(door, "/login/password", token, password=PASSWORD, new=OTHER, again=OTHER)
    assert door.ask("/", cookie=given(answer)).status_code == 200


def test_a_one_time_code_is_exchanged_for_a_password_once(door, real):
    code = accounts.add(accounts.keeper(real, "test"), "newcomer", Role.CLERK)
    fields = {"code": code, "name": "newcomer", "new": PASSWORD, "again": PASSWORD}
    assert "代码" in told(send(door, "/login/first", **(fields | {"name": "office"})))
    assert door.ask("/", cookie=given(send(door, "/login/first", **fields))).status_code == 200
    assert send(door, "/login/first", **fields).status_code == 401


def test_a_screen_signs_in_with_the_key_of_its_device(door, real):
    key = accounts.add(accounts.keeper(real, "test"), "hall", Role.SCREEN)
    assert send(door, "/login/screen", key="guess").status_code == 401
    token = given(send(door, "/login/screen", key=key)).split("=")[1]
    assert sessions.visitor(real, token).role is Role.SCREEN


def test_a_form_that_is_too_long_is_none(door):
    answer = sign_in(door, name="x" * 20_000)
    assert answer.status_code == 401 and len(answer.content) < 10_000


@pytest.mark.parametrize("path", ["/login", "/login/first", "/login/screen"])
def test_a_page_has_labels_says_what_is_filled_in_and_asks_no_other_host(door, path):
    for language, lang in (("zh-CN", ""), ("en", "en")):
        page = door.ask(f"{path}?lang={lang}").text
        assert f'<html lang="{language}">' in page
        names = re.findall(r'<input id="(\w+)"', page)
        assert names and all(f'<label for="{name}">' in page for name in names)
        assert page.count("autocomplete=") == len(names)
        assert "<script" not in page and "//" not in page.replace("<!DOCTYPE", "").replace("</", "")
    assert "//" not in door.ask("/login/style.css").text.replace("*/", "").replace("/*", "")


def test_the_language_stays_from_page_to_page(door):
    answer = sign_in(door, lang="en", password="wrong")
    assert told(answer) == "The name or the password is wrong"
    assert 'href="/login/first?lang=en"' in answer.text
    assert '<html lang="en">' in door.ask("/login?next=%2Fplan%3Flang%3Den").text


def test_words_from_outside_are_words(door):
    hostile = "<script>alert(1)</script>\"'{{7*7}}"
    page = sign_in(door, name=hostile, password="wrong").text
    assert "<script" not in page and "49" not in page


@pytest.mark.parametrize("holds", ["nothing", "no county", "a county"])
def test_the_first_administrator_begins_with_the_code_of_who_started_the_program(
    holds, tmp_path, store, empty_record
):
    path = tmp_path / "new.gpkg"
    if holds == "no county":
        path.write_bytes(empty_record.read_bytes())
    elif holds == "a county":
        people.make_real(store)
        store.close()
        path = tmp_path / "county.gpkg"
    with served(f"sqlite:///{path}") as door:
        assert door.ask("/health").status_code in (200, 503)
        assert door.ask("/", Accept="text/html").headers["Location"] == "/login"
        page = door.ask("/login").text
        assert "尚无账号" in page and "<form" not in page
        own = Store(f"sqlite:///{path}", create=True)
        code = credentials.first_code(own)
        own.close()
        fields = {"name": "first", "new": PASSWORD, "again": PASSWORD}
        assert send(door, "/login/first", code="guess", **fields).status_code == 401
        answer = send(door, "/login/first", code=code, **fields)
        assert answer.status_code == 303
        assert door.ask("/", cookie=given(answer)).status_code == 200
        assert "<form" in door.ask("/login").text
        assert send(door, "/login/first", code=code, **fields).status_code == 401
