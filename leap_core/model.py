"""Wiring: features -> projections -> encoder -> decoder.

Shapes: B clips, C classes, T segments, D label width.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

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
        if mask is None:
            return self._decode(self.decoder, features, label_embeddings)
        if not self.config.decoder.takes_mask:
            expected = "its attention cannot do without single segments"
            raise InputError(
                f"decoder {self.config.decoder.title}", expected, "Take them away from the features instead."
            )
        return self._decode(self.decoder, features, label_embeddings, mask)

    def explain(
        self, features: Features, label_embeddings: Tensor | None = None, *mask: Tensor
    ) -> Explanation:
        """The same with every map that the decoder can trace."""
        return self._decode(self.decoder.explain, features, label_embeddings, *mask)

    def _decode(self, decode: Callable[..., R], features: Features, *further: Tensor | None) -> R:
        projected = self.front_end(features)
        encoded = self.encoder(*projected)
        if self.config.decoder.reads_projected:
            return decode(*encoded, *further, projected=projected)
        return decode(*encoded, *further)


def build_model(config: ModelConfig) -> ParsingModel:
    """A model with fresh weights, on the CPU, in training mode."""
    return ParsingModel(config)
