"""Probabilities -> events: a threshold and a gate.

The published numbers differ in their gate, so every printed number names the one behind it:

    global     a segment counts only where the video-level p of its class does (LEAP, HAN, MM-Pyr, VALOR)
    modality   only where its own modality's p^m does (JoMoLD, LSLD)
    none       on its own

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

from leap_core.types import Prediction

GATES = ("global", "modality", "none")


def binarise(prediction: Prediction, threshold: float = 0.5, gate: str = "global") -> np.ndarray:
    """Decide a prediction of N clips -> bool (N, 2, C, T); at the threshold counts as present.

    The threshold holds for segments and gate alike.  Raises ValueError on an unknown gate.
    """
    if gate not in GATES:
        raise ValueError(f"unknown gate {gate!r}; choose one of {', '.join(GATES)}")
    segments = np.stack(
        (prediction.audio_segment_prob, prediction.visual_segment_prob), axis=1
    )  # (N, 2, T, C)
    grid = segments.transpose(0, 1, 3, 2) >= threshold  # (N, 2, C, T)
    if gate == "global":
        grid &= (prediction.video_prob >= threshold)[:, None, :, None]
    elif gate == "modality":
        own = np.stack((prediction.audio_prob, prediction.visual_prob), axis=1)  # (N, 2, C)
        grid &= (own >= threshold)[..., None]
    return grid
