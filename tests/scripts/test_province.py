"""A province counted by workers: the same as one machine counts, whoever is lost on the way."""

import contextlib
import datetime as dt
import json
import os
import signal
import sys
import threading
import time
import types

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.province.folder import Folder
from data.province.schema import KEYS
from scripts.province import __main__ as program
from scripts.province import checking, generating, lists, work
from scripts.province.cluster import workers

COUNTIES, ROWS = 4, 12_000
LAST_DAY = dt.date(2026, 10, 31)


@pytest.fixture(autouse=True)
def _own_main(monkeypatch):
    """Workers begin by running the file of ``__main__``; Streamlit's tests leave a page there."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    """An invented province of four counties, twelve months."""
    root = tmp_path_factory.mktemp("province")
    for county in lists.drawn(lists.invented(COUNTIES, 40), 1):
        generating.generate(str(root), county, ROWS, 1 / COUNTIES, 12, LAST_DAY, 1)
    return root


@pytest.fixture(scope="module")
def one_machine(province):
    """Every cell as pandas counts it, all rows in one frame."""
    place = Folder(province)
    parts = [
        place.read(county, "rows", month).to_pandas().assign(county=county, month=month)
        for county in place.counties()
        for month in place.months(county)
    ]
    whole = pd.concat(parts).astype(dict.fromkeys(KEYS, str))
    grouped = whole.groupby(["county", "month", *KEYS])
    return grouped.agg(petitions=("people", "size"), people=("people", "sum"))


def _cells(root):
    place = Folder(root)
    parts = [
        place.read(county, "cube", month).to_pandas().assign(county=county, month=month)
        for county in place.counties("cube")
        for month in place.months(county, "cube")
    ]
    return pd.concat(parts).set_index(["county", "month", *KEYS]).sort_index()


def _end_one_half_way(root, killed):
    """Kill one worker as soon as a first county is there, while others are being counted."""
    until = time.monotonic() + 120
    while time.monotonic() < until and not list((root / "cube").glob("county=*")):
        time.sleep(0.002)
    with contextlib.suppress(ProcessLookupError):
        os.kill(killed[0], signal.SIGKILL)


def test_a_killed_worker_changes_no_cell_and_what_it_left_half_goes_later(province, one_machine, tmp_path):
    with workers(2) as client:
        before = sorted(client.run(os.getpid).values())
        killer = threading.Thread(target=_end_one_half_way, args=(tmp_path, before))
        killer.start()
        done = work.count_all(client, str(province), str(tmp_path), work.KINDS)
        killer.join()
        client.wait_for_workers(2, timeout=60)
        after = sorted(client.run(os.getpid).values())
    assert before[0] not in after and before[1] in after
    assert len(done) == COUNTIES * len(work.KINDS)
    assert sum(one.rows for one in done if one.kind == "cube") == ROWS
    pd.testing.assert_frame_equal(_cells(tmp_path), one_machine.sort_index(), check_dtype=False)
    Folder(tmp_path).clear()  # the first step of a run: nobody else writes
    assert not list(tmp_path.glob("*/.*"))
    once = tmp_path / "once"
    for kind in work.KINDS:
        for county in Folder(province).counties():
            work.count(str(province), str(once), county, kind)
            here, there = (Folder(root).read(county, kind) for root in (once, tmp_path))
            assert here.equals(there), (kind, county)


def test_villages_whose_petitions_turned_to_one_matter_are_found(tmp_path):
    county = lists.drawn(lists.invented(1, 120), 1)[0]
    generating.generate(str(tmp_path), county, 40_000, 1.0, 12, LAST_DAY, 1)
    work.count(str(tmp_path), str(tmp_path), county.code, "findings")
    found = Folder(tmp_path).read(county.code, "findings").to_pylist()
    assert len(found) == 1 and 2 <= len(found[0]["villages"]) <= 4
    assert found[0]["cases"] > 3 * found[0]["expected"]


def test_a_cell_that_differs_is_told_by_the_other_engine(province, tmp_path):
    for county in Folder(province).counties():
        work.count(str(province), str(tmp_path), county, "cube")
    checked = checking.check(province, tmp_path)
    assert {each.differing for each in checked.values()} == {0}
    assert sum(each.rows for each in checked.values()) == ROWS
    place = Folder(tmp_path)
    county = place.counties("cube")[0]
    first, *others = place.months(county, "cube")
    short = {month: place.read(county, "cube", month) for month in others}
    missing = len(place.read(county, "cube", first))
    place.keep(county, "cube", short)
    assert checking.check(province, tmp_path)[county].differing == missing


def test_a_task_that_cannot_read_its_county_ends_with_a_sentence(province, tmp_path, capsys):
    assert program.main(["cube", str(tmp_path / "nothing"), "--county", "990000", "--workers", "1"]) == 2
    assert "990000" in capsys.readouterr().err


def test_the_list_of_counties_has_their_residents_and_outlines(province, tmp_path, capsys):
    assert program.main(["--json", "cube", str(province), "--to", str(tmp_path), "--workers", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["kinds"]["cube"]["rows"] == told["kinds"]["told"]["rows"] == ROWS
    counties = gpd.read_parquet(tmp_path / "told" / "counties.parquet")
    assert list(counties["code"]) == Folder(province).counties()
    assert (counties["residents"] > 0).all() and counties["synthetic"].all()
    assert shapely.coverage_is_valid(counties.geometry.to_numpy())
    assert not shapely.get_num_interior_rings(counties.geometry.to_numpy()).any()


def test_the_same_seed_invents_the_same_province(province, tmp_path):
    county = lists.drawn(lists.invented(COUNTIES, 40), 1)[0]
    generating.generate(str(tmp_path), county, ROWS, 1 / COUNTIES, 12, LAST_DAY, 1)
    assert Folder(tmp_path).read(county.code, "rows").equals(Folder(province).read(county.code, "rows"))
