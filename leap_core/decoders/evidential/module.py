"""CMPAE's decoder, evidence for and against each class (Gao et al., CVPR 2023).

Of a pair of logits, for and against, the evidence is e = exp(logit / 0.8) + 1 each: the probability is
e_for / (e_for + e_against), the uncertainty 2 / (e_for + e_against).

Shapes: B clips, T segments, M = 2 modalities (audio, visual), C classes, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from leap_core.decoders.base import Decoder
from leap_core.decoders.evidential.maps import ABSENCE, PRESENCE, UNCERTAINTY
from leap_core.layers import masked_softmax
from leap_core.types import MODALITIES, Explanation, Modality, Prediction

if TYPE_CHECKING:
    from leap_core.config import ModelConfig

_SLOPE = 0.2  # of every leaky ReLU
_DROP_VISUAL, _DROP_OTHER = 0.5, 0.2  # in training: of what is seen, of what one modality says of the other
_BOUND, _TEMPERATURE = 10.0, 0.8  # of logits, before the exponential


class EvidentialDecoder(Decoder):
    """Evidence for and against each class by segment, pooled over time; the clip's p is of the front end."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the seven linear layers."""
        super().__init__()
        width, classes = config.width, config.classes
        self.presence, self.absence = nn.Linear(width, classes), nn.Linear(width, classes)
        self.attend_time = nn.Linear(width, 2 * classes)
        self.visual_to_audio, self.audio_to_visual = nn.Linear(width, width), nn.Linear(width, width)
        self.embed_video, self.classify_video = nn.Linear(width, width), nn.Linear(width, classes)
        self.drop_visual, self.drop_other = nn.Dropout(_DROP_VISUAL), nn.Dropout(_DROP_OTHER)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
        *,
        projected: tuple[Tensor, Tensor],
    ) -> Prediction:
        """Decode (B, T, d) segments; label embeddings are not looked at.

        `video_prob` is told by the `projected` segments alone, before the encoder.  Masked segments (B, 2, T)
        have no part in any sum over time; P, which looks at one segment at a time, stays as it is.
        """
        return self.explain(audio, visual, label_embeddings, mask, projected=projected).prediction

    def explain(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
        *,
        projected: tuple[Tensor, Tensor],
    ) -> Explanation:
        """The same with both attentions over time and the uncertainty of P, (B, 1, 1, C, T) a modality."""
        del label_embeddings
        kept = None if mask is None else mask.transpose(1, 2)[..., None, None]  # (B, T, M, 1, 1)
        seen = self.drop_visual(visual)
        both = audio + seen
        x = torch.stack((audio, seen), dim=2)  # (B, T, M, d)
        other = self.drop_other(torch.stack((self.visual_to_audio(both), self.audio_to_visual(both)), dim=2))
        against = self.absence(x + F.leaky_relu(other, _SLOPE))
        logits = torch.stack((self.presence(x), against), dim=-1)  # (B, T, M, C, 2)
        weights = masked_softmax(self.attend_time(x).unflatten(-1, (-1, 2)), kept, dim=1)  # over T
        segments, segment_uncertainty = _judge(logits.permute(0, 2, 3, 1, 4))  # (B, M, C, T)
        clip, clip_uncertainty = _judge((weights * logits).sum(dim=1))  # (B, M, C)
        video_logits, shares = self._video(projected, mask)  # (B, T, C), (B, T, 1)
        evidence = _evidence((shares * video_logits).sum(dim=1))
        prediction = Prediction(
            segments=segments,
            clip=clip,
            video_prob=(shares * video_logits.sigmoid()).sum(dim=1),
            audio_encoded=audio,
            visual_encoded=visual,
            segment_uncertainty=segment_uncertainty,
            clip_uncertainty=clip_uncertainty,
            video_uncertainty=evidence.shape[-1] / evidence.sum(dim=-1),  # (B,)
        )
        over_time = weights.permute(4, 0, 2, 3, 1)  # (2, B, M, C, T)
        traced = {PRESENCE: over_time[0], ABSENCE: over_time[1], UNCERTAINTY: segment_uncertainty}
        return Explanation(prediction, {kind.key: _by_modality(maps) for kind, maps in traced.items()})

    def _video(self, projected: tuple[Tensor, Tensor], mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """Logits of the clip by segment, and the share of each segment in their mean."""
        embedded = torch.stack([F.leaky_relu(self.embed_video(x), _SLOPE) for x in projected], dim=1)
        if mask is None:
            mask = torch.ones(embedded.shape[:3], dtype=torch.bool, device=embedded.device)  # (B, M, T)
        logits = self.classify_video((embedded * mask[..., None]).sum(dim=1))
        counted = mask.any(dim=1)[..., None].to(logits.dtype)  # (B, T, 1)
        return logits, counted / counted.sum(dim=1, keepdim=True).clamp(min=1)


def _evidence(logits: Tensor) -> Tensor:
    return (logits.clamp(-_BOUND, _BOUND) / _TEMPERATURE).exp() + 1


def _judge(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Probability and uncertainty of pairs of logits, for and against: (..., 2) -> (...) each."""
    evidence = _evidence(logits)
    total = evidence.sum(dim=-1)
    return evidence[..., 0] / total, 2 / total


def _by_modality(maps: Tensor) -> dict[Modality, Tensor]:
    """(B, M, C, T) -> (B, 1, 1, C, T) a modality."""
    return {m: x[:, None, None] for m, x in zip(MODALITIES, maps.unbind(dim=1), strict=True)}
