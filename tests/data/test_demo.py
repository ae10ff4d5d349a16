"""The demo county is Pujiang in its figures and nobody's in its villages."""

import datetime as dt
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from sqlalchemy import select, text

from data.demo import PLANTED, build
from data.demo.geography import geography
from data.divisions import reads
from data.errors import StoreRefused
from data.geopackage import decode
from data.hotspots import daily, findings, questions
from data.petitions.facts import Filter, facts, select_facts
from data.scope import Role, Scope
from data.sealing import KeyedHash
from data.store import Store
from data.tables import Base, PetitionPerson
from data.tables.petitions import Petition
from data.terms import Level
from data.workdays import is_working_day
from geo.neighbours import touching
from tests.demo import AS_OF
from tests.roles import reader, writer

pytestmark = pytest.mark.sqlite
TO_METRIC = Transformer.from_crs("EPSG:4326", "EPSG:4549", always_xy=True)
OTHER_DAYS = [dt.date(2024, 2, 29)]


DemoOf = Callable[[dt.date], Path]


@pytest.fixture(scope="module")
def store(demo_of: DemoOf) -> Iterator[Store]:
    store = Store(str(demo_of(AS_OF)))
    yield store
    store.close()


@pytest.fixture(scope="module", params=[AS_OF, *OTHER_DAYS], ids=str)
def any_day(request: pytest.FixtureRequest, store: Store, demo_of: DemoOf) -> Iterator[tuple[Store, dt.date]]:
    if request.param == AS_OF:
        yield store, AS_OF
        return
    other = Store(str(demo_of(request.param)))
    yield other, request.param
    other.close()


def rows(store: Store, statement: str, **values: object) -> pd.DataFrame:
    with store.read() as connection:
        return pd.read_sql(text(statement), connection, params=values)


def shapes(store: Store, level: str) -> pd.DataFrame:
    frame = rows(
        store,
        "SELECT d.code, d.name, d.parent_code, d.residents, b.geometry FROM divisions d"
        " JOIN boundaries b ON b.division_id = d.id WHERE d.level = :level ORDER BY d.code",
        level=level,
    )
    frame["geometry"] = [decode(blob) for blob in frame["geometry"]]
    return frame


def km2(shape: shapely.Geometry) -> float:
    metric = shapely.transform(shape, lambda xy: np.stack(TO_METRIC.transform(*xy.T), axis=1))
    return float(metric.area / 1e6)


OFFLINE = "channel IN ('visit', 'letter')"


# --- figures -------------------------------------------------------------------------------------------


