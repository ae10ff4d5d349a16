"""No page hands Streamlit a word from outside as Markdown, or as HTML."""

from urllib.parse import quote

import pytest

from tests import hostile
from tests.dashboard import sinks
from tests.dashboard.pages.conftest import open_view

VIEWS = [
    "?category={word}&township=990001001&village=990001001001",
    *("place?village=990001001001&category={word}", "place?township=990001001"),
    *(f"hotspots?spots={each}&category={{word}}" for each in ("more", "heat", "new", "now", "found")),
    *("plan?visit=990001001", "plan?visit=990001002", "plan?plan=county", "plan?plan=year"),
    "desk?visit=990001001&day=2026-11-15",
    *("instructions?leader={word}", "followup?part=proposals", "followup?part=meetings&meeting={word}"),
    *("hubs?service={word}", "hubs?hubs=windows", "hubs?hubs=sent"),
    *(
        "coverage",
        "instructions",
        "followup?part=proposals",
        "briefing?page=topics",
        "?screen=1",
        "repair",
        "import",
        "case?case=N0{word}",
        "rules",
    ),
    *(f"registers?register={each}" for each in ("leaders", "contracts", "hubs", "members", "calendar")),
    *(f"setup?step={each}" for each in ("divisions", "outlines", "mergers", "roads", "registers")),
    "?search={word}",
]


@pytest.fixture
def hostile_record(store, record):
    hostile.fill(store, synthetic=False)
    record(store.url, PETITION_MAP_ROLE="office")


@pytest.mark.parametrize("view", VIEWS)
def test_markdown_and_html_of_a_page_show_a_word_as_it_is(hostile_record, view):
    sinks.check(open_view(view.format(word=quote(hostile.WORD))))
