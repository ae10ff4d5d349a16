"""Personal data in the record are read by nobody without its key."""

import datetime as dt
import os
import re
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, String, create_engine, select, text, update

from data import keys, persons
from data.casework.cases import case, history
from data.casework.corrections import correct
from data.casework.entry import NewCase, enter
from data.errors import KeyMissing, KeyRefused, StoreRefused
from data.importing.petitions.importer import import_petitions
from data.matters.proposals import propose
from data.petitions.counts import tally
from data.petitions.facts import Filter
from data.petitions.figures import figures
from data.repair.queue import queue
from data.sealing import KeyedHash, Sealed
from data.search import cases_of_person
from data.store import MIGRATIONS, Store
from data.tables import Base, PetitionPerson, PetitionState, SealingKey
from data.tables.petitions import Petition
from data.visits.plans import contracted
from tests.county import TODAY, petition
from tests.roles import OFFICE, reader, writer

NAME, ID, PHONE = "测试甲乙", "990001199001011239", "19900000001"
HOME, WORDS, AGAINST = "测试路99号之一", "测试事由：无人应有此言", "测试公司甲"
ADDRESS, REASON, OTHER = "测试巷98号旁", "测试理由：误记", "测试丙丁"
CANARIES = (NAME, ID, PHONE, HOME, WORDS, AGAINST, ADDRESS, REASON, OTHER)


@pytest.fixture
def key_folder(tmp_path, monkeypatch):
    """A key folder of the test's own, with all keys of the run."""
    folder = tmp_path / "keys"
    shutil.copytree(os.environ[keys.VARIABLE], folder)
    monkeypatch.setenv(keys.VARIABLE, str(folder))
    return folder


@pytest.fixture
def county(store):
    """The small county with one petitioner, whose name was corrected."""
    with store.write("test", "add", "petitions") as session:
        session.add(petition("A1", "990001001001", id=1, address=ADDRESS))
        session.add(petition("A2", None, id=2, address=ADDRESS))
        session.flush()
        session.add(
            PetitionPerson(
                petition_id=1,
                name=NAME,
                id_number=ID,
                phone=PHONE,
                home=HOME,
                statement=WORDS,
                against=AGAINST,
            )
        )
    correct(writer(OFFICE, store), "A1", {"name": OTHER}, reason=REASON, seen=0)
    return store


@pytest.fixture
def locked(county, key_folder):
    """The same record, opened where its key is not."""
    for path in key_folder.iterdir():
        path.unlink()
    opened = Store(county.url)
    yield opened
    opened.close()


def raw(store):
    """All bytes of a record: the file and what lies beside it."""
    path = Path(store.url.removeprefix("sqlite:///"))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


@pytest.mark.sqlite
def test_no_byte_of_the_record_tells_a_person(county):
    told = raw(county)
    for canary in CANARIES:
        assert canary.encode() not in told
        assert canary.encode("utf-16-le") not in told
    assert "测试领导1".encode() in told  # what is public is there, so the search can find


@pytest.mark.sqlite
@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="needs GDAL's tools (gdal-bin)")
def test_a_map_program_that_opens_the_record_shows_no_person(county):
    path = county.url.removeprefix("sqlite:///")
    told = subprocess.run(["ogrinfo", "-ro", "-al", path], capture_output=True, text=True, check=True).stdout
    assert "petition_persons" in told and "测试领导1" in told
    assert not [canary for canary in CANARIES if canary in told]


def test_the_office_reads_what_was_sealed(county):
    held = case(reader(OFFICE, county), "A1")
    assert held.values["address"] == ADDRESS
    assert dict(held.person) == {
        "name": OTHER,
        "phone": PHONE,
        "id_number": ID,
        "home": HOME,
        "statement": WORDS,
        "against": AGAINST,
    }
    (state,) = history(reader(OFFICE, county), "A1")
    assert (state.reason, state.person) == (REASON, {"name": (NAME, OTHER)})


