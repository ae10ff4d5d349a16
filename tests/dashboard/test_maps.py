"""What goes to the browser for a map: small, safe, and from this server alone."""

import json
import re

import folium
import numpy as np
import pytest

from dashboard.drawing import maps
from dashboard.drawing.colours import TOKENS, css_variables
from geo.statistics.density import Grid

LIGHT = TOKENS["light"]


def _payload(**values):
    legend = maps.Legend("title", "unit", [maps.LegendClass("#ffffff", "none")], ["note"])
    return maps.Payload(
        **{
            "tokens": LIGHT,
            "palette": ["#ffffff"],
            "classes": [0, 0],
            "words": [["甲村"], ["乙村"]],
            "legend": legend,
        }
        | values
    )


def test_words_cannot_end_the_script_they_stand_in():
    script = _payload(words=[["</script><script>alert(1)</script>"], ["\u2028<!--"]]).as_script()
    assert "<" not in script
    assert ">" not in script
    assert "\u2028" not in script
    assert json.loads(script)["words"][0] == ["</script><script>alert(1)</script>"]


def test_the_fingerprint_changes_with_whatever_is_shown():
    tokens = {json.loads(p.as_script())["token"] for p in (_payload(), _payload(selected="1"))}
    assert len(tokens) == 2
    assert json.loads(_payload().as_script())["token"] in tokens


def test_an_address_of_another_host_is_refused_before_it_reaches_the_browser():
    board = folium.Map(tiles=None)
    board.add_child(folium.Marker([0, 0]))
    maps._refuse_other_hosts(board)
    board.default_js = [("far", "https://example.org/far.js")]
    with pytest.raises(RuntimeError, match="another host"):
        maps._refuse_other_hosts(board)


def test_the_heat_is_transparent_outside_the_county_and_below_the_first_class():
    inside = np.array([[True, True], [True, False]])
    region = Grid((119.0, 29.0, 120.0, 30.0), inside, 100.0, inside.astype(np.int64) - 1)
    surface = np.array([[0.05, 0.5], [9.0, 9.0]])
    overlay = maps.heat_overlay(surface, (0.1, 1, 2, 5, 8), region, LIGHT.sequential)
    from base64 import b64decode
    from io import BytesIO

    from PIL import Image

    image = Image.open(BytesIO(b64decode(overlay.image.split(",")[1]))).convert("RGBA")
    pixels = np.asarray(image)
    assert pixels[..., 3].tolist() == [[0, 255], [255, 0]]
    assert "#" + bytes(pixels[1, 0, :3].tolist()).hex() == LIGHT.sequential[4]
    assert overlay.bounds == ((29.0, 119.0), (30.0, 120.0))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_enough_contrast_in_every_theme(theme):
    def luminance(colour):
        channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    def contrast(a, b):
        high, low = sorted((luminance(a), luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    t = TOKENS[theme]
    for text in (t.text, t.quiet, t.good, t.warning, t.bad, t.accent):
        assert contrast(text, t.ground) >= 4.5, text
    for shape in (t.township, t.county, t.selected):
        assert contrast(shape, t.ground) >= 3, shape


def test_every_colour_of_the_style_sheets_comes_from_the_one_table():
    names = set(css_variables(LIGHT))
    for sheet in ("map.css", "page.css", "wall.css"):
        text = (maps.ASSETS / sheet).read_text(encoding="utf-8")
        assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= names
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == []
        assert "http" not in text
