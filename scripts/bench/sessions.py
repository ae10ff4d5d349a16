"""Readers who click at the same time: how long each waits, and the memory of the server meanwhile.

``python -m scripts.bench.sessions [--sessions 20] [--every 2] [--seconds 120] [--database FILE] [--json]``
opens pages over Streamlit's own websocket, as a browser does but without one, so that what is measured is the
server. Each session is somebody of the demo (office, leader, township, meeting) with the map open, and
changes the length of the period every so many seconds, in its own rhythm, by seed; a click is over when the
server says that its run has ended. The peer is a page with nothing but that filter and ``st_folium``, in the
same run. ``--asking 1`` has somebody more ask, one question after the other, what happens right now, each
time of other petitions, so that each answer is worked out anew. ``--database`` takes a record of the demo
that there is, such as one of `scripts.bench.million`.
"""

import argparse
import asyncio
import contextlib
import http.cookiejar
import itertools
import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from scripts.bench.map import ROOT, cpu_ms, make_demo, serving

ROLES = ("office", "leader", "township", "meeting")
SEED = 20
LENGTHS = 4
"""Lengths that the filter of the period offers, ours and the peer's."""
PATIENCE = 120
"""Seconds after which a page counts as not answered."""


@dataclass
class Reader:
    """One page that is open.

    Parameters
    ----------
    address
        Of the server.
    page
        Name of the page, '' for the first.
    question
        What stands behind ``?`` in its address.
    """

    address: str
    page: str
    question: str
    socket: ClientConnection | None = None
    widget: str = ""
    options: list[str] = field(default_factory=list)
    fragment: str = ""
    received: int = 0
    """Bytes of messages."""

    async def open(self) -> float:
        """Open the page; seconds until its first run has ended."""
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        at = f"{self.address}/{self.page}?{self.question}"
        with await asyncio.to_thread(opener.open, at):
            cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        self.socket = await connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies, "Origin": self.address},
            max_size=None,
        )
        return await self._asked(self._message())

    async def click(self, rng: np.random.Generator) -> float:
        """Choose another length of the period; seconds until the run has ended."""
        message = self._message()
        state = message.rerun_script
        state.fragment_id = self.fragment
        widget = state.widget_states.widgets.add(id=self.widget)
        widget.string_array_value.data.append(str(rng.choice(self.options)))
        return await self._asked(message)

    def _message(self) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self.question, self.page
        state.context_info.url = f"{self.address}/{self.page}?{self.question}"
        state.context_info.timezone, state.context_info.locale = "Asia/Shanghai", "zh-CN"
        return message

    async def _asked(self, message: BackMsg) -> float:
        if self.socket is None:
            raise RuntimeError("the page is not open")
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                content = await self.socket.recv()
                self.received += len(content)
                answer = ForwardMsg.FromString(content)
                self._learn(answer)
                if answer.WhichOneof("type") == "script_finished":
                    return time.perf_counter() - start

    def _learn(self, answer: ForwardMsg) -> None:
        """Where the length of the period is chosen, and in which part of the page."""
        element = answer.delta.new_element
        if element.WhichOneof("type") == "button_group" and not self.widget:
            group = element.button_group
            if len(group.options) >= LENGTHS:
                self.widget, self.fragment = group.id, answer.delta.fragment_id
                self.options = [option.content for option in group.options]


HEAVY = [
    f"role=office&spots=now&tier={tier}&status={status}&count={count}"
    for count, tier, status in itertools.product(
        ("petitions", "both"), ("simple", "general", "hard"), ("open", "closed")
    )
]
"""What is asked beside, whose answers nobody has yet."""


async def asking(address: str, questions: Iterable[str], end: float) -> list[float]:
    """Seconds of the first runs of heavy questions, asked one after the other until a time."""
    waits = []
    for question in questions:
        if time.monotonic() >= end:
            break
        reader = Reader(address, "hotspots", question)
        waits.append(await reader.open())
        if reader.socket is not None:
            await reader.socket.close()
    return waits


async def together(
    readers: list[Reader], every: float, seconds: float, process: int, beside: int = 0
) -> tuple[list[float], list[float], float]:
    """Open all pages one after the other, then click in all of them.

    Seconds of the first runs, seconds of the clicks, and the server's milliseconds of CPU for a click. So
    many `beside` ask what takes long meanwhile.
    """
    first = [await reader.open() for reader in readers]
    without = [reader.page for reader in readers if not reader.widget]
    if without:
        raise RuntimeError(f"no length of the period on {without[0]}")
    before = cpu_ms(process)
    rngs = np.random.default_rng(SEED).spawn(len(readers))
    end = time.monotonic() + seconds
    waits: list[float] = []

    async def read(reader: Reader, rng: np.random.Generator) -> None:
        await asyncio.sleep(rng.uniform(0, every))
        while time.monotonic() < end:
            wait = await reader.click(rng)
            waits.append(wait)
            await asyncio.sleep(max(0.0, every - wait))

    others = [asking(readers[0].address, HEAVY[at::beside], end) for at in range(beside)]
    await asyncio.gather(*map(read, readers, rngs), *others)
    cpu = (cpu_ms(process) - before) / len(waits)
    for reader in readers:
        if reader.socket is not None:
            await reader.socket.close()
    return first, waits, cpu


def memory_mb(process: int) -> dict[str, int]:
    """Megabytes that a process holds now and held at most; nothing where no /proc tells it."""
    told = Path(f"/proc/{process}/status")
    if not told.exists():
        return {}
    lines = dict(line.split(":", 1) for line in told.read_text().splitlines())
    return {
        name: int(lines[field].split()[0]) // 1024 for name, field in (("now", "VmRSS"), ("most", "VmHWM"))
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--every", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--asking", type=int, default=0)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result: dict[str, object] = {"sessions": options.sessions, "every": options.every}
    with tempfile.TemporaryDirectory() as kept, contextlib.ExitStack() as running:
        database = options.database
        if database is None:
            database = Path(kept) / "demo.gpkg"
            make_demo(database)
        served = {"ours": "dashboard/server.py"}
        if not options.no_peer:
            served["plain"] = "scripts/bench/plain/server.py"
        for name, script in served.items():
            address, process = running.enter_context(serving(script, database, ROOT))
            roles = [ROLES[at % len(ROLES)] for at in range(options.sessions)]
            page = "map" if name == "ours" else ""
            readers = [Reader(address, page, f"role={role}" if page else "") for role in roles]
            beside = options.asking if name == "ours" else 0
            opened = together(readers, options.every, options.seconds, process, beside)
            first, waits, cpu = asyncio.run(opened)
            quantiles = statistics.quantiles(waits, n=20)
            result[name] = {
                "first_s": [round(first[0], 2), round(statistics.median(first), 2)],
                "clicks": len(waits),
                "median_ms": round(1000 * statistics.median(waits)),
                "p95_ms": round(1000 * quantiles[-1]),
                "cpu_ms_a_click": round(cpu),
                "memory_mb": memory_mb(process),
                "bytes": round(statistics.mean(reader.received for reader in readers)),
            }
    print(json.dumps(result) if options.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


if __name__ == "__main__":
    main()
