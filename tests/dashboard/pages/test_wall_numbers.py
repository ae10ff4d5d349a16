"""Every number on a page of the wall is one of the snapshot, on which the attack of two months is made."""

import re

import pytest

from data.briefing.snapshot import snapshot
from data.terms import WallPage
from tests.dashboard.pages.conftest import open_view
from tests.data.briefing.test_attack import of
from tests.data.petitions.test_disclosure import AS_OF, fill, random_cells

pytestmark = pytest.mark.sqlite
SAID = {"10", "12", "45"}
"""Days and months of the county's rules."""
DATES = r"\d{4}-\d\d-\d\d|[A-Z][a-z]{2} \d{4}|\d{1,2} [A-Z][a-z]+|\d+%"
"""Dates, and shares of numbers that stand beside them."""


def test_no_page_of_the_wall_tells_a_number_that_the_briefing_does_not(store, record):
    fill(store, random_cells(3, 420), accusations=6)
    record(store.url, PETITION_MAP_ROLE="office")
    known = {n for month in ("2026-01", "2026-02") for n in of(snapshot(store, month, AS_OF))}
    now = snapshot(store, "2026-02", AS_OF).standing
    known |= {float(now.visits.villages), float(len(now.visits.unseen)), float(len(now.visits.published))}
    known |= {float(n) for n in (now.alerts.dismissed, now.alerts.measures, *now.teams.counts.values())}
    handled = snapshot(store, "2026-02", AS_OF).figures.as_record()
    known |= {float(n) for part in handled.values() if isinstance(part, dict) for n in part.values() if n}
    for page in WallPage:
        shown = "".join(each.value for each in open_view(f"briefing?page={page.value}&lang=en").html)
        figures = re.findall(r"<b>(.*?)</b><span>", shown)
        assert figures, page
        (sentence,) = re.findall(r'class="pm-sentence">(.*?)</h1>', shown)
        told = [re.sub(DATES, "", text) for text in (*figures, sentence)]
        numbers = [n for text in told for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
        others = {n for n in numbers if n not in SAID and float(n.replace(",", "")) not in known}
        assert not others, (page, others)
