"""A click does not pay for looking through all of memory."""

import gc
import os
import subprocess
import sys
import weakref

import pytest

from dashboard import garbage
from tests.dashboard.test_rules_of_the_house import ROOT

STARTED = """
import asyncio, gc
from streamlit import config
from dashboard import server
assert config.get_option("runner.postScriptGC")  # of a folder without a configuration

async def start():
    async with server.lifespan(server.app):
        while not gc.get_freeze_count():
            await asyncio.sleep(0.1)
        print(config.get_option("runner.postScriptGC"), gc.get_freeze_count() > 100_000, gc.isenabled())

asyncio.run(asyncio.wait_for(start(), 60))
"""


def test_a_server_started_anywhere_collects_no_more_after_each_click(tmp_path):
    own = dict(os.environ, PYTHONPATH=str(ROOT), PETITION_MAP_DATABASE=str(tmp_path / "none.gpkg"))
    command = [sys.executable, "-c", STARTED]
    told = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
    assert told.stdout.split() == ["False", "True", "True"], told.stderr


@pytest.fixture
def settled():
    before = gc.get_threshold()
    garbage.settle()
    yield
    gc.set_threshold(*before)


def test_garbage_made_after_the_warm_up_is_still_found(settled):
    class Circle:
        pass

    one = Circle()
    one.itself = one
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
