"""A hostile file that somebody uploads is refused on their page, and nobody else waits for it."""

import gzip
import re
import threading
import time

from starlette.requests import Request

from dashboard import server
from tests.dashboard.pages.conftest import words

FROM_HERE = {"type": "http", "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1)}


def _packed():
    """Four megabytes that unpack to three thousand."""
    return gzip.compress(b"a,b\n" * 2_500_000, 1) * 300


def test_health_answers_at_once_while_a_bomb_is_read(look, monkeypatch):
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", "5")
    page = look("import?lang=en")
    bomb, pages = _packed(), []

    def upload():
        pages.append(page.file_uploader(key="upload").upload("bomb.csv.gz", bomb, "application/gzip").run())

    somebody = threading.Thread(target=upload)
    somebody.start()
    waits = []
    while somebody.is_alive():
        start = time.monotonic()
        assert server.health(Request(FROM_HERE)).status_code == 200
        waits.append(time.monotonic() - start)
        time.sleep(0.02)
    assert len(waits) > 20
    assert sorted(waits)[int(0.9 * len(waits))] < 0.5
    assert not pages[0].exception
    assert re.search(r"bomb\.csv\.gz (is too large|was not read within 5 seconds)", words(pages[0]))


def test_a_file_that_ends_its_reader_is_refused_on_the_page(look, monkeypatch):
    monkeypatch.setenv("PETITION_MAP_UPLOAD_MEMORY_MB", "64")
    page = look("import?lang=en")
    wide = b"a,b\n" + b",".join([b"1"] * 1_000_000) * 40
    page = page.file_uploader(key="upload").upload("wide.csv", wide, "text/csv").run()
    assert not page.exception
    assert re.search(r"wide\.csv cannot be read|is longer than 4194304 characters", words(page))
