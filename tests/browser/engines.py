"""The browsers that the tests drive: an installed Chromium, and Firefox as Mozilla and Debian ship it.

Playwright speaks WebDriver BiDi to the second, of which Firefox has no emulation of media (dark), no
permissions and no frames of a websocket yet: tests that need them are marked `chromium`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium, window

NO_FIREFOX = "no Firefox found; install it, on Debian with `apt-get install firefox-esr`"
_NOWHERE = {"http": "127.0.0.1", "http_port": 9, "ssl": "127.0.0.1", "ssl_port": 9}  # nobody listens there
PREFERENCES = {
    "network.proxy.type": 1,  # whatever Firefox itself asks of the network goes nowhere
    **{f"network.proxy.{name}": value for name, value in _NOWHERE.items()},
    "network.proxy.no_proxies_on": "127.0.0.1, localhost",
    "media.autoplay.default": 0,  # as after a person's first click
    "ui.systemUsesDarkTheme": 0,
}


@contextlib.contextmanager
def chromium(playwright: Playwright) -> Iterator[BrowserContext]:
    """A context of Chromium; skips where there is none."""
    path = _found(find_chromium(), NO_CHROMIUM)
    with playwright.chromium.launch(executable_path=path, args=list(FLAGS)) as browser:
        yield _context(browser)


@contextlib.contextmanager
def firefox(playwright: Playwright) -> Iterator[BrowserContext]:
    """A context of Firefox; skips where there is none."""
    path = _found(shutil.which("firefox-esr") or shutil.which("firefox"), NO_FIREFOX)
    about = {"channel": "moz-firefox", "firefox_user_prefs": PREFERENCES}
    with playwright.firefox.launch(executable_path=path, **about) as browser:
        yield _context(browser)


def _found(path: str | None, reason: str) -> str:
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return path


def _context(browser: Browser) -> BrowserContext:
    context = window(browser, color_scheme="light")
    context.set_default_timeout(60_000)  # a cap for slow machines, not a target
    return context
