"""A served dashboard over the tiny demo set, and pages in Debian's Chromium that may talk to it alone."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.demo_fixture import make_demo

# no sandbox: CI runs as root; the rest stops the browser's own network traffic
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass
class Screen:
    """A page on the dashboard and what went over its wires."""

    page: Page
    address: str
    sent: list[bytes | str] = field(default_factory=list)  # websocket frames to the server: a rerun needs one
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.address}/{query}")
        self.ready()

    def ready(self, filename: str | None = None) -> None:
        """Wait until the maps of the clip (or of any) are drawn and its video can play."""
        wanted = f'="{filename}"' if filename else ""
        self.page.wait_for_selector(f".lens[data-ready{wanted}]")

    def lens(self, script: str):
        """Evaluate `script`, a function of the component's root element."""
        return self.page.locator(".lens").evaluate(script)


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("browser") / "demo")


@pytest.fixture(scope="session")
def address(demo_root):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--data", str(demo_root), "--port", str(port), "--no-browser"]
    server = subprocess.Popen([sys.executable, "-m", "app", *options], stdout=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                break
            assert server.poll() is None, server.stdout.read()
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)
        server.stdout.close()


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium found; install it, on Debian with `apt-get install chromium`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
        context.set_default_timeout(20_000)
        yield context
        browser.close()


@pytest.fixture
def screen(chromium, address):
    screen = Screen(chromium.new_page(), address)
    page = screen.page
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: screen.sent.append(frame)))
    page.on("console", lambda m: screen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: screen.errors.append(str(error)))
    page.on("request", lambda request: screen.requests.append(request.url))
    yield screen
    page.close()
    assert not screen.errors
    elsewhere = [u for u in screen.requests if not u.startswith((address, "blob:", "data:"))]
    assert not elsewhere
