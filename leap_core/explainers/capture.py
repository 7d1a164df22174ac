"""A model and features -> the prediction and the maps behind it.

Shapes: B clips, N blocks, H heads, C classes, T segments, D label width.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from leap_core.errors import InputError
from leap_core.model import ParsingModel
from leap_core.types import Explanation, Features, Prediction


@torch.inference_mode()
def explain(model: ParsingModel, features: Features, label_embeddings: Tensor | None = None) -> Explanation:
    """Explain B clips: `.maps[key][m]` is (B, N, H, C, T) for each kind that the decoder can trace.

    `.mixing` and `.scores` are LEAP's kinds, empty where the decoder has no label queries.  Runs in eval mode
    and leaves the model as it was.  Raises InputError as the model does.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        return model.explain(features, label_embeddings)
    finally:
        for module, mode in modes.items():
            module.training = mode


def check_numbers(prediction: Prediction[np.ndarray]) -> None:
    """Raise InputError where a probability is no number: weights may be finite and what they give not."""
    if not all(np.isfinite(x).all() for x in (prediction.segments, prediction.clip, prediction.video_prob)):
        expected = "expected probabilities, it gives NaN or infinity"
        raise InputError("model", expected, "Choose another checkpoint, or train the model anew.")
