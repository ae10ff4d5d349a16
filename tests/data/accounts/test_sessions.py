"""Sessions: what a token opens, until when, and that who was disabled or moved loses it at the next look."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.accounts import accounts, passwords, sessions
from data.errors import AccountRefused, SignInRefused
from data.scope import Role, is_head
from data.tables import AccountSession, AuditEntry, SignInAttempt
from tests.data.accounts.conftest import NOON, PASSWORD

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
OTHER = "蒹葭苍苍白露为霜所谓伊人"


@pytest.fixture
def li(person):
    return person("li")


@pytest.fixture
def token(store, li):
    return sessions.sign_in(store, "LI ", PASSWORD, device="Firefox", address="10.0.0.7", at=NOON)


def log(store):
    with store.read() as connection:
        return connection.execute(
            select(AuditEntry.actor, AuditEntry.action, AuditEntry.detail).order_by(AuditEntry.id)
        ).all()


def test_a_token_opens_what_the_account_may_see(store, li, token):
    who = sessions.visitor(store, token, NOON)
    assert (who.account, who.name, who.role) == (li, "li", Role.OFFICE) and is_head(who.scope)
    for other in ("", "x", token[:-1], token + "x", token.upper()):
        assert sessions.visitor(store, other, NOON) is None


def test_a_token_from_the_record_opens_nothing(store, token):
    with store.read() as connection:
        kept = connection.scalars(select(AccountSession.token_hash)).all()
    assert kept and all(sessions.visitor(store, one, NOON) is None for one in kept)


def test_disabling_moving_and_expiring_hold_at_the_next_look(store, administrator, li, token):
    accounts.move(administrator, "li", role=Role.TOWNSHIP, divisions=["990001001"])
    assert sessions.visitor(store, token, NOON).scope.divisions == {"990001001"}
    accounts.change(administrator, "li", valid_to=NOON.date() + DAY)
    assert sessions.visitor(store, token, NOON) is not None
    assert sessions.visitor(store, token, NOON + 12 * HOUR) is None
    token = sessions.sign_in(store, "li", PASSWORD, at=NOON)
    accounts.disable(administrator, "li")
    assert sessions.visitor(store, token, NOON) is None
    accounts.enable(administrator, "li")
    assert sessions.visitor(store, token, NOON) is None
    assert sessions.visitor(store, sessions.sign_in(store, "li", PASSWORD, at=NOON), NOON) is not None


def test_an_account_that_is_not_yet_valid_cannot_sign_in(store, administrator, person):
    person("wang", valid_from=dt.date(2026, 11, 1))
    accounts.change(administrator, "wang", valid_from=dt.date(2026, 12, 1))
    with pytest.raises(SignInRefused, match="The name or the password is wrong"):
        sessions.sign_in(store, "wang", PASSWORD, at=NOON)
    assert sessions.sign_in(store, "wang", PASSWORD, at=dt.datetime(2026, 12, 1))


def test_a_session_ends_when_idle_and_after_the_longest_time(store, token):
    assert sessions.visitor(store, token, NOON + 29 * MINUTE) is not None
    assert sessions.visitor(store, token, NOON + 58 * MINUTE) is not None
    assert sessions.visitor(store, token, NOON + 88 * MINUTE) is None
    assert sessions.visitor(store, token, NOON + 59 * MINUTE) is None  # what has ended has ended
    token, at = sessions.sign_in(store, "li", PASSWORD, at=NOON), NOON
    while at < NOON + 12 * HOUR - 25 * MINUTE:
        at += 25 * MINUTE
        assert sessions.visitor(store, token, at) is not None
    assert sessions.visitor(store, token, NOON + 12 * HOUR) is None


def test_a_session_from_the_future_is_none(store, token):
    assert sessions.visitor(store, token, NOON - HOUR) is None


def test_when_a_session_was_seen_is_kept_once_a_minute_and_while_another_writes_not_at_all(store, token):
    def seen():
        with store.read() as connection:
            return connection.scalar(select(AccountSession.last_seen))

    sessions.visitor(store, token, NOON + 30 * dt.timedelta(seconds=1))
    assert seen() == NOON
    with store.write("import", "petitions", "long"):
        before = dt.datetime.now()
        assert sessions.visitor(store, token, NOON + 5 * MINUTE) is not None
        assert dt.datetime.now() - before < dt.timedelta(seconds=5)
    assert seen() == (NOON + 5 * MINUTE if store.on_server else NOON)  # a server has room for both
    sessions.visitor(store, token, NOON + 5 * MINUTE)
    assert seen() == NOON + 5 * MINUTE


def test_who_signs_out_is_out_and_who_ends_a_session_elsewhere_ends_it(store, li, token):
    other = sessions.sign_in(store, "li", PASSWORD, device="Chrome", at=NOON + MINUTE)
    (latest, first) = sessions.of_account(store, li, NOON + MINUTE)
    assert (latest.device, first.device, first.address) == ("Chrome", "Firefox", "10.0.0.7")
    assert not sessions.end(store, first.id, "wang", account=li + 1)
    assert sessions.end(store, first.id, "li", account=li)
    assert sessions.visitor(store, token, NOON + MINUTE) is None
    sessions.sign_out(store, other)
    assert sessions.visitor(store, other, NOON + MINUTE) is None
    assert sessions.of_account(store, li, NOON + MINUTE) == []
    assert [action for actor, action, _ in log(store) if actor == "li"] == [
        "password",
        "sign-in",
        "sign-in",
        "session ended",
        "sign-out",
    ]


EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (EDGE, "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
            "Safari, iOS",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 something", "Mozilla/5.0 something"),
        ("the wall", "the wall"),
        ("x" * 500, "x" * 100),
    ],
)
def test_a_browser_is_listed_in_a_few_words(store, li, agent, told):
    sessions.sign_in(store, "li", PASSWORD, device=agent, address="10.0.0.7", at=NOON)
    (one,) = sessions.of_account(store, li, NOON)
    assert one.device == told


def test_an_unknown_name_is_answered_as_a_wrong_password_is(store, li, monkeypatch):
    checked = []
    verify = passwords._HASHER.verify
    hasher = type("Hasher", (), {"verify": lambda _, *of: checked.append(of) or verify(*of)})()
    hasher.hash = passwords._HASHER.hash
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    refusals = []
    for name in ("li", "nobody", "x", "", "role:office", "'; drop table accounts", "a" * 5000):
        with pytest.raises(SignInRefused) as refused:
            sessions.sign_in(store, name, "wrong password", at=NOON)
        refusals.append(str(refused.value))
    assert len(set(refusals)) == 1 and len(checked) == len(refusals)
    assert {actor for actor, action, _ in log(store) if action == "sign-in refused"} == {"li", "unknown"}
    assert "nobody" not in str(log(store)) and "drop table" not in str(log(store))


def test_wrong_passwords_are_slowed_down_more_and_more_up_to_a_minute(store, li):
    at = NOON
    for _ in range(5):
        with pytest.raises(SignInRefused, match=r"wrong$"):
            sessions.sign_in(store, "li", "x", at=at)
    for wait in (1, 2, 4, 8, 16, 32, 60, 60, 60):
        with pytest.raises(SignInRefused, match="Too many"):
            sessions.sign_in(store, "li", PASSWORD, at=at + dt.timedelta(seconds=wait - 1))
        at += dt.timedelta(seconds=wait)
        with pytest.raises(SignInRefused, match=r"wrong$"):
            sessions.sign_in(store, "li", "x", at=at)
    assert sessions.sign_in(store, "li", PASSWORD, at=at + MINUTE)


def test_what_was_typed_as_a_name_cannot_be_found_out_from_the_record(store, li):
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, PASSWORD, "li", at=NOON)
    with store.read() as connection:
        (kept,) = connection.scalars(select(SignInAttempt.name_hash)).all()
    assert len(kept) == 8 and PASSWORD not in str(log(store))


def test_strangers_cannot_keep_an_official_waiting_where_he_signed_in_before(store, token):
    for nth in range(40):
        with pytest.raises(SignInRefused):
            sessions.sign_in(store, "li", "x", address=f"172.16.0.{nth}", at=NOON)
    with pytest.raises(SignInRefused, match="Too many"):
        sessions.sign_in(store, "li", PASSWORD, address="172.16.1.1", at=NOON)
    assert sessions.sign_in(store, "li", PASSWORD, address="10.0.0.7", at=NOON)


def test_an_address_that_tries_many_names_has_to_wait(store, li):
    for nth in range(50):
        with pytest.raises(SignInRefused, match=r"wrong$"):
            sessions.sign_in(store, f"name{nth}", "x", address="172.16.0.1", at=NOON)
    with pytest.raises(SignInRefused, match="Too many"):
        sessions.sign_in(store, "li", PASSWORD, address="172.16.0.1", at=NOON)
    assert sessions.sign_in(store, "li", PASSWORD, address="172.16.0.2", at=NOON)


def test_another_password_ends_all_other_sessions(store, administrator, li, token):
    own = sessions.sign_in(store, "li", PASSWORD, at=NOON)
    with pytest.raises(SignInRefused):
        accounts.change_password(store, li, "wrong", OTHER, keep=own, at=NOON)
    for bad in ("short", "li-" + OTHER, PASSWORD):
        with pytest.raises(AccountRefused):
            accounts.change_password(store, li, PASSWORD, bad, keep=own, at=NOON)
    accounts.change(administrator, "li", must_change_password=True)
    assert sessions.visitor(store, own, NOON).must_change_password
    accounts.change_password(store, li, PASSWORD, OTHER, keep=own, at=NOON)
    assert not sessions.visitor(store, own, NOON).must_change_password
    assert sessions.visitor(store, token, NOON) is None
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, "li", PASSWORD, at=NOON)
    assert sessions.sign_in(store, "li", OTHER, at=NOON)


@pytest.mark.parametrize("act", ["reset", "disable"])
def test_a_password_taken_away_meanwhile_is_not_replaced_by_who_knew_it(
    store, administrator, li, token, monkeypatch, act
):
    verify = passwords.verify

    def slowly(password, kept):
        right = verify(password, kept)
        getattr(accounts, act)(administrator, "li")
        return right

    monkeypatch.setattr(passwords, "verify", slowly)
    with pytest.raises(SignInRefused):
        accounts.change_password(store, li, PASSWORD, OTHER, keep=token, at=NOON)
    monkeypatch.setattr(passwords, "verify", verify)
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, "li", OTHER, at=NOON)


def test_who_was_signed_out_meanwhile_changes_no_password(store, administrator, li, token, monkeypatch):
    verify = passwords.verify
    monkeypatch.setattr(
        passwords, "verify", lambda *words: (verify(*words), sessions.sign_out(store, token))[0]
    )
    with pytest.raises(SignInRefused):
        accounts.change_password(store, li, PASSWORD, OTHER, keep=token, at=NOON)


def test_a_reset_takes_password_and_sessions_at_once(store, administrator, li, token):
    code = accounts.reset(administrator, "li")
    assert sessions.visitor(store, token, NOON) is None
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, "li", PASSWORD, at=NOON)
    accounts.begin(store, code, "li", OTHER)
    assert sessions.sign_in(store, "li", OTHER, at=NOON)


def test_a_screen_signs_in_by_its_key_and_stays_for_a_year(store, administrator):
    key = accounts.add(administrator, "wall", Role.SCREEN, valid_from=NOON.date())
    token = sessions.sign_in_screen(store, key.lower(), device="wall", at=NOON)
    who = sessions.visitor(store, token, NOON + 300 * DAY)
    assert who.role is Role.SCREEN and not who.scope.personal
    assert sessions.visitor(store, token, NOON + 366 * DAY) is None
    token = sessions.sign_in_screen(store, key, at=NOON)
    for wrong in ("", key[:-1]):
        with pytest.raises(SignInRefused):
            sessions.sign_in_screen(store, wrong, at=NOON)
    with pytest.raises(SignInRefused):
        sessions.sign_in(store, "wall", key, at=NOON)
    another = accounts.reset(administrator, "wall")
    assert sessions.visitor(store, token, NOON) is None
    with pytest.raises(SignInRefused):
        sessions.sign_in_screen(store, key, at=NOON)
    token = sessions.sign_in_screen(store, another, at=NOON)
    accounts.disable(administrator, "wall")
    assert sessions.visitor(store, token, NOON) is None


def test_signing_in_and_looking_is_no_change_of_the_county(store, li, token):
    before = store.dataset().version
    sessions.visitor(store, token, NOON + 5 * MINUTE)
    sessions.sign_out(store, token)
    sessions.sign_in(store, "li", PASSWORD, at=NOON)
    assert store.dataset().version == before


def test_who_a_sign_on_service_knows_gets_in_by_an_account_that_may_be_used(store, administrator, li):
    token = sessions.sign_in_known(store, " LI", at=NOON)
    assert sessions.visitor(store, token, NOON).name == "li"
    accounts.add(administrator, "wall", Role.SCREEN)
    accounts.disable(administrator, "li")
    for name in ("li", "wall", "nobody", ""):
        with pytest.raises(SignInRefused):
            sessions.sign_in_known(store, name, at=NOON)
    assert [entry.action for entry in log(store)][-4:] == ["sign-in refused"] * 4
