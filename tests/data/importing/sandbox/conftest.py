"""Small limits, so that a bomb is refused soon; and what the processes that open files take."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.importing.sandbox import client

MEMORY_MB, SECONDS = 300, 2


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    monkeypatch.setenv("PETITION_MAP_UPLOAD_MEMORY_MB", str(MEMORY_MB))
    monkeypatch.setenv("PETITION_MAP_UPLOAD_SECONDS", str(SECONDS))


def _megabytes(number, name="VmRSS"):
    for line in Path(f"/proc/{number}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1000
    return 0.0


def _below(number):
    """Numbers of all processes that a process has started, and those have."""
    for child in map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split()):
        yield child
        yield from _below(child)


class Peak:
    """Megabytes: of the process that asks, how much more it took; of those that open files, the most."""

    def __init__(self):
        self.own, self.others = 0.0, 0.0


@pytest.fixture
def measured():
    """Function that yields a `Peak`, which is known at the end."""

    @contextmanager
    def measure():
        client.warm()
        peak, over = Peak(), threading.Event()
        before = _megabytes("self")

        def watch():
            while not over.wait(0.01):
                peak.own = max(peak.own, _megabytes("self") - before)
                for number in _below(client.server_number()):
                    try:
                        peak.others = max(peak.others, _megabytes(number))
                    except (OSError, ValueError):
                        continue

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield peak
        finally:
            over.set()
            watching.join()

    return measure
