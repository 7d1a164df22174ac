"""Whether a probability means what it says: of the segments called 70 % likely, are 70 % there?

Probabilities fall into bins of equal width (reliability diagram; Niculescu-Mizil and Caruana, ICML 2005);
the expected calibration error is the mean distance between what is said and what is there, each bin weighted
by its segments (Guo et al., ICML 2017).

Shapes: K bins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Calibration:
    """Of each bin, from 0 up; NaN where nothing fell into it."""

    count: np.ndarray  # (K,) probabilities
    said: np.ndarray  # (K,) their mean
    there: np.ndarray  # (K,) share of them whose class is there

    @property
    def error(self) -> float:
        """Expected calibration error, 0 to 1."""
        distance = np.nan_to_num(np.abs(self.said - self.there))
        return float((self.count * distance).sum() / self.count.sum())


def calibration(probability: np.ndarray, truth: np.ndarray, bins: int = BINS) -> Calibration:
    """Calibration of probabilities against bool `truth` of the same shape.

    Raises ValueError on other shapes, none at all, or a probability outside [0, 1].
    """
    if probability.shape != truth.shape or not truth.size:
        raise ValueError(f"expected two arrays of one shape, found {probability.shape} and {truth.shape}")
    if not ((probability >= 0) & (probability <= 1)).all():
        raise ValueError("expected probabilities from 0 to 1")
    said, there = probability.reshape(-1).astype(np.float64), truth.reshape(-1)
    place = np.round(said * bins, 6).astype(int)  # 0.29 * 100 is 28.999999999999996
    place = np.minimum(place, bins - 1)  # 1 belongs to the last bin
    count = np.bincount(place, minlength=bins)
    sums = (np.bincount(place, weights=x, minlength=bins) for x in (said, there))
    means = (np.divide(s, count, out=np.full(bins, np.nan), where=count > 0) for s in sums)
    return Calibration(count, *means)
