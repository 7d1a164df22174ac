"""How long figures take and what memory they hold: one of each layout, then a hundred into a zip.

    python benchmarks/figures.py

Prints milliseconds of each layout (target 1,000), seconds of a hundred (target 60) and the memory that the
process holds after 20 and after 100 of them, which should be the same.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from leap_core.figures.package import write_zip
from leap_core.figures.recipe import LAYOUTS, Recipe
from leap_core.figures.sources import open_sources
from leap_core.figures.write import make, render
from leap_core.resources import DEMO

RUNS = tuple(str(DEMO / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))


def main() -> None:
    """Run the benchmark on the demo set."""
    first = Recipe(str(DEMO), RUNS, ("demotst0097_0_10",))
    start = time.perf_counter()
    render(make(first), "first.pdf")
    print(f"first of a process          {1000 * (time.perf_counter() - start):8.0f} ms   target 1,000")
    for layout in LAYOUTS:
        start = time.perf_counter()
        render(make(Recipe(str(DEMO), RUNS, ("demotst0044_0_10",), layout=layout)), "figure.pdf")
        print(f"{layout:<30} {1000 * (time.perf_counter() - start):8.0f} ms   target 1,000")
    sources = open_sources(first)
    clips = sources.dataset.annotations.filenames[:100]
    held = {}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as file:
        write_zip(file, first, sources, clips, lambda done, total: held.setdefault(done, _held_mb()))
        size = file.tell() / 1e6
    print(f"{len(clips)} figures {time.perf_counter() - start:27.1f} s    target 60; zip of {size:.1f} MB")
    print(
        f"memory held after 20 {held[20]:16.0f} MB, after 60 {held[60]:.0f} MB, after 100 {held[100]:.0f} MB"
    )


def _held_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
