"""Two runs over the same clips: is the difference of their scores real, and which classes make it?

`bootstrap` resamples clips, both runs by the same draw (paired bootstrap: Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapters 13 and 16).  Scores of a run are means over clips, so a resample
is a weighted mean of the differences of its clips.

Shapes: N clips, M scores, C classes, T segments, R resamples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.report import TRACKS, validate
from leap_core.metrics.segment import Counts, segment_counts

_CHUNK = 1000  # resamples drawn at once


@dataclass(frozen=True)
class Difference:
    """Differences of M scores, each array (M,)."""

    mean: np.ndarray  # run A - run B
    low: np.ndarray  # 95 % interval
    high: np.ndarray
    p: np.ndarray  # two-sided, of the hypothesis that there is no difference


def bootstrap(a: np.ndarray, b: np.ndarray, resamples: int = 10_000, seed: int = 0) -> Difference:
    """Compare scores (N, M) of N clips by two runs.

    The interval holds the middle 95 % of the resampled differences.  p is the share of resamples that differ
    from the mean by at least as much as the mean differs from zero, one added to both counts, so that it is
    never zero.  Raises ValueError on arrays of other shapes or without a clip.
    """
    if a.ndim != 2 or a.shape != b.shape or not len(a):
        raise ValueError(f"expected two (N, M) arrays of one shape, found {a.shape} and {b.shape}")
    difference = a - b  # (N, M)
    clips, mean = len(difference), difference.mean(axis=0)
    draw = np.random.default_rng(seed)
    means = np.empty((resamples, difference.shape[1]))
    for start in range(0, resamples, _CHUNK):
        rows = min(_CHUNK, resamples - start)
        chosen = draw.integers(clips, size=(rows, clips), dtype=np.int32) + clips * np.arange(rows)[:, None]
        times = np.bincount(chosen.reshape(-1), minlength=rows * clips).reshape(
            rows, clips
        )  # each clip drawn
        means[start : start + rows] = times @ difference / clips
    low, high = np.percentile(means, (2.5, 97.5), axis=0)
    further = (np.abs(means - mean) >= np.abs(mean)).sum(axis=0)
    return Difference(mean, low, high, (1 + further) / (1 + resamples))


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
