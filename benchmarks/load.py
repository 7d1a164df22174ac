"""Whether the dashboard stands many at once: errors, how long /api takes, whether it gives memory back.

    python benchmarks/load.py [--minutes 10] [--data ROOT]

sessions     50 browsers without a window: Streamlit's WebSocket protocol; each opens the clip screen, then
             changes something or the screen every 10 to 20 seconds, and leaves and comes back now and then
clients      50 that ask /api for records, lists, videos, their pictures and sound, each every 1 to 3 seconds
memory       of the server, resident, before they come and once they are gone
come and go  500 further sessions, ten at a time, and what the server has grown by meanwhile
full         more connections than the server may have open (`ulimit -n 256`): what it says, and whether it
             answers once they are gone

The server has two cores at most, which it shares with those who ask.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from served import Server, started
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from leap_core.tables import markdown_table

MANY, PASSING, AT_ONCE = 50, 500, 10
OPEN = 256  # descriptors that a server has to do with
QUERIES = ("", "threshold=0.4", "gate=or")
SCREENS = ("", "browse", "compare", "figure", "studies")
P95, GROWTH = 500, 10  # milliseconds, percent: what is asked for
LINGERS = 150  # seconds: Streamlit keeps a session for who comes back at once


@dataclass
class Seen:
    """What the clients met with."""

    errors: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)  # of each answer of /api
    reruns: list[float] = field(default_factory=list)  # milliseconds of each

    async def noting(self, times: list[float], doing: Awaitable[object]) -> None:
        """Do something, and note how long it took or how it failed."""
        start = time.perf_counter()
        try:
            await asyncio.wait_for(doing, 60)
            times.append(1000 * (time.perf_counter() - start))
        except Exception as error:
            self.errors[f"{type(error).__name__} {error}"[:100]] += 1


class Session:
    """A browser's connection to Streamlit."""

    def __init__(self, address: str) -> None:
        """Not connected yet."""
        self.address = address

    async def open(self) -> None:
        """Load the page and connect."""
        await get(self.address, "/")
        stream = f"ws://{urlsplit(self.address).netloc}/_stcore/stream"
        self._socket = await connect(stream, origin=self.address, subprotocols=["streamlit"], max_size=None)

    async def show(self, screen: str, query: str = "") -> None:
        """Run the script for a screen and read all that it draws; RuntimeError where that is an exception."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = screen, query
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self._socket.recv())
            if told.delta.new_element.HasField("exception"):
                raise RuntimeError(told.delta.new_element.exception.message)
            if told.WhichOneof("type") == "script_finished":
                if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError(ForwardMsg.ScriptFinishedStatus.Name(told.script_finished))
                return

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()


async def get(address: str, path: str) -> bytes:
    """What is answered, over a connection of its own; RuntimeError where it is no success."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
        status = head.split(b"\r\n")[0].decode()
        if " 200 " not in f"{status} ":
            raise RuntimeError(f"{path.partition('?')[0]}: {status or 'no answer'}")
        return body
    finally:
        writer.close()


async def look_around(address: str, until: float, seen: Seen, draw: random.Random) -> None:
    """Be a browser: open a page, change something now and then, leave, come back."""
    await asyncio.sleep(draw.uniform(0, 20))
    while time.monotonic() < until:
        session = Session(address)
        await seen.noting([], session.open())
        screen = ""
        for _ in range(draw.randint(2, 6)):
            await seen.noting(seen.reruns, session.show(screen, draw.choice(QUERIES)))
            screen = draw.choice(SCREENS)
            await asyncio.sleep(min(draw.uniform(10, 20), max(0, until - time.monotonic())))
        await seen.noting([], session.close())


async def ask(address: str, paths: Sequence[str], until: float, seen: Seen, draw: random.Random) -> None:
    """Be a client of /api."""
    while time.monotonic() < until:
        await asyncio.sleep(draw.uniform(1, 3))
        await seen.noting(seen.milliseconds, get(address, draw.choice(paths)))


async def pass_by(address: str, seen: Seen) -> None:
    """Open the first page and leave."""
    session = Session(address)
    await seen.noting([], session.open())
    await seen.noting(seen.reruns, session.show(""))
    await seen.noting([], session.close())


