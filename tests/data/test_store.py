"""The record: migrated, whole or not at all, open to QGIS."""

import datetime as dt
import shutil
import subprocess

import pytest
import shapely
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, func, select, text

from data.errors import StoreRefused
from data.geopackage import encode
from data.rules import rules
from data.scope import Role, Scope
from data.store import MIGRATIONS, Store
from data.tables import AuditEntry, Base, CaseStep
from data.tables.petitions import Petition
from data.visits.saved import read
from tests.data.conftest import petition
from tests.roles import reader


def of_the_program(name, kind):
    """Neither tables of GeoPackage or PostGIS nor the indices of places, which only a server has."""
    other = name.startswith("gpkg_") or name == "spatial_ref_sys"
    return not other and not (kind == "index" and name.endswith("_geometry"))


def test_the_migrations_make_exactly_the_tables_the_program_uses(store):
    with store.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: of_the_program(name or "", kind)},
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_missing_database_is_refused_and_not_made_by_mistake(tmp_path):
    with pytest.raises(StoreRefused, match="There is no database"):
        Store(str(tmp_path / "typing-error.gpkg"))
    assert not (tmp_path / "typing-error.gpkg").exists()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "letter.gpkg"
    path.write_text("Dear Sir or Madam, " * 200)
    with pytest.raises(StoreRefused, match="cannot be opened"):
        Store(str(path))


def test_a_record_of_a_newer_program_is_refused(store):
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreRefused, match="newer version"):
        Store(store.url)


def test_a_record_that_is_up_to_date_is_opened_without_reading_the_migrations_again(store, monkeypatch):
    monkeypatch.setattr("data.migrating.ScriptDirectory", None)
    monkeypatch.setattr("data.migrating.command", None)
    Store(store.url).close()


def test_a_write_that_fails_leaves_nothing_behind(store):
    version = store.dataset().version
    with pytest.raises(RuntimeError), store.write("test", "fail", "x") as session:
        session.add(petition("1", "990001001001"))
        session.flush()
        raise RuntimeError
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Petition)) == 0
        assert connection.scalar(select(func.count()).select_from(AuditEntry)) == 1
    assert store.dataset().version == version


def test_every_write_is_logged_and_makes_a_new_version(store):
    version = store.dataset().version
    with store.write("clerk", "correct", "petition 1", changed=1):
        pass
    with store.read() as connection:
        entry = connection.execute(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.actor, entry.action, entry.detail) == ("clerk", "correct", {"changed": 1})
    assert store.dataset().version == version + 1


@pytest.mark.sqlite
def test_what_is_acknowledged_survives_a_power_cut(store):
    with store.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.sqlite
@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="needs GDAL's tools (gdal-bin)")
def test_gdal_opens_the_live_file_and_lists_villages_with_their_frame(store):
    path = store.url.removeprefix("sqlite:///")
    told = subprocess.run(
        ["ogrinfo", "-ro", "-so", path, "villages"], capture_output=True, text=True, check=True
    )
    assert "Feature Count: 4" in told.stdout
    assert "Geometry: Multi Polygon" in told.stdout
    assert 'ID["EPSG",4326]' in told.stdout
    assert "name: String" in told.stdout
    assert "Warning" not in told.stderr


def test_a_record_of_the_first_version_is_opened_with_nothing_lost(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.gpkg'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO import_runs"
                " (id, file_name, digest, at, actor, rows, stored, rejected, duplicates)"
                " VALUES (1, 'old.csv', '', '2026-01-01 00:00:00.000000', 'clerk', 3, 3, 0, 0)"
            )
        )
        for number, placement, village, township in (
            ("point", "point", "990001001001", "990001001"),
            ("name", "village", "990001001001", "990001001"),
            ("town", "township", None, "990001001"),
            ("nowhere", "nowhere", None, None),
        ):
            connection.execute(
                text(
                    "INSERT INTO petitions (number, filed, channel, category, category_scheme, purpose,"
                    " occurrence, people, tier, status, by_proxy, placement, county_code, township_code,"
                    " village_code, digest, import_run_id) VALUES (:number, '2026-01-01 00:00:00.000000',"
                    " 'visit', 'land', 'old17', 'claim', 'first', 1, 'general', 'open', 0, :placement,"
                    " '990001', :township, :village, '', 1)"
                ),
                {"number": number, "placement": placement, "township": township, "village": village},
            )
    opened = Store(url)
    columns = ("basis", "point_code", "named_code", "placed_by", "matter_id")
    with opened.read() as connection:
        rows = connection.execute(select(Petition.number, *(getattr(Petition, name) for name in columns)))
        found = {row[0]: tuple(row[1:]) for row in rows}
    opened.close()
    assert found == {
        "point": ("point", "990001001001", None, "clerk", None),
        "name": ("name", None, "990001001001", "clerk", None),
        "town": ("name", None, "990001001", "clerk", None),
        "nowhere": ("none", None, None, "clerk", None),
    }


