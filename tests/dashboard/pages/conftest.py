"""Pages as Streamlit makes them, without a server and a browser: their words, controls and maps.

What is drawn, clicked on a map, printed, or asked of another host is looked at in Chromium (tests/browser).
"""

import base64
import html
import json
import re
import shutil
import zlib
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import cache, exports
from dashboard.record import forget_record
from dashboard.settings import settings
from data.store import Store
from tests.demo import AS_OF


@pytest.fixture(scope="session")
def demo_file(demo_of):
    """The demo, for tests that change nothing."""
    return demo_of(AS_OF)


@pytest.fixture(scope="session")
def _demo_record(demo_file):
    """The record of the demo, opened once: each opening looks through all of it for damage."""
    opened = Store(str(demo_file))
    yield opened
    opened.close()


@pytest.fixture
def own_file(demo_of, tmp_path):
    """A demo of this test's own, for it changes it."""
    return shutil.copy(demo_of(AS_OF), tmp_path / "demo.gpkg")


@pytest.fixture
def record(monkeypatch):
    """Function that takes a record for the one whose pages are opened, under settings of the program."""

    def take(database, *, opened=None, **environment):
        monkeypatch.setattr("dashboard.record.Store", (lambda _: opened) if opened else Store)
        for name, value in ({"PETITION_MAP_DATABASE": str(database)} | environment).items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        forget_record()

    yield take
    monkeypatch.undo()
    settings.cache_clear()
    forget_record()


@pytest.fixture
def look(record, demo_file, _demo_record):
    """Function that opens an address of the demo, such as ``plan?role=leader``."""
    record(demo_file, opened=_demo_record)
    return open_view


@pytest.fixture
def own_store(record, own_file):
    """A demo of the test's own, as the pages that are opened after it will find it."""
    record(own_file)
    return cache.store()


@pytest.fixture
def look_at_own(record, own_file):
    """The same on a demo of the test's own."""
    record(own_file)
    return open_view


@pytest.fixture
def offers(monkeypatch):
    """Files that were put on offer."""
    made = []
    monkeypatch.setattr(exports, "offer", lambda *file: made.append(file) or "/export/once")
    return made


def open_view(address=""):
    """A reader's session at an address; no page may end in an error."""
    page = AppTest.from_file("../../../dashboard/app.py", default_timeout=120)
    parts = urlsplit(address)
    page.query_params |= dict(parse_qsl(parts.query, keep_blank_values=True))
    page._page_hash = calc_hash(parts.path)  # `switch_page` knows only pages that are files
    page.run()
    assert not page.exception
    return page


def title(page):
    return page.title[0].value


def plain(markup):
    """Text of a piece of HTML."""
    return html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", markup, flags=re.S)).strip()


def words(page):
    """All that a reader can read, but for the map: a line an element, with the labels of controls."""
    return "\n".join(
        plain(text) if type(part).__name__ == "Html" else text
        for part in page
        for text in (getattr(part, "label", ""), getattr(part, "value", ""))
        if isinstance(text, str) and text
    )


def tables(page):
    """Tables of a page, each as its rows of cells, without the head."""
    return [
        [
            [plain(cell) for cell in re.findall(r"<td.*?</td>", row)]
            for row in re.findall(r"<tr[ >].*?</tr>", body)
        ]
        for part in page.html
        for body in re.findall(r"<tbody>(.*?)</tbody>", part.value, re.S)
    ]


def maps(page):
    """What each map of a page is given to show (`dashboard.drawing.maps.Payload`)."""
    given = [json.loads(part.proto.json) for part in page.get("bidi_component")]
    drawn = [each for each in given if "payload" in each]
    return [_unwrapped(each["payload"]) | {"selected": each["selected"]} for each in drawn]


def _unwrapped(payload):
    """The payload with the words of each village, as the browser has them (``assets/map/payload.js``)."""
    shown = json.loads(zlib.decompress(base64.b64decode(payload["packed"])))
    names, columns = cache.geography(cache.store().dataset()).villages["name"], shown["words"]
    places = [[(column["texts"], column["at"][at]) for column in columns] for at in range(len(names))]
    words = [
        [name, *(texts[at - 1] for texts, at in of if at)] for name, of in zip(names, places, strict=True)
    ]
    return shown | {"words": words}


def legend(page):
    """Words of the first map's legend."""
    found = maps(page)[0]["legend"]
    classes = [each["label"] for each in found["classes"]]
    return "\n".join([found["title"], found["unit"], *classes, *found["notes"]])


def button(page, label):
    """The one button with a label, also of a form."""
    (found,) = [each for each in page.button if each.label == label]
    return found


def form(page, label):
    """The one form that is sent with a button of a label."""
    (found,) = [each for each in page.form if label in [own.label for own in each.button]]
    return found


def choice(page, label):
    """The one list whose label has some words in it."""
    (found,) = [each for each in [*page.selectbox, *page.multiselect] if re.search(label, each.label)]
    return found


def choose(page, label, option):
    """Pick the first option of a list in which some words are, as if they were typed."""
    listed = choice(page, label)
    return listed.select(next(each for each in listed.options if option in each))


def everything(page):
    """All that is sent to the browser, visible or not."""
    return "\n".join(str(part.proto) for part in page if getattr(part, "proto", None) is not None)