@pytest.mark.sqlite
def test_a_value_that_was_moved_or_changed_is_refused_and_not_read(county):
    moved = "UPDATE petition_persons SET home = statement"
    cut = "UPDATE petition_persons SET home = substr(home, 1, length(home) - 1)"
    for statement_ in (moved, cut, "UPDATE petition_persons SET home = x'0102'"):
        with county.write("test", "x", "y") as session:
            session.execute(text(statement_))
        with pytest.raises(StoreRefused, match="was changed or moved"):
            case(reader(OFFICE, county), "A1")


def test_two_records_are_open_at_once_each_with_its_own_key(county, tmp_path):
    other = Store(str(tmp_path / "other.gpkg"), create=True)
    with other.read() as one, county.read() as two:
        assert one.scalar(select(SealingKey.key_id)) != two.scalar(select(SealingKey.key_id))
    with other.write("test", "x", "y") as session:
        session.add(petition("A1", "990001001001", id=1, address=ADDRESS))
    for store in (other, county):
        with store.read() as connection:
            assert connection.scalar(select(Petition.address).where(Petition.number == "A1")) == ADDRESS
    other.close()


@pytest.mark.sqlite
def test_a_copy_of_a_record_opens_on_the_same_machine(county, tmp_path):
    county.engine.dispose()
    shutil.copyfile(county.url.removeprefix("sqlite:///"), tmp_path / "copy.gpkg")
    copy = Store(str(tmp_path / "copy.gpkg"))
    assert case(reader(OFFICE, copy), "A1").person["name"] == OTHER
    copy.close()


# --- looked for by hash -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked", [OTHER, OTHER[:2], ID, ID.lower(), PHONE, f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}"]
)
def test_a_person_is_looked_for_by_hash(county, asked):
    assert [(one.name, one.case.number) for one in cases_of_person(writer(OFFICE, county), asked)] == [
        (OTHER, "A1")
    ]


@pytest.mark.parametrize("asked", ["测试戊", NAME, PHONE[:-1], ID[:-1]])
def test_a_person_who_is_not_there_is_not_taken_for_one_of_like_beginning(county, asked):
    assert cases_of_person(writer(OFFICE, county), asked) == []


def test_a_number_that_is_nobodys_is_still_looked_for_as_it_is_written(county):
    correct(writer(OFFICE, county), "A1", {"phone": "663456"}, reason=REASON, seen=1)
    assert len(cases_of_person(writer(OFFICE, county), "663456")) == 1


def test_persons_are_linked_without_being_opened(county, monkeypatch):
    with county.write("test", "add", "petitions") as session:
        session.add(petition("B1", "990001001001", id=11))
        session.flush()
        session.add(PetitionPerson(petition_id=11, id_number=ID))
    opened = []
    own = Sealed.process_result_value
    monkeypatch.setattr(
        Sealed, "process_result_value", lambda self, *rest: opened.append(self.place) or own(self, *rest)
    )
    (link,) = propose(reader(OFFICE, county))
    assert {link.number, link.joins} == {"A1", "B1"}
    assert set(opened) <= {"petition_persons.statement"}


def test_petitions_of_one_address_are_one_entry_of_the_queue(county):
    with county.write("test", "add", "petitions") as session:
        session.add(petition("A3", None, address=ADDRESS))
        session.add(petition("A4", None, address=f"{ADDRESS}二"))
    entries = queue(reader(OFFICE, county), TODAY)
    assert sorted((entry.address, entry.petitions) for entry in entries) == [
        (ADDRESS, 2),
        (f"{ADDRESS}二", 1),
    ]


def test_a_sealed_column_is_never_compared_in_the_database(county):
    with county.read() as connection:
        assert connection.scalar(select(Petition.id).where(Petition.address.is_(None))) is None
        with pytest.raises(Exception, match="compared by its keyed hash"):
            connection.execute(select(PetitionPerson.petition_id).where(PetitionPerson.name == NAME))


