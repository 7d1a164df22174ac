"""Probabilities -> events: a threshold and a gate.

The published numbers differ in their gate, so every printed number names the one behind it:

    global     a segment counts only where the video-level p of its class does (LEAP, HAN, MM-Pyr, VALOR)
    or         only where p^a or p^v does: what LEAP's p is, for every model
    modality   only where its own modality's p^m does (JoMoLD, LSLD)
    none       on its own

Some differ in their thresholds too: CMPAE has one for segments, one for p^a, and one a class for p^v.

LEAP's p is thresholded already, at 0.5: `graded`, as stores give it, it holds at any threshold.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from leap_core.options import GATE, GATES, THRESHOLD
from leap_core.types import Prediction

Values = float | np.ndarray  # one, or one a class (C,), or one a modality and class (2, C)


@dataclass(frozen=True)
class Thresholds:
    """Of each level, where these differ: of P^m, and of p^m or p behind the gate."""

    segment: Values
    clip: Values


def binarise(
    prediction: Prediction[np.ndarray], threshold: Values | Thresholds = THRESHOLD, gate: str = GATE
) -> np.ndarray:
    """Decide a prediction of N clips -> bool (N, 2, C, T); at a threshold counts as present, 0 never does.

    P is 0 after a clip's end, where nothing can be.  But for `Thresholds` the threshold holds for segments
    and gate alike.  Raises ValueError on an unknown gate and on thresholds of another shape.
    """
    at = threshold if isinstance(threshold, Thresholds) else Thresholds(threshold, threshold)
    shape = prediction.clip.shape[1:]  # (2, C)
    # as numbers of the probabilities' own precision: 0.45 of float32 reaches 0.45, as it does in the browser
    segment, clip = (
        np.broadcast_to(np.asarray(x, prediction.clip.dtype), shape) for x in (at.segment, at.clip)
    )
    present = (prediction.segments >= segment[..., None]) & (prediction.segments > 0)  # (N, 2, C, T)
    if gate == "global":
        return present & (prediction.video_prob[:, None] >= clip)[..., None]
    if gate == "or":
        return present & np.any(prediction.clip >= clip, axis=1)[:, None, :, None]
    if gate == "modality":
        return present & (prediction.clip >= clip)[..., None]
    if gate == "none":
        return present
    raise ValueError(f"unknown gate {gate!r}; choose one of {', '.join(GATES)}")


def graded(prediction: Prediction[np.ndarray]) -> Prediction[np.ndarray]:
    """The same with the larger of p^a and p^v as p: at any threshold the OR of the two."""
    return replace(prediction, video_prob=prediction.clip.max(axis=1))
