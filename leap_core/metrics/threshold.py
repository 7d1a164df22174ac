"""The threshold that a validation split chooses: the one of the best segment Type@AV, gate by gate.

A threshold chosen on the clips that are scored would be tuned on them.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import numpy as np

from leap_core.metrics.gates import binarise
from leap_core.metrics.report import segment_type
from leap_core.options import GATES, THRESHOLD
from leap_core.types import Chosen, Prediction

THRESHOLDS = tuple(step / 100 for step in range(1, 100))  # as finely as the screens ask


def choose_thresholds(prediction: Prediction[np.ndarray], truth: np.ndarray) -> tuple[Chosen, ...]:
    """The best threshold for each gate on N clips whose truth is bool (N, 2, C, T).

    Of equals it is the one nearest to 0.5.  A p that is thresholded must be `graded`.  Raises ValueError as
    `evaluate` does.
    """

    def best(gate: str) -> Chosen:
        scores = {t: segment_type(binarise(prediction, t, gate), truth) for t in THRESHOLDS}
        threshold = max(scores, key=lambda t: (scores[t], -abs(t - THRESHOLD)))
        return Chosen(gate, threshold, scores[threshold])

    return tuple(best(gate) for gate in GATES)