def test_hashes_follow_what_they_are_of_however_it_is_written(county):
    with county.write("test", "x", "y") as session:
        session.execute(update(Petition).where(Petition.id == 1).values(address=None, address_hash=None))
        session.get(PetitionPerson, 1).phone = None
    with county.read() as connection:
        assert (
            connection.execute(select(PetitionPerson.phone_hash, PetitionPerson.name_hash)).one()[0] is None
        )


# --- the key is elsewhere ---------------------------------------------------------------------------------


def test_without_its_key_a_record_opens_for_all_that_needs_no_person(locked):
    assert locked.dataset().county_name == "测试县"
    assert tally(reader(OFFICE, locked)).total(Filter()) == 2
    assert figures(reader(OFFICE, locked), TODAY).petitions == 2
    assert contracted(reader(OFFICE, locked), dt.date(2026, 12, 15))


@pytest.mark.parametrize(
    "asked",
    [
        lambda store: case(reader(OFFICE, store), "A1"),
        lambda store: history(reader(OFFICE, store), "A1"),
        lambda store: cases_of_person(writer(OFFICE, store), NAME),
        lambda store: propose(reader(OFFICE, store)),
        lambda store: correct(writer(OFFICE, store), "A1", {"name": NAME}, reason=REASON, seen=1),
        lambda store: enter(
            writer(OFFICE, store), NewCase(dt.datetime(2026, 11, 1), "visit", "land", person={"name": NAME})
        ),
    ],
)
def test_without_its_key_nothing_about_a_person_is_read_or_written(locked, asked):
    before = locked.dataset().version
    with pytest.raises(KeyMissing, match=r"sealed with the key [0-9a-f]{8}, which is not on this machine"):
        asked(locked)
    assert locked.dataset().version == before


def test_without_the_key_no_file_is_taken_in(locked, tmp_path):
    path = tmp_path / "petitions.csv"
    path.write_text("信访编号,登记时间,信访渠道,问题类别\n9,2026-11-01,来访,土地\n", encoding="utf-8")
    with pytest.raises(KeyMissing):
        import_petitions(locked, path, actor="test", today=TODAY)


def test_another_key_under_the_same_name_is_told(county, key_folder):
    (path,) = [one for one in key_folder.iterdir() if _names(county, one)]
    key = keys.read(path)
    path.unlink()
    keys.keep(keys.Key(key.id, bytes(32), key.made))
    opened = Store(county.url)
    with pytest.raises(KeyRefused, match="not the one that this record was sealed with"):
        case(reader(OFFICE, opened), "A1")
    path.write_text("{}")
    with pytest.raises(KeyRefused, match="is no key of this program"):
        case(reader(OFFICE, Store(county.url)), "A1")
    opened.close()


def _names(store, path):
    with store.read() as connection:
        return connection.scalar(select(SealingKey.key_id)) == path.stem


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_keys_are_their_owners_alone(tmp_path, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "new" / "keys"))
    Store(str(tmp_path / "a.gpkg"), create=True).close()
    (path,) = keys.folder().iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert keys.open_to_others() == []
    path.chmod(0o644)
    assert keys.open_to_others() == [path.name]


# --- what is sealed, and what is not ----------------------------------------------------------------------


def _decided():
    """Columns with a text, by the table in docs/personal-data.md: table.column -> sealed, or clear."""
    decided = {}
    lines = Path("docs/personal-data.md").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if match := re.match(r"\| `(\w+)` \| (.+?) \| (sealed|clear|keyed hash) \| (.+?) \|$", line):
            for column in re.findall(r"`(\w+)`", match[2]):
                decided[f"{match[1]}.{column}"] = match[3]
    return decided


def test_of_every_column_with_a_text_it_is_decided_whether_it_is_sealed():
    actual = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            if isinstance(column.type, Sealed | KeyedHash):
                assert column.type.place == place
                actual[place] = "sealed" if isinstance(column.type, Sealed) else "keyed hash"
            elif isinstance(column.type, String | JSON) and not column.foreign_keys:
                actual[place] = "clear"
    assert _decided() == actual


