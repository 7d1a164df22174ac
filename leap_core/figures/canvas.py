"""A page measured in millimetres from its upper left corner, on which blocks draw.

One axes covers the page: text and lines are placed where they are meant, and nothing moves by itself.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from leap_core.figures.style import DASHES, HAIR_PT, INK, LINE_PT, SETTINGS
from leap_core.figures.venues import MM_PER_INCH

MM_PER_PT = MM_PER_INCH / 72
ASCENT = 0.66  # height of a capital, of the type size


class Canvas:
    """A page of `width` x `height` mm."""

    def __init__(self, width: float, height: float) -> None:
        """An empty page."""
        self.figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        width, height = self.figure.get_size_inches()
        return float(width * MM_PER_INCH), float(height * MM_PER_INCH)

    def text(self, x: float, y: float, text: str, size: float, **settings) -> None:
        """Write on the baseline `y`, from `x` unless `ha` says otherwise."""
        self.axes.text(x, y, text, fontsize=size, **{"va": "baseline", "color": INK, **settings})

    def rectangle(self, x: float, y: float, width: float, height: float, **settings) -> None:
        """A rectangle by its upper left corner."""
        self.axes.add_patch(Rectangle((x, y), width, height, **{"linewidth": LINE_PT, **settings}))

    def hatched(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A white rectangle with slanting lines.

        They are lines, not a hatch: PDF keeps hatches as patterns, which many programs draw as pixels.
        """
        self.rectangle(x, y, width, height, facecolor="white", edgecolor=colour)
        step = 0.9  # mm between lines
        for start in np.arange(step - height, width, step):
            low, high = max(start, 0), min(start + height, width)
            if high > low:
                ends = [x + low, x + high], [y + height - (low - start), y + height - (high - start)]
                self.line(*ends, color=colour, linewidth=LINE_PT)

    def dashed(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """An empty dashed rectangle."""
        self.rectangle(x, y, width, height, facecolor="white", edgecolor=colour, linestyle=DASHES)

    def cells(self, x: float, y: float, width: float, height: float, colours: np.ndarray) -> None:
        """A grid of cells of RGBA colours (K, T, 4) with thin white lines between."""
        rows, columns = colours.shape[:2]
        w, h = width / columns, height / rows
        corners = np.array([(0, 0), (w, 0), (w, h), (0, h)])
        places = np.stack(np.meshgrid(x + w * np.arange(columns), y + h * np.arange(rows)), axis=-1)
        edge = min(0.4, 0.15 * w / MM_PER_PT)
        polygons = (places[:, :, None] + corners).reshape(-1, 4, 2)
        flat = colours.reshape(-1, 4)
        self.axes.add_collection(
            PolyCollection(polygons, facecolors=flat, edgecolors="white", linewidths=edge), autolim=False
        )

    def polygon(self, points: np.ndarray, colour: str) -> None:
        """A filled outline, (n, 2) mm."""
        self.axes.fill(*points.T, color=colour, linewidth=0)

    def line(self, xs: Sequence[float], ys: Sequence[float], **settings) -> None:
        """A line through points."""
        self.axes.plot(xs, ys, **{"color": INK, "linewidth": HAIR_PT, "solid_capstyle": "butt", **settings})

    def image(self, x: float, y: float, width: float, height: float, pixels: np.ndarray) -> None:
        """A picture as it is, uint8 (h, w, 3)."""
        self.axes.imshow(pixels, extent=(x, x + width, y + height, y), aspect="auto", interpolation="none")
        self.axes.set_autoscale_on(False)


@functools.lru_cache(maxsize=1024)
def text_width(text: str, size: float, weight: str = "normal", style: str = "normal") -> float:
    """Width of a text in millimetres."""
    if not text.strip():
        return 0.0
    font = FontProperties(family=SETTINGS["font.family"], weight=weight, style=style)
    return float(TextPath((0, 0), text, size=size, prop=font).get_extents().width) * MM_PER_PT


def fitted(text: str, size: float, width: float) -> str:
    """A text cut so that it is at most `width` mm wide, with … where it was cut."""
    if text_width(text, size) <= width:
        return text
    shorter = (f"{text[:n]}…" for n in range(len(text) - 1, 0, -1))
    return next((t for t in shorter if text_width(t, size) <= width), "…")


def cap_height(size: float) -> float:
    """Height of a capital in millimetres."""
    return size * ASCENT * MM_PER_PT
