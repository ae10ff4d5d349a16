"""A province on a server: what was put there comes back, and what is counted there is the same."""

import datetime as dt

import psycopg
import pytest

from data.errors import ProvinceRefused
from data.province.folder import Folder
from data.province.places import open_place
from scripts.province import generating, lists, work
from scripts.reliability.postgresql import OWNER

LAST_DAY = dt.date(2026, 10, 31)
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def counties():
    return lists.drawn(lists.invented(2, 40), 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, counties):
    root = tmp_path_factory.mktemp("province")
    for county in counties:
        generating.generate(str(root), county, 4_000, 0.5, 12, LAST_DAY, 1)
    return root


@pytest.fixture(scope="module")
def url(server, worker_id, counties):
    """A province in a database of its own."""
    database = f"province_{worker_id}"
    server.make(database)
    address = server.url(database, OWNER)
    for county in counties:
        generating.generate(address, county, 4_000, 0.5, 12, LAST_DAY, 1)
    yield address
    server.drop(database)


def test_what_was_handed_on_comes_back_as_from_a_folder(folder, url):
    here, there = Folder(folder), open_place(url)
    assert there.counties() == here.counties()
    for county in here.counties():
        assert there.note(county) == here.note(county)
        assert there.months(county) == here.months(county)
        for month in here.months(county):
            one, other = (place.read(county, "rows", month).to_pylist() for place in (here, there))
            assert sorted(map(str, one)) == sorted(map(str, other))
        one, other = there.villages(county), here.villages(county)
        assert one.geometry.geom_equals(other.geometry).all()
        assert one["residents"].tolist() == other["residents"].tolist()


def test_petitions_lie_in_a_table_of_their_county_and_month(folder, url):
    county = Folder(folder).counties()[0]
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            "SELECT tableoid::regclass::text, count(*) FROM province_rows WHERE county = %s GROUP BY 1",
            [county],
        ).fetchall()
    assert len(rows) == 12 and sum(count for _, count in rows) == 2_000
    assert f'"province_rows_{county}_2026-10"' in dict(rows)


@pytest.mark.parametrize("kind", work.KINDS)
def test_what_is_counted_from_and_to_a_server_is_what_is_counted_in_a_folder(folder, url, tmp_path, kind):
    for county in Folder(folder).counties():
        work.count(str(folder), str(tmp_path), county, kind)
        for _ in range(2):  # counted twice, kept once
            work.count(url, url, county, kind)
        here, there = Folder(tmp_path).read(county, kind), open_place(url).read(county, kind)
        order = [(name, "ascending") for name in there.schema.names if name != "villages"]
        assert there.sort_by(order).equals(here.replace_schema_metadata().sort_by(order))
        if kind == "heat":
            assert open_place(url).metadata(county, kind)["bandwidth"] == "3000.0"


def test_what_is_cut_off_leaves_the_earlier_record_as_it_was(folder, url):
    place = open_place(url)
    county = place.counties()[0]
    rows = [(month, place.read(county, "rows", month)) for month in place.months(county)]

    def cut_off():
        yield rows[0]
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        place.keep_record(place.note(county), place.villages(county), cut_off())
    assert place.months(county) == [month for month, _ in rows]
    assert len(place.read(county, "rows")) == 2_000


def test_a_server_that_does_not_answer_is_refused_without_its_address(tmp_path):
    with pytest.raises(ProvinceRefused) as refused:
        open_place(f"postgresql+psycopg://nobody:secret@/none?host={tmp_path}").counties()
    assert "secret" not in str(refused.value)
