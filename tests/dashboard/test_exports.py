"""A file with personal data: for one reader, once."""

from dashboard import exports


def test_an_export_is_taken_once():
    token = exports.offer(b"rows", "rows.xlsx", "x/y").removeprefix("/export/")
    assert exports.take(token).content == b"rows"
    assert exports.take(token) is None


def test_an_export_ends_after_its_minutes(monkeypatch):
    token = exports.offer(b"rows", "rows.xlsx", "x/y").removeprefix("/export/")
    later = exports.time.monotonic() + exports.MINUTES * 60 + 1
    monkeypatch.setattr(exports.time, "monotonic", lambda: later)
    assert exports.take(token) is None


def test_what_was_never_offered_is_not_there():
    assert exports.take("guess") is None
