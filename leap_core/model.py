"""Wiring: features -> projections -> encoder -> decoder.

Shapes: B clips, C classes, T segments, D label width.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

from leap_core.config import ModelConfig
from leap_core.errors import InputError
from leap_core.types import Explanation, Features, Prediction

R = TypeVar("R")


class ParsingModel(nn.Module):
    """An audio-visual video parsing model."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the modules that `config` describes."""
        super().__init__()
        self.config = config
        self.dead: dict[str, Tensor] = {}  # of a release, by its keys: no forward pass uses them
        self.front_end = config.front_end.build(config)
        self.encoder = config.encoder.build(config.width, config.dropout)
        self.decoder = config.decoder.build(config)

    def forward(
        self, features: Features, label_embeddings: Tensor | None = None, mask: Tensor | None = None
    ) -> Prediction:
        """Parse B clips; `label_embeddings` (C, D) are needed by LEAP with given queries only.

        `mask` (B, 2, T), bool, is False where the decoder is to do without a segment of sound or picture,
        which the encoder sees all the same.  Raises InputError where the features do not have the widths or
        lengths that the model expects, or where its decoder takes no mask.
        """
        prediction = self._decode(self.decoder, features, label_embeddings, mask)
        return _unpadded(Explanation(prediction), present_of(features)).prediction

    def explain(
        self, features: Features, label_embeddings: Tensor | None = None, mask: Tensor | None = None
    ) -> Explanation:
        """The same with every map that the decoder can trace."""
        explanation = self._decode(self.decoder.explain, features, label_embeddings, mask)
        return _unpadded(explanation, present_of(features))

    def _decode(
        self,
        decode: Callable[..., R],
        features: Features,
        label_embeddings: Tensor | None,
        mask: Tensor | None,
    ) -> R:
        projected, present = self.front_end(features), present_of(features)
        encoded = self.encoder(*projected) if present is None else self._encoded(projected, present)
        masks = self._masks(mask, present)
        if self.config.decoder.reads_projected:
            return decode(*encoded, label_embeddings, *masks, projected=projected)
        return decode(*encoded, label_embeddings, *masks)

    def _encoded(self, projected: tuple[Tensor, Tensor], present: Tensor) -> tuple[Tensor, Tensor]:
        """Encoded segments (B, T, d), 0 at a clip's padding."""
        audio, visual = self.encoder(*projected, present)
        return audio * present[..., None], visual * present[..., None]

    def _masks(self, mask: Tensor | None, present: Tensor | None) -> tuple[Tensor, ...]:
        """The decoder's mask, where it needs one: of what is asked for, and of a clip's padding."""
        if present is not None:
            own = present[:, None].expand(-1, 2, -1)  # (B, 2, T)
            mask = own if mask is None else mask & own
        if mask is None:
            return ()
        if not self.config.decoder.takes_mask:
            expected = "its attention cannot do without single segments, nor leave out a clip's padding"
            remedy = "Take them away from the features instead, and give it clips of one length."
            raise InputError(f"decoder {self.config.decoder.title}", expected, remedy)
        return (mask,)


def present_of(features: Features) -> Tensor | None:
    """Which segments are a clip's own, bool (B, T); None where no clip is padded."""
    if features.segments is None:
        return None
    second = torch.arange(features.length, device=features.audio.device)
    return second < features.segments[:, None]


def _unpadded(explanation: Explanation[Tensor], present: Tensor | None) -> Explanation[Tensor]:
    """The same with P and maps of 0 where a clip is padded."""
    if present is None:
        return explanation
    return explanation.over_time(lambda x: x * present.unflatten(0, (-1, *[1] * (x.ndim - 2))))


def build_model(config: ModelConfig) -> ParsingModel:
    """A model with fresh weights, on the CPU, in training mode."""
    return ParsingModel(config)
