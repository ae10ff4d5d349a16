"""Heights and surroundings are handed in on the page of the setting up, checked first and stored then."""

import json

from sqlalchemy import select, update

from data.divisions import reads
from data.tables import Dataset, Surrounding
from tests.dashboard.pages.conftest import open_view, words


def lake(store):
    """A layer of one lake in the middle of the county."""
    west, south, east, north = reads.extent(store)
    x, y = (west + east) / 2, (south + north) / 2
    ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "新湖"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def in_earnest(store, record):
    """The small county as a record that is nobody's demo, opened by the office."""
    with store.write("test", "make real", "county") as session:
        session.execute(update(Dataset).values(synthetic=False))
    record(store.url, PETITION_MAP_ROLE="office")


def on_record(store):
    with store.read() as connection:
        return "新湖" in connection.scalars(select(Surrounding.name)).all()


def test_waters_are_checked_and_then_stored(store, record):
    in_earnest(store, record)
    page = open_view("setup?step=outlines")
    upload = page.file_uploader(key="surroundings-file")
    page = upload.upload("lake.geojson", lake(store), "application/json").run()
    page = page.button(key="surroundings-store").click().run()
    assert not page.exception and not on_record(store), "without a frame nothing is taken in"
    page.selectbox(key="surroundings-frame").set_value("EPSG:4326")
    page.text_input(key="surroundings-name").set_value("name")
    page = page.button(key="surroundings-check").click().run()
    assert not page.exception and not on_record(store) and "预检结果" in words(page)
    page = page.button(key="surroundings-store").click().run()
    assert not page.exception and on_record(store)


def test_a_file_that_is_no_heights_is_refused_on_the_page(store, record):
    in_earnest(store, record)
    page = open_view("setup?step=outlines")
    page = page.file_uploader(key="heights-file").upload("dem.tif", b"nothing", "image/tiff").run()
    page = page.button(key="heights-check").click().run()
    assert not page.exception and "dem.tif" in words(page)
