"""Where petitions lie follows the outlines and the names that are on record now."""

import datetime as dt

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import select

from data.errors import StoreRefused
from data.importing.divisions.importer import import_divisions
from data.importing.layers.boundaries import import_boundaries
from data.petitions.relocation import place_again, relocate
from data.scope import Role, Scope
from data.tables import AuditEntry, Boundary, Division, PlaceAlias
from data.tables.petitions import Petition
from tests.county import COUNTY, TODAY, VILLAGES, petition
from tests.data.importing.conftest import contents
from tests.roles import OFFICE, writer

WEST, EAST, NORTH = "990001001001", "990001001002", "990001002001"


def outlines(path, move=0.0):
    """The county's villages as a layer, all moved to the east by so many degrees."""
    squares = [
        shapely.box(
            119.9 + column * 0.05 + move, 29.4 + row * 0.05, 119.95 + column * 0.05 + move, 29.45 + row * 0.05
        )
        for column, row in VILLAGES.values()
    ]
    codes = list(VILLAGES)
    frame = gpd.GeoDataFrame(
        {"code": codes, "name": [f"村{code[-6:]}" for code in codes]}, geometry=squares, crs=4490
    )
    frame.to_file(path, driver="GeoJSON")
    return path


@pytest.fixture
def draw(store, tmp_path):
    """Function that takes in the outlines, moved."""

    def run(move=0.0, **options):
        return import_boundaries(
            store,
            outlines(tmp_path / f"{move}.geojson", move),
            level="village",
            code="code",
            name="name",
            frame="EPSG:4490",
            actor="clerk",
            **options,
        )

    return run


def keep(store, *petitions):
    with store.write("test", "add", COUNTY) as session:
        session.add_all(petitions)


def at(number, longitude, village, latitude=29.42, **values):
    """A petition with a point alone, as an import placed it."""
    placed = {"placement": "point", "basis": "point", "point_code": village, "placed_by": "import"}
    return petition(number, village, longitude=longitude, latitude=latitude, **placed | values)


def where(store):
    columns = (
        Petition.number,
        Petition.village_code,
        Petition.basis,
        Petition.point_code,
        Petition.placed_by,
    )
    with store.read() as connection:
        return {number: tuple(rest) for number, *rest in connection.execute(select(*columns))}


def test_points_lie_in_the_villages_of_the_outlines_that_came_after_them(store, draw):
    keep(store, at("stays", 119.93, WEST), at("moves", 119.96, EAST), at("leaves", 119.905, WEST))
    report = draw(0.02)
    assert where(store) == {
        "stays": (WEST, "point", WEST, "import"),
        "moves": (WEST, "point", WEST, "clerk"),
        "leaves": (None, "none", None, None),
    }
    moved = report.relocation
    assert (moved.petitions, moved.moved, moved.other_township, moved.gained, moved.lost) == (3, 2, 0, 0, 1)
    assert report.counts()["relocated"]["moved"] == 2
    back = draw(0.0).relocation
    assert (back.moved, back.gained, back.lost) == (2, 1, 0)
    assert where(store)["moves"][0] == EAST


def test_how_many_come_to_another_township_is_said(store, draw):
    keep(store, at("north", 119.92, NORTH, latitude=29.455))
    with store.write("test", "swap", COUNTY) as session:
        for boundary, code in session.execute(
            select(Boundary, Division.code).join(Division).where(Division.code.in_([WEST, NORTH]))
        ).all():
            row = 1 if code == WEST else 0
            boundary.geometry = shapely.MultiPolygon(
                [shapely.box(119.9, 29.4 + row * 0.05, 119.95, 29.45 + row * 0.05)]
            )
    moved = relocate(writer(OFFICE, store))
    assert (moved.moved, moved.other_township) == (1, 1)
    assert where(store)["north"][0] == WEST


def test_a_record_without_outlines_places_its_petitions_when_they_come(store, draw):
    with store.write("test", "forget", COUNTY) as session:
        session.query(Boundary).delete()
    keep(store, petition("early", None, basis="none", longitude=119.92, latitude=29.42))
    assert draw(0.0).relocation.gained == 1
    assert where(store)["early"][0] == WEST


