"""A record on a PostgreSQL server: who may serve it, what it refuses, and that others open it too."""

import shutil
import subprocess

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import IntegrityError

from data.errors import NoCounty, StoreRefused
from data.provision import provide, statements
from data.store import Store
from data.tables import Account, PetitionPerson
from data.text import in_both
from tests import server as servers
from tests.county import COUNTY, petition

pytestmark = pytest.mark.postgresql
CANARY = "王五33072619800101001X"


@pytest.fixture
def database(server, worker_id):
    """Name of a database that is dropped after the test."""
    name = f"other_{worker_id}"
    yield name
    server.drop(name)


def fault(store, statement):
    with pytest.raises(StoreRefused) as refused, store.write("test", "x", "y") as session:
        session.execute(text(statement))
    return str(refused.value)


def test_a_role_that_sees_everything_may_not_serve(server, store):
    name = make_url(store.url).database
    with pytest.raises(StoreRefused, match="postgres may not serve the record"):
        Store(server.url(name, "postgres"))
    with pytest.raises(StoreRefused, match="petition_owner may not serve the record"):
        Store(server.url(name, servers.OWNER))
    server.administer("CREATE ROLE exempt LOGIN BYPASSRLS", f"GRANT {servers.SERVED} TO exempt")
    server.administer(f"CREATE ROLE heir LOGIN IN ROLE {servers.OWNER}")
    for role in ("exempt", "heir"):
        server.administer(f"GRANT CONNECT ON DATABASE {name} TO {role}")
        with pytest.raises(StoreRefused, match=f"{role} may not serve"):
            Store(server.url(name, role))
        server.administer(f"REVOKE ALL ON DATABASE {name} FROM {role}", f"DROP ROLE {role}")


def test_tables_are_made_by_their_owner_alone(server, database):
    url = server.make(database)
    with pytest.raises(NoCounty):
        Store(url)
    with pytest.raises(StoreRefused, match="by the role that owns them"):
        Store(url, create=True)
    with pytest.raises(StoreRefused, match="leads to another database"):
        Store(url, create=True, owner=server.url("postgres", servers.OWNER))
    Store(url, create=True, owner=server.url(database, servers.OWNER)).close()
    Store(url).close()


def test_a_database_that_sorts_by_a_language_or_lacks_postgis_is_refused(server, database):
    server.administer(
        f"CREATE DATABASE {database} OWNER {servers.OWNER} TEMPLATE template0 LC_COLLATE 'POSIX'"
        " LC_CTYPE 'POSIX' ENCODING 'SQL_ASCII'",
        f"GRANT CONNECT ON DATABASE {database} TO {servers.SERVED}",
    )
    with pytest.raises(StoreRefused, match="in SQL_ASCII"):
        Store(server.url(database))
    server.drop(database)
    server.administer(f"CREATE DATABASE {database} OWNER {servers.OWNER} TEMPLATE template0 LC_COLLATE 'C'")
    with pytest.raises(StoreRefused, match="PostGIS is missing"):
        Store(server.url(database), create=True, owner=server.url(database, servers.OWNER))


def test_roles_and_database_are_made_once_and_the_sql_says_the_same(server, database):
    addresses = server.url(database), server.url(database, servers.OWNER)
    assert provide(server.url("postgres", "postgres"), *addresses) == [database]
    assert provide(server.url("postgres", "postgres"), *addresses) == []
    sql = "\n".join(statements(*addresses))
    assert "NOBYPASSRLS" in sql and "CREATE EXTENSION IF NOT EXISTS postgis" in sql
    with pytest.raises(StoreRefused, match="are to be two"):
        provide(server.url("postgres", "postgres"), addresses[0], addresses[0])


def test_a_server_that_is_away_is_told(server, tmp_path):
    with pytest.raises(StoreRefused, match="cannot be reached"):
        Store(f"postgresql+psycopg://petition_map@/county?host={tmp_path}")
    with pytest.raises(StoreRefused, match="no such database"):
        Store(server.url("nowhere"))


def test_a_wrong_password_is_told_and_not_repeated(server, store):
    server.administer(
        "CREATE ROLE guarded LOGIN PASSWORD 'right'",
        f"GRANT CONNECT ON DATABASE {make_url(store.url).database} TO guarded",
    )
    url = make_url(store.url).set(username="guarded", password=CANARY)
    with server.asking_passwords("guarded"), pytest.raises(StoreRefused, match="do not fit") as refused:
        Store(url.render_as_string(hide_password=False))
    assert CANARY not in str(refused.value)
    server.administer(
        f"REVOKE ALL ON DATABASE {url.database} FROM guarded", "DROP ROLE guarded", database="postgres"
    )


