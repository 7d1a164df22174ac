"""What every decoder does.

A decoder that can do without some segments says so by `DecoderConfig.takes_mask`, and both methods take a
`mask` as their last argument, (B, 2, T), bool: False where a segment of sound or picture is no key of its
attention.  The encoder has seen those segments all the same.

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

    def explain(
        self, audio: Tensor, visual: Tensor, label_embeddings: Tensor | None = None, *mask: Tensor
    ) -> Explanation:
        """The same with every map of `DecoderConfig.maps`; no maps unless a decoder says otherwise."""
        return Explanation(self(audio, visual, label_embeddings, *mask))
