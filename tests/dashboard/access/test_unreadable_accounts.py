"""A record whose accounts cannot be read lets nobody in, and says so in the reader's language."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from data.scope import Role
from data.store import Store
from tests.dashboard.access import people
from tests.dashboard.access.conftest import served
from tests.dashboard.access.people import cookie

TOLD = {"zh_CN": "已损坏", "en": "is damaged and its figures cannot be trusted"}


@pytest.fixture(
    params=["ALTER TABLE accounts RENAME TO gone", "ALTER TABLE accounts RENAME COLUMN role TO gone"]
)
def broken(request, county_file, tmp_path):
    """Where such a record is served, and the token of somebody who had signed in."""
    path = tmp_path / "county.gpkg"
    shutil.copy(county_file, path)
    store = Store(str(path))
    people.make_real(store)
    token = people.token_of(store, people.add(store, Role.OFFICE))
    store.close()
    with served(path) as door:
        assert door.ask("/", cookie=cookie(token)).status_code == 200
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA legacy_alter_table = ON")
            connection.execute(request.param)
        yield door, cookie(token)


def test_pages_and_forms_answer_a_sentence_and_let_nobody_in(broken):
    door, office = broken
    for language, told in TOLD.items():
        for path in ("/", "/plan", "/login"):
            answer = door.ask(f"{path}?lang={language}", cookie=office, Accept="text/html")
            assert answer.status_code == 503 and told in answer.text, (path, answer.status_code)
            assert "gone" not in answer.text and "accounts" not in answer.text
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": door.address}
    for path, who in (("/login", ""), ("/logout", office)):
        content = "name=office&password=x"
        sent = door.ask(path, "POST", who, content, **form)
        assert sent.status_code == 503 and TOLD["zh_CN"] in sent.text, (path, sent.status_code)
        assert "Set-Cookie" not in sent.headers
    assert door.status_of_websocket(cookie=office) in (401, 403)