def test_the_four_published_figures_come_out_of_the_rows(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    found = rows(
        store,
        f"""SELECT count(*) AS n, count(closed) AS closed,
            sum(julianday(closed) - julianday(filed) <= 10) AS soon,
            sum(closed IS NULL AND julianday(:day, '+1 day') - julianday(filed) > 10) AS late,
            avg(julianday(closed) - julianday(filed)) AS days, count(satisfaction) AS rated,
            sum(satisfaction = 'satisfied') AS satisfied
        FROM petitions WHERE {OFFLINE} AND occurrence = 'first'
            AND filed >= date(:day, '+1 day', '-3 years') AND date(filed) <= :day""",
        day=as_of.isoformat(),
    ).iloc[0]
    assert found["n"] == 4703 and found["late"] == 0
    assert 0 < found["n"] - found["closed"] < 60 and found["soon"] == found["closed"]
    assert round(found["days"], 2) == 4.56
    assert round(100 * found["satisfied"] / found["rated"], 2) == 98.97


def test_of_the_years_478_instructions_some_are_open_and_few_of_them_overdue(
    any_day: tuple[Store, dt.date],
) -> None:
    store, as_of = any_day
    found = rows(store, "SELECT issued, due, done, proof FROM instructions WHERE meeting_id IS NULL")
    issued = pd.to_datetime(found["issued"]).dt.date
    year = found[issued > as_of - dt.timedelta(days=365)]
    assert len(year) == 478 < len(found)
    done = found["done"].notna()
    assert (done == found["proof"].notna()).all()
    assert (found["done"] >= found["issued"])[done].all() and found["done"][done].max() <= as_of.isoformat()
    assert 10 < (~done).sum() < 48 and 0 < (~done & (found["due"] < as_of.isoformat())).sum() < 12


def test_more_than_fifty_requests_a_day_come_in_online(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    found = rows(
        store, "SELECT date(filed) AS day, count(*) AS n FROM petitions WHERE channel = 'request' GROUP BY 1"
    )
    a_day = found.set_index(pd.to_datetime(found["day"]))["n"]
    days = pd.date_range(pd.Timestamp(as_of) + pd.Timedelta(days=1) - pd.DateOffset(years=3), as_of)
    assert list(a_day.index) == list(days)
    assert a_day.min() > 40
    assert a_day.rolling(30).mean().min() > 50
    assert a_day.groupby([a_day.index.year, a_day.index.month]).mean().min() > 50


def test_more_than_95_percent_of_online_requests_are_done_and_of_answers_are_content(
    any_day: tuple[Store, dt.date],
) -> None:
    store, as_of = any_day
    for since in (as_of - dt.timedelta(days=365), dt.date(2000, 1, 1)):
        found = rows(
            store,
            """SELECT avg(closed IS NOT NULL) AS done,
                sum(satisfaction = 'satisfied') * 1.0 / count(satisfaction) AS content
            FROM petitions WHERE channel = 'request' AND date(filed) > :since""",
            since=since.isoformat(),
        ).iloc[0]
        assert 0.95 < found["done"] < 1 and 0.95 < found["content"] < 1


def test_some_cases_are_open_and_some_of_them_for_long(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    found = rows(store, "SELECT filed, channel, closed, satisfaction FROM petitions WHERE status = 'open'")
    ago = (pd.Timestamp(as_of) - pd.to_datetime(found["filed"])).dt.days
    assert found["closed"].isna().all() and found["satisfaction"].isna().all()
    assert 300 < len(found) < 600
    assert 100 < (found["channel"] != "request").sum() < 300
    assert (ago <= 14).sum() > 150
    assert 80 <= (ago > 60).sum() < 180


def test_nothing_happens_after_the_day_of_the_record(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    latest = {"petitions": ("filed", "closed"), "case_steps": ("at", "done"), "visits": ("on", "saved_at")}
    latest |= {"team_contacts": ("on",), "instructions": ("issued", "done"), "contracts": ("valid_from",)}
    for table, columns in latest.items():
        for column in columns:
            last = rows(store, f'SELECT max("{column}") AS last FROM {table}')["last"].iloc[0]
            assert last[:10] <= as_of.isoformat(), (table, column)
    found = rows(store, "SELECT sum(closed < filed) AS odd, min(filed) AS first FROM petitions").iloc[0]
    assert found["odd"] == 0
    start = pd.Timestamp(as_of) + pd.Timedelta(days=1) - pd.DateOffset(years=3)
    assert pd.Timestamp(found["first"]) >= start


def test_petitions_are_a_few_thousand_a_year_beside_the_requests(any_day: tuple[Store, dt.date]) -> None:
    store, _ = any_day
    a_year = rows(store, "SELECT channel, count(*) / 3.0 AS n FROM petitions GROUP BY 1")
    a_year = a_year.set_index("channel")["n"]
    assert set(a_year.index) == {"visit", "letter", "online", "phone", "request"}
    assert 2_000 < a_year.drop("request").sum() < 5_000 and a_year["phone"] > 500


def test_cases_are_closed_on_working_days_and_what_is_simple_at_once(any_day: tuple[Store, dt.date]) -> None:
    store, _ = any_day
    found = rows(store, "SELECT filed, closed, tier FROM petitions WHERE closed IS NOT NULL")
    filed, closed = pd.to_datetime(found["filed"]), pd.to_datetime(found["closed"])
    days = closed.dt.normalize().drop_duplicates().dt.date
    known = [day for day in days if day.year <= 2026]
    assert known and all(is_working_day(day) for day in known)
    assert all(day.weekday() < 5 for day in days if day.year > 2026)
    in_hours = closed.dt.hour * 60 + closed.dt.minute
    assert in_hours.min() >= 8 * 60 + 30 and in_hours.max() <= 17 * 60 + 30
    early = (found["tier"] == "simple") & filed.dt.normalize().isin(closed.dt.normalize().unique())
    early &= filed.dt.hour * 60 + filed.dt.minute < 16 * 60 + 30
    assert (filed.dt.date == closed.dt.date)[early].mean() > 0.9


def test_far_from_all_who_are_asked_say_whether_they_are_satisfied(any_day: tuple[Store, dt.date]) -> None:
    store, _ = any_day
    found = rows(
        store,
        "SELECT channel, count(satisfaction) * 1.0 / count(*) AS share FROM petitions"
        " WHERE closed IS NOT NULL GROUP BY 1",
    )
    assert found["share"].between(0.3, 0.7).all()


def test_wages_contracts_consumers_and_property_management_rise(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    found = rows(store, "SELECT filed, category FROM petitions WHERE channel != 'request'")
    ago = (pd.Timestamp(as_of) - pd.to_datetime(found["filed"])).dt.days // 366
    for category in ("labour", "economy", "commerce", "housing"):
        share = (found["category"] == category).groupby(ago).mean()
        assert share[0] > share[2], category


def test_what_a_petition_went_through_is_in_order_and_names_nobody_real(store: Store) -> None:
    found = rows(store, "SELECT * FROM petitions WHERE channel != 'request'")
    moments = [
        pd.to_datetime(found[name]) for name in ("filed", "accepted", "forwarded", "answered", "closed")
    ]
    for earlier, later in pairwise(moments):
        assert (later >= earlier)[later.notna() & earlier.notna()].all()
    assert found[["unit", "origin", "accepted", "forwarded", "as_of"]].notna().all(axis=None)
    assert found["unit"].str.contains("演示").all()
    for name in ("case_leader", "agent"):
        assert found[name].notna().any() and found[name].dropna().str.startswith("演示").all()
    settled = found["settled_level"].value_counts(normalize=True)
    assert settled["village"] > settled["township"] > settled["county"] > 0.05
    assert (found["visits"].notna() == (found["channel"] == "visit")).all()


def test_past_visits_have_outcomes_and_some_promises_wait(any_day: tuple[Store, dt.date]) -> None:
    store, _ = any_day
    found = rows(
        store,
        'SELECT s.kind, s.due, s.done, s.petition_id, v."on", p.filed, p.closed FROM case_steps s'
        " JOIN visits v ON v.id = s.visit_id JOIN petitions p ON p.id = s.petition_id",
    )
    assert set(found["kind"]) == {"settled", "promised", "explained", "referred"}
    assert len(found) > 100 and found["petition_id"].is_unique
    assert (found["filed"] < found["on"]).all()
    promised = found[found["kind"] == "promised"]
    assert promised["due"].notna().all() and 0 < promised["done"].isna().sum() < len(promised) / 2
    settled = found[found["kind"] == "settled"]
    assert (settled["closed"].str[:10] == settled["on"]).all()


# --- geography -----------------------------------------------------------------------------------------


def test_fifteen_townships_have_their_villages_and_areas(store: Store) -> None:
    villages, townships = shapes(store, "village"), shapes(store, "township")
    counted = Counter(villages["parent_code"])
    expected = {t.code: t for t in geography().townships}
    assert len(villages) == villages["code"].nunique() == villages["name"].nunique() == 244
    assert list(townships["code"]) == sorted(expected)
    for row in townships.itertuples():
        known = expected[row.code]
        assert counted[row.code] == known.villages
        assert km2(row.geometry) == pytest.approx(known.km2, rel=0.02)
        assert row.residents == villages["residents"][villages["parent_code"] == row.code].sum()
        assert row.residents == known.residents
    assert km2(shapes(store, "county")["geometry"].iloc[0]) == pytest.approx(917, rel=0.005)
    assert villages["residents"].sum() == 460_000 and villages["residents"].min() > 100
    published = {t.name: t.residents for t in geography().townships if t.as_of}
    assert published == {
        "郑宅镇": 26_897,
        "中余乡": 12_442,
        "前吴乡": 14_156,
        "花桥乡": 9_800,
        "杭坪镇": 18_481,
    }


def test_villages_cover_the_county_without_gaps_or_overlaps(store: Store) -> None:
    villages = shapes(store, "village")["geometry"].to_numpy()
    townships, whole = shapes(store, "township"), shapes(store, "county")["geometry"].iloc[0]
    assert shapely.is_valid(villages).all() and (shapely.get_type_id(villages) == 3).all()
    assert shapely.coverage_is_valid(villages)
    assert shapely.coverage_is_valid(townships["geometry"].to_numpy())
    assert (shapely.get_num_interior_rings([*villages, *townships["geometry"], whole]) == 0).all()
    assert shapely.area(villages).sum() == pytest.approx(whole.area, rel=1e-12)
    assert shapely.equals(shapely.union_all(villages), whole)


def test_every_point_is_inside_the_village_that_is_stated(store: Store) -> None:
    polygons = shapes(store, "village").set_index("code")["geometry"]
    found = rows(store, "SELECT village_code, township_code, placement, longitude, latitude FROM petitions")
    points = found[found["placement"] == "point"]
    inside = [
        shapely.contains_xy(polygons[code], own["longitude"], own["latitude"]).all()
        for code, own in points.groupby("village_code")
    ]
    assert all(inside) and len(inside) == 244
    assert (points["village_code"].str[:9] == points["township_code"]).all()


def test_what_is_placed_vaguely_has_no_point_and_no_code_too_many(store: Store) -> None:
    found = rows(
        store,
        """SELECT placement, count(*) AS n, count(longitude) AS points, count(village_code) AS villages,
            count(township_code) AS townships FROM petitions WHERE basis != 'conflict' GROUP BY placement""",
    ).set_index("placement")
    n = found["n"]
    assert found["points"].to_dict() == {"point": n["point"], "village": 0, "township": 0, "nowhere": 0}
    assert found["villages"].to_dict() == {**found["points"], "village": n["village"]}
    assert found["townships"].to_dict() == {**n, "nowhere": 0}
    assert (n / n.sum()).round(2).to_dict() == {
        "point": 0.82,
        "village": 0.12,
        "township": 0.04,
        "nowhere": 0.02,
    }


def test_the_repair_queue_has_conflicts_and_riddles_and_none_of_them_is_in_a_village(store: Store) -> None:
    columns = (Petition.basis, Petition.address, Petition.point_code, Petition.named_code)
    with store.read() as connection:
        waiting = pd.read_sql(select(*columns).where(Petition.village_code.is_(None)), connection)
    found = waiting["basis"].value_counts()
    assert 200 < found["conflict"] < 450 and found["none"] > 1000 and found["name"] > 1000
    conflicts = waiting[waiting["basis"] == "conflict"]
    assert (conflicts["point_code"] != conflicts["named_code"]).all()
    assert conflicts[["point_code", "named_code"]].notna().all(axis=None)
    assert waiting["address"].dropna().str.endswith("（演示）").all()
    settled = rows(store, "SELECT basis, placement FROM petitions WHERE village_code IS NOT NULL")
    assert set(settled["basis"]) == {"agreed", "point", "name"}


def test_one_road_network_reaches_every_village_and_hub(store: Store) -> None:
    lines = [decode(blob) for blob in rows(store, "SELECT geometry FROM roads")["geometry"]]
    ends = np.array([(line.coords[0], line.coords[-1]) for line in lines])
    nodes, number = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    a, b = number.reshape(-1, 2).T
    graph = csr_array((np.ones(len(a)), (a, b)), shape=(len(nodes), len(nodes)))
    assert connected_components(graph, directed=False)[0] == 1
    known = set(map(tuple, nodes.tolist()))
    visit = rows(store, "SELECT village_code, longitude, latitude FROM visit_points")
    assert set(zip(visit["longitude"], visit["latitude"], strict=True)) <= known
    hubs = rows(store, "SELECT geometry, division_code FROM hubs")
    assert len(hubs) == 16 and {decode(blob).coords[0] for blob in hubs["geometry"]} <= known
    polygons = shapes(store, "village").set_index("code")["geometry"]
    assert shapely.contains_xy(
        polygons[visit["village_code"]].to_numpy(), visit["longitude"], visit["latitude"]
    ).all()


# --- people and hot spots ------------------------------------------------------------------------------


def test_no_person_could_be_taken_for_a_real_one(store: Store) -> None:
    with store.read() as connection:
        persons = pd.read_sql(select(PetitionPerson.__table__), connection)
    petitions = rows(store, "SELECT count(*) AS n FROM petitions WHERE channel != 'request'")["n"].iloc[0]
    assert len(persons) == petitions
    assert persons["name"].str.startswith("演示").all() and persons["id_number"].str.startswith("DEMO-").all()
    assert (persons["phone"] == "000-0000").all() and persons["home"].str.contains("演示").all()
    for table in ("leaders", "liaison_teams", "hubs"):
        assert rows(store, f"SELECT name FROM {table}")["name"].str.contains("演示").all()


def test_every_township_has_one_leader_and_most_villages_a_team(any_day: tuple[Store, dt.date]) -> None:
    store, as_of = any_day
    held = "valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
    contracts = rows(
        store, f"SELECT township_code, leader_id FROM contracts WHERE {held}", day=as_of.isoformat()
    )
    assert contracts["township_code"].nunique() == contracts["leader_id"].nunique() == len(contracts) == 15
    teams = rows(store, f"SELECT village_code FROM team_villages WHERE {held}", day=as_of.isoformat())
    assert len(teams) == teams["village_code"].nunique() == 239
    last = rows(store, 'SELECT max("on") AS last FROM team_contacts GROUP BY village_code')["last"]
    ago = (pd.Timestamp(as_of) - pd.to_datetime(last)).dt.days
    assert (ago <= 30).sum() > 180 and 10 < (ago >= 60).sum() < 60


def test_leaders_went_to_every_township_on_each_of_the_last_twelve_15ths(
    any_day: tuple[Store, dt.date],
) -> None:
    store, as_of = any_day
    visits = rows(store, 'SELECT id, "on", township_code, state FROM visits')
    stops = rows(store, "SELECT visit_id, village_code FROM visit_stops")
    assert len(visits) == 12 * 15 and set(visits["state"]) == {"archived"}
    assert visits["on"].str.endswith("-15").all()
    assert visits["on"].min() >= (pd.Timestamp(as_of) - pd.DateOffset(months=13)).date().isoformat()
    assert set(stops.groupby("visit_id").size()) == {2, 3, 4}
    seen = stops["village_code"].nunique()
    assert 150 < seen < 244


def test_a_planted_hot_spot_has_more_petitions_than_the_same_villages_usually_have(
    any_day: tuple[Store, dt.date],
) -> None:
    store, as_of = any_day
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    found = rows(
        store,
        "SELECT filed, category, village_code, channel FROM petitions"
        " WHERE village_code IS NOT NULL AND channel != 'request'",
    )
    found["filed"] = pd.to_datetime(found["filed"])
    for spot in PLANTED:
        own = found[found["village_code"].isin(spot.villages) & (found["category"] == spot.category)]
        since, until = end - pd.DateOffset(months=spot.first + 1), end - pd.DateOffset(months=spot.last)
        within = own["filed"].between(since, until, inclusive="left")
        months = spot.first - spot.last + 1
        usual = (~within).sum() / (36 - months)
        assert within.sum() / months > 2 * usual and within.sum() / months > usual + 0.7 * spot.extra
        assert own["channel"][within].nunique() == 4


def test_the_villages_of_a_planted_hot_spot_are_neighbours(store: Store) -> None:
    polygons = shapes(store, "village").set_index("code")["geometry"]
    for spot in PLANTED:
        own = polygons[list(spot.villages)].to_numpy()
        assert shapely.get_type_id(shapely.coverage_union_all(own)) == 3


def test_outlines_with_gaps_of_three_metres_have_the_same_neighbours(store: Store) -> None:
    outlines = reads.boundaries(store, Level.VILLAGE, AS_OF).geometry
    shrunk = outlines.to_crs("EPSG:4549").buffer(-1.5, join_style="mitre").to_crs(outlines.crs)
    drawn, apart = (touching(each.to_numpy()).sparse for each in (outlines, shrunk))
    assert drawn.nnz > 1000
    assert (drawn != apart).nnz == 0


def test_petitions_by_visit_and_letter_decline(store: Store) -> None:
    found = rows(store, f"SELECT filed FROM petitions WHERE {OFFLINE}")
    ago = (pd.Timestamp(AS_OF) - pd.to_datetime(found["filed"])).dt.days // 366
    a_year = ago.value_counts().sort_index()
    assert a_year[0] < 0.85 * a_year[1] < 0.85**2 * a_year[2]


# --- the record ----------------------------------------------------------------------------------------


OF_THE_KEY = {"sealing_key", "table_sums", "audit_log"}
"""Tables that each record has of its own: its key, sums of what is sealed with it, and the log's times."""


def content(store: Store) -> str:
    """Fingerprint of all values, opened, but for what a record's own key makes of them and random marks."""
    digest = hashlib.sha256()
    with store.read() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name not in OF_THE_KEY:
                kept = [
                    column
                    for column in table.columns
                    if not isinstance(column.type, KeyedHash) and column.name not in ("digest", "mark")
                ]
                for row in connection.execute(select(*kept).order_by(*table.primary_key)):
                    digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


@pytest.mark.slow
def test_the_same_day_gives_the_same_county(store: Store, tmp_path: Path) -> None:
    geography.cache_clear()
    again = Store(str(tmp_path / "again.gpkg"), create=True)
    build(again, AS_OF)
    assert content(again) == content(store)
    again.close()


def test_a_database_that_holds_a_county_is_left_alone(store: Store) -> None:
    asked = "SELECT count(*) AS n, max(id) AS last FROM petitions"
    before, version = rows(store, asked), store.dataset().version
    with pytest.raises(StoreRefused, match="holds a county already"):
        build(store, AS_OF)
    assert before.equals(rows(store, asked))
    assert store.dataset().synthetic and store.dataset().version == version
    made = rows(store, "SELECT action FROM audit_log WHERE action IN ('demo', 'findings') ORDER BY id")
    assert list(made["action"]) == ["demo", "findings"]


def test_the_planted_hot_spots_that_last_are_found_from_the_start_and_nothing_else_is_claimed(
    any_day: tuple[Store, dt.date],
) -> None:
    store, as_of = any_day
    office = Scope.of(Role.OFFICE, ["330726"], "330726")
    found = findings.findings(reader(office, store)).set_index("category")
    lasting = {spot.category: spot for spot in PLANTED if spot.last == 0}
    assert len(lasting) == 5 and sorted(found.index) == sorted(lasting)
    assert set(found["state"]) == {"new"} and set(found["first_found"]) == {as_of}
    for category, spot in lasting.items():
        assert set(found.loc[category, "villages"]) & set(spot.villages)


def test_a_later_run_finds_nothing_new_on_the_same_day(demo_of: DemoOf, tmp_path: Path) -> None:
    store = Store(str(shutil.copy(demo_of(AS_OF), tmp_path / "demo.gpkg")))
    office = Scope.of(Role.OFFICE, ["330726"], "330726")
    assert daily.run(writer(office, store, today=AS_OF)) == 0
    store.close()


def test_a_burst_is_hot_in_its_month_and_in_no_other_village(store: Store) -> None:
    """Labour: one month, ten months ago."""
    burst = next(spot for spot in PLANTED if spot.kind == "burst")
    office = Scope.of(Role.OFFICE, ["330726"], "330726")
    villages = reads.boundaries(store, Level.VILLAGE, AS_OF)
    own = select_facts(facts(reader(office, store), AS_OF), Filter(category=burst.category))
    counts = questions.count_months(own, pd.Index(villages["code"]), AS_OF, burst.first + 1)[:, :1]
    residents = villages["residents"].to_numpy(dtype=float)
    spots = questions.more_than_expected(counts, touching(villages.geometry.to_numpy()), residents)
    assert set(villages["code"][questions.is_hot(spots, counts, residents)[:, 0]]) & set(burst.villages)
