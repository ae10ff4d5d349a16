"""The map of coverage: what is in order is quiet, and a colour is that of the list beside it."""

from dashboard.pages.coverage.map import colours
from dashboard.pages.coverage.page import STATES
from data.cartography.colours import TOKENS
from data.service.coverage import Group


def test_a_village_in_order_has_the_grey_of_the_land_and_what_is_to_do_has_none():
    for tokens in TOKENS.values():
        shades = colours(tokens)
        assert shades[Group.COVERED] == tokens.none
        loud = {shades[Group.UNCOVERED], shades[Group.OVERDUE]}
        assert len(loud) == 2 and not loud & {tokens.none, tokens.ground}


def test_the_colours_of_the_map_are_those_of_the_pills():
    assert STATES[Group.UNCOVERED] == "bad" and STATES[Group.OVERDUE] == "warning"
