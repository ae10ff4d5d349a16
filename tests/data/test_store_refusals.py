"""What a database refuses is told in a sentence, and nothing of a person gets into it."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from data import offers
from data.errors import StoreRefused
from data.store import Store
from data.tables import Account, Boundary, PetitionPerson
from data.tables.petitions import Petition
from data.text import in_both
from tests.data.conftest import petition

pytestmark = pytest.mark.sqlite

CANARY = "王五33072619800101001X"


def _path(store):
    return Path(store.url.removeprefix("sqlite:///"))


def _damage(path, table):
    """Overwrite the pages of a table with noise, as a failing disk does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


@contextmanager
def _locked(path):
    """Another program holds the record for writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _by_nobody():
    """Without the rights of an administrator, who may write to what is read-only."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only(store):
    """Function that gives a copy of the record in a folder in which nothing may be written."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.gpkg"

        def copied():
            shutil.copy(_path(store), path)
            path.chmod(0o444)
            Path(folder).chmod(0o555)
            return path

        with closing(sqlite3.connect(_path(store))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield copied
        Path(folder).chmod(0o755)


def test_a_record_that_another_program_writes_is_told_after_the_wait_that_the_address_names(store):
    patient = Store(f"{store.url}?timeout=0.1")
    with _locked(_path(store)):
        told = pytest.raises(StoreRefused, match="Another program is writing the record county")
        with told, patient.write("test", "x", "y"):
            pass
        assert patient.dataset().version == store.dataset().version  # it can still be read
    with patient.write("test", "x", "y"):
        pass
    patient.close()


def test_a_record_that_another_program_keeps_for_itself_is_told_when_it_is_opened(store):
    store.close()
    with closing(sqlite3.connect(_path(store), isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreRefused, match="Another program"):
            Store(f"{store.url}?timeout=0.1")


def test_a_full_disk_is_told_and_leaves_nothing_behind(store):
    pages = text("PRAGMA page_count")
    with store.engine.connect() as connection:
        size = connection.scalar(pages)

    @event.listens_for(store.engine, "begin")
    def no_room(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={size}")

    with (
        pytest.raises(StoreRefused, match="is full: make room") as refused,
        store.write("test", "x", "y") as session,
    ):
        session.add_all(petition(f"n{n}", "990001001001", address=CANARY * 20) for n in range(500))
    assert CANARY not in str(refused.value)
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Petition)) == 0


def test_a_record_damaged_before_it_is_opened_is_refused(store):
    store.close()
    _damage(_path(store), "boundaries")
    with pytest.raises(StoreRefused, match="damaged and its figures cannot be trusted"):
        Store(store.url)


def test_a_record_damaged_while_it_is_open_is_told_by_whoever_reads_it(store):
    opened = Store(store.url)
    opened.engine.dispose()
    _damage(_path(store), "boundaries")
    with pytest.raises(StoreRefused, match="damaged"), opened.read() as connection:
        connection.execute(select(Boundary.geometry)).all()
    opened.close()


def test_a_damaged_outline_is_told(store):
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE boundaries SET geometry = x'4750000312'"))
    with pytest.raises(StoreRefused, match="is damaged"), store.read() as connection:
        connection.execute(select(Boundary.geometry)).all()


def test_words_that_are_no_text_are_told_without_being_quoted(store):
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE divisions SET name = CAST(x'e78e8be4ba94ff' AS TEXT)"))
    with pytest.raises(StoreRefused, match="damaged") as refused, store.read() as connection:
        connection.execute(text("SELECT name FROM divisions")).all()
    assert "王五" not in f"{refused.value}{refused.value.__cause__}"


def test_a_file_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "photos.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="cannot be opened: it is no record of this program"):
        Store(str(path))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("photos",)]
    assert before[:16] == path.read_bytes()[:16]


@pytest.mark.parametrize("url", ["nonsense://x", "postgresql+nodriver://x/y", "://"])
def test_an_address_of_no_database_is_refused(url):
    with pytest.raises(StoreRefused, match="cannot be opened"):
        Store(url)


def test_an_error_of_the_programs_own_names_no_person(store):
    with pytest.raises(IntegrityError) as fault, store.write("test", "x", "y") as session:
        session.add(PetitionPerson(petition_id=77, name=CANARY, id_number=CANARY, phone=CANARY, home=CANARY))
    assert CANARY not in str(fault.value)


def test_a_record_on_a_read_only_medium_is_read_and_says_that_it_cannot_be_written(store, read_only):
    path = read_only()
    with _by_nobody():
        opened = Store(str(path))
        assert opened.dataset().county_name == "测试县"
        with pytest.raises(StoreRefused, match="can only be read here"), opened.write("test", "x", "y"):
            pass
        opened.close()
    assert [one.name for one in path.parent.iterdir()] == ["county.gpkg"]


def test_a_read_only_record_puts_no_file_on_offer_for_its_download_could_not_be_logged(store, read_only):
    path = read_only()
    with _by_nobody():
        opened = Store(str(path))
        with pytest.raises(StoreRefused, match="can only be read here"):
            offers.offer(opened, offers.File(b"rows", "rows.xlsx", "x/y"), "mine", "office")
        opened.close()


def test_a_read_only_record_whose_latest_changes_are_elsewhere_says_so(store, read_only):
    path = read_only()
    path.parent.chmod(0o755)
    Path(f"{path}-wal").write_bytes(_log_of(store))
    path.parent.chmod(0o555)
    with _by_nobody(), pytest.raises(StoreRefused, match="latest changes wait in county"):
        Store(str(path))


def _log_of(store):
    with store.write("test", "x", "y"):
        pass
    return Path(f"{_path(store)}-wal").read_bytes()


def test_a_read_only_record_of_an_older_program_is_not_brought_up_to_date(store, read_only):
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    with closing(sqlite3.connect(_path(store))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = read_only()
    with _by_nobody(), pytest.raises(StoreRefused, match="older version of this program"):
        Store(str(path))


def test_every_refusal_is_told_in_both_languages(store):
    patient = Store(f"{store.url}?timeout=0.1")
    with (
        _locked(_path(store)),
        pytest.raises(StoreRefused) as refused,
        patient.write("test", "x", "y"),
    ):
        pass
    patient.close()
    chinese, english = in_both(refused.value.message, "\n", **refused.value.values).splitlines()
    assert "另一程序正在写入数据库 county.gpkg" in chinese
    assert english.startswith("Another program")


@pytest.mark.parametrize(
    "gone", ["TABLE accounts RENAME TO gone", "TABLE accounts RENAME COLUMN role TO gone"]
)
def test_a_table_or_column_that_is_gone_is_damage_and_names_nothing_of_the_inside(store, gone):
    with closing(sqlite3.connect(_path(store))) as connection:
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER {gone}")
    with store.read() as connection, pytest.raises(StoreRefused, match="is damaged") as told:
        connection.execute(select(Account.role))
    assert "accounts" not in str(told.value)
