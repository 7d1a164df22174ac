"""Make the pictures of the dashboard in this folder, and a page without one, from the bundled demo set.

python docs/screenshots.py
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium, serving, window  # noqa: E402
from leap_app.standalone import page as exported  # noqa: E402
from leap_core.browse import PRESETS  # noqa: E402
from leap_core.data.dataset import open_dataset  # noqa: E402
from leap_core.resources import DEMO  # noqa: E402
from leap_core.runs.store import open_store  # noqa: E402

MARGIN = 4  # px
SHOWN = "demotst0074_0_10"
CLIP = f"?clip={SHOWN}&t=7"
PROBABILITIES = '[aria-label^="Audio map P 1"]'
WHAT_IF = (
    "lanes=frames.waveform.-spectrogram.audio.-visual.-both.audio-maps.-visual-maps.what-if&silence=4.5.6"
)
GAIN, OVERLAP = (quote(PRESETS[name].to_json()) for name in ("{0} better", "Only {0} solves overlap"))


@dataclass(frozen=True)
class Picture:
    """A picture of a screen."""

    name: str
    address: str  # path and query
    width: int
    height: int
    theme: str  # light or dark
    ready: str  # what is drawn last


PICTURES = (
    Picture("clip", CLIP, 1440, 1080, "light", ".media canvas"),
    Picture("clip-dark", CLIP, 1440, 1080, "dark", ".media canvas"),
    Picture("clip-1024", CLIP, 1024, 1130, "light", ".media canvas"),
    Picture("clip-400", CLIP, 400, 1900, "dark", ".media canvas"),
    Picture("compare", "compare", 1440, 900, "light", ".js-plotly-plot .scatterlayer"),
    Picture("compare-slices", "compare?view=slices", 1440, 900, "light", ".js-plotly-plot .scatterlayer"),
    Picture("compare-runs", "compare?view=run+details", 1440, 900, "light", ".js-plotly-plot .scatterlayer"),
    Picture("browse", f"browse?filter={GAIN}", 1440, 1130, "light", ".clips[data-ready]"),
    Picture("browse-table", f"browse?look=table&filter={OVERLAP}", 1440, 900, "dark", ".clips[data-ready]"),
    Picture("figure", "figure?clip=demotst0074_0_10", 1440, 1130, "light", "[data-testid=stImage] img"),
    Picture("what-if", f"{CLIP}&{WHAT_IF}", 1440, 1350, "light", ".curve svg"),
)


@dataclass(frozen=True)
class Step:
    """A step of first-minute.md."""

    do: Callable[[Page], object]
    shown: tuple[str, ...]  # selectors of what the picture holds


def play(page: Page) -> None:
    """Three seconds of the clip."""
    page.keyboard.press("Space")
    page.wait_for_timeout(3000)
    page.keyboard.press("Space")


def lower(page: Page) -> None:
    """A threshold at which there is more to see, of right and wrong."""
    page.mouse.move(0, 0)
    page.get_by_label("Threshold, as a number").fill("0.2")
    page.keyboard.press("Enter")


MINUTE = (
    Step(lambda page: page.locator(".tour").wait_for(), (".what", ".tour")),
    Step(lambda page: page.keyboard.press("Escape"), (".what", ".st-key-a", ".st-key-b", ".summary")),
    Step(play, (".player", ".time-axis", "[data-lane=spectrogram]")),
    Step(lambda page: None, ("[data-lane=audio]", "[data-lane=visual]")),
    Step(
        lambda page: page.locator(PROBABILITIES).hover(position={"x": 44, "y": 40}),
        ("[data-lane=audio-maps]", ".readout"),
    ),
    Step(lower, (".decision", ".summary", "[data-lane=visual]")),
)


def main() -> None:
    """Take every picture, and write the page."""
    runs = [open_store(DEMO / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr")]
    text = exported(open_dataset(DEMO), runs, [SHOWN], what_if=True)
    (ROOT / "docs" / "clip.html").write_text(text, encoding="utf-8")
    path = find_chromium()
    if path is None:
        raise SystemExit(NO_CHROMIUM)
    with serving(ROOT / "assets" / "demo") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for picture in PICTURES:
            page = take(browser, address, picture)
            save(picture.name, page.screenshot())
            page.context.close()
        follow(browser, address)
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> Page:
    """A page at rest on what the picture shows."""
    size = {"width": picture.width, "height": picture.height}
    page = window(browser, viewport=size, color_scheme=picture.theme).new_page()
    page.goto(f"{address}/{picture.address}")
    page.locator(picture.ready).first.wait_for(state="attached")
    page.wait_for_timeout(1500)  # frames of the video, charts that move
    return page


def follow(browser: Browser, address: str) -> None:
    """Do what first-minute.md says, as one who was never here, and take a picture of each step."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light").new_page()
    page.goto(address)
    for number, step in enumerate(MINUTE, 1):
        step.do(page)
        page.wait_for_timeout(1000)
        save(f"minute-{number}", page.screenshot(clip=around(page, step.shown)))


def around(page: Page, selectors: Iterable[str]) -> FloatRect:
    """What holds all of these, with a margin."""
    found = page.locator(", ".join(selectors)).all()
    boxes = [box for box in (element.bounding_box() for element in found) if box]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def save(name: str, png: bytes) -> None:
    """Keep a picture in this folder."""
    Image.open(io.BytesIO(png)).save(ROOT / "docs" / f"{name}.webp", quality=92, method=6)
    print(f"docs/{name}.webp")


if __name__ == "__main__":
    main()
