"""What is written on the accent colour can be read, in a light and in a dark room."""

import tomllib

import pytest

from data.cartography.colours import TOKENS
from tests.dashboard.test_rules_of_the_house import DASHBOARD, ROOT


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", TOKENS)
def test_words_on_a_primary_button_stand_out(theme):
    tokens = TOKENS[theme]
    configured = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert configured[theme]["primaryColor"] == tokens.accent
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.accent, tokens.ground) >= 4.5


def test_the_page_writes_them_in_that_colour():
    sheet = (DASHBOARD / "drawing" / "assets" / "page.css").read_text(encoding="utf-8")
    rule = next(rule for rule in sheet.split("}") if "color: var(--on_accent)" in rule)
    for kind in ("stBaseButton-primary", "stBaseLinkButton-primary", "tag"):
        assert kind in rule
