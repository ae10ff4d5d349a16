"""Kill the program at random moments, and look each time whether anything is lost.

``python -m scripts.reliability.kills --kills 1000``

A worker takes one act after another and answers after each, as a page does; it is killed (``kill -9``) at a
moment that nobody chose. Then the record is opened: its structure must be whole, every act that was answered
must be there, none may be there by half, and the number of changes must be that of the log. The worker is a
fork of a process that has loaded the program, so that a kill costs tenths of a second. POSIX only.
With ``--server-too`` the record is on a PostgreSQL server that crashes with the worker and is started again.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from data.store import Store
from geo import orienteering
from geo.errors import Refused
from scripts.reliability import county
from scripts.reliability.acts import ACTS
from scripts.reliability.postgresql import SAFE, Server, throw_away
from scripts.reliability.verifying import Acknowledged, faults, last_entry

FRESH = 50
"""After so many kills the worker begins with a fresh record, so that a look at it stays short."""
MOST_ACTS = 3
LONGEST = 0.3
"""A worker is killed after so many answers at most, and so many seconds at most after the last of them."""

_WARM: list[bool] = []


@dataclass
class Outcome:
    """What came of so many kills.

    Parameters
    ----------
    kills
        How many.
    acknowledged
        Acts that were answered, by name.
    unanswered
        Kills after which the act under way was on record whole though nobody had been answered.
    faults
        What was lost or half-written.
    seconds
        That it took.
    """

    kills: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(kills: int, seed: int, folder: Path, url: str | None = None, server: Server | None = None) -> Outcome:
    """Kill so many workers.

    Parameters
    ----------
    kills
        How many.
    seed
        Of the moments and the acts.
    folder
        For the records, and for the files that are imported.
    url
        A record on a server that `init` would take, or made by an earlier run; None: SQLite files in the
        folder.
    server
        Of the record, crashed with every worker and started again.
    """
    outcome, chance, start = Outcome(), random.Random(seed), time.monotonic()
    template = _template(folder)
    if not _WARM:
        _warm(template, folder)
    known: list[Acknowledged] = []
    if url is not None:
        _begin(url)
    record = url or ""
    for number in range(kills):
        if url is None and number % FRESH == 0:
            record = str(shutil.copy(template, folder / f"county-{number}.gpkg"))
            known = []
        answered = _kill_one(record, folder, chance, server)
        known += [each for _, each in answered]
        outcome.kills += 1
        outcome.acknowledged.update(name for name, _ in answered)
        store = Store(record).entire()
        found = faults(store, known)
        newest = last_entry(store)
        store.close()
        outcome.unanswered += bool(answered) and newest.entry > answered[-1][1].entry
        outcome.faults += [f"kill {number}: {fault}" for fault in found]
    outcome.seconds = time.monotonic() - start
    return outcome


def _template(folder: Path) -> Path:
    path = folder / "template.gpkg"
    _begin(str(path))
    return path


def _warm(template: Path, folder: Path) -> None:
    """Load and compile here what every worker needs."""
    orienteering.warm()
    scratch = Path(shutil.copy(template, folder / "scratch.gpkg"))
    store = Store(str(scratch))
    for act in [*ACTS, *ACTS]:
        act(store, random.Random(0), folder)
    store.close()
    scratch.unlink()
    _WARM.append(True)


def _begin(url: str) -> None:
    store = Store(url, create=True).entire()
    try:
        store.dataset()
    except Refused:
        county.make(store)
    store.close()


def _kill_one(
    record: str, folder: Path, chance: random.Random, server: Server | None
) -> list[tuple[str, Acknowledged]]:
    """What a worker answered before it was killed, and its server with it."""
    read, write = os.pipe()
    seed, answers_first, moment = chance.random(), chance.randint(0, MOST_ACTS), chance.random() * LONGEST
    pid = os.fork()
    if pid == 0:
        os.close(read)
        _work(record, folder, random.Random(seed), write)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as answers:
        lines = [answers.readline() for _ in range(answers_first + 1)]  # the first says that it is at work
        time.sleep(moment)
        if server is not None:
            server.crash()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        lines += answers.read().splitlines()
    if lines[0] != "at work\n":
        raise RuntimeError("the worker did not begin")
    whole = [json.loads(line) for line in lines[1:]]
    if server is not None:
        server.begin(SAFE)
        whole = [each for each in whole if "fault" not in each]  # it may have missed its server first
    if whole and "fault" in whole[-1]:
        raise RuntimeError(whole[-1]["fault"])
    return [(each.pop("act"), Acknowledged(**each)) for each in whole]


def _work(record: str, folder: Path, chance: random.Random, write: int) -> None:
    """Take acts until the end; never returns."""

    def say(line: str) -> None:
        os.write(write, f"{line}\n".encode())  # at once or not at all, as it is short

    try:
        say("at work")
        store = Store(record).entire()
        acts, weights = list(ACTS), list(ACTS.values())
        while True:
            (act,) = chance.choices(acts, weights)
            if act(store, chance, folder):
                say(json.dumps({"act": act.__name__, **asdict(last_entry(store))}))
    except BaseException as error:  # whatever it is, the parent is to know
        say(json.dumps({"fault": f"{type(error).__name__}: {error}"[:2000]}))
    finally:
        os._exit(1)


def main() -> int:
    parser = argparse.ArgumentParser(description="kill -9 at random moments / 随机 kill -9")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--url", help="record on a server; default: SQLite files")
    parser.add_argument("--part", type=int, default=50, help="figures are printed after so many")
    parser.add_argument(
        "--server-too", action="store_true", help="crash a throw-away PostgreSQL server with every worker"
    )
    options = parser.parse_args()
    with ExitStack() as stack:
        server = stack.enter_context(throw_away("kills")) if options.server_too else None
        return _parts(options, server.url("kills") if server else options.url, server)


def _parts(options: argparse.Namespace, url: str | None, server: Server | None) -> int:
    """Run part after part; figures are printed after each."""
    total = Outcome()
    for start in range(0, options.kills, options.part):
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            count = min(options.part, options.kills - start)
            part = run(count, options.seed + start, Path(folder), url, server)
        total.kills += part.kills
        total.acknowledged.update(part.acknowledged)
        total.unanswered += part.unanswered
        total.faults += part.faults
        total.seconds += part.seconds
        told = {**vars(total), "acts": total.acknowledged.total(), "seconds": round(total.seconds, 1)}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
