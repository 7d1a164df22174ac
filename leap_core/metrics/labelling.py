"""Scores of one label a segment, a class or background, as AVE and OV-AVEBench have them.

Conventions: accuracy is the share of segments with the right label (Tian et al., ECCV 2018).  F1 of segments
and of events (Zhou et al., CVPR 2025) is that of segment.py and event.py, background being a class too.

Here a segment's label is, of the classes decided to be both heard and seen, the one whose smaller of P^a and
P^v is largest, and background where there is none.

Shapes: N clips, C classes, T segments of the longest clip.
"""

from __future__ import annotations

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.segment import f1, segment_counts


def label(decided: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """The class of each segment, C for background: whole numbers (N, T), of (N, C, T) each."""
    best = np.where(decided, probability, -1).argmax(axis=1)
    return np.where(decided.any(axis=1), best, decided.shape[1])


def accuracy(said: np.ndarray, truth: np.ndarray, present: np.ndarray) -> float:
    """Share of the segments `present`, bool (N, T), whose label (N, T) is right: percent."""
    return 100 * float((said == truth)[present].mean())


def labelled_f1(
    said: np.ndarray, truth: np.ndarray, present: np.ndarray, classes: int
) -> tuple[float, float]:
    """F1 by segments and by events of labels (N, T), 0 to `classes`, where `present`: means over clips."""
    grids = [_grid(labels, present, classes) for labels in (said, truth)]
    segment, event = (100 * float(f1(count(*grids)).mean()) for count in (segment_counts, event_counts))
    return segment, event


def _grid(labels: np.ndarray, present: np.ndarray, classes: int) -> np.ndarray:
    """One track of a class a row, background last: bool (N, 1, C + 1, T)."""
    return ((labels[:, None] == np.arange(classes + 1)[:, None]) & present[:, None])[:, None]
