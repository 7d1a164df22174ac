"""Make the pictures of the dashboard in this folder, from the bundled demo set.

python docs/screenshots.py
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.served import FLAGS, NO_CHROMIUM, find_chromium, serving, window  # noqa: E402
from leap_core.browse import PRESETS  # noqa: E402

CLIP = "?clip=demotst0074_0_10&t=7"
WHAT_IF = (
    "lanes=frames.waveform.-spectrogram.audio.-visual.-both.audio-maps.-visual-maps.what-if&silence=4.5.6"
)
GAIN, OVERLAP = (quote(PRESETS[name].to_json()) for name in ("{0} better", "Overlap solved by {0} alone"))


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
    Picture("what-if", f"{CLIP}&{WHAT_IF}", 1440, 1350, "light", ".curve .scatterlayer"),
)


def main() -> None:
    """Take every picture."""
    path = find_chromium()
    if path is None:
        raise SystemExit(NO_CHROMIUM)
    with serving(ROOT / "assets" / "demo") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for picture in PICTURES:
            page = take(browser, address, picture)
            image = Image.open(io.BytesIO(page.screenshot()))
            image.save(ROOT / "docs" / f"{picture.name}.webp", quality=92, method=6)
            page.context.close()
            print(f"docs/{picture.name}.webp")
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> Page:
    """A page at rest on what the picture shows."""
    size = {"width": picture.width, "height": picture.height}
    page = window(browser, viewport=size, color_scheme=picture.theme).new_page()
    page.goto(f"{address}/{picture.address}")
    page.locator(picture.ready).first.wait_for(state="attached")
    page.wait_for_timeout(1500)  # frames of the video, charts that move
    return page


if __name__ == "__main__":
    main()
