"""How long a video of ten seconds takes: each layout at the clip's 12 frames a second, and the first at 30.

    python benchmarks/video.py

Prints seconds of each (target 10, on two cores): drawing the page, encoding the film.  At 30 frames a second
the clip's own come again; those of a clip that has as many would be somewhat more to encode.
"""

from __future__ import annotations

import time
from dataclasses import replace

from leap_core.figures.sources import open_sources
from leap_core.resources import DEMO
from leap_core.video.places import LAYOUTS
from leap_core.video.recipe import VideoRecipe
from leap_core.video.write import Video, make, render

RUNS = tuple(str(DEMO / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
CLIPS = tuple(f"demotst{number}_0_10" for number in ("0074", "0097", "0057", "0005"))


def main() -> None:
    """Run the benchmark on the demo set."""
    for name, layout in LAYOUTS.items():
        recipe = VideoRecipe(str(DEMO), RUNS, CLIPS[: layout.clips[1]], layout=name)
        start = time.perf_counter()
        video = make(recipe, open_sources(recipe))
        drawn = time.perf_counter() - start
        _measure(name, video, drawn)
        if name == "landscape":
            _measure("landscape at 30", replace(video, played=replace(video.played, rate=30.0)), drawn)


def _measure(name: str, video: Video, drawn: float) -> None:
    start = time.perf_counter()
    size = len(render(video, "clip.mp4")["clip.mp4"]) / 1e6
    taken = time.perf_counter() - start
    parts = f"page {drawn:.1f} s, film {taken:.1f} s, {size:.1f} MB"
    print(f"{name:<18} {drawn + taken:6.1f} s   target 10   ({parts})")


if __name__ == "__main__":
    main()
