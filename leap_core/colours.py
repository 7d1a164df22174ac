"""Colours of classes: eight that every kind of eye tells apart, and which class has which.

What the rule guarantees.  A class has one colour and one mark in a split of a data set and the runs beside
it: in every clip, list and filter, at every threshold and gate, in lanes, maps and cards, and in a figure of
the same runs.  Stepping through clips never recolours it, nor does swapping the runs.  Up to eight classes
differ from each other.  With more, those share a colour that are least likely to be on show in one clip;
where two of them meet all the same their marks differ, as far as five go, and names stand beside both.

Shapes: S clips, C classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.runs.store import Store


@dataclass(frozen=True)
class Colour:
    """A colour as it is on a light and on a dark ground, sRGB."""

    light: str
    dark: str


@dataclass(frozen=True)
class Look(Colour):
    """How a class is drawn."""

    mark: str


# Found by random search and ascent: no two are closer than 20 by CIEDE2000, to normal eyes and as protanopia,
# deuteranopia and tritanopia see them (Machado et al., 2009), and each has a contrast of 3 to the grounds of
# page and figure (WCAG 1.4.11).  None is darker than L* 20: without that the best are three kinds of black.
PALETTE = tuple(
    Colour(light, dark)
    for light, dark in (
        ("#e85b06", "#ff9040"),
        ("#332663", "#9a9eff"),
        ("#2f9e7e", "#88feff"),
        ("#8800e4", "#7255cd"),
        ("#a60000", "#c03c12"),
        ("#8d88b3", "#aba29b"),
        ("#45656a", "#7b6470"),
        ("#5c1627", "#ffffd1"),
    )
)
MARKS = "square", "disc", "diamond", "triangle", "cross"
_SAMPLE = 2000  # clips, evenly spaced, that tell which classes meet


def class_looks(dataset: Dataset, stores: Iterable[Store]) -> list[Look]:
    """The look of each class of a data set, by what its labels and the runs find in its clips."""
    labels = dataset.annotations
    every = slice(None, None, -(-len(labels.filenames) // _SAMPLE))
    shown = (labels.weak[every] | labels.grid[every].any(axis=(1, 3))).astype(float)  # (S, C)
    frequent = np.argsort(-shown.sum(axis=0), kind="stable")
    for store in stores:
        np.maximum(shown, store.peaks(labels.filenames[every]), out=shown)
    likely = shown**2  # what hardly shows hardly counts
    colours = _assign(likely.T @ likely, frequent)
    ranks = [int((colours[:c] == colours[c]).sum()) for c in range(len(colours))]
    return [
        Look(PALETTE[k].light, PALETTE[k].dark, MARKS[rank % len(MARKS)])
        for k, rank in zip(colours, ranks, strict=True)
    ]


def _assign(together: np.ndarray, order: Sequence[int] | np.ndarray) -> np.ndarray:
    """A colour for each class (C,): in order the one whose classes it meets least, then better ones if any.

    `together` (C, C) says how much two classes meet.
    """
    colours = np.full(len(together), -1)

    def meets(c: int) -> np.ndarray:
        """How much a class meets those of each colour."""
        others = (colours >= 0) & (np.arange(len(colours)) != c)
        return np.bincount(colours[others], together[c, others], len(PALETTE))

    for c in order:
        taken = np.bincount(colours[colours >= 0], minlength=len(PALETTE))
        colours[c] = np.lexsort((taken, meets(c)))[0]
    moved = True
    while moved:
        moved = False
        for c in order:
            cost = meets(c)
            if cost.min() < cost[colours[c]] - 1e-9:
                colours[c], moved = cost.argmin(), True
    return colours
