"""Probabilities -> events: a threshold and a gate.

The published numbers differ in their gate, so every printed number names the one behind it:

    global     a segment counts only where the video-level p of its class does (LEAP, HAN, MM-Pyr, VALOR)
    or         only where p^a or p^v does: what LEAP's p is, for every model
    modality   only where its own modality's p^m does (JoMoLD, LSLD)
    none       on its own

LEAP's p is thresholded already, at 0.5: `graded`, as stores give it, it holds at any threshold.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leap_core.options import GATE, GATES, THRESHOLD
from leap_core.types import Prediction


def binarise(
    prediction: Prediction[np.ndarray], threshold: float = THRESHOLD, gate: str = GATE
) -> np.ndarray:
    """Decide a prediction of N clips -> bool (N, 2, C, T); at the threshold counts as present, 0 never does.

    P is 0 after a clip's end, where nothing can be.  The threshold holds for segments and gate alike.  Raises
    ValueError on an unknown gate.
    """
    present = (prediction.segments >= threshold) & (prediction.segments > 0)  # (N, 2, C, T)
    if gate == "global":
        return present & (prediction.video_prob >= threshold)[:, None, :, None]
    if gate == "or":
        return present & np.any(prediction.clip >= threshold, axis=1)[:, None, :, None]
    if gate == "modality":
        return present & (prediction.clip >= threshold)[..., None]
    if gate == "none":
        return present
    raise ValueError(f"unknown gate {gate!r}; choose one of {', '.join(GATES)}")


def graded(prediction: Prediction[np.ndarray]) -> Prediction[np.ndarray]:
    """The same with the larger of p^a and p^v as p: at any threshold the OR of the two."""
    return replace(prediction, video_prob=prediction.clip.max(axis=1))
