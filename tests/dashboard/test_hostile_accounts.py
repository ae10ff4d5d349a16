"""Names of accounts, posts, units and devices are words on every page that shows them."""

import pytest
from sqlalchemy import update

from dashboard import visitors
from data.scope import Role
from data.tables import Account, AccountSession, AccountUnit
from tests import hostile
from tests.dashboard import sinks
from tests.dashboard.access.people import add, token_of


@pytest.fixture
def signed_in(store, monkeypatch):
    """Function that signs in as a role, among accounts whose words are hostile."""
    hostile.fill(store, synthetic=False)

    def sign_in(role):
        for other in (Role.UNIT, Role.TOWNSHIP):
            add(store, other)
        if role not in (Role.UNIT, Role.TOWNSHIP):
            add(store, role)
        token = token_of(store, role.value)
        with store.write("test", "attack", "accounts") as session:
            session.execute(update(Account).values(display_name=hostile.WORD, post=hostile.WORD))
            session.execute(update(AccountUnit).values(unit=hostile.WORD))
            session.execute(update(AccountSession).values(device=hostile.WORD))
        monkeypatch.setattr(visitors, "token", lambda: token)
        visitors.forget()

    yield sign_in
    visitors.forget()


@pytest.mark.parametrize(
    ("view", "role", "units"),
    [
        ("accounts", Role.ADMINISTRATOR, ()),
        ("account", Role.ADMINISTRATOR, ()),
        ("cases", Role.UNIT, (hostile.WORD,)),
        ("log", Role.OFFICE, ()),
        ("backups", Role.OFFICE, ()),
    ],
)
def test_words_of_accounts_do_nothing(open_view, signed_in, view, role, units):
    signed_in(role)
    page = open_view(view, role, units=units)
    assert not page.exception
    sinks.check(page)
    if view == "accounts":
        assert any("[夺]" in part.value for part in page.html)
        page = page.selectbox(key="account-chosen").set_value("township").run()
        assert not page.exception
        sinks.check(page)
