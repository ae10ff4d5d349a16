"""The map as one page, PDF or picture: it shows what the page shows, and no more."""

import json
import re

import pytest

from dashboard import cache
from data.cartography.circles import CIRCLE_MAP
from data.reports import county
from tests.dashboard.pages.conftest import button, maps


def drawing(page):
    outlines = json.loads(cache.geography(cache.store().dataset()).outlines)
    return outlines, county.drawing(outlines, maps(page)[0], CIRCLE_MAP)


@pytest.mark.parametrize("asked", ["show=rate", "show=ratio", "show=count&span=1", "role=leader"])
def test_every_village_is_in_the_picture_as_the_page_paints_it(look, asked):
    page = look(f"map?{asked}")
    shown, (outlines, made) = maps(page)[0], drawing(page)
    painted = dict(re.findall(r'data-village="(\w+)" d="[^"]*" fill="(#\w+)"', made.svg))
    colours = [shown["palette"][place] for place in shown["classes"]]
    codes = [village["code"] for village in outlines["villages"]]
    assert painted == dict(zip(codes, colours, strict=True))
    assert made.svg.count("<circle") == sum(radius > 0 for radius in shown["circles"])
    assert made.svg.count('fill-opacity="0.4"') == shown["faint"].count("1")


def test_names_lie_apart_and_are_no_part_of_the_shapes(look):
    outlines, made = drawing(look("map?township=330726101"))
    assert len(made.names) > 30 and {"黄宅镇"} <= {name.text for name in made.names}
    assert len({(name.x, name.y) for name in made.names}) == len(made.names)
    assert not [each["name"] for each in outlines["villages"] if each["name"] in made.svg]


@pytest.mark.parametrize(
    ("words", "begins", "kind"),
    [("Export the map as a picture", b"\x89PNG", "png"), ("Export the map as PDF", b"%PDF", "pdf")],
)
def test_the_buttons_give_one_page(look, offers, words, begins, kind):
    button(look("map?show=rate&lang=en"), words).click().run()
    ((content, name, _media),) = offers
    assert content.startswith(begins) and name.endswith(f".{kind}")
