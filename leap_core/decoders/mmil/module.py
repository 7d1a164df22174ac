"""MMIL, the multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020).

Shapes: B clips, T segments, M = 2 modalities (audio, visual), C classes, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from leap_core.decoders.base import Decoder
from leap_core.types import Prediction

if TYPE_CHECKING:
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

    def forward(self, audio: Tensor, visual: Tensor, label_embeddings: Tensor | None = None) -> Prediction:
        """Decode (B, T, d) segments; label embeddings are not looked at.

        `video_prob` is a product of two attentions and may exceed 1 by rounding; losses clamp it.
        """
        del label_embeddings
        first, second = (visual, audio) if self.swap else (audio, visual)
        x = torch.stack((first, second), dim=2)  # (B, T, M, d)
        prob = self.classify(x).sigmoid()  # (B, T, M, C)
        over_time = self.attend_time(x).softmax(dim=1)
        over_modality = self.attend_modality(x).softmax(dim=2)
        weighed = over_time * prob
        return Prediction(
            segments=prob.permute(0, 2, 3, 1),  # (B, M, C, T)
            clip=weighed.sum(dim=1),  # (B, M, C)
            video_prob=(weighed * over_modality).sum(dim=(1, 2)),
            audio_encoded=audio,
            visual_encoded=visual,
        )
