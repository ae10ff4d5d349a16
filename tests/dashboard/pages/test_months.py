"""The months under the map: what the browser may know of them, and the period that they set."""

import base64
import json
import re
import zlib

import numpy as np
import pytest

from dashboard.drawing import charts
from tests.dashboard.pages.conftest import legend, maps, title, words


def brush(page):
    return maps(page)[0]["brush"]


def counts(page):
    """Of each village in each month."""
    months = brush(page)["monthly"]
    packed = zlib.decompress(base64.b64decode(months["counts"]))
    return np.frombuffer(packed, f"<u{months['width']}").reshape(-1, len(brush(page)["months"]))


@pytest.mark.parametrize(
    "asked", ["show=count&span=3&month=2026-05", "show=rate&status=open", "category=land&span=36"]
)
def test_a_window_sums_to_what_the_map_shows_of_that_period(look, asked):
    page = look(f"map?lang=en&{asked}")
    first, last = brush(page)["window"]
    cases = [int(re.match(r"[\d,]+", lines[1])[0].replace(",", "")) for lines in maps(page)[0]["words"]]
    assert counts(page)[:, first : last + 1].sum(axis=1).tolist() == cases
    total = int(re.search(r"([\d,]+) cases", title(page))[1].replace(",", ""))
    assert sum(brush(page)["cases"][first : last + 1]) == total


def test_the_months_of_all_villages_are_a_few_kilobytes(look):
    assert len(json.dumps(brush(look("map?show=persons")))) < 8_000


@pytest.mark.parametrize("asked", ["show=count", "show=rate", "category=land", "township=330726101"])
def test_a_leader_who_is_not_told_every_count_gets_no_month_of_any_village(look, asked):
    shown = brush(look(f"map?role=leader&{asked}"))
    assert shown["monthly"] is None
    if "township" not in asked:
        assert not [n for n in shown["cases"] if n is not None and 0 < n < 5]


def test_what_rests_on_more_than_own_counts_is_not_painted_by_the_browser(look):
    for measure in ("smoothed", "ratio", "heat"):
        assert brush(look(f"map?show={measure}"))["monthly"] is None


def test_any_number_of_months_can_be_a_period(look):
    page = look("map?lang=en&span=7&month=2026-05")
    assert title(page).startswith("Nov 2025 – May 2026")
    assert "Nov 2025 – May 2026" in legend(page)
    assert brush(page)["window"] == [24, 30]
    for refused in ("0", "99", "x"):
        assert title(look(f"map?lang=en&span={refused}")).startswith("Dec 2025 – Nov 2026")


UNFINISHED = "本月截至11月24日"


@pytest.mark.parametrize(
    "view", ["?role=office", "map", "map?village=330726101304", "place?township=330726101"]
)
def test_a_month_that_is_not_over_is_told_from_those_that_are(look, view):
    assert UNFINISHED in words(look(view))


def test_months_that_are_over_are_all_alike(look):
    page = look("map?month=2026-10&village=330726101304")
    assert UNFINISHED not in words(page) and brush(page)["until"] == UNFINISHED


def test_the_line_to_a_month_that_is_not_over_is_dashed():
    drawn = "".join(charts._line([3.0, 1.0, 2.0], 3, unfinished=True))
    assert drawn.count("stroke-dasharray") == 1 and drawn.count("<path") == 4
    assert charts._line([3.0, 1.0, None], 3, unfinished=True) == charts._line(
        [3.0, 1.0, None], 3, unfinished=False
    )


def test_the_months_of_the_list_are_those_shown_whether_or_not_something_was_filed(look):
    shown = [each.value for each in look("map?role=team").html if 'class="pm-bars"' in each.value]
    assert shown and shown[0].count("<i") == 12 and "2026-11" in shown[0]


def test_a_length_is_painted_by_the_browser_as_its_button_says(look):
    page = look("map?span=7")
    assert brush(page)["lengths"] == [1, 3, 12, 36, 7] and brush(page)["control"] == "span"
    (control,) = [each for each in page.button_group if each.key == "span"]
    assert len(control.options) == 5
