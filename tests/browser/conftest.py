"""A page on the served dashboard, over the tiny demo set; it may talk to that server alone."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, sync_playwright

from benchmarks.served import serving
from leap_app.standalone import page
from leap_core.data.dataset import open_dataset
from leap_core.runs.store import open_store
from tests.browser import engines
from tests.browser.player import shows
from tests.demo_fixture import CLIPS, make_demo

COUNT_SENT = """(() => {
  window.sent = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (frame) {
    window.sent += 1;
    send.call(this, frame);
  };
})()"""


def pytest_addoption(parser):
    parser.addoption("--firefox", action="store_true", help="in Firefox, what can run there")


def pytest_collection_modifyitems(config, items):
    """In Firefox what needs it, or a browser and not Chromium; in Chromium all that does not need Firefox."""

    def there(item) -> bool:
        needs = {*item.fixturenames} & {"browser", "chromium", "firefox"}
        if not config.getoption("--firefox"):
            return "firefox" not in needs
        return "firefox" in needs or (needs == {"browser"} and not item.get_closest_marker("chromium"))

    config.hook.pytest_deselected(items=[item for item in items if not there(item)])
    items[:] = [item for item in items if there(item)]


@dataclass
class Screen:
    """A page on the dashboard and what went over its wires."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many websocket frames the page has sent to the server: a rerun needs one."""
        return self.page.evaluate("sent")

    def open(self, query: str = "") -> None:
        if self.address.startswith(
            "file:"
        ):  # whose choices stand after the mark; another mark opens no other page
            self.page.goto("about:blank")
            self.page.goto(f"{self.address}#{query.lstrip('?')}")
        else:
            self.page.goto(f"{self.address}/{query}")
        self.ready()

    def again(self) -> None:
        """Open what the address says by now."""
        self.open(self.page.url.removeprefix(self.address).lstrip("/#"))

    def fail(self, said: str) -> None:
        """Keep what the browser said went wrong."""
        # Streamlit's protobuf tries WebAssembly, which the policy refuses, and does without: Firefox says so
        if "blocked WebAssembly" not in said:
            self.errors.append(said)

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
def file(demo_root, tmp_path_factory):
    """The address of all clips as an exported page."""
    stores = [open_store(demo_root / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    path = tmp_path_factory.mktemp("exported") / "clips.html"
    path.write_text(page(open_dataset(demo_root), stores, CLIPS), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    with engines.chromium(playwright) as context:
        yield context


@pytest.fixture(scope="session")
def firefox(playwright):
    with engines.firefox(playwright) as context:
        yield context


@pytest.fixture(scope="session")
def browser(request):
    """The browser that the run is in."""
    return request.getfixturevalue("firefox" if request.config.getoption("--firefox") else "chromium")


@pytest.fixture(scope="session")
def dark_browser(request, playwright):
    """The same on a system that is dark and wants little motion."""
    engine = engines.firefox if request.config.getoption("--firefox") else engines.chromium
    with engine(playwright, dark=True) as context:
        yield context


@pytest.fixture
def look(request, browser):
    """Open a page on a served address: `look(address)` gives its Screen, which must end without an error."""
    screens = []

    def start(address: str, dark: bool = False) -> Screen:
        context = request.getfixturevalue("dark_browser") if dark else browser
        screen = Screen(context.new_page(), address)
        page = screen.page
        page.add_init_script(COUNT_SENT)
        page.on("console", lambda m: screen.fail(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: screen.fail(str(error)))
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
def screen(request, look):
    """A page on the tiny demo set: served or, where a test is of BOTH hosts, also exported."""
    return look(request.getfixturevalue(getattr(request, "param", "address")))


@pytest.fixture
def browse(screen):
    """The Browse screen, opened by its link on the clip screen."""
    screen.open(f"?clip={CLIPS[0]}")
    screen.page.get_by_role("link", name="Browse").click()
    shows(screen, CLIPS)
    return screen
