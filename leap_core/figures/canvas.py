"""A page measured in millimetres from its upper left corner, on which blocks draw.

One axes covers the page: text and lines are placed where they are meant, and nothing moves by itself.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from leap_core.errors import InputError
from leap_core.figures.style import DASHES, HAIR_PT, LIGHT, LINE_PT, SETTINGS, Theme
from leap_core.figures.venues import MM_PER_INCH
from leap_core.tables import escape_latex

MM_PER_PT = MM_PER_INCH / 72
ASCENT = 0.66  # height of a capital, of the type size


@dataclass(frozen=True)
class Track:
    """A part of the page along which time runs, all of a clip's window from left to right, mm."""

    x: float
    y: float
    width: float
    height: float


class Canvas:
    """A page of `width` x `height` mm."""

    def __init__(self, width: float, height: float, latex: bool = False, theme: Theme = LIGHT) -> None:
        """An empty page; `latex` where its text is for LaTeX to set."""
        self._latex = latex
        self.theme = theme
        self.tracks: list[Track] = []  # of what was drawn so far
        size = width / MM_PER_INCH, height / MM_PER_INCH
        self.figure = Figure(figsize=size, facecolor=theme.paper)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the page."""
        width, height = self.figure.get_size_inches()
        return float(width * MM_PER_INCH), float(height * MM_PER_INCH)

    def text(self, x: float, y: float, text: str, size: float, **settings) -> None:
        """Write as it is, on the baseline `y`, from `x` unless `ha` says otherwise."""
        said = escape_latex(text) if self._latex else _drawable(text)
        settings = {"va": "baseline", "color": self.theme.ink, "parse_math": False, **settings}
        self.axes.text(x, y, said, fontsize=size, **settings)

    def rectangle(self, x: float, y: float, width: float, height: float, **settings) -> None:
        """A rectangle by its upper left corner."""
        # no patch of the axes, which would measure it for limits that are fixed
        self.axes.add_artist(Rectangle((x, y), width, height, **{"linewidth": LINE_PT, **settings}))

    def hatched(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """An empty rectangle with slanting lines.

        They are lines, not a hatch: PDF keeps hatches as patterns, which many programs draw as pixels.
        """
        self.rectangle(x, y, width, height, facecolor=self.theme.paper, edgecolor=colour)
        step = 0.9  # mm between lines
        starts = np.arange(step - height, width, step)
        ends = np.stack((np.maximum(starts, 0), np.minimum(starts + height, width)), axis=1)  # (n, 2)
        slanting = np.stack((x + ends, y + height - (ends - starts[:, None])), axis=2)  # (n, 2, 2)
        self.lines(slanting[ends[:, 1] > ends[:, 0]], color=colour, linewidth=LINE_PT)

    def dashed(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """An empty dashed rectangle."""
        self.rectangle(x, y, width, height, facecolor=self.theme.paper, edgecolor=colour, linestyle=DASHES)

    def cells(self, xs: np.ndarray, y: float, height: float, colours: np.ndarray, apart: bool = True) -> None:
        """A grid of cells of RGBA colours (K, T, 4) between edges (T + 1,), with lines between if `apart`."""
        wide = np.diff(xs) > 0
        lefts, rights = xs[:-1][wide], xs[1:][wide]  # (T',)
        tops = y + height * np.arange(len(colours) + 1) / len(colours)  # (K + 1,)
        polygons = [
            ((left, top), (right, top), (right, bottom), (left, bottom))
            for top, bottom in itertools.pairwise(tops)
            for left, right in zip(lefts, rights, strict=True)
        ]
        edge = min(0.4, 0.15 * float((rights - lefts).max()) / MM_PER_PT)
        flat = colours[:, wide].reshape(-1, 4)
        self.axes.add_collection(
            PolyCollection(
                polygons,
                facecolors=flat,
                edgecolors=self.theme.paper if apart else "face",
                linewidths=edge,
            ),
            autolim=False,
        )

    def polygon(self, points: np.ndarray, colour: str) -> None:
        """A filled outline, (n, 2) mm."""
        self.axes.fill(*points.T, color=colour, linewidth=0)

    def line(self, xs: Sequence[float], ys: Sequence[float], **settings) -> None:
        """A line between two points."""
        self.lines(np.stack((xs, ys), axis=1)[None], **settings)

    def lines(
        self, ends: np.ndarray, color: str | None = None, linewidth: float = HAIR_PT, zorder: float = 2
    ) -> None:
        """Lines between ends (n, 2, 2) mm, as one path: quicker to draw and to write than many."""
        path = Path(ends.reshape(-1, 2), np.tile([Path.MOVETO, Path.LINETO], len(ends)))
        look = {"edgecolor": color or self.theme.ink, "linewidth": linewidth, "zorder": zorder}
        self.axes.add_artist(PathPatch(path, fill=False, **look))

    def image(self, x: float, y: float, width: float, height: float, pixels: np.ndarray) -> None:
        """A picture as it is, uint8 (h, w, 3)."""
        self.axes.imshow(pixels, extent=(x, x + width, y + height, y), aspect="auto", interpolation="none")
        self.axes.set_autoscale_on(False)

    def track(self, x: float, y: float, width: float, height: float) -> None:
        """Note that time runs here."""
        self.tracks.append(Track(x, y, width, height))

    def pixels(self, dpi: float) -> np.ndarray:
        """The page as a picture, uint8 (height, width, 3)."""
        self.figure.set_dpi(dpi * (1 + 1e-9))  # a size is cut to whole pixels
        agg = FigureCanvasAgg(self.figure)
        agg.draw()
        return np.asarray(agg.buffer_rgba())[..., :3].copy()


def _drawable(text: str) -> str:
    """The text.  Raises InputError where no font has a sign of it."""
    unknown = [sign for sign in text if ord(sign) not in _signs()]
    if unknown:
        expected = f"its fonts have no sign for {unknown[0]!r} of {text[:80]!r}"
        raise InputError("figure", expected, "Use others; a .pgf is set in the fonts of your paper.")
    return text


@functools.cache
def _signs() -> frozenset[int]:
    """Code points that the fonts have."""
    fonts = (get_font(findfont(name)) for name in SETTINGS["font.family"])
    return frozenset().union(*(font.get_charmap() for font in fonts))


Style = Literal["normal", "italic"]


@functools.lru_cache(maxsize=1024)
def text_width(text: str, size: float, weight: str = "normal", style: Style = "normal") -> float:
    """Width of a text in millimetres."""
    if not text.strip():
        return 0.0
    font = FontProperties(family=SETTINGS["font.family"], weight=weight, style=style, size=size)
    known = "".join(sign if ord(sign) in _signs() else "m" for sign in text)  # as wide as most
    width, _, _ = text_to_path.get_text_width_height_descent(known, font, ismath=False)
    return float(width) * MM_PER_PT


def fitted(text: str, size: float, width: float) -> str:
    """A text cut so that it is at most `width` mm wide, with … where it was cut."""
    if text_width(text, size) <= width:
        return text
    shorter = (f"{text[:n]}…" for n in range(len(text) - 1, 0, -1))
    return next((t for t in shorter if text_width(t, size) <= width), "…")


def wrapped(text: str, size: float, width: float) -> list[str]:
    """A text in lines of at most `width` mm; a word that is wider stands alone, cut."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(fitted(word, size, width))
    return [line for line in lines if line]


def cap_height(size: float) -> float:
    """Height of a capital in millimetres."""
    return size * ASCENT * MM_PER_PT
