"""A model and features -> the prediction and the maps behind it.

Shapes: B clips, N blocks, H heads, C classes, T segments, D label width.
"""

from __future__ import annotations

import torch
from torch import Tensor

from leap_core.model import ParsingModel
from leap_core.types import Explanation, Features


@torch.inference_mode()
def explain(model: ParsingModel, features: Features, label_embeddings: Tensor | None = None) -> Explanation:
    """Explain B clips: `.maps[key][m]` is (B, N, H, C, T) for each kind that the decoder can trace.

    `.mixing` and `.scores` are LEAP's kinds, empty where the decoder has no label queries.  Runs in eval mode
    and leaves the model as it was.  Raises InputError as the model does.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        return model.decoder.explain(*model.encode(features), label_embeddings)
    finally:
        for module, mode in modes.items():
            module.training = mode
