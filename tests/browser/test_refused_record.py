"""What the record refuses is told on the page, in the reader's words."""

import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving

LOCKED = re.compile("另一程序正在写入数据库")


@pytest.fixture
def own_file(demo_file, tmp_path):
    """A demo of this test's own, for it is locked and damaged."""
    return shutil.copy(demo_file, tmp_path / "demo.gpkg")


@contextmanager
def locked(path):
    """Another program holds the record for writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_locked_record_is_told_by_every_step_and_the_step_is_done_when_it_is_free(own_file, open_page):
    with serving(f"sqlite:///{own_file}?timeout=0.2") as address:
        plan, repair = open_page(f"{address}/plan"), open_page(f"{address}/repair")
        save = plan.get_by_role("button", name="保存计划")
        expect(save).to_be_enabled()
        again = repair.get_by_role("button", name=re.compile("按现有地名和边界重新定位"))
        expect(again).to_be_visible()
        with locked(own_file):
            save.click()
            expect(plan.get_by_text(LOCKED)).to_be_visible()
            again.click()
            expect(repair.get_by_text(LOCKED)).to_be_visible()
        save.click()
        expect(plan.get_by_text("状态：草案")).to_be_visible()
        expect(plan.get_by_text(LOCKED)).to_have_count(0)


def test_a_record_damaged_while_it_is_shown_is_told_on_each_page_that_reads_its_rows(own_file, open_page):
    """Counts alone may still come from the snapshot of before, so a page of counts need not know."""
    with closing(sqlite3.connect(own_file)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'petitions'").fetchone()
    with serving(own_file) as address:
        with closing(sqlite3.connect(own_file)) as connection, connection:  # so that all is read anew
            connection.execute("UPDATE dataset SET version = version + 1")
        with Path(own_file).open("r+b") as file:
            file.seek((root - 1) * size)
            file.write(b"\xa5" * size)
        for view in ("", "repair", "cases"):
            page = open_page(f"{address}/{view}")
            expect(page.get_by_text(re.compile("数据库 demo.gpkg 已损坏"))).to_be_visible()
            expect(page.get_by_text("Traceback")).to_have_count(0)
