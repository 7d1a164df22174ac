"""The browsers that the tests drive: an installed Chromium, and Firefox as Mozilla and Debian ship it.

Playwright speaks WebDriver BiDi to the second, by which it cannot change the system below a page that is open
(dark, print) nor touch with two fingers: tests that need it are marked `chromium`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium, window
from tests.browser.fronts import HOST

NO_FIREFOX = "no Firefox found; install it, on Debian with `apt-get install firefox-esr`"
_NOWHERE = {"http": "127.0.0.1", "http_port": 9, "ssl": "127.0.0.1", "ssl_port": 9}  # nobody listens there
PREFERENCES = {
    "network.proxy.type": 1,  # whatever Firefox itself asks of the network goes nowhere
    **{f"network.proxy.{name}": value for name, value in _NOWHERE.items()},
    "network.proxy.no_proxies_on": f"127.0.0.1, localhost, {HOST}",
    "network.dns.localDomains": HOST,
    "media.autoplay.default": 0,  # as after a person's first click
    "ui.primaryPointerCapabilities": 6,  # a mouse: fine, and it hovers
    "ui.allPointerCapabilities": 6,
    "browser.sessionhistory.max_total_viewers": 0,  # Playwright waits for Back to load
}


@contextlib.contextmanager
def chromium(playwright: Playwright, dark: bool = False) -> Iterator[BrowserContext]:
    """A context of Chromium, on a light or a `dark` system that wants little motion; skips without one."""
    path = _found(find_chromium(), NO_CHROMIUM)
    flags = [*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1"]
    with playwright.chromium.launch(executable_path=path, args=flags) as browser:
        yield _context(browser, dark)


@contextlib.contextmanager
def firefox(playwright: Playwright, dark: bool = False) -> Iterator[BrowserContext]:
    """A context of Firefox likewise."""
    path = _found(shutil.which("firefox-esr") or shutil.which("firefox"), NO_FIREFOX)
    system = {"ui.systemUsesDarkTheme": int(dark), "ui.prefersReducedMotion": int(dark)}
    about = {"channel": "moz-firefox", "firefox_user_prefs": {**PREFERENCES, **system}}
    # in no other's home does it start
    home: dict[str, str | float | bool] = {**os.environ, "HOME": pwd.getpwuid(os.getuid()).pw_dir}
    with playwright.firefox.launch(executable_path=path, env=home, **about) as browser:
        yield _context(browser, dark)


def _found(path: str | None, reason: str) -> str:
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return path


def _context(browser: Browser, dark: bool) -> BrowserContext:
    if dark:
        context = window(browser, color_scheme="dark", reduced_motion="reduce")
    else:
        context = window(browser, color_scheme="light")
    context.set_default_timeout(60_000)  # a cap for slow machines, not a target
    return context
