"""How large a page of one clip is beyond its video, and how soon it is drawn from a folder in Chromium.

    python benchmarks/exported.py

size        of the page of `leap export` less its video's, MB, without answers of the models and with them
draw        navigation to the clip drawn with its frames and sound, milliseconds (median of 15 loads in new
            windows of 1440 x 900; the first is left out)
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from served import FLAGS, NO_CHROMIUM, find_chromium, window

from leap_app.standalone import page
from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from leap_core.runs.store import open_store

RUNS = ("mmil_mm_pyr", "leap_mm_pyr")
CLIP = "demotst0075_0_10"
LOADS = 15
LIMITS = "target 1.0", "target 500"

# When the clip was drawn, by the page's own clock, which starts with the navigation.
DRAWN = """new MutationObserver((_, watch) => {
  if (!document.querySelector(".lens")?.dataset.ready) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.drawn = performance.now(); }));
}).observe(document, { attributes: true, childList: true, subtree: true });"""
TOLD = """async () => {
  while (!window.drawn) await new Promise((done) => setTimeout(done, 10));
  return window.drawn;
}"""


def main() -> None:
    """Run the benchmark on the demo set."""
    data, stores = open_dataset(DEMO), [open_store(DEMO / "runs" / name) for name in RUNS]
    video = data.media(CLIP)
    assert video is not None
    path = find_chromium()
    if path is None:
        raise SystemExit(NO_CHROMIUM)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name, what_if in (("without answers", False), ("with answers", True)):
            file = Path(folder) / f"{name}.html"
            file.write_text(page(data, stores, [CLIP], what_if=what_if), encoding="utf-8")
            size = (file.stat().st_size - video.stat().st_size) / 1e6
            _, *taken = (_load(browser, file) for _ in range(LOADS + 1))
            said = f"{statistics.median(taken):5.0f} ms, at most {max(taken):.0f}   {LIMITS[1]}"
            print(f"{name:<16} {size:.2f} MB beyond its video   {LIMITS[0]}   {said}")
        browser.close()


def _load(browser: Browser, file: Path) -> float:
    context = window(browser)
    context.add_init_script(DRAWN)
    tab = context.new_page()
    tab.goto(file.as_uri(), wait_until="commit")
    drawn = tab.evaluate(TOLD)
    context.close()
    return drawn


if __name__ == "__main__":
    main()