def test_plans_and_outcomes_of_the_version_before_are_kept_and_claim_nothing(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.gpkg'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        for statement in (
            "INSERT INTO dataset (id, county_code, county_name, synthetic, version)"
            " VALUES (1, '990001', '测试县', 0, 1)",
            "INSERT INTO divisions (id, code, name, level, valid_from)"
            " VALUES (1, '990001001', '第1镇', 'township', '2019-01-01')",
            "INSERT INTO leaders (id, name, post, portfolio) VALUES (1, '测试领导1', '副县长', '')",
            'INSERT INTO visits (id, "on", township_code, leader_id, mode, state, revision, plan, saved_at,'
            " saved_by) VALUES (1, '2026-12-15', '990001001', 1, 'announced', 'held', 3,"
            " '{\"proven\": true, \"score\": 9.0}', '2026-12-01 00:00:00.000000', 'clerk')",
            "INSERT INTO visit_stops (visit_id, position, village_code, arrives, departs)"
            " VALUES (1, 1, '990001001001', 800, 830)",
            "INSERT INTO petitions (id, number, filed, channel, category, category_scheme, purpose,"
            " occurrence, people, tier, status, by_proxy, placement, basis, county_code, township_code,"
            " digest)"
            " VALUES (1, 'A1', '2026-01-01 00:00:00.000000', 'visit', 'land', 'old17', 'claim', 'first', 1,"
            " 'general', 'open', 0, 'township', 'name', '990001', '990001001', '')",
            "INSERT INTO case_steps (id, petition_id, at, kind) VALUES"
            " (1, 1, '2026-12-15 12:00:00.000000', 'explained'),"
            " (2, 1, '2026-12-15 09:30:00.000000', 'promised'),"
            " (3, 1, '2026-12-15 12:00:00.000000', 'accepted')",
        ):
            connection.execute(text(statement))
        connection.execute(
            text(
                "INSERT INTO hubs (name, division_code, services, geometry)"
                " VALUES ('接访点', '990001001', '[]', :point)"
            ),
            {"point": encode(shapely.Point(119.9, 29.4))},
        )
    opened = Store(url)
    with opened.read() as connection:
        steps = connection.execute(select(CaseStep.id, CaseStep.visit_id).order_by(CaseStep.id)).all()
    saved = read(
        reader(Scope.of(Role.OFFICE, ["990001"], "990001"), opened), "990001001", dt.date(2026, 12, 15)
    )
    opened.close()
    assert [tuple(step) for step in steps] == [(1, 1), (2, None), (3, None)]
    assert (saved.driven, saved.revision, saved.fingerprint) == (("990001001001",), 3, None)
    assert not saved.was_proven and not saved.plan.proven and saved.plan.score == 9


@pytest.mark.parametrize("rule", ["immovable", "next_working_day"])
def test_what_the_county_decided_about_the_day_of_the_visits_holds_after_the_move(tmp_path, rule):
    url = f"sqlite:///{tmp_path / 'old.gpkg'}"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with create_engine(url).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
        connection.execute(
            text(
                "INSERT INTO dataset (id, county_code, county_name, synthetic, version, visit_rule)"
                " VALUES (1, '990001', '测试县', 0, 1, :rule)"
            ),
            {"rule": rule},
        )
    opened = Store(url)
    assert [rules(opened, dt.date(year, 1, 1)).visits.rule for year in (2019, 2027)] == [rule, rule]
    assert opened.dataset().county_name == "测试县"
    opened.close()
