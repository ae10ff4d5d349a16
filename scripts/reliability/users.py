"""Twenty users at once, on two servers of one PostgreSQL record: nobody is told another's, nothing is lost.

``python -m scripts.reliability.users --users 20 --minutes 5``

Two servers are started as ``run.py`` starts one. Every user signs in by the form of the login and opens
pages over the websocket, in turn on one server and the other. Meanwhile pairs act on the same case, plan and
reception at one moment, each on another server. Whatever came back is searched for words that belong to
somebody else; what the pairs were told is compared with the record.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from data.store import Store
from scripts.reliability import postgresql, settling, town
from scripts.reliability.racing import KEPT, STALE, Race, Told, races
from scripts.reliability.verifying import HALF_WRITTEN
from scripts.reliability.walking import Walk

ROOT = Path(__file__).resolve().parents[2]
SERVERS = 2
SETTINGS = {"PETITION_MAP_BACKUP_HOUR": "off", "PETITION_MAP_HOSTS": "127.0.0.1"}
_STARTED = 120.0
"""Seconds within which a server answers."""
_OF_THE_KILLS = "states of the record"
"""Holds only where nobody signs in: sign-ins and looks are entries of the log that change no state."""


@dataclass
class Outcome:
    """What came of it.

    Parameters
    ----------
    loads, clicks, files, heard
        Pages opened, controls pressed or chosen, files on offer taken, bytes that came back.
    own
        Words that were found where they may stand: the search does find what is there.
    told
        What the pairs were told.
    foreign
        Words that were told to somebody whose they are not.
    lost
        Acts that were told and are not on record, or the other way round.
    troubles
        Pages that did not come, and answers that are neither.
    """

    loads: int
    clicks: int
    files: int
    heard: int
    own: int
    told: list[Told]
    foreign: Counter[str]
    lost: list[str]
    troubles: list[str]
    seconds: float

    @property
    def is_sound(self) -> bool:
        return not (self.foreign or self.lost or self.troubles)

    def summary(self) -> dict[str, Any]:
        """Figures, and whatever is wrong in words."""
        answers = Counter(each.answer for each in self.told)
        return {
            "loads": self.loads,
            "clicks": self.clicks,
            "files": self.files,
            "bytes": self.heard,
            "own_words": self.own,
            "acknowledged": answers[KEPT],
            "acts": Counter(each.act for each in self.told if each.answer == KEPT),
            "stale": answers[STALE],
            "foreign": self.foreign.total(),
            "lost": len(self.lost),
            "troubles": len(self.troubles),
            "seconds": round(self.seconds, 1),
            "faults": [*list(self.foreign)[:20], *self.lost[:20], *self.troubles[:20]],
        }


def run(url: str, users: int, seconds: float, seed: int) -> Outcome:
    """Put a county into an empty record and let its users at it.

    Parameters
    ----------
    url
        Of a database on a PostgreSQL server that holds the tables and no county.
    seconds
        After which nobody begins anything new.
    """
    store = Store(url).entire()
    with ExitStack() as stack:
        stack.callback(store.close)
        people = town.make(store, users)
        addresses = [stack.enter_context(serving(url)) for _ in range(SERVERS)]
        walks = [Walk(user, addresses, seed) for user in people]
        pairs = list(races(walks))
        busy: list[Walk | Race] = [*walks, *pairs]
        threads = stack.enter_context(ThreadPoolExecutor(len(busy)))
        start = time.monotonic()
        list(threads.map(Walk.sign_in, walks))
        before, end = settling.counts(store), time.monotonic() + seconds
        working = [threads.submit(each.until, end) for each in busy]
        for each in working:
            each.result()
        took = time.monotonic() - start
        for walk in walks:
            walk.browser.close()
        told = [each for pair in pairs for each in pair.told]
        return Outcome(
            loads=sum(walk.loads for walk in walks),
            clicks=sum(each.clicks for each in busy),
            files=sum(walk.browser.files for walk in walks),
            heard=sum(walk.ear.heard for walk in walks),
            own=sum(walk.ear.own for walk in walks),
            told=told,
            foreign=sum((walk.ear.foreign for walk in walks), Counter()),
            lost=[*settling.lost(store, told, before), *_half_written(store)],
            troubles=[each for one in busy for each in one.troubles],
            seconds=took,
        )


@contextmanager
def serving(url: str) -> Iterator[str]:
    """A server of a record on a free port; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["-m", "streamlit", "run", "dashboard/server.py", f"--server.port={port}"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *words, "--server.address=127.0.0.1"],
            cwd=ROOT,
            env={**os.environ, **SETTINGS, "PETITION_MAP_DATABASE": url},
            stdout=said,
            stderr=said,
        )
        try:
            _await(f"http://127.0.0.1:{port}/health", process, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def _await(address: str, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    end = time.monotonic() + _STARTED
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(address, trust_env=False, timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    said.seek(0)
    raise RuntimeError(f"the server did not start: {said.read()[-2000:].decode(errors='replace')}")


def _half_written(store: Store) -> list[str]:
    with store.read() as connection:
        return [
            f"half-written: {what}"
            for what, statement in HALF_WRITTEN.items()
            if what != _OF_THE_KILLS and connection.exec_driver_sql(statement).scalar()
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description="many users of two servers / 多个用户、两个服务、同一数据库")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--url", help="a database with tables and no county; default: a throw-away server")
    options = parser.parse_args()
    with ExitStack() as stack:
        url = options.url or stack.enter_context(postgresql.throw_away("users")).url("users")
        outcome = run(url, options.users, options.minutes * 60, options.seed)
    print(json.dumps(outcome.summary(), ensure_ascii=False, indent=1))
    return 0 if outcome.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