def test_a_connection_that_is_lost_in_the_middle_is_told_and_the_next_step_works(server, store):
    with pytest.raises(StoreRefused, match="lost in the middle"), store.write("test", "x", "y") as session:
        own = session.scalar(text("SELECT pg_backend_pid()"))
        server.administer(f"SELECT pg_terminate_backend({own})")
        session.execute(text("SELECT 1"))
    version = store.dataset().version
    with store.write("test", "x", "y"):
        pass
    assert store.dataset().version == version + 1


def test_a_full_disk_a_server_that_only_reads_and_damage_are_told(store):
    raised = "DO $$ BEGIN RAISE EXCEPTION '{}' USING ERRCODE = '{}'; END $$"
    for code, sentence in (("53100", "disk is full"), ("25006", "only be read"), ("XX001", "is damaged")):
        told = fault(store, raised.format(CANARY, code))
        assert sentence in told and CANARY not in told


def test_a_record_that_another_writes_is_told_after_the_wait_that_the_address_names(store):
    patient = Store(f"{store.url}&timeout=0.1")
    with (
        store.write("test", "x", "y"),
        pytest.raises(StoreRefused, match="did not let go of it"),
        patient.write("test", "x", "y"),
    ):
        pass
    assert patient.dataset().version == store.dataset().version
    patient.close()


def test_a_step_beyond_the_rights_of_the_role_is_told(store):
    assert "lets this role do no such thing" in fault(store, "DROP TABLE petitions")
    assert "lets this role do no such thing" in fault(store, "SET ROLE petition_owner")


def test_a_reader_writes_nothing(store):
    with pytest.raises(StoreRefused, match="only be read"), store.read() as connection:
        connection.execute(text("DELETE FROM leaders"))


def test_an_error_of_the_programs_own_names_no_person(store):
    with pytest.raises(IntegrityError) as told, store.write("test", "x", "y") as session:
        session.add(petition(CANARY, "990001001001"))
        session.flush()
        session.add(petition(CANARY, "990001001001"))
    seen = f"{told.value}{told.value.orig}{told.value.__cause__}"
    assert CANARY not in seen and "uq_petitions_number" in seen
    with pytest.raises(IntegrityError) as told, store.write("test", "x", "y") as session:
        session.add(PetitionPerson(petition_id=77, name=CANARY))
    assert CANARY not in f"{told.value}{told.value.orig}"


def test_every_refusal_is_told_in_both_languages(server, tmp_path):
    with pytest.raises(StoreRefused) as refused:
        Store(f"postgresql+psycopg://petition_map@/county?host={tmp_path}")
    chinese, english = in_both(refused.value.message, "\n", **refused.value.values).splitlines()
    assert "数据库服务器" in chinese and english.startswith("The server of the record")


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="needs GDAL's tools (gdal-bin)")
def test_gdal_opens_the_live_record_and_lists_villages_with_their_frame(server, store):
    address = f"PG:host={server.folder} user={servers.SERVED} dbname={make_url(store.url).database}"
    told = subprocess.run(
        ["ogrinfo", "-ro", "-so", address, "villages"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 4" in told and "Geometry: Multi Polygon" in told
    assert 'ID["EPSG",4326]' in told and "name: String" in told


def test_places_are_found_by_an_index(store):
    engine = create_engine(store.url)
    with engine.connect() as connection:
        kinds = connection.execute(text("SELECT indexdef FROM pg_indexes WHERE indexname LIKE '%_geometry'"))
        assert sum("USING gist" in kind for (kind,) in kinds) == 3
        (frame,) = connection.execute(text("SELECT Find_SRID('public', 'boundaries', 'geometry')")).one()
    engine.dispose()
    assert frame == 4326


def test_ids_go_on_after_rows_that_came_with_theirs(store):
    with store.write("test", "x", COUNTY) as session:
        session.add(petition("1", "990001001001", id=500))
    with store.write("test", "x", COUNTY) as session:
        session.add(petition("2", "990001001001"))
        session.flush()
        assert session.scalar(text("SELECT max(id) FROM petitions")) == 501


@pytest.mark.parametrize("gone", ["RENAME TO gone", "RENAME COLUMN role TO gone"])
def test_a_table_or_column_that_is_gone_is_damage_and_names_nothing_of_the_inside(empty_store, server, gone):
    database = make_url(empty_store.url).database
    with psycopg.connect(host=server.folder, user=servers.OWNER, dbname=database) as owner:
        owner.execute(f"ALTER TABLE accounts {gone}")
    with empty_store.read() as connection, pytest.raises(StoreRefused, match="is damaged") as told:
        connection.execute(select(Account.role))
    assert "accounts" not in str(told.value)
