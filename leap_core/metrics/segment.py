"""Segment-level counts: each one-second cell of a class is right or wrong.

Conventions (Tian et al., ECCV 2020): F1 = 2 TP / (2 TP + FP + FN) for every class present in prediction or
truth, averaged over those classes; a clip without any such class scores 1.

Shapes: N clips, M tracks (audio, visual, audio-visual), C classes, T segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Counts:
    """Hits and errors of each clip, track and class: whole numbers as float64, (N, M, C)."""

    hits: np.ndarray  # TP
    errors: np.ndarray  # FP + FN

    def pooled(self) -> Counts:
        """Audio and visual counts together, (N, 1, C): what Event@AV is made of."""
        return Counts(
            self.hits[:, :2].sum(axis=1, keepdims=True), self.errors[:, :2].sum(axis=1, keepdims=True)
        )


def segment_counts(predictions: np.ndarray, truth: np.ndarray) -> Counts:
    """Count segments of bool (N, M, C, T) grids."""
    ones = np.ones(predictions.shape[-1])  # a product sums a short axis faster than sum()
    return Counts((predictions & truth) @ ones, (predictions ^ truth) @ ones)


def f1(counts: Counts) -> np.ndarray:
    """F1 of each clip and track, mean over its classes: (N, M), in [0, 1]."""
    total = 2 * counts.hits + counts.errors
    present = total > 0
    scores = np.divide(2 * counts.hits, total, out=np.zeros(total.shape), where=present)
    classes = present.sum(axis=-1)
    return np.where(classes > 0, scores.sum(axis=-1) / np.maximum(classes, 1), 1.0)
