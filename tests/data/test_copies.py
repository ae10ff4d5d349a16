"""Before the tables of a record are changed, a copy of it is made; without a copy they are not changed."""

import os
import shutil
import stat

import pytest
from alembic import command
from sqlalchemy import text
from typer.testing import CliRunner

from data.backup.check import check_record
from data.errors import StoreRefused
from data.store import Store, revisions
from scripts.__main__ import app
from tests.data.old_records import record_of_revision


@pytest.fixture
def old(tmp_path):
    """A record of the version before."""
    path = tmp_path / "county.gpkg"
    record_of_revision(path, revisions()[1])
    return path


def test_a_copy_as_it_was_is_kept_beside_a_record_that_is_brought_up_to_date(old):
    before = check_record(old).contents
    store = Store(str(old))
    store.close()
    assert store.copied == old.with_name(f"county.before-{revisions()[0]}.gpkg")
    assert check_record(store.copied).contents == before
    assert check_record(old).contents.revision == revisions()[0]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_nobody_else_reads_the_copy(old):
    store = Store(str(old))
    store.close()
    assert stat.S_IMODE(store.copied.stat().st_mode) == 0o600


def test_a_record_that_is_up_to_date_or_new_is_not_copied(store, tmp_path):
    again = Store(store.url)
    new = Store(str(tmp_path / "new.gpkg"), create=True)
    assert (again.copied, new.copied) == (None, None)
    again.close()
    new.close()
    assert not list(tmp_path.glob("*before*"))


def test_an_earlier_copy_is_never_overwritten(old):
    again = shutil.copy(old, old.with_name("again.gpkg"))
    Store(str(old)).close()
    first = old.with_name(f"county.before-{revisions()[0]}.gpkg").read_bytes()
    shutil.copy(again, old)
    store = Store(str(old))
    store.close()
    assert store.copied.name == f"county.before-{revisions()[0]}-2.gpkg"
    assert old.with_name(f"county.before-{revisions()[0]}.gpkg").read_bytes() == first


def test_where_there_is_no_room_for_the_copy_nothing_is_changed(old, monkeypatch):
    usage = shutil.disk_usage(old.parent)
    monkeypatch.setattr("data.copies.shutil.disk_usage", lambda _: usage._replace(free=1 << 20))
    before = check_record(old).contents
    with pytest.raises(StoreRefused, match=r"No copy of the record can be made in .*: 1 MB are free"):
        Store(str(old))
    assert check_record(old).contents == before
    assert [one.name for one in old.parent.iterdir()] == ["county.gpkg"]


def test_a_migration_that_fails_leaves_the_record_as_it_was(old, monkeypatch):
    def fail(config, _):
        config.attributes["connection"].execute(text("DROP TABLE team_contacts"))
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", fail)
    before = check_record(old).contents
    with pytest.raises(RuntimeError):
        Store(str(old))
    assert check_record(old).contents == before


def test_a_command_that_only_reads_says_that_it_has_brought_the_record_up_to_date(old):
    answer = CliRunner().invoke(app, ["rules", "--database", str(old), "--json"])
    assert answer.exit_code == 0, answer.output
    assert f"county.before-{revisions()[0]}.gpkg" in answer.stderr
    assert "brought up to date" in answer.stderr and "保留" in answer.stderr
    again = CliRunner().invoke(app, ["rules", "--database", str(old), "--json"])
    assert again.stderr == ""