async def measure(server: Server, data: Path, minutes: float) -> dict[str, object]:
    """All figures but those of a full server."""
    address, draw, warm, seen = server.address, random.Random(0), Seen(), Seen()
    clips = open_dataset(data).annotations.filenames[:20]
    paths = [f"/api/record?clip={clip}&a=leap_mm_pyr&b=mmil_mm_pyr" for clip in clips]
    paths += [
        f"/api/clips/{clip}{part}" for clip in clips[:5] for part in ("", "/still", "/frames", "/sound")
    ]
    paths += ["/api/find?text=dog", "/api/found?a=leap_mm_pyr&b=mmil_mm_pyr", "/api/notes.json"]
    session = Session(address)
    await session.open()
    for query in QUERIES:
        for screen in SCREENS:
            await warm.noting(warm.reruns, session.show(screen, query))
    await session.close()
    for path in paths:
        await warm.noting(warm.milliseconds, get(address, path))
    assert not warm.errors, warm.errors
    before, until = memory(server), time.monotonic() + 60 * minutes
    browsers = [look_around(address, until, seen, draw) for _ in range(MANY)]
    await asyncio.gather(*browsers, *(ask(address, paths, until, seen, draw) for _ in range(MANY)))
    most = memory(server)
    await asyncio.sleep(LINGERS)
    after, gate = memory(server), asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            await pass_by(address, passing)

    passing = Seen()
    await asyncio.gather(*(one() for _ in range(PASSING)))
    await asyncio.sleep(LINGERS)
    gone = memory(server)
    times = sorted(seen.milliseconds)
    return {
        f"answers of /api to {MANY} clients": len(times),
        "median, ms": statistics.median(times),
        f"p95, ms (at most {P95})": times[int(0.95 * len(times))],
        f"reruns of {MANY} sessions": len(seen.reruns),
        "median rerun, ms": statistics.median(seen.reruns),
        "errors (0)": dict(seen.errors + passing.errors) or 0,
        "server before, MB": before,
        "server at work, MB": most,
        f"server after, MB (at most {GROWTH} % more)": after,
        f"server after {PASSING} more sessions, MB (likewise)": gone,
    }


def memory(server: Server) -> float:
    """Resident, in megabytes."""
    pages = int(Path(f"/proc/{server.process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def fill(server: Server, log: Path) -> dict[str, object]:
    """Hold more connections than the server may have, then let go of them; `log` has what it says."""
    resource.prlimit(server.process, resource.RLIMIT_NOFILE, (OPEN, OPEN))
    await get(server.address, "/api/notes.json")
    said, held = Counter[str](), []
    host, port = urlsplit(server.address).hostname, urlsplit(server.address).port
    for _ in range(OPEN + 50):
        held.append(await asyncio.open_connection(host, port))
    for _ in range(5):
        try:
            await asyncio.wait_for(get(server.address, "/api/find?text=dog"), 5)
            said["200"] += 1
        except Exception as error:
            said[f"{type(error).__name__} {error}".strip()] += 1
    for _, writer in held:
        writer.close()
    start = time.perf_counter()
    while True:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(get(server.address, "/api/find?text=dog"), 5)
            break
        await asyncio.sleep(0.1)
    return {
        f"asked while full (ulimit -n {OPEN})": dict(said),
        "it says": log.read_text(encoding="utf-8").strip() or "nothing",
        "seconds until it answers again": time.perf_counter() - start,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEMO)
    parser.add_argument("--minutes", type=float, default=10, help="that many are there at once")
    options = parser.parse_args()
    cores = [*os.sched_getaffinity(0)][:2]
    os.sched_setaffinity(0, cores)  # the server inherits it
    with started(options.data) as server:
        tell(
            f"{options.minutes:g} minutes on {len(cores)} cores",
            asyncio.run(measure(server, options.data, options.minutes)),
        )
    with tempfile.NamedTemporaryFile("w") as log, started(options.data, stderr=log) as server:
        tell("a full server", asyncio.run(fill(server, Path(log.name))))


def tell(title: str, found: dict[str, object]) -> None:
    """Print figures as a table."""
    rows = [
        (name, f"{value:.1f}" if isinstance(value, float) else str(value)) for name, value in found.items()
    ]
    print(markdown_table([(title, "found"), *rows]), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
