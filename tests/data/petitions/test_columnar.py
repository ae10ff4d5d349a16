"""What is counted from the columnar snapshot is what the gate counts in the record, row for row."""

import datetime as dt
import os
import shutil
import stat
import threading

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from data.copies import copying, reading
from data.divisions.succession import name_successor
from data.frames import frame_of
from data.petitions import counted as rule
from data.petitions import gate
from data.petitions.categories import told_in_one
from data.petitions.columnar import file, keeping, taking
from data.petitions.columnar.layout import COLUMNS
from data.petitions.columnar.rule import Countable
from data.petitions.facts import Filter, facts, select_facts
from data.rules import rules
from data.scope import Role, Scope
from data.store import Store
from data.tables import Division, PetitionBlock
from data.tables.petitions import Petition
from data.terms import Counted
from tests.county import COUNTY, TODAY, VILLAGES, petition
from tests.roles import OFFICE, ROLES, UNIT_NAME, reader

MERGED = dt.date(2026, 11, 20)
CODES = ("channel", "category", "purpose", "occurrence", "tier", "status", "satisfaction", "placement")
PLACES = ("township_code", "village_code")


def by_the_gate(who, on=None, counted=Counted.BOTH):
    """The rows of `facts`, read from the record in SQL."""
    table = gate.aggregates(who, on)
    columns = ["filed", "closed", *CODES, *PLACES, "people", "by_proxy", "longitude", "latitude", "matter_id"]
    columns.append("category_scheme")
    asked = select(*(table.c[name] for name in columns)).order_by(table.c.id)
    with who.store.read() as connection:
        rows = connection.execute(asked.where(rule.among(table.c.channel, counted))).all()
    frame = frame_of(rows, columns)
    least = rules(who.store, who.today).cases.joint_people
    frame["joint"] = rule.joint(frame["channel"], frame["people"], least)
    matters = frame["matter_id"].astype("float64")
    frame["matter_id"] = matters.where(matters.duplicated(keep=False))
    frame["category"] = told_in_one(frame["category"], frame.pop("category_scheme"))
    for name in ("filed", "closed"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    frame["month"] = frame["filed"].dt.year * 12 + frame["filed"].dt.month - 1
    return frame


def same(counted, expected):
    """Whether two frames have the same rows in the same order, and categoricals no value without a row."""
    assert set(counted.columns) == set(expected.columns)
    assert len(counted) == len(expected)
    for name in expected.columns:
        own, other = counted[name], expected[name]
        if name in (*CODES, *PLACES):
            assert list(own.cat.categories) == sorted(set(other.dropna())), name
            own = own.astype(object)
        missing = other.isna().to_numpy()
        assert (own.isna().to_numpy() == missing).all(), name
        assert (own.to_numpy()[~missing] == other.to_numpy()[~missing]).all(), name
    return True


@pytest.fixture
def across(store):
    """A village went into one of the other township, and a township into a town with a new code."""
    with store.write("test", "divide", COUNTY) as session:
        session.execute(
            update(Division).where(Division.code.in_(["990001001002", "990001002"])).values(valid_to=MERGED)
        )
        town = Division(code="990001102", name="新镇", level="township", parent_code=COUNTY)
        town.valid_from, town.residents = MERGED, 1000
        session.add(town)
    name_successor(store, "990001001002", "990001002002", actor="clerk")
    name_successor(store, "990001002", "990001102", actor="clerk")
    return store


VILLAGE = st.sampled_from([*VILLAGES, "990001009009", None])
TOWNSHIP = st.sampled_from(["990001001", "990001002", "990001102", "990001009", None])
PETITIONS = st.fixed_dictionaries(
    {
        "village_code": VILLAGE,
        "township_code": TOWNSHIP,
        "county_code": st.sampled_from([COUNTY, "990002"]),
        "filed": st.datetimes(dt.datetime(2023, 11, 1), dt.datetime(2026, 11, 24)),
        "closed": st.none() | st.datetimes(dt.datetime(2023, 11, 1), dt.datetime(2026, 11, 24)),
        "channel": st.sampled_from(["visit", "letter", "request"]),
        "category": st.sampled_from(["land", "housing", "other"]),
        "category_scheme": st.sampled_from(["old17", "2022"]),
        "purpose": st.sampled_from(["claim", "accusation"]),
        "status": st.sampled_from(["open", "closed"]),
        "people": st.integers(1, 9),
        "satisfaction": st.sampled_from([None, "satisfied"]),
        "unit": st.sampled_from([None, UNIT_NAME, "另一个局"]),
        "by_proxy": st.booleans(),
        "longitude": st.none() | st.floats(119, 120),
        "withdrawn_at": st.sampled_from([None, None, dt.datetime(2026, 11, 24)]),
    }
)
SCOPES = st.sampled_from(ROLES) | st.builds(
    Scope.of,
    st.sampled_from(list(Role)),
    st.sets(st.sampled_from([COUNTY, "990001001", "990001002", "990001102", *VILLAGES, "990001009"])),
    st.just(COUNTY),
    st.sets(st.sampled_from([UNIT_NAME, "另一个局", "别的"])),
)
FILTERS = st.builds(
    Filter,
    first=st.none() | st.dates(dt.date(2023, 11, 1), dt.date(2026, 11, 24)),
    last=st.none() | st.dates(dt.date(2023, 11, 1), dt.date(2026, 11, 24)),
    category=st.sampled_from([None, "land", "other"]),
    status=st.sampled_from([None, "open"]),
    township=st.sampled_from([None, "990001001", "990001102"]),
    counted=st.sampled_from(list(Counted)),
)
DAYS = st.sampled_from([TODAY, MERGED, MERGED - dt.timedelta(days=1)])


WRITES = st.fixed_dictionaries(
    {
        "rows": st.lists(PETITIONS, max_size=5),
        "after": st.sampled_from([0, 700, 5000]),
        "changed": st.integers(0, 20),
        "into": PETITIONS,
        "gone": st.none() | st.integers(0, 20),
    }
)
QUESTIONS = st.tuples(SCOPES, DAYS, DAYS, st.sampled_from(list(Counted)), FILTERS)
NEARBY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def perform(session, rows, after, changed, into, gone):
    """Add petitions behind those on record, change one and delete one."""
    ids = list(session.scalars(select(Petition.id).order_by(Petition.id)))
    for place, values in enumerate(rows, max(ids, default=0) + after + 1):
        own = {name: value for name, value in values.items() if name not in PLACES}
        made = petition(f"P{place}", id=place, **own)
        made.village_code, made.township_code = values["village_code"], values["township_code"]
        session.add(made)
    session.flush()
    if ids:
        session.execute(update(Petition).where(Petition.id == ids[changed % len(ids)]).values(**into))
    if ids and gone is not None:
        session.execute(delete(Petition).where(Petition.id == ids[gone % len(ids)]))


def answer(store, question):
    """Ask both ways, and have them compared."""
    scope, day, on, counted, wanted = question
    who = reader(scope, store, day)
    taken, expected = facts(who, on, counted), by_the_gate(who, on, counted)
    assert same(taken, expected)
    typed = expected.astype(dict.fromkeys((*CODES, *PLACES), "category"))
    assert list(select_facts(taken, wanted).index) == list(select_facts(typed, wanted).index)


@NEARBY
@given(st.lists(st.tuples(WRITES, st.lists(QUESTIONS, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_any_scope_counts_from_the_snapshot_what_the_gate_gives_it_after_any_write(across, turns):
    with across.write("test", "anew", COUNTY) as session:
        session.execute(delete(Petition))
    for writes, questions in turns:
        with across.write("test", "write", COUNTY) as session:
            perform(session, **writes)
            answer(across.within(session), questions[0])
        for question in questions:
            answer(across, question)


# --- the file -----------------------------------------------------------------------------------------------


@pytest.fixture
def filled(store):
    """Petitions in three blocks, and the file of their snapshot."""
    with store.write("test", "add", COUNTY) as session:
        session.add_all(petition(f"P{id_}", "990001001001", id=id_) for id_ in (1, 2, 1024, 5000))
    assert keeping.catch_up(store) or store.on_server
    return store


@pytest.fixture
def blocks_read(monkeypatch):
    """Blocks that are read from the record, as they are."""
    asked, rows = [], taking.rows

    def note(connection, blocks):
        asked.extend(blocks)
        return rows(connection, blocks)

    monkeypatch.setattr(taking, "rows", note)
    return asked


def restarted(store):
    """The same record, in a process that has just begun."""
    keeping._kept.clear()
    return store


def counted(store):
    return len(facts(reader(OFFICE, store)))


def add(store, id_, **values):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition(f"P{id_}", "990001001001", id=id_, **values))


@pytest.mark.sqlite
def test_after_a_restart_nothing_but_what_was_written_since_is_read(filled, blocks_read):
    assert counted(restarted(filled)) == 4 and blocks_read == []
    add(filled, 5001)
    assert counted(filled) == 5 and blocks_read == [4]
    assert counted(restarted(filled)) == 5 and blocks_read == [4, 4]
    assert keeping.catch_up(filled) and counted(restarted(filled)) == 5 and blocks_read == [4, 4]


@pytest.mark.sqlite
def test_whoever_deletes_the_file_loses_nothing(filled, blocks_read):
    keeping.place(filled).unlink()
    assert counted(restarted(filled)) == 4 and sorted(blocks_read) == [0, 1, 4]


@pytest.mark.sqlite
def test_the_file_is_its_owners_alone(filled):
    assert stat.S_IMODE(keeping.place(filled).stat().st_mode) == 0o600


def torn(path):
    path.write_bytes(path.read_bytes()[:-2000])


def turned(path):
    content = bytearray(path.read_bytes())
    place = content.index((5).to_bytes(8, "little") * 2)  # people of the first two
    content[place] ^= 1
    path.write_bytes(content)


def another_word(path):
    path.write_bytes(path.read_bytes().replace(b'["visit"]', b'["visiu"]'))


def strange(path):
    path.write_bytes(b"ARROW1\0\0 and then nothing of ours")


def empty(path):
    path.write_bytes(b"")


def a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.sqlite
@pytest.mark.parametrize("harm", [torn, turned, another_word, strange, empty, a_folder])
def test_a_file_that_is_not_whole_is_thrown_away(store, harm, blocks_read):
    with store.write("test", "add", COUNTY) as session:
        session.add_all(petition(f"P{id_}", "990001001001", id=id_, people=5) for id_ in (1, 2, 1024, 5000))
    assert keeping.catch_up(store)
    blocks_read.clear()
    harm(keeping.place(store))
    assert file.load(keeping.place(store)) is None
    assert counted(restarted(store)) == 4 and sorted(blocks_read) == [0, 1, 4]
    assert facts(reader(OFFICE, store))["people"].sum() == 20


@pytest.mark.sqlite
@pytest.mark.parametrize("program", ["0001", "9999"])
def test_a_file_of_an_older_or_newer_program_is_thrown_away(filled, program, blocks_read, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(file, "revisions", lambda: [program])
        known = keeping._kept[filled.engine].snapshot
        assert file.save(known, keeping.place(filled))
    assert counted(restarted(filled)) == 4 and sorted(blocks_read) == [0, 1, 4]


@pytest.mark.sqlite
def test_the_file_of_another_record_answers_nothing(filled, tmp_path, blocks_read):
    other = Store(f"sqlite:///{tmp_path / 'other.gpkg'}", create=True)
    with other.write("test", "add", COUNTY) as session:
        session.add_all(petition(f"P{id_}", "990001001001", id=id_) for id_ in (1, 2, 3))
    assert keeping.catch_up(other)
    shutil.copy(keeping.place(other), keeping.place(filled))
    blocks_read.clear()
    assert counted(restarted(filled)) == 4 and sorted(blocks_read) == [0, 1, 4]
    other.close()


@pytest.mark.sqlite
def test_a_backup_put_back_is_never_answered_from_what_was_written_after_it(filled, tmp_path, blocks_read):
    path, backup = keeping.place(filled).parent / filled.engine.url.database, tmp_path / "backup.gpkg"
    with reading(path) as source, copying(source, path, backup):
        pass
    add(filled, 1025, people=9)
    assert keeping.catch_up(filled) and counted(filled) == 5
    shutil.copy(keeping.place(filled), keeping.place(again := Store(f"sqlite:///{backup}")))
    blocks_read.clear()
    assert counted(again) == 4 and blocks_read == [1]
    add(again, 1026, people=2)  # as many changes as the record it came from has seen
    assert facts(reader(OFFICE, again))["people"].tolist() == [1, 1, 1, 2, 1]
    again.close()


@pytest.mark.sqlite
def test_what_a_killed_process_left_half_written_is_removed(filled):
    path = keeping.place(filled)
    old, new = (path.with_name(f".{path.stem}-{name}.part") for name in ("old", "new"))
    for each in (old, new):
        each.touch()
    os.utime(old, (1, 1))
    assert file.save(keeping._kept[filled.engine].snapshot, path)
    assert not old.exists() and new.exists()


@pytest.mark.sqlite
def test_where_the_file_cannot_be_written_everything_is_counted_all_the_same(filled, monkeypatch):
    monkeypatch.setattr(file, "writing", lambda path: open("/nowhere/at/all", "wb"))  # noqa: SIM115, PTH123
    add(filled, 5001)
    assert not keeping.catch_up(filled) and counted(filled) == 5


@pytest.mark.sqlite
def test_several_who_write_at_once_leave_a_whole_file(filled):
    known = keeping._kept[filled.engine].snapshot
    writers = [threading.Thread(target=file.save, args=(known, keeping.place(filled))) for _ in range(8)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert len(file.load(keeping.place(filled))) == 4
    assert not list(keeping.place(filled).parent.glob("*.part"))


def test_it_holds_no_field_that_names_a_person_and_no_text(store):
    personal = {"number", "address", "address_hash", "words", "agent", "case_leader", "placed_by", "digest"}
    assert not personal & set(COLUMNS)
    own = {column.name for column in Petition.__table__.columns}
    assert set(COLUMNS) <= own


@pytest.mark.sqlite
def test_neither_a_name_nor_an_address_stands_in_the_file(store):
    values = {
        "address": "某某路七号",
        "agent": "代办员某",
        "placed_by": "某办事员",
        "words": {"channel": "某词"},
    }
    add(store, 1, **values)
    assert keeping.catch_up(store)
    content = keeping.place(store).read_bytes()
    for word in ("某某路七号", "代办员某", "某办事员", "某词", "P1"):
        assert word.encode() not in content and word.encode("unicode_escape") not in content


def test_whatever_program_writes_a_petition_is_noticed(filled, blocks_read):
    """Marks are drawn by the database itself, past this program."""
    counted(filled)
    blocks_read.clear()
    with filled.transaction() as connection:
        connection.exec_driver_sql("UPDATE petitions SET people = 7 WHERE id = 1024")
    assert facts(reader(OFFICE, filled))["people"].tolist() == [1, 1, 7, 1] and blocks_read == [1]
    with filled.transaction() as connection:
        connection.exec_driver_sql("UPDATE petitions SET id = 3000 WHERE id = 1024")
    assert facts(reader(OFFICE, filled))["people"].tolist() == [1, 1, 7, 1] and sorted(blocks_read) == [
        1,
        1,
        2,
    ]


def test_every_petition_on_record_has_its_block(filled):
    with filled.read() as connection:
        ids = connection.scalars(select(Petition.id)).all()
        blocks = connection.scalars(select(PetitionBlock.block)).all()
    assert {id_ >> 10 for id_ in ids} <= set(blocks)


@pytest.mark.postgresql
def test_the_snapshot_of_a_record_on_a_server_lies_in_the_folder_that_is_set(
    filled, tmp_path, monkeypatch, blocks_read
):
    assert keeping.place(filled) is None
    monkeypatch.setenv("PETITION_MAP_SNAPSHOT_FOLDER", str(tmp_path))
    assert keeping.catch_up(filled)
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and filled.engine.url.database not in path.name
    assert counted(restarted(filled)) == 4 and blocks_read == []


@pytest.mark.parametrize("begun", [restarted, lambda store: store], ids=["from the file", "from memory"])
def test_nobody_who_counts_can_change_what_others_count(filled, begun):
    known = Countable.of(reader(OFFICE, begun(filled)))
    assert known.rows is None
    for name in COLUMNS:
        with pytest.raises(ValueError, match="read-only"):
            known.column(name)[0] = known.column(name)[0]


def test_what_a_transaction_gave_up_is_counted_nowhere(filled):
    with pytest.raises(ZeroDivisionError), filled.write("test", "add", COUNTY) as session:
        session.add(petition("N", "990001001001", id=6000))
        assert counted(filled.within(session)) == 5
        raise ZeroDivisionError
    assert counted(filled) == 4 and counted(restarted(filled)) == 4
