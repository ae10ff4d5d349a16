"""What goes to the browser for a map: small, safe, and from this server alone."""

import base64
import json
import re
import zlib

import numpy as np
import pytest

from dashboard.drawing import maps
from data.cartography.colours import TOKENS, css_variables

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


def test_words_reach_the_browser_letter_for_letter():
    words = [["</script><script>alert(1)</script>"], ["\u2028<!--"]]
    assert json.loads(json.dumps(_payload(words=words).as_data()))["words"] == words


def test_a_map_travels_small_without_the_names_that_its_outlines_have():
    words = [["甲村", "3 件", "每千人 1.0 件"], ["乙村"], ["丙村", "3 件"]]
    sent = maps.packed(_payload(words=words, classes=[0, 0, 0]).as_data())
    shown = json.loads(zlib.decompress(base64.b64decode(sent["packed"])))
    assert shown["words"] == [
        {"texts": ["3 件"], "at": [1, 0, 1]},
        {"texts": ["每千人 1.0 件"], "at": [1, 0, 0]},
    ]
    assert sent["token"] == shown["token"] and "甲村" not in str(shown)


def test_no_word_becomes_markup_in_the_browser():
    scripts = list(maps.ASSETS.rglob("*.js"))
    assert len(scripts) > 5
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
            assert way not in text, (script.name, way)


def test_the_fingerprint_changes_with_whatever_is_painted():
    payloads = _payload(), _payload(marked="10"), _payload(classes=[0, 1], palette=["#ffffff", "#000000"])
    assert len({payload.as_data()["token"] for payload in payloads}) == 3
    assert _payload().as_data()["token"] == _payload().as_data()["token"]


def test_what_is_chosen_paints_nothing_anew():
    assert _payload().as_data() == _payload(selected="1").as_data()


def test_a_legend_has_the_classes_that_occur_with_their_villages():
    lines = [
        maps.LegendClass("#111111", "many"),
        maps.LegendClass("#222222", "few"),
        maps.LegendClass("#333333", "none"),
        maps.LegendClass("#111111", "pale", "faint"),
        maps.LegendClass("#ffffff", "not told", "untold"),
        maps.LegendClass("#abcdef", "of the picture over it"),
    ]
    payload = _payload(
        palette=["#111111", "#222222", "#333333", "#ffffff"],
        classes=[0, 0, 0, 2, 3],
        words=[["村"]] * 5,
        faint="01000",
        legend=maps.Legend("title", "unit", lines, []),
    )
    told = [(line["label"], line["villages"]) for line in payload.as_data()["legend"]["classes"]]
    assert told == [
        ("many", 2),
        ("none", 1),
        ("pale", 1),
        ("not told", None),
        ("of the picture over it", None),
    ]


def test_the_map_loads_nothing_from_another_host():
    for file in maps.ASSETS.rglob("*.*s"):
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in re.sub(r"^ *//.*$| // .*$", "", text, flags=re.M), file.name


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
    for shape in (t.township, t.county, t.selected, t.alert, t.hot, t.cold):
        assert contrast(shape, t.ground) >= 3, shape
    circle = t.circle_edge if theme == "light" else t.circle
    assert contrast(circle, t.none) >= 3
    assert contrast(t.sequential[4], t.ground) >= 3 and contrast(t.hot, t.none) >= 3
    steps = [luminance(colour) for colour in t.sequential]
    assert steps == sorted(steps, reverse=theme == "light")


def test_every_colour_of_the_style_sheets_comes_from_the_one_table():
    names = set(css_variables(LIGHT)) | {"u", "w", "widest"}  # lengths: units of a wall and its map, a circle
    for sheet in ("map.css", "page.css", "wall.css"):
        text = (maps.ASSETS / sheet).read_text(encoding="utf-8")
        assert set(re.findall(r"var\(--([\w-]+)\)", text)) <= names
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == []
        assert "http" not in text