def test_the_same_outlines_again_place_nothing_again(store, draw):
    draw(0.01)
    assert draw(0.01).relocation is None


def test_what_a_person_decided_never_moves(store, draw):
    by_hand = {"basis": "hand", "placed_by": "clerk A"}
    keep(store, at("decided", 119.96, NORTH, point_code=EAST, placement="village", **by_hand))
    keep(store, petition("aside", None, address="第1镇", **by_hand))
    report = draw(0.02)
    assert report.relocation.by_hand == 2 and report.relocation.moved == 0
    assert where(store)["decided"] == (NORTH, "hand", WEST, "clerk A")
    assert where(store)["aside"][:2] == (None, "hand")


def test_what_has_neither_point_nor_words_stays(store, draw):
    keep(store, petition("bare", WEST, basis="name"))
    assert draw(0.02).relocation.petitions == 0
    assert where(store)["bare"][0] == WEST


def test_a_corrected_name_places_those_who_said_it(store, tmp_path):
    keep(store, petition("said", None, basis="none", stated_village="桂花村"))
    listed = tmp_path / "list.csv"
    rows = [f"{code},{'桂花村' if code == EAST else '村' + code[-6:]},{code[:9]}" for code in VILLAGES]
    listed.write_text("\n".join(["code,name,streetCode", *rows]), encoding="utf-8")
    rehearsed = import_divisions(store, listed, county=COUNTY, actor="clerk", dry_run=True)
    assert rehearsed.relocation.gained == 1 and where(store)["said"][0] is None
    report = import_divisions(store, listed, county=COUNTY, actor="clerk")
    assert report.relocation.gained == 1 and where(store)["said"][:2] == (EAST, "name")


def test_a_village_that_has_ended_keeps_its_petitions(store, draw):
    keep(store, petition("old", EAST, basis="name", stated_village="村001002", named_code=EAST))
    with store.write("test", "end", COUNTY) as session:
        session.query(Division).filter_by(code=EAST).one().valid_to = dt.date(2026, 11, 20)
    moved = relocate(writer(OFFICE, store))
    assert (moved.petitions, moved.moved) == (1, 0)
    assert where(store)["old"][:2] == (EAST, "name")


def test_a_rehearsal_keeps_nothing_and_is_not_logged(store):
    keep(store, at("wrong", 119.92, EAST))
    before = contents(store)
    assert relocate(writer(OFFICE, store), dry_run=True).moved == 1
    assert contents(store) == before
    assert relocate(writer(OFFICE, store)).moved == 1
    with store.read() as connection:
        actions = connection.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-1] == "place again" and actions.count("place again") == 1


def test_only_the_office_places_again(store):
    for scope in (Scope(), Scope.of(Role.LEADER, ["990001001"], COUNTY)):
        with pytest.raises(StoreRefused, match="Only the petition office"):
            relocate(writer(scope, store))


def test_the_counts_of_many_chunks_are_added(store, monkeypatch):
    monkeypatch.setattr("data.petitions.relocation.CHUNK", 2)
    keep(store, *(at(str(number), 119.92, EAST) for number in range(5)))
    moved = relocate(writer(OFFICE, store))
    assert (moved.petitions, moved.moved) == (5, 5)
    assert {place[0] for place in where(store).values()} == {WEST}


def test_a_name_that_is_learned_places_those_who_write_it_otherwise(store):
    texts = ("后坞3号", "後塢３号", "前山")
    keep(store, *(petition(text, None, basis="none", address=text) for text in texts))
    learned = {"learned_at": dt.datetime(2026, 1, 1), "learned_by": "clerk"}
    with store.write("test", "learn", COUNTY) as session:
        session.add(PlaceAlias(name="后坞", village_code=EAST, **learned))
        moved = place_again(session, store, on=TODAY, actor="clerk", naming="后坞")
    assert (moved.petitions, moved.gained) == (2, 2)
    assert where(store)["後塢３号"][:2] == (EAST, "name")
    assert where(store)["前山"][:2] == (None, "none")
