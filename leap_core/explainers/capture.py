"""A model and features -> the prediction and the maps behind it.

Shapes: B clips, N blocks, H heads, C classes, T segments, D label width.
"""

from __future__ import annotations

import torch
from torch import Tensor

from leap_core.decoders.leap import LeapDecoder
from leap_core.model import ParsingModel
from leap_core.types import MODALITIES, Explanation, Features


@torch.inference_mode()
def explain(model: ParsingModel, features: Features, label_embeddings: Tensor | None = None) -> Explanation:
    """Explain B clips: `.mixing[m]` and `.scores[m]` are (B, N, H, C, T) for m in audio, visual.

    Runs in eval mode and leaves the model as it was.  Both maps are empty where the decoder has no label
    queries (MMIL).  Raises InputError as the model does.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        audio, visual = model.encode(features)
        if not isinstance(model.decoder, LeapDecoder):
            return Explanation(model.decoder(audio, visual, label_embeddings))
        trace = model.decoder.trace(audio, visual, label_embeddings, every_score=True)
        blocks = {m: getattr(trace, m) for m in MODALITIES}
        return Explanation(
            model.decoder.read_out(trace, audio, visual),
            mixing={m: torch.stack([o.mixing for o in outputs], dim=1) for m, outputs in blocks.items()},
            scores={m: torch.stack([o.scores for o in outputs], dim=1) for m, outputs in blocks.items()},
        )
    finally:
        for module, mode in modes.items():
            module.training = mode
