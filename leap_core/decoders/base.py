"""What every decoder does.

Shapes: B clips, C classes, T segments, d width, D label width.
"""

from __future__ import annotations

from torch import Tensor, nn

from leap_core.types import Explanation, Prediction


class Decoder(nn.Module):
    """Encoded segments and label embeddings -> what is where, and the maps behind it."""

    def forward(self, audio: Tensor, visual: Tensor, label_embeddings: Tensor | None = None) -> Prediction:
        """Decode segments (B, T, d) each; label embeddings (C, D) are for those that take them."""
        raise NotImplementedError

    def explain(self, audio: Tensor, visual: Tensor, label_embeddings: Tensor | None = None) -> Explanation:
        """The same with every map of `DecoderConfig.maps`; no maps unless a decoder says otherwise."""
        return Explanation(self(audio, visual, label_embeddings))
