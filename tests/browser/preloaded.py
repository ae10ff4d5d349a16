"""A process that has the program's libraries loaded, and forks a server off each time it is asked for one.

A server of the tests so starts in a moment, and from there on does what the program's command does, in a
process and an environment of its own. The command itself is asked for with ``serving(..., anew=True)``.

Asked by lines of JSON: ``{"environment": {...}, "words": [...]}`` starts a server and is answered by its
number; that number ends it, and is answered when it is gone.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ENDS = 10.0
"""Seconds in which a server ends that is told to; then it is killed, which fails the test."""


class Preloaded:
    """The process, as the tests hold it."""

    def __init__(self):
        command = [sys.executable, "-m", "tests.browser.preloaded"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def start(self, environment, *words):
        """Start ``streamlit`` with these words in an environment; the number of its process."""
        return self._ask({"environment": dict(environment), "words": words})

    def end(self, number):
        assert self._ask(number) == "ended", "The server did not end when it was told to"

    def close(self):
        self._process.stdin.close()
        self._process.wait(_ENDS)

    def _ask(self, asked):
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def _load():
    """What every server loads before it answers; pages load what they need when they are opened, as ever."""
    import dashboard.access.login
    import dashboard.cache
    import dashboard.drawing.maps  # noqa: F401
    from geo import orienteering
    from geo.statistics import scan

    orienteering.warm()
    scan.warm()
    assert threading.active_count() == 1, "a thread does not outlive a fork"


def _become(environment, words):
    """Be a server, in the process that was forked off."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["streamlit", *words]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _end(number):
    os.kill(number, signal.SIGTERM)
    until = time.monotonic() + _ENDS
    while time.monotonic() < until:
        if os.waitpid(number, os.WNOHANG)[0]:
            return "ended"
        time.sleep(0.01)
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)
    return "killed"


def _main():
    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            answer = _end(asked)
        elif not (answer := os.fork()):
            try:
                _become(**asked)
            finally:
                os._exit(0)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
