"""No page hands Streamlit a word from outside as Markdown, or as HTML."""

import re
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from tests import hostile
from tests.dashboard.pages.conftest import open_view

READ_AS_MARKDOWN = ("label", "help", "body", "text")
"""Fields of Streamlit's messages, as far as they are no `html` and no `exception`."""
PLAIN_TEXT = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}
DIRECTIVE = re.compile(r":[\w+/-]+:")
"""Icons and faces are looked for in the text that an escape has left."""
VIEWS = [
    "?category={word}&township=990001001&village=990001001001",
    *(f"hotspots?spots={each}&category={{word}}" for each in ("more", "heat", "new", "now", "found")),
    *("plan?visit=990001001", "plan?visit=990001002", "plan?plan=county", "plan?plan=year"),
    *("coverage", "briefing?page=topics", "?screen=1", "repair", "import", "case?case=N0{word}", "rules"),
    *(f"registers?register={each}" for each in ("leaders", "contracts", "hubs", "members", "calendar")),
    *(f"setup?step={each}" for each in ("divisions", "outlines", "mergers", "roads", "registers")),
    "?search={word}",
]


@pytest.fixture
def hostile_record(store, record):
    hostile.fill(store, synthetic=False)
    record(store.url, PETITION_MAP_ROLE="office")


def _read(page):
    """What a page gives to be read as Markdown, where a word from outside is in it."""
    for part in page:
        proto = getattr(part, "proto", None)
        if proto is None or type(part).__name__ in ("Html", "Exception"):
            continue
        for name in READ_AS_MARKDOWN:
            text = getattr(proto, name, "")
            if isinstance(text, str) and "example" in text:
                yield text


def _kinds(text):
    tokens = MarkdownIt("commonmark").parse(text)
    return {token.type for top in tokens for token in (top, *(top.children or ()))}


@pytest.mark.parametrize("view", VIEWS)
def test_markdown_and_html_of_a_page_show_a_word_as_it_is(hostile_record, view):
    page = open_view(view.format(word=quote(hostile.WORD)))
    for text in _read(page):
        assert _kinds(text) <= PLAIN_TEXT, text
        assert not DIRECTIVE.search(text), text
        assert not re.search(r"(?<!\\)[$\[\]`<]", text), text
    for part in page.html:
        for tag in ("<b>重", "<img src=x", "</script><script>window"):
            assert tag not in part.value, view
