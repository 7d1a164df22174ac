"""Where things stand on the screen, layout by layout.

Lengths are parts of the screen's width, from its upper left corner.  A cell has the picture of a clip and the
panel of what is said of it; the heights of panels are what is left of the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("light", "dark")
SLOWEST = 0.25  # of a second, how much passes at least in one of a video
MARGIN = 0.018
_HEAD = 0.05  # height of the title and the line below it


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Cell:
    """Where a clip, or a run of it, is."""

    panel: Box
    picture: Box | None = None  # none where another cell has it
    words: Box | None = None  # of the headline, likewise


@dataclass(frozen=True)
class Layout:
    """A screen of `pixels`, width and height."""

    pixels: tuple[int, int]
    page_mm: float  # its width in print, where text has the size of print; a crowded one is set smaller
    cells: tuple[Cell, ...]
    legend: Box
    figure: str  # the layout of figures that panels have
    strip: bool = False  # frames side by side and the waveform, too
    clips: tuple[int, int] = (1, 1)  # fewest and most
    by_run: bool = False  # a cell a run


def _wide() -> Layout:
    """16:9: the picture at the left, words and legend below it, the panel at the right."""
    left, top = 0.34, MARGIN + _HEAD
    bottom = 9 / 16 - MARGIN
    picture = Box(MARGIN, top, left, left * 3 / 4)
    below = picture.y + picture.height + MARGIN
    words = Box(MARGIN, below, left, bottom - below - 0.1)
    panel = Box(MARGIN * 2 + left, top, 1 - 3 * MARGIN - left, bottom - top)
    legend = Box(MARGIN, bottom - 0.1, left, 0.1)
    return Layout((1920, 1080), 190, (Cell(panel, picture, words),), legend, "full", strip=True)


def _tall(pixels: tuple[int, int], page_mm: float, share: float) -> Layout:
    """The picture above, `share` of the width, words and legend beside it, the panel below."""
    top, bottom = MARGIN + _HEAD * 1.4, pixels[1] / pixels[0] - MARGIN
    picture = Box(MARGIN, top, share, share * 3 / 4)
    x = picture.x + share + MARGIN
    words = Box(x, top, 1 - x - MARGIN, picture.height * 0.55)
    legend = Box(x, top + words.height, words.width, picture.height - words.height)
    y = top + picture.height + MARGIN
    panel = Box(MARGIN, y, 1 - 2 * MARGIN, bottom - y)
    return Layout(pixels, page_mm, (Cell(panel, picture, words),), legend, "full")


def _pair() -> Layout:
    """16:9: the picture in the middle, what is said of each run on its side, their panels below."""
    top, bottom = MARGIN + _HEAD, 9 / 16 - MARGIN
    picture = Box(0.5 - 0.115, top, 0.23, 0.23 * 3 / 4)
    side = picture.x - 2 * MARGIN
    y, half = top + picture.height + MARGIN, (1 - 3 * MARGIN) / 2
    legend_y = bottom - 0.035
    left, right = MARGIN, 0.5 + MARGIN / 2
    cells = (
        Cell(Box(left, y, half, legend_y - y), picture, Box(left, top, side, picture.height)),
        Cell(
            Box(right, y, half, legend_y - y),
            None,
            Box(picture.x + picture.width + MARGIN, top, side, picture.height),
        ),
    )
    return Layout((1920, 1080), 190, cells, Box(MARGIN, legend_y, 1 - 2 * MARGIN, 0.035), "full", by_run=True)


def _grid() -> Layout:
    """16:9: a clip a quarter."""
    top, bottom = MARGIN + _HEAD, 9 / 16 - MARGIN - 0.035
    width, height = (1 - 3 * MARGIN) / 2, (bottom - top - MARGIN) / 2
    share = 0.14
    cells = tuple(
        Cell(
            Box(x + share + MARGIN / 2, y, width - share - MARGIN / 2, height),
            Box(x, y + 0.016, share, share * 3 / 4),
            Box(
                x, y + 0.016 + share * 3 / 4 + MARGIN / 2, share, height - share * 3 / 4 - 0.016 - MARGIN / 2
            ),
        )
        for y in (top, top + height + MARGIN)
        for x in (MARGIN, 0.5 + MARGIN / 2)
    )
    legend = Box(MARGIN, bottom, 1 - 2 * MARGIN, 0.035)
    return Layout((1920, 1080), 200, cells, legend, "bars", clips=(2, 4))


LAYOUTS: Mapping[str, Layout] = {
    "landscape": _wide(),
    "square": _tall((1080, 1080), 130, 0.46),
    "slide": _tall((1440, 1080), 150, 0.38),
    "pair": _pair(),
    "grid": _grid(),
}
