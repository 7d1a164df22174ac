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


def right_labels(said: np.ndarray, truth: np.ndarray, present: np.ndarray) -> np.ndarray:
    """How many of each clip's segments `present`, bool (N, T), have the right label (N, T): (N,)."""
    return ((said == truth) & present).sum(axis=1)


def labelled_f1(said: np.ndarray, truth: np.ndarray, present: np.ndarray, classes: int) -> np.ndarray:
    """F1 of clips by segments and by events (N, 2), of labels (N, T) from 0 to `classes`, where `present`."""
    grids = [_grid(labels, present, classes) for labels in (said, truth)]
    return np.hstack([f1(count(*grids)) for count in (segment_counts, event_counts)])


def _grid(labels: np.ndarray, present: np.ndarray, classes: int) -> np.ndarray:
    """One track of a class a row, background last: bool (N, 1, C + 1, T)."""
    return ((labels[:, None] == np.arange(classes + 1)[:, None]) & present[:, None])[:, None]
