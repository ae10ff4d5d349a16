"""Signing in at a sign-on service: a real provider of OpenID Connect runs beside the program."""

# ruff: noqa: S106 the words are made up here

import base64
import hashlib
import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import oidc_provider_mock
import pytest
from authlib.integrations.httpx_client import OAuth2Client

from dashboard.access import provider
from dashboard.settings import Settings
from data.accounts import accounts, sessions
from data.errors import SignInRefused
from data.scope import Role
from data.store import Store
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served

SETTINGS = {"PETITION_MAP_OIDC_CLIENT_ID": "petition-map", "PETITION_MAP_OIDC_CLIENT_SECRET": "seven herons"}


@pytest.fixture(scope="module")
def service():
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    users = [
        oidc_provider_mock.User(sub="17", claims={"preferred_username": "Office"}),
        oidc_provider_mock.User(sub="18", claims={"preferred_username": "stranger"}),
        oidc_provider_mock.User(sub="19", claims={"preferred_username": "wall"}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def real(county_file):
    store = Store(f"sqlite:///{county_file}")
    people.make_real(store)
    people.add(store, Role.OFFICE)
    people.add(store, Role.SCREEN, "wall")
    yield store
    store.close()


@pytest.fixture(scope="module")
def door(real, service):
    with served(real.url, PETITION_MAP_OIDC_ISSUER=service, **SETTINGS) as door:
        yield door


def leave(door, onward="/"):
    """Cookie and address with which one leaves for the service."""
    answer = door.ask(f"/login/openid?{urlencode({'next': onward})}")
    assert answer.status_code == 303
    return answer.headers["Set-Cookie"].split(";")[0], answer.headers["Location"]


def come_back(address, user):
    """Path to which the service sends somebody whom it let in."""
    answer = httpx.post(address, data={"sub": user})
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def test_the_login_leads_to_the_service(door):
    page = door.ask("/login?next=%2Fplan").text
    assert 'href="/login/openid?next=%2Fplan"' in page and "统一身份认证" in page


def test_who_is_known_and_has_an_account_is_let_in_and_led_on(door, real):
    cookie, address = leave(door, "/plan?visit=1")
    answer = door.ask(come_back(address, "17"), cookie=cookie)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan?visit=1")
    own = next(each for each in answer.headers.get_list("Set-Cookie") if each.startswith("petition_session="))
    assert sessions.visitor(real, own.split(";")[0].split("=")[1]).name == "office"
    assert "httponly" in own.lower() and "samesite=lax" in own.lower()
    assert door.ask("/", cookie=own.split(";")[0]).status_code == 200


@pytest.mark.parametrize("user", ["18", "19"])
def test_who_is_known_but_has_no_account_as_a_person_is_not(door, user):
    cookie, address = leave(door)
    answer = door.ask(come_back(address, user), cookie=cookie)
    assert answer.status_code == 401 and "petition_session" not in str(answer.headers)
    assert "没有可用的账号" in answer.text


def test_the_account_is_looked_up_as_it_is_now(door, real):
    cookie, address = leave(door)
    accounts.add(accounts.keeper(real, "test"), "another", Role.OFFICE)
    accounts.disable(accounts.keeper(real, "test"), "office")
    try:
        assert door.ask(come_back(address, "17"), cookie=cookie).status_code == 401
    finally:
        accounts.enable(accounts.keeper(real, "test"), "office")


def test_the_request_is_bound_by_pkce_state_and_nonce(door, monkeypatch):
    cookie, address = leave(door)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 40 and len(asked["nonce"]) > 40
    sent = {}
    fetch = OAuth2Client.fetch_token

    def watched(self, *words, **more):
        sent.update(more)
        return fetch(self, *words, **more)

    monkeypatch.setattr(OAuth2Client, "fetch_token", watched)
    assert door.ask(come_back(address, "17"), cookie=cookie).status_code == 303
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def refused(door, path, cookie):
    answer = door.ask(path, cookie=cookie)
    assert answer.status_code == 401 and "petition_session" not in str(answer.headers)
    return True


def test_an_answer_that_was_not_asked_for_is_refused(door):
    cookie, address = leave(door)
    other, _ = leave(door)
    back = come_back(address, "17")
    assert refused(door, back, "")  # another browser
    assert refused(door, back, other)  # another request of the same
    assert refused(door, back, "petition_openid=guess")
    assert refused(door, "/login/openid/callback", cookie)
    assert refused(door, back.replace("code=", "code=x"), cookie)
    assert refused(door, f"{back.split('?')[0]}?error=access_denied", cookie)
    assert door.ask(back, cookie=cookie).status_code == 303
    assert refused(door, back, cookie)  # a code is good once


WRONG = {
    "nonce": "InvalidClaimError",
    "issuer": "InvalidClaimError",
    "audience": "MissingClaimError",
    "signature": "BadSignatureError",
    "expired": "ExpiredTokenError",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_not_for_us_is_refused(door, monkeypatch, caplog, wrong):
    cookie, address = leave(door)
    code = parse_qs(urlsplit(come_back(address, "17")).query)["code"][0]
    real, own = provider.provider(), provider.provider()
    kept = own.unsealed(cookie.split("=", 1)[1])
    if wrong == "nonce":
        kept["nonce"] = "another"
    elif wrong == "issuer":
        own = replace(own, issuer="http://localhost:1")
        metadata = provider.Provider._metadata
        monkeypatch.setattr(provider.Provider, "_metadata", lambda _, client: metadata(real, client))
    elif wrong == "audience":
        own, client = replace(own, client_id="another"), provider.Provider._client
        monkeypatch.setattr(provider.Provider, "_client", lambda _, returns: client(real, returns))
    elif wrong == "signature":
        monkeypatch.setattr(provider, "_asked", _other_keys(provider._asked))
    else:
        monkeypatch.setattr(provider, "LEEWAY", -7200)
    with pytest.raises(SignInRefused):
        provider.told(own.account, f"{door.address}/login/openid/callback", code, kept)
    assert caplog.messages[-1].endswith(WRONG[wrong])


def _other_keys(asked):
    from joserfc.jwk import KeySet, RSAKey

    def other(client, address):
        if address.endswith("/jwks"):
            return KeySet([RSAKey.generate_key(2048)]).as_dict()
        return asked(client, address)

    return other


def test_a_service_that_does_not_answer_costs_nothing_but_a_sentence(real):
    with served(real.url, PETITION_MAP_OIDC_ISSUER="http://localhost:1", **SETTINGS) as door:
        assert "没有应答" in door.ask("/login/openid").text
        assert "<form" in door.ask("/login").text


def test_without_the_setting_there_is_no_such_way(real, monkeypatch):
    monkeypatch.delenv("PETITION_MAP_OIDC_ISSUER", raising=False)
    with served(real.url) as door:
        assert "openid" not in door.ask("/login").text
        for path in ("/login/openid", "/login/openid/callback?code=1&state=2"):
            assert door.ask(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"oidc_issuer": "http://id.example"}, "https"),
        ({"oidc_issuer": "https://id.example"}, "_CLIENT_ID"),
        ({"oidc_issuer": "https://id.example", "oidc_client_id": "x"}, "_CLIENT_SECRET"),
    ],
)
def test_half_a_setting_is_refused_at_the_start(given, refusal):
    with pytest.raises(ValueError, match=refusal):
        Settings(**({"oidc_client_id": "", "oidc_client_secret": None} | given))


def test_the_secret_may_stand_in_a_file_and_in_no_log(tmp_path):
    (tmp_path / "secret").write_text("seven herons\n")
    own = Settings(
        oidc_issuer="https://id.example", oidc_client_id="x", oidc_client_secret_file=tmp_path / "secret"
    )
    assert own.oidc_secret() == "seven herons"
    shown = repr(Settings(oidc_issuer="https://id.example", oidc_client_id="x", oidc_client_secret="hidden"))
    assert "hidden" not in shown
