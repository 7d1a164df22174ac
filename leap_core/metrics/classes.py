"""Classes of a run: how well each is found over all clips, and which of them a clip has wrong.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.report import TRACKS, validate
from leap_core.metrics.segment import Counts, segment_counts


def per_class(predictions: np.ndarray, truth: np.ndarray, level: str = "segment") -> dict[str, np.ndarray]:
    """F1 of each class over all clips together, for audio, visual and audio-visual: (C,) each, in [0, 1].

    Counts are pooled over clips before F1 is taken, as a class is absent from most clips; NaN where no clip
    has the class, in truth or prediction.  Takes what `evaluate` takes, and raises ValueError as it does.
    """
    validate(predictions, truth)
    count = {"segment": segment_counts, "event": event_counts}[level]
    grids = (np.concatenate((g, g[:, :1] & g[:, 1:]), axis=1) for g in (predictions, truth))  # (N, 3, C, T)
    counts: Counts = count(*grids)
    hits, errors = counts.hits.sum(axis=0), counts.errors.sum(axis=0)  # (3, C)
    total = 2 * hits + errors
    f1 = np.divide(2 * hits, total, out=np.full(total.shape, np.nan), where=total > 0)
    return dict(zip(TRACKS, f1, strict=True))


def wrong_classes(predictions: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Which classes of a clip have an event that is missed or a false alarm, heard or seen: bool (N, C).

    Takes what `evaluate` takes, and raises ValueError as it does.
    """
    validate(predictions, truth)
    return np.any(event_counts(predictions, truth).errors, axis=1)
