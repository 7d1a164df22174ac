"""Whether a probability means what it says: of the segments called 70 % likely, are 70 % there?

Probabilities fall into bins of equal width (reliability diagram; Niculescu-Mizil and Caruana, ICML 2005);
the expected calibration error is the mean distance between what is said and what is there, each bin weighted
by its segments (Guo et al., ICML 2017).  The Brier score is the mean squared distance between a probability
and what is there, 0 or 1 (Brier, Monthly Weather Review 1950): it asks for sharpness, too.

Over all classes nearly every segment is an easy no, and both errors are close to zero whatever a run does;
`counted` narrows them, to a clip's own classes for instance.  Intervals are over clips (intervals.py).

Shapes: N clips, K bins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.metrics.intervals import bca

BINS = 10


@dataclass(frozen=True)
class Calibration:
    """Of each bin, from 0 up, NaN where nothing fell into it; errors with their 95 % intervals."""

    count: np.ndarray  # (K,) probabilities
    said: np.ndarray  # (K,) their mean
    there: np.ndarray  # (K,) share of them whose class is there
    error: float  # expected calibration error, 0 to 1
    error_ends: tuple[float, float]  # NaN below ten clips
    brier: float  # 0 to 1
    brier_ends: tuple[float, float]


def calibration(
    probability: np.ndarray, truth: np.ndarray, counted: np.ndarray | None = None, bins: int = BINS
) -> Calibration:
    """Calibration of probabilities of N clips, (N, ...), against bool `truth` of the same shape.

    `counted`, bool of that shape, tells which of them count; all, unless given.  Raises ValueError on other
    shapes, none at all, or a probability outside [0, 1].
    """
    counted = np.ones(truth.shape, bool) if counted is None else counted
    if not (probability.shape == truth.shape == counted.shape and counted.any()):
        shapes = ", ".join(str(x.shape) for x in (probability, truth, counted))
        raise ValueError(f"expected arrays of one shape and something that counts, found {shapes}")
    if not ((probability >= 0) & (probability <= 1)).all():
        raise ValueError("expected probabilities from 0 to 1")
    n, clip = len(truth), counted.nonzero()[0]
    said, there = probability[counted].astype(np.float64), truth[counted]
    place = np.round(said * bins, 6).astype(int)  # 0.29 * 100 is 28.999999999999996
    place = clip * bins + np.minimum(place, bins - 1)  # 1 belongs to the last bin
    sums = [np.bincount(place, weights=x, minlength=n * bins) for x in (np.ones_like(said), said, there)]
    squares = np.bincount(clip, weights=(said - there) ** 2, minlength=n)
    parts = np.concatenate([*(s.reshape(n, bins) for s in sums), squares[:, None]], axis=1)  # (N, 3 K + 1)
    total = parts.sum(axis=0)
    count, *rest = total[:-1].reshape(3, bins)
    means = [np.divide(s, count, out=np.full(bins, np.nan), where=count > 0) for s in rest]
    error, brier = _errors(total)
    ends = np.stack(bca(parts, _errors), axis=1)  # (2, 2): of the error, of the Brier score
    return Calibration(count.astype(int), means[0], means[1], error, tuple(ends[0]), brier, tuple(ends[1]))


def _errors(parts: np.ndarray) -> np.ndarray:
    """Calibration error and Brier score (..., 2) of sums or means over clips (..., 3 K + 1)."""
    count, said, there = np.split(parts[..., :-1], 3, axis=-1)
    distances = np.stack((np.abs(said - there).sum(axis=-1), parts[..., -1]), axis=-1)
    return distances / count.sum(axis=-1, keepdims=True)
