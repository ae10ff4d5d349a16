"""What is compiled once is there for every process of the program and of its tests."""

import os
import subprocess
import sys

import numba

TWICE = """
import runpy, sys
runpy.run_module("scripts.compile", run_name="__main__")
rooms = [room for name, room in sys.modules.items() if name.split(".")[0] == "geo"]
stats = [part.stats for room in rooms for part in vars(room).values() if hasattr(part, "stats")]
print(sum(len(one.cache_hits) for one in stats), sum(len(one.cache_misses) for one in stats))
"""


def test_nothing_is_compiled_twice():
    assert os.environ["NUMBA_CACHE_DIR"] == numba.config.CACHE_DIR
    for _ in range(2):
        run = subprocess.run([sys.executable, "-c", TWICE], check=True, capture_output=True, text=True)
    loaded, compiled = map(int, run.stdout.split())
    assert loaded > 10 and compiled == 0
