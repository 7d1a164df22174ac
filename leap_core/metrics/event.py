"""Event-level counts: runs of consecutive seconds of a class, matched by overlap.

Conventions (Tian et al., ECCV 2020): a predicted event is a hit where its intersection over union with any
true event of its class is at least 0.5 (many to one), else a false alarm; a true event that no predicted
one matches is a miss.

Shapes: N clips, M tracks, C classes, T segments, R rows (clip, track, class) with events,
E events a row.
"""

from __future__ import annotations

import numpy as np

from leap_core.data.events import find_events
from leap_core.metrics.segment import Counts


def event_counts(predictions: np.ndarray, truth: np.ndarray) -> Counts:
    """Count events of bool (N, M, C, T) grids."""
    shape, t = predictions.shape[:-1], predictions.shape[-1]
    predictions, truth = predictions.reshape(-1, t), truth.reshape(-1, t)  # (N M C, T)
    rows = np.flatnonzero((predictions | truth).any(axis=1))
    p_on, p_off = _runs(predictions[rows])  # (R, E) each; an absent event is empty: onset = offset = 0
    t_on, t_off = _runs(truth[rows])
    shared = np.minimum(p_off[:, :, None], t_off[:, None]) - np.maximum(
        p_on[:, :, None], t_on[:, None]
    )  # (R, E, E')
    lengths = (p_off - p_on)[:, :, None] + (t_off - t_on)[:, None]
    match = (3 * shared >= lengths) & (shared > 0)  # shared / (lengths - shared) >= 1/2, in whole seconds
    hit = match.any(axis=2)
    false_alarm = (p_off > p_on) & ~hit
    miss = (t_off > t_on) & ~match.any(axis=1)
    hits, errors = np.zeros(len(predictions)), np.zeros(len(predictions))
    hits[rows] = hit.sum(axis=1)
    errors[rows] = false_alarm.sum(axis=1) + miss.sum(axis=1)
    return Counts(hits.reshape(shape), errors.reshape(shape))


def _runs(grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Onsets and offsets of the runs of a bool (R, T) grid, padded to (R, E) with zeros."""
    row, onset, offset = find_events(grid)
    first = np.searchsorted(row, row)  # index of each row's first run
    column = np.arange(len(row)) - first
    out = np.zeros((2, len(grid), int(column.max(initial=-1)) + 1), np.int16)
    out[0, row, column], out[1, row, column] = onset, offset
    return out[0], out[1]
