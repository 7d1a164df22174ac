"""What a data set's labels are like, in the shares that decide how hard it is: the demo set's against LLP's.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.data.events import overlapping
from leap_core.types import AUDIO, VISUAL


@dataclass(frozen=True)
class Statistics:
    """Shares in percent; a label is a class of a clip."""

    clips: int
    heard_only: float  # of labels
    seen_only: float
    largest_class: float  # its share of labels
    three_or_more: float  # of clips, by their number of classes
    audio_overlap: float  # of clips: two classes heard in one segment
    visual_overlap: float
    whole_sounds: float  # of the classes heard in a clip: in every segment
    whole_pictures: float


def statistics(grid: np.ndarray) -> Statistics:
    """Of truth (N, 2, C, T)."""
    present, whole = np.any(grid, axis=3), np.all(grid, axis=3)  # (N, 2, C)
    heard: np.ndarray = present[:, AUDIO]  # (N, C)
    seen: np.ndarray = present[:, VISUAL]
    labels: np.ndarray = np.logical_or(heard, seen)

    def share(some: np.ndarray, of: np.ndarray | int) -> float:
        return float(100 * np.sum(some) / np.sum(of))

    return Statistics(
        clips=len(grid),
        heard_only=share(heard & ~seen, labels),
        seen_only=share(seen & ~heard, labels),
        largest_class=share(np.sum(labels, axis=0).max(), labels),
        three_or_more=share(np.sum(labels, axis=1) >= 3, len(grid)),
        audio_overlap=share(overlapping(grid[:, [AUDIO]]), len(grid)),
        visual_overlap=share(overlapping(grid[:, [VISUAL]]), len(grid)),
        whole_sounds=share(whole[:, AUDIO], heard),
        whole_pictures=share(whole[:, VISUAL], seen),
    )
