"""MMIL, the multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020).

Shapes: B clips, T segments, M = 2 modalities (audio, visual), C classes, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from leap_core.decoders.base import Decoder
from leap_core.decoders.mmil.maps import AUDIO_VISUAL, TEMPORAL
from leap_core.layers import masked_softmax
from leap_core.types import MODALITIES, Explanation, Modality, Prediction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leap_core.config import ModelConfig
    from leap_core.decoders.mmil.config import MmilConfig


class MmilDecoder(Decoder):
    """Classifies each segment and pools over time and modality by attention."""

    def __init__(self, settings: MmilConfig, config: ModelConfig) -> None:
        """Make the three linear layers."""
        super().__init__()
        self.swap = settings.swap_modalities
        self.classify = nn.Linear(config.width, config.classes)
        self.attend_time = nn.Linear(config.width, config.classes)
        self.attend_modality = nn.Linear(config.width, config.classes)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Prediction:
        """Decode (B, T, d) segments; label embeddings are not looked at.

        `video_prob` is a product of two attentions and may exceed 1 by rounding; losses clamp it.  Masked
        segments (B, 2, T) have no part in either softmax nor in the sums; P, which looks at one segment at a
        time, stays as it is.
        """
        return self.explain(audio, visual, label_embeddings, mask).prediction

    def explain(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Explanation:
        """The same with both attentions, (B, 1, 1, C, T) a modality.

        A map is of the modality whose probabilities it weighs, also where `swap_modalities` has another's
        segments there: p^m is the sum of W_t^m P^m over time.
        """
        del label_embeddings
        x = self._in_order(audio, visual)  # (B, T, M, d)
        prob = self.classify(x).sigmoid()  # (B, T, M, C)
        kept = None if mask is None else self._in_order(*mask.unbind(dim=1)).unsqueeze(-1)  # (B, T, M, 1)
        over_time = masked_softmax(self.attend_time(x), kept, dim=1)
        over_modality = masked_softmax(self.attend_modality(x), kept, dim=2)
        weighed = over_time * prob
        prediction = Prediction(
            segments=prob.permute(0, 2, 3, 1),  # (B, M, C, T)
            clip=weighed.sum(dim=1),  # (B, M, C)
            video_prob=(weighed * over_modality).sum(dim=(1, 2)),
            audio_encoded=audio,
            visual_encoded=visual,
        )
        traced = {TEMPORAL.key: over_time, AUDIO_VISUAL.key: over_modality}
        return Explanation(prediction, {key: _by_modality(weights) for key, weights in traced.items()})

    def _in_order(self, audio: Tensor, visual: Tensor) -> Tensor:
        """Both modalities, (B, T, ...) each, as the axis M, (B, T, M, ...), in the order of the release."""
        return torch.stack((visual, audio) if self.swap else (audio, visual), dim=2)


def _by_modality(weights: Tensor) -> Mapping[Modality, Tensor]:
    """(B, T, M, C) -> (B, 1, 1, C, T) a modality."""
    maps = weights.permute(2, 0, 3, 1)[:, :, None, None]  # (M, B, 1, 1, C, T)
    return dict(zip(MODALITIES, maps, strict=True))
