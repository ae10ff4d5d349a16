"""A county moves from a file to a server and back, and nothing is lost on the way."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from data import copying, offers
from data.copying import copy_record
from data.errors import StoreRefused
from data.store import Store
from data.tables import Base, Leader, PetitionPerson
from data.tables.petitions import Petition
from tests.county import COUNTY, petition


@pytest.fixture
def another(server, worker_id):
    """An empty record on the server."""
    name = f"copy_{worker_id}"
    opened = Store(server.make(name, "template_empty"))
    yield opened
    opened.close()
    server.drop(name)


@pytest.fixture
def record(store):
    with store.write("test", "add", COUNTY) as session:
        words = {"status": "无此状态"}
        session.add(petition("A1", "990001001001", words=words, longitude=119.91, latitude=29.4000000000001))
        session.add(petition("A2", None, by_proxy=True, closed=dt.datetime(2026, 11, 20, 23, 59, 59)))
        session.flush()
        session.add(PetitionPerson(petition_id=1, name="某人", statement="一'\"\\\n二"))
    return store


def tables(store):
    with store.entire().read() as connection:
        return {
            name: copying.digest_of(connection, name)
            for name in Base.metadata.tables
            if name not in copying.LEFT_BEHIND
        }


def test_a_county_goes_to_another_record_and_back_with_every_row(record, another, tmp_path):
    copy = copy_record(record, another, actor="clerk")
    assert copy.county == "测试县" and copy.tables["petitions"].rows == 2
    assert tables(record) == tables(another) == copy.tables
    back = Store(str(tmp_path / "back.gpkg"), create=True)
    assert copy_record(another, back, actor="clerk").tables["boundaries"] == copy.tables["boundaries"]
    assert tables(back) == tables(another)
    with back.read() as connection:
        assert connection.scalars(select(Petition.number).order_by(Petition.id)).all() == ["A1", "A2"]
    back.close()
    with another.write("test", "go on", COUNTY) as session:
        session.add(Leader(name="新领导", post="", portfolio=""))


def test_a_file_on_offer_stays_where_it_was_offered(record, another):
    token = offers.offer(record, offers.File(b"rows", "rows.xlsx", "x/y"), "mine", "clerk")
    copy = copy_record(record, another, actor="clerk")
    assert "offers" not in copy.tables and offers.look_up(another, token, "mine") is None
    assert offers.take(record, token, "mine") is not None


def test_who_copied_stands_in_the_log_that_goes_along(record, another):
    copy_record(record, another, actor="clerk")
    for store in (record, another):
        with store.read() as connection:
            last = connection.execute(text("SELECT actor, action FROM audit_log ORDER BY id DESC")).first()
        assert tuple(last) == ("clerk", "copy record")


def test_a_record_that_holds_something_is_no_target(record, another):
    copy_record(record, another, actor="clerk")
    before = tables(another)
    with pytest.raises(StoreRefused, match="holds something already"):
        copy_record(record, another, actor="clerk")
    assert tables(another) == before


def test_what_did_not_arrive_as_it_was_sent_is_not_kept(record, another, monkeypatch):
    once = copying.digest_of

    def changed(connection, name):
        if name == "petitions":
            connection.execute(text("UPDATE petitions SET people = people + 1"))
        return once(connection, name)

    monkeypatch.setattr(copying, "digest_of", changed)
    with pytest.raises(StoreRefused, match="petitions did not arrive"):
        copy_record(record, another, actor="clerk")
    with another.entire().read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM petitions")) == 0
        assert connection.scalar(text("SELECT count(*) FROM divisions")) == 0
