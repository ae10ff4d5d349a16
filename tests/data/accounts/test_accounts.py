"""Accounts: the first, those that an administrator keeps, and the codes that are exchanged for passwords."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.accounts import accounts, sessions
from data.errors import AccountRefused, SignInRefused
from data.reader import Writer
from data.scope import Role, is_head, is_office
from data.store import Store
from data.tables import AuditEntry
from tests.county import COUNTY, TODAY
from tests.data.accounts.conftest import PASSWORD
from tests.roles import ADMINISTRATOR, ROLES, UNIT_NAME, reader

HOUR = dt.timedelta(hours=1)


def test_a_record_without_a_county_gets_its_first_administrator(tmp_path):
    store = Store(str(tmp_path / "new.gpkg"), create=True)
    accounts.begin(store, accounts.first_code(store), "Admin", PASSWORD)
    who = sessions.visitor(store, sessions.sign_in(store, "admin", PASSWORD))
    assert (who.name, who.role, who.must_change_password) == ("admin", Role.ADMINISTRATOR, False)
    assert accounts.first_code(store) is None
    code = accounts.add(accounts.keeper(store, "admin"), "li", Role.OFFICE)
    accounts.begin(store, code, "li", PASSWORD)
    head = sessions.visitor(store, sessions.sign_in(store, "li", PASSWORD))
    assert head.role is Role.OFFICE and not is_office(head.scope)
    store.close()


def test_the_code_of_the_first_administrator_is_used_once_and_only_the_last_one_holds(store):
    earlier, code = accounts.first_code(store), accounts.first_code(store)
    for wrong in (earlier, "", "AAAA"):
        with pytest.raises(SignInRefused):
            accounts.begin(store, wrong, "admin", PASSWORD)
    accounts.begin(store, code.lower().replace("-", " "), "admin", PASSWORD)
    with pytest.raises(SignInRefused):
        accounts.begin(store, code, "other", PASSWORD)


def test_a_code_is_of_one_name_and_expires_and_is_used_once(administrator):
    store = administrator.store
    code = accounts.add(administrator, "wang", Role.CLERK, valid_from=dt.date(2026, 1, 1))
    now = dt.datetime.now()
    for name, at in (("admin", now), ("nobody", now), ("wang", now + 49 * HOUR)):
        with pytest.raises(SignInRefused):
            accounts.begin(store, code, name, PASSWORD, at)
    with pytest.raises(AccountRefused):
        accounts.begin(store, code, "wang", "short", now)
    accounts.begin(store, code, "wang", PASSWORD, now + HOUR)
    with pytest.raises(SignInRefused):
        accounts.begin(store, code, "wang", PASSWORD, now + HOUR)


@pytest.mark.sqlite
def test_the_record_holds_neither_code_nor_token_nor_password_nor_key(administrator, person):
    store = administrator.store
    person("li")
    secrets = [
        sessions.sign_in(store, "li", PASSWORD),
        PASSWORD,
        accounts.reset(administrator, "li"),
        accounts.add(administrator, "wall", Role.SCREEN),
    ]
    with store.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
        for (table,) in tables:
            text = str(connection.exec_driver_sql(f'SELECT * FROM "{table}"').all())
            for secret in secrets:
                assert secret not in text and secret.replace("-", "") not in text, table


@pytest.mark.parametrize("scope", [scope for scope in ROLES if scope != ADMINISTRATOR])
def test_only_an_administrator_keeps_accounts_and_lists_them(administrator, scope):
    other = Writer(scope, administrator.store, TODAY, "other")
    for act in (
        lambda: accounts.add(other, "li", Role.OFFICE),
        lambda: accounts.change(other, "admin", post="局长"),
        lambda: accounts.move(other, "admin", role=Role.OFFICE),
        lambda: accounts.disable(other, "admin"),
        lambda: accounts.enable(other, "admin"),
        lambda: accounts.reset(other, "admin"),
    ):
        with pytest.raises(AccountRefused, match="Only an administrator"):
            act()
    assert accounts.listed(other) == []
    assert [one.name for one in accounts.listed(reader(ADMINISTRATOR, administrator.store))] == ["admin"]


@pytest.mark.parametrize(
    ("name", "role", "more"),
    [
        ("admin", Role.OFFICE, {}),
        ("x", Role.OFFICE, {}),
        ("a b", Role.OFFICE, {}),
        ("role:office", Role.OFFICE, {}),
        ("li", Role.LEADER, {}),
        ("li", Role.TOWNSHIP, {}),
        ("li", Role.TEAM, {}),
        ("li", Role.TEAM, {"divisions": ["999"]}),
        ("li", Role.UNIT, {}),
        ("li", Role.UNIT, {"units": [UNIT_NAME], "divisions": [COUNTY]}),
        ("li", Role.OFFICE, {"units": [UNIT_NAME]}),
        ("li", Role.ADMINISTRATOR, {"divisions": [COUNTY]}),
        ("li", Role.OFFICE, {"valid_from": TODAY, "valid_to": TODAY}),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_leaves_nothing(administrator, name, role, more):
    with pytest.raises(AccountRefused):
        accounts.add(administrator, name, role, **more)
    assert [one.name for one in accounts.listed(administrator)] == ["admin"]


def test_somebody_is_left_who_keeps_accounts(administrator):
    for act in (
        lambda: accounts.disable(administrator, "admin"),
        lambda: accounts.move(administrator, "admin", role=Role.OFFICE),
        lambda: accounts.change(administrator, "admin", valid_to=administrator.today),
    ):
        with pytest.raises(AccountRefused):
            act()
    accounts.add(administrator, "second", Role.ADMINISTRATOR)
    accounts.disable(administrator, "admin")


def test_each_role_sees_what_it_is_granted_and_nothing_else(administrator, person):
    store = administrator.store
    person("head")
    person("clerk", Role.CLERK, divisions=[])
    person("leader", Role.LEADER, divisions=["990001001"])
    person("unit", Role.UNIT, divisions=[], units=[UNIT_NAME])
    seen = {
        name: sessions.visitor(store, sessions.sign_in(store, name, PASSWORD)).scope
        for name in ("head", "clerk", "leader", "unit", "admin")
    }
    assert is_head(seen["head"]) and seen["clerk"].divisions == {COUNTY} and not is_head(seen["clerk"])
    assert is_office(seen["clerk"]) and seen["clerk"].personal
    assert seen["leader"].divisions == {"990001001"} and seen["leader"].county == COUNTY
    assert seen["unit"].units == {UNIT_NAME} and not seen["unit"].divisions and not seen["unit"].county
    assert not seen["admin"].divisions and not seen["admin"].personal and not seen["admin"].county


def test_every_act_on_accounts_is_in_the_log_with_who_did_it(administrator):
    store = administrator.store
    accounts.add(administrator, "li", Role.CLERK)
    accounts.move(administrator, "li", role=Role.OFFICE)
    accounts.change(administrator, "li", post="局长", valid_to=dt.date(2030, 1, 1))
    accounts.reset(administrator, "li")
    accounts.disable(administrator, "li")
    accounts.enable(administrator, "li")
    with store.read() as connection:
        rows = connection.execute(
            select(AuditEntry.action, AuditEntry.actor).where(AuditEntry.subject == "li")
        ).all()
    assert {action for action, _ in rows} == {
        "account",
        "account moved",
        "account changed",
        "password reset",
        "account disabled",
        "account enabled",
    }
    assert {actor for _, actor in rows} == {"admin"}
