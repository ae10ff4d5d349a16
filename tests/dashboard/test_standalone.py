"""The map that leaves the program: words stay words, and nothing is loaded."""

import json
import re

import pytest

from dashboard.drawing import maps, standalone
from data.cartography.colours import TOKENS
from tests import hostile

TOKEN = TOKENS["light"]
SHAPE = {"type": "Polygon", "coordinates": [[[119, 29], [119.1, 29], [119.1, 29.1], [119, 29]]]}
WORDS = [
    hostile.WORD,
    "</script><script>window.pwned = 1</script>",
    "`${window.pwned = 1}`",
    "{{ 7 * 7 }}{% raw %}",
]


@pytest.fixture
def page():
    """A map whose every word is hostile, as it leaves the program."""
    word = "".join(WORDS)
    place = {"code": "1", "name": word, "at": [29.02, 119.05], "geometry": SHAPE}
    outlines = {"villages": [place], "townships": [place], "county": SHAPE, "roads": []}
    payload = maps.Payload(
        tokens=TOKEN,
        palette=["#ffffff"],
        classes=[0],
        words=[[word, "3"]],
        legend=maps.Legend(word, word, [maps.LegendClass("#ffffff", word)], [word]),
        routes=[maps.Route([maps.Stop((29.02, 119.05), word, "hub")])],
        alerts=[maps.Alert([0], word)],
    )
    return standalone.as_page(payload, json.dumps(outlines), word, synthetic=False).decode()


def test_words_neither_end_a_script_nor_run_in_one(page):
    assert page.count("<script") == page.count("</script>") == 2 + page.count("L_NO_TOUCH = false")
    script = page.rsplit("<script>", 1)[1]
    assert all(sign not in script for sign in ("${window", "<b>", "<img", "{{"))
    assert "<b>重" not in page and "<img" not in page and "{{ 7 * 7 }}{% raw %}</h1>" in page


def test_it_may_load_nothing_and_asks_for_nothing(page):
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:)""", page.split("<body>")[1])
    assert "cdn" not in page
    assert (
        f"\n{standalone.NO_PICTURE.strip()}" in page
    )  # on a line of its own: Leaflet's file ends with a comment


def test_land_in_several_pieces_and_what_is_around_are_in_the_file():
    pieces = {"type": "MultiPolygon", "coordinates": [SHAPE["coordinates"], SHAPE["coordinates"]]}
    river = {
        "type": "MultiLineString",
        "coordinates": [[[119, 29], [119.1, 29.1]], [[119, 29.1], [119.1, 29]]],
    }
    place = {"code": "1", "name": "村", "at": [29.02, 119.05], "geometry": pieces}
    outlines = {"villages": [place], "townships": [], "county": pieces, "roads": []}
    outlines |= {"water": [{"geometry": river}, {"geometry": SHAPE}], "neighbours": [{"geometry": pieces}]}
    outlines |= {"relief": {"bounds": [[29, 119], [29.1, 119.1]]}, "sources": ["某测绘院"]}
    legend = maps.Legend("件数", "件", [], [])
    payload = maps.Payload(tokens=TOKEN, palette=["#ffffff"], classes=[0], words=[["村"]], legend=legend)
    file = standalone.as_page(payload, json.dumps(outlines), "题", synthetic=False, relief=b"RIFF").decode()
    assert file.count("L.polygon(") == 2 + 2 + 2 + 1  # village, county, neighbour, lake
    assert file.count("L.polyline(") == 2
    assert "data:image/webp;base64,UklGRg==" in file
    assert "某测绘院" in file
