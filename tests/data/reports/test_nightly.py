"""Each night a briefing, once; the newest alone is kept, and the demo gets none."""

import datetime as dt

import pytest
from sqlalchemy import select

from data.reports import nightly
from data.store import Store
from data.tables import Dataset

DAY = dt.date(2026, 11, 24)
NIGHT = dt.datetime(2026, 11, 25, 3, 5)


@pytest.fixture
def real(demo_of, tmp_path):
    """A record that is not the demo's."""
    path = tmp_path / "county.gpkg"
    path.write_bytes(demo_of(DAY).read_bytes())
    store = Store(str(path))
    with store.write("test", "make", "x") as session:
        session.scalars(select(Dataset)).one().synthetic = False
    yield store
    store.close()


@pytest.fixture
def quick(monkeypatch):
    """Papers as words: what is in them is tested elsewhere."""
    for name in ("pictures", "slides", "report", "workbook"):
        monkeypatch.setattr(nightly, name, lambda *_, name=name: name.encode())


@pytest.mark.usefixtures("quick")
def test_a_briefing_is_made_once_a_night_and_the_one_before_goes(real):
    first = nightly.run_when_due(real, 3, NIGHT)
    assert first.month == "2026-11" and nightly.newest(real) == first
    assert [path.read_bytes() for path in first.files] == [b"slides", b"report", b"workbook"]
    assert nightly.run_when_due(real, 3, NIGHT + dt.timedelta(hours=20)) is None
    (nightly.folder_of(real.url) / nightly._TRIED).unlink()
    second = nightly.run_when_due(real, 3, NIGHT + dt.timedelta(days=1))
    assert nightly.newest(real) == second and not any(path.exists() for path in first.files)
    others = [path.name for path in nightly.folder_of(real.url).iterdir() if not path.name.startswith(".")]
    assert sorted(others) == sorted(path.name for path in second.files)


@pytest.mark.usefixtures("quick")
def test_none_is_made_of_the_demo_or_where_none_is_wanted(real, demo_of):
    assert nightly.run_when_due(real, None, NIGHT) is None
    demo = Store(str(demo_of(DAY)))
    assert nightly.run_when_due(demo, 3, NIGHT) is None
    demo.close()
    assert not nightly.folder_of(real.url).exists()


@pytest.mark.usefixtures("quick")
def test_the_demo_of_a_county_shows_no_briefing_of_the_real_one_beside_it(real, demo_of):
    assert nightly.run_when_due(real, 3, NIGHT) == nightly.newest(real)
    path = nightly.folder_of(real.url).with_name("demo.gpkg")
    path.write_bytes(demo_of(DAY).read_bytes())
    demo = Store(str(path))
    assert demo.dataset().county_code == real.dataset().county_code
    assert nightly.newest(demo) is None
    demo.close()


def test_what_fails_is_tried_again_in_an_hour_and_keeps_what_there_was(real, monkeypatch):
    for name in ("pictures", "report", "workbook"):
        monkeypatch.setattr(nightly, name, lambda *_: b"made")
    monkeypatch.setattr(nightly, "slides", lambda *_: b"made")
    kept = nightly.run_when_due(real, 3, NIGHT)

    def broken(*_):
        raise OSError(28, "No space left on device")

    (nightly.folder_of(real.url) / nightly._TRIED).unlink()
    monkeypatch.setattr(nightly, "report", broken)
    assert nightly.run_when_due(real, 3, NIGHT + dt.timedelta(days=1)) is None
    assert nightly.newest(real) == kept and all(path.exists() for path in kept.files)
