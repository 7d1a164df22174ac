"""Probabilities -> events: a threshold and a gate.

The published numbers differ in their gate, so every printed number names the one behind it:

    global     a segment counts only where the video-level p of its class does (LEAP, HAN, MM-Pyr, VALOR)
    modality   only where its own modality's p^m does (JoMoLD, LSLD)
    none       on its own

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

from leap_core.options import GATE, GATES, THRESHOLD
from leap_core.types import Prediction


def binarise(
    prediction: Prediction[np.ndarray], threshold: float = THRESHOLD, gate: str = GATE
) -> np.ndarray:
    """Decide a prediction of N clips -> bool (N, 2, C, T); at the threshold counts as present.

    The threshold holds for segments and gate alike.  Raises ValueError on an unknown gate.
    """
    if gate not in GATES:
        raise ValueError(f"unknown gate {gate!r}; choose one of {', '.join(GATES)}")
    grid = prediction.segments >= threshold  # (N, 2, C, T)
    if gate == "global":
        grid &= (prediction.video_prob >= threshold)[:, None, :, None]
    elif gate == "modality":
        grid &= (prediction.clip >= threshold)[..., None]
    return grid
