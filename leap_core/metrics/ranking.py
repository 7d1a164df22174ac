"""How well probabilities rank segments, without a threshold or a gate: mean average precision.

All segments of all clips are ranked by the probability of a class; average precision is the mean, over its
true segments, of the share of true ones among those ranked at least as high, equals counting together (not
interpolated, as scikit-learn's average_precision_score; Buckley and Voorhees, SIGIR 2000).  The mean is over
classes with any true segment, as in AudioSet (Gemmeke et al., ICASSP 2017), each modality on its own.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

RANKING = {"map_audio": "mAP A", "map_visual": "mAP V"}  # by key, as papers abbreviate them


def mean_average_precision(
    probability: np.ndarray, truth: np.ndarray, present: np.ndarray | None = None
) -> np.ndarray:
    """Means (mAP) of audio and visual, (2,), in percent; NaN for a modality without any true segment.

    Takes probabilities P^m and bool truth, (N, 2, C, T) each; where clips are padded, only those segments
    are ranked that are `present`, bool (N, T).  Raises ValueError on other shapes.
    """
    if probability.ndim != 4 or probability.shape[1] != 2 or probability.shape != truth.shape:
        raise ValueError(f"expected two (N, 2, C, T) arrays, found {probability.shape} and {truth.shape}")
    present = np.ones((len(truth), truth.shape[3]), bool) if present is None else present
    found = []
    for p, y in zip(probability.swapaxes(0, 1), truth.swapaxes(0, 1), strict=True):
        p, y = (x.swapaxes(0, 1)[:, present] for x in (p, y))  # (C, K), K segments of all clips
        each = [average_precision(p[c], y[c]) for c in np.flatnonzero(y.any(axis=1))]
        found.append(100 * np.mean(each) if each else np.nan)
    return np.array(found)


def average_precision(score: np.ndarray, truth: np.ndarray) -> float:
    """Of things (K,), some of them true, ranked by their score: 0 to 1."""
    order = np.argsort(-score)
    score, truth = score[order], truth[order]
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)  # of each group of equals
    hits = np.cumsum(truth)[last]
    return float((np.diff(hits, prepend=0) * hits / (last + 1)).sum() / hits[-1])
