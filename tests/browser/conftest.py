"""A page on the served dashboard, over the tiny demo set; it may talk to that server alone."""

import os
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium, serving, window
from tests.demo_fixture import make_demo


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
        """Wait until the screen of the clip (or of any) is drawn."""
        wanted = f'="{filename}"' if filename else ""
        self.page.wait_for_selector(f".lens[data-ready{wanted}]")

    def lens(self, script: str):
        """Evaluate `script`, a function of the component's root element."""
        return self.page.locator(".lens").evaluate(script)

    def until(self, script: str, wanted: object) -> None:
        """Wait until `script`, evaluated as `lens` does, gives `wanted`; fails with what it gives instead."""
        for _ in range(100):
            if (found := self.lens(script)) == wanted:
                return
            self.page.wait_for_timeout(50)
        assert found == wanted


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory):
    return make_demo(tmp_path_factory.mktemp("browser") / "demo")


@pytest.fixture(scope="session")
def address(demo_root):
    with serving(demo_root) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        context = window(browser, color_scheme="light")
        context.set_default_timeout(60_000)  # a cap for slow machines, not a target
        yield context
        browser.close()


@pytest.fixture
def look(chromium):
    """Open a page on a served address: `look(address)` gives its Screen, which must end without an error."""
    screens = []

    def start(address: str) -> Screen:
        screen = Screen(chromium.new_page(), address)
        page = screen.page
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: screen.sent.append(frame)))
        page.on("console", lambda m: screen.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: screen.errors.append(str(error)))
        page.on("request", lambda request: screen.requests.append(request.url))
        screens.append(screen)
        return screen

    yield start
    for screen in screens:
        screen.page.close()
        assert not screen.errors
        elsewhere = [u for u in screen.requests if not u.startswith((screen.address, "blob:", "data:"))]
        assert not elsewhere


@pytest.fixture
def screen(look, address):
    """A page on the tiny demo set."""
    return look(address)
