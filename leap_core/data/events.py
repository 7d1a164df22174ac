"""Events <-> grid: runs of a class in time, and the boolean class x time form.

Shapes: C classes, T segments of equal length.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np


class Event(NamedTuple):
    """A class that is there from `onset` to `offset`."""

    category: int  # index on the class axis
    onset: float  # seconds from the start of the clip
    offset: float  # seconds, exclusive


def events_to_grid(
    events: Iterable[Event], classes: int, segments: int, segment_seconds: float = 1.0
) -> np.ndarray:
    """Mark every segment that an event touches: bool (C, T).  Empty or reversed events mark nothing."""
    grid = np.zeros((classes, segments), bool)
    for event in events:
        if event.offset > event.onset:
            # rounded, so that a bound on a segment's edge stays there: 0.3 / 0.1 is 2.9999999999999996
            inside = (min(max(x / segment_seconds, 0), segments) for x in (event.onset, event.offset))
            onset, offset = (round(x, 6) for x in inside)
            grid[event.category, math.floor(onset) : math.ceil(offset)] = True
    return grid


def grid_to_events(grid: np.ndarray, segment_seconds: float = 1.0) -> list[Event]:
    """The runs of a bool (C, T) grid, by class, then onset."""
    columns = zip(*(x.tolist() for x in find_events(grid)), strict=True)
    return [Event(c, a * segment_seconds, b * segment_seconds) for c, a, b in columns]


def find_events(grid: np.ndarray) -> tuple[np.ndarray, ...]:
    """The runs of a bool (..., T) grid: an index array for each leading axis, then onsets and offsets.

    Onsets and offsets count segments, offsets exclusive; the order is that of the leading axes, then onset.
    """
    wide = np.zeros((*grid.shape[:-1], grid.shape[-1] + 2), np.int8)
    wide[..., 1:-1] = grid
    edges = np.diff(wide, axis=-1)  # (..., T + 1): 1 onset, -1 offset
    return *np.nonzero(edges == 1), np.nonzero(edges == -1)[-1]


def overlapping(grid: np.ndarray) -> np.ndarray:
    """Which clips of a bool (N, 2, C, T) grid have two events of one modality in a segment: bool (N,)."""
    return (grid.sum(axis=2) > 1).any(axis=(1, 2))


def count_overlapping(grid: np.ndarray) -> np.ndarray:
    """How many events of each clip share a segment with another of their modality: whole numbers (N,).

    `grid` is bool (N, 2, C, T).
    """
    crowded = (grid.sum(axis=2) > 1).cumsum(axis=2)  # (N, 2, T): crowded segments up to here
    crowded = np.pad(crowded, ((0, 0), (0, 0), (1, 0)))
    clip, modality, _, onset, offset = find_events(grid)
    meets = crowded[clip, modality, offset] > crowded[clip, modality, onset]
    return np.bincount(clip[meets], minlength=len(grid))
