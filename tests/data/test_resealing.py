"""Keys of a record: tried, changed with nothing lost, carried to another machine."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from data import keys, resealing
from data.casework.cases import case
from data.casework.corrections import correct
from data.errors import KeyMissing, KeyRefused, StoreRefused
from data.repair.queue import queue
from data.search import cases_of_person
from data.store import Store
from data.tables import AuditEntry, PetitionPerson
from data.tables.petitions import Petition
from tests.county import TODAY
from tests.data.test_sealing import ADDRESS, ID, NAME, OTHER, REASON, county, key_folder, raw  # noqa: F401
from tests.roles import LEADER, OFFICE, SCREEN, reader, writer


def test_the_office_sees_which_key_is_used_and_that_all_values_can_be_opened(county):  # noqa: F811
    state = resealing.state(reader(OFFICE, county))
    assert state.here and state.scrubbed
    tried = resealing.check(reader(OFFICE, county))
    assert {name: (each.opened, each.failed) for name, each in tried.items() if each.opened} == {
        "petition_persons": (6, 0),
        "petitions": (2, 0),
        "petition_states": (2, 0),
        "petition_person_states": (1, 0),
    }
    with county.write("test", "x", "y") as session:
        session.connection().exec_driver_sql("UPDATE petition_persons SET home = statement")
    assert resealing.check(reader(OFFICE, county))["petition_persons"].failed == 1


@pytest.mark.parametrize("scope", [LEADER, SCREEN, None])
@pytest.mark.parametrize("asked", [resealing.state, resealing.check])
def test_keys_are_the_offices_alone(county, scope, asked):  # noqa: F811
    with pytest.raises(KeyRefused):
        asked(reader(scope, county))


@pytest.mark.sqlite
def test_a_new_key_seals_everything_anew_and_the_former_opens_nothing(county, key_folder):  # noqa: F811
    before = dict(case(reader(OFFICE, county), "A1").person)
    former, new = resealing.rotate(writer(OFFICE, county))
    assert former != new and {former, new} <= {key.id for key in keys.listed()}
    keys_left = [path for path in key_folder.iterdir() if path.stem != former]
    assert len(keys_left) < len(list(key_folder.iterdir()))
    (key_folder / f"{former}.key").unlink()
    opened = Store(county.url)
    assert dict(case(reader(OFFICE, opened), "A1").person) == before
    assert [one.name for one in cases_of_person(writer(OFFICE, opened), ID)] == [OTHER]
    assert [entry.address for entry in queue(reader(OFFICE, opened), TODAY)] == [ADDRESS]
    assert bytes.fromhex(f"01{former}") not in raw(opened)  # the former's values are gone from free pages too
    with opened.read() as connection:
        entry = connection.execute(select(AuditEntry).where(AuditEntry.action == "rotate key")).one()
    assert (entry.subject, entry.detail) == (new, {"from": former})
    opened.close()


def test_a_value_that_cannot_be_opened_leaves_the_record_with_its_key(county):  # noqa: F811
    with county.write("test", "x", "y") as session:
        session.connection().exec_driver_sql("UPDATE petition_persons SET home = statement")
    before = resealing.state(reader(OFFICE, county))
    with pytest.raises(StoreRefused, match="was changed or moved"):
        resealing.rotate(writer(OFFICE, county))
    assert resealing.state(reader(OFFICE, county)) == before
    assert cases_of_person(writer(OFFICE, county), ID)


@pytest.mark.sqlite
def test_a_program_that_has_the_record_open_goes_on_after_another_changed_the_key(county):  # noqa: F811
    other = Store(county.url)
    resealing.rotate(writer(OFFICE, other))
    other.close()
    assert case(reader(OFFICE, county), "A1").person["name"] == OTHER
    correct(writer(OFFICE, county), "A1", {"name": NAME}, reason=REASON, seen=1)
    used = {bytes(value)[1:5].hex() for value in _stored_names(county)}
    assert used == {resealing.state(reader(OFFICE, county)).id}


def _stored_names(store):
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as connection:
        return [value for (value,) in connection.execute("SELECT name FROM petition_persons")]


@pytest.mark.sqlite
def test_a_key_goes_to_another_machine_in_a_file(county, key_folder, tmp_path, monkeypatch):  # noqa: F811
    name = resealing.state(reader(OFFICE, county)).id
    keys.write(keys.of(name), tmp_path / "carried.json")
    monkeypatch.setenv(keys.VARIABLE, str(tmp_path / "other machine"))
    county.close()  # which brings all that waits beside the file into it
    shutil.copyfile(county.url.removeprefix("sqlite:///"), tmp_path / "carried.gpkg")
    opened = Store(str(tmp_path / "carried.gpkg"))
    with pytest.raises(KeyMissing):
        case(reader(OFFICE, opened), "A1")
    opened.close()
    keys.keep(keys.read(tmp_path / "carried.json"))
    opened = Store(str(tmp_path / "carried.gpkg"))
    assert case(reader(OFFICE, opened), "A1").person["name"] == OTHER
    opened.close()


def test_a_key_is_never_written_over(county, key_folder, tmp_path):  # noqa: F811
    key = keys.of(resealing.state(reader(OFFICE, county)).id)
    keys.write(key, tmp_path / "carried.json")
    with pytest.raises(FileExistsError):
        keys.write(key, tmp_path / "carried.json")
    with pytest.raises(KeyRefused, match="holds another key"):
        keys.keep(keys.Key(key.id, bytes(32), key.made))
    assert keys.of(key.id) == key


def test_nothing_of_a_new_key_is_seen_in_what_is_printed(county):  # noqa: F811
    key = keys.of(resealing.state(reader(OFFICE, county)).id)
    assert key.secret.hex() not in repr(key) and str(key.secret) not in repr(key)


def test_petitions_are_compared_field_by_field_after_the_key_was_changed(county):  # noqa: F811
    with county.write("test", "x", "y") as session:
        session.connection().exec_driver_sql("UPDATE petitions SET digest = 'abc'")
    resealing.rotate(writer(OFFICE, county))
    with county.read() as connection:
        assert set(connection.scalars(select(Petition.digest))) == {""}
        assert connection.scalar(select(PetitionPerson.name)) == OTHER
