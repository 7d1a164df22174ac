"""How quick the other screens are: their first open, and a change of threshold, view or venue.

A screen is drawn with the last change of text, picture or chart, once its script has ended.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from itertools import cycle

from playwright.sync_api import Page

CHANGES, REST = 20, 300  # changes of each kind; milliseconds after which a page is at rest
LOOK = 8000  # milliseconds that a person looks at the first clip
_FIRST = {  # screens in the order of their links, with what is drawn last
    "Compare": "[data-testid=stPlotlyChart] .main-svg",
    "Figure": "[data-testid=stImage] img",
    "Studies": "[data-testid=stPlotlyChart] .main-svg",
}

# From now on note the time of the next click or key and of the last change of the page after it.
_WATCH = """() => {
  const attributeFilter = ["src", "d", "transform", "points"];
  if (window.lensTimes) return Object.assign(window.lensTimes, { start: null, last: null });
  const times = (window.lensTimes = { start: null, last: null });
  const begin = () => { times.start ??= performance.now(); };
  for (const event of ["pointerup", "keydown"]) addEventListener(event, begin, true);
  const seen = () => { if (times.start !== null) times.last = performance.now(); };
  new MutationObserver((changes) => {
    const ours = ({ target }) => !(target.nodeType === 1 ? target : target.parentElement)?.closest("header");
    if (times.start !== null && changes.some(ours)) requestAnimationFrame(seen);
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter });
}"""
# Milliseconds between the two once the page is at rest; the page's policy forbids Playwright's own waiting.
_AT_REST = f"""async () => {{
  for (;;) {{
    const {{ start, last }} = window.lensTimes;
    const resting = document.querySelector("[data-test-script-state=notRunning]");
    if (resting && last !== null && performance.now() - last > {REST}) return last - start;
    await new Promise((done) => setTimeout(done, 50));
  }}
}}"""


def measure(page: Page) -> dict[str, float]:
    """First opens from the clip screen, seconds; changes, milliseconds."""
    figures = {}
    page.wait_for_timeout(LOOK)
    for screen, drawn in _FIRST.items():
        figures[f"open_{screen.lower()}_s"] = _timed(page, lambda s=screen: _open(page, s), drawn) / 1000
    for name, change in _changes(page):
        times = sorted(_timed(page, change) for _ in range(CHANGES))
        figures[f"{name}_median_ms"] = statistics.median(times)
        figures[f"{name}_p95_ms"] = times[round(0.95 * (CHANGES - 1))]
    return figures


def _timed(page: Page, act: Callable[[], None], drawn: str | None = None) -> float:
    """Milliseconds from a click or key to the last change that it makes, or until `drawn` is there."""
    page.evaluate(_WATCH)
    act()
    if drawn:
        page.locator(drawn).first.wait_for()
    return page.evaluate(_AT_REST)


def _open(page: Page, screen: str) -> None:
    page.get_by_role("link", name=screen, exact=True).click()


def _changes(page: Page) -> Iterator[tuple[str, Callable[[], None]]]:
    """Kinds of change, each on its screen."""
    _timed(page, lambda: _open(page, "Compare"), _FIRST["Compare"])
    slider = page.get_by_role("slider", name="Threshold")
    keys = cycle(("ArrowLeft", "ArrowRight"))
    yield "threshold", lambda: slider.press(next(keys))
    views = cycle(("Classes", "Threshold", "Calibration", "Overview"))
    yield "view", lambda: page.get_by_role("radio", name=next(views), exact=True).click()
    _timed(page, lambda: _open(page, "Figure"), _FIRST["Figure"])
    venue = page.get_by_label("Venue", exact=True)
    venues = cycle(("cvpr2024", "eccv2024"))
    yield "venue", lambda: _choose(venue, next(venues))


def _choose(box, option: str) -> None:
    box.click()
    box.page.evaluate(_WATCH)  # opening the list is not the change
    box.page.get_by_role("option", name=option, exact=True).click()
