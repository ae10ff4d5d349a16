"""Pages say what to do in the browser; commands, settings and files of ours are the administrator's."""

import re

import pytest

from tests.dashboard.pages.conftest import open_view, words

VIEWS = [
    *(
        "home",
        "promises",
        "desk?visit=330726101",
        "map",
        "coverage",
        "briefing",
        "repair",
        "import",
        "case",
        "rules",
        "backups",
        "account",
        "log",
    ),
    *(f"hotspots?spots={each}" for each in ("more", "heat", "new", "now", "found")),
    *("plan?visit=330726204", "plan?plan=county", "plan?plan=year&visit=330726204"),
    *(f"registers?register={each}" for each in ("leaders", "residents", "calendar")),
]
NOT_FOR_A_PAGE = re.compile(r"(?<!\w)--\w|python|PETITION_MAP|\.md\b|`|\bscripts\b")


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_names_a_command_a_setting_or_a_file_of_ours(look, view):
    told = words(look(view))
    assert re.search("[\u4e00-\u9fff]", told)
    assert not NOT_FOR_A_PAGE.search(told), NOT_FOR_A_PAGE.search(told)


@pytest.mark.parametrize("step", ["divisions", "outlines", "mergers", "roads", "registers"])
def test_no_step_of_the_setting_up_does(store, record, step):
    record(store.url, PETITION_MAP_ROLE="office")
    assert not NOT_FOR_A_PAGE.search(words(open_view(f"setup?step={step}")))
