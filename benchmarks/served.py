"""The dashboard on a free port, and the Chromium to look at it with: for benchmarks and browser tests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# no sandbox: CI runs as root; the rest stops the browser's own network traffic
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NO_CHROMIUM = "no Chromium found; install it, on Debian with `apt-get install chromium`"


def find_chromium() -> str | None:
    """Path of an installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def window(browser: Any, **settings: Any) -> Any:
    """A context of Playwright's browser as of one who has left the tour; 1440 x 900 unless told."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **settings})
    left = "localStorage.setItem('leap-lens.tour', 'left')"
    context.add_init_script(f"if (location.protocol === 'http:') {left}")  # a blank page has no memory
    return context


@dataclass(frozen=True)
class Server:
    """A dashboard that is being served."""

    address: str
    process: int  # id of the server's process


@contextlib.contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve the dashboard over `data`, with notes and a cache of its own; yields its address."""
    with started(data) as server:
        yield server.address


@contextlib.contextmanager
def started(data: Path, **settings: Any) -> Iterator[Server]:
    """Serve likewise; yields address and process.  `settings` are Popen's."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--data", str(data), "--notes", f"{folder}/notes.sqlite"]
        own = {**os.environ, "LEAP_CACHE": f"{folder}/cache"}
        with running([sys.executable, "-m", "app", *options], env=own, **settings) as server:
            yield server


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    base_path: str = "",
    *,
    at: int | None = None,
    port: str = "--port",
    no_browser: str = "--no-browser",
    **settings: Any,
) -> Iterator[Server]:
    """Run a command that serves the dashboard, on a free port unless told; `settings` are Popen's.

    `port` and `no_browser` are what it calls those options.
    """
    number = at or free_port()
    command = [*command, port, str(number), no_browser]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **settings)
    url = f"http://127.0.0.1:{number}"
    try:
        until = time.monotonic() + 30
        while not answers(f"{url}{base_path}/_stcore/health"):
            assert server.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        yield Server(url, server.pid)
    finally:
        server.terminate()
        server.communicate(timeout=10)


def tell(figures: Mapping[str, float], targets: Mapping[str, float], as_json: bool) -> None:
    """Print figures, each beside its target, or as JSON."""
    if as_json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        target = f"   at most {targets[name]}" if name in targets else ""
        print(f"{name:26}{value:>10.2f}{target}")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    """Whether somebody answers there."""
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=1):
        return True
    return False