# --- records of earlier programs --------------------------------------------------------------------------


@pytest.fixture
def old_record(tmp_path):
    """A record of the program before, with persons in clear, some of them removed since."""
    path = tmp_path / "old.gpkg"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0011")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "INSERT INTO dataset (id, county_code, county_name, synthetic, version)"
            " VALUES (1, '990001', '测试县', 0, 1)"
        )
        for at in range(1, 401):
            connection.execute(
                "INSERT INTO petitions (id, number, filed, channel, category, category_scheme, purpose,"
                " occurrence, people, tier, status, by_proxy, placement, basis, county_code, address, digest)"
                " VALUES (?, ?, '2026-01-01 00:00:00.000000', 'visit', 'land', 'old17', 'claim', 'first', 1,"
                " 'general', 'open', 0, 'nowhere', 'none', '990001', ?, '')",
                (at, f"A{at}", ADDRESS),
            )
            connection.execute(
                "INSERT INTO petition_persons VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, NAME, ID, PHONE, HOME, WORDS, AGAINST),
            )
            connection.execute(
                "INSERT INTO petition_states (id, petition_id, as_of, kind, changes, reason, at, actor)"
                " VALUES (?, ?, '2026-01-02', 'edit', ?, ?, '2026-01-02 00:00:00.000000', 'clerk')",
                (at, at, f'{{"address": ["{OTHER}", "{ADDRESS}"]}}', REASON),
            )
        connection.execute("DELETE FROM petition_persons WHERE petition_id > 200")
        connection.commit()
    return path


def test_an_old_record_is_sealed_with_nothing_lost_and_no_trace_in_the_file(old_record):
    assert all(one.encode() in old_record.read_bytes() for one in CANARIES)
    opened = Store(str(old_record))
    with opened.read() as connection:
        people = connection.execute(select(PetitionPerson).order_by(PetitionPerson.petition_id)).all()
        states = connection.execute(select(PetitionState.reason, PetitionState.changes)).all()
        addresses = connection.scalars(select(Petition.address)).all()
        assert connection.scalar(select(SealingKey.scrubbed))
    assert [tuple(one[:7]) for one in people] == [
        (at, NAME, ID, PHONE, HOME, WORDS, AGAINST) for at in range(1, 201)
    ]
    assert set(addresses) == {ADDRESS} and len(addresses) == 400
    assert [tuple(one) for one in states] == [(REASON, {"address": [OTHER, ADDRESS]})] * 400
    found = cases_of_person(writer(OFFICE, opened, today=TODAY), PHONE)
    assert len(found) == 8
    assert not [canary for canary in CANARIES if canary.encode() in raw(opened)]
    opened.close()
    assert not [canary for canary in CANARIES if canary.encode() in old_record.read_bytes()]


def test_what_could_not_be_wiped_at_once_is_wiped_when_the_record_is_opened_again(old_record, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("data.unlocking.scrub", lambda _: None)
        Store(str(old_record)).close()
    assert NAME.encode() in old_record.read_bytes()
    Store(str(old_record)).close()
    assert NAME.encode() not in old_record.read_bytes()


def test_where_no_key_can_be_kept_an_old_record_stays_as_it_is(old_record, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "file" / "keys"))
    with pytest.raises(KeyRefused, match="key folder cannot be written"):
        Store(str(old_record))
    with closing(sqlite3.connect(old_record)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0011",)]
        assert connection.execute(
            "SELECT count(*) FROM petition_persons WHERE name = ?", (NAME,)
        ).fetchone() == (200,)


def test_masked_and_made_up_numbers_link_nobody_but_are_told_apart():
    assert persons.phones(["138****0000", "", PHONE]) == ["\x00138****0000", "", PHONE]
    assert persons.identities(["330726199013451234", ID]) == ["\x00330726199013451234", ID]
