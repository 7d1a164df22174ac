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
        return self._parse(features, label_embeddings, mask, traced=False).prediction

    def explain(
        self, features: Features, label_embeddings: Tensor | None = None, mask: Tensor | None = None
    ) -> Explanation:
        """The same with every map that the decoder can trace."""
        return self._parse(features, label_embeddings, mask, traced=True)

    def _parse(
        self, features: Features, label_embeddings: Tensor | None, mask: Tensor | None, traced: bool
    ) -> Explanation:
        """The same; where the encoder has a second pass, the mean of both, in eval mode."""
        present, projected = present_of(features), self.project(features)
        mask = _with_padding(mask, present)

        def decode(alone: bool) -> Explanation:
            encoded = self._encode(projected, present, alone)
            if traced:
                return self._call(self.decoder.explain, encoded, label_embeddings, mask, projected)
            return Explanation(self.decode(encoded, label_embeddings, mask, projected))

        found, share = decode(alone=False), self.config.encoder.second_pass
        if share and not self.training:
            found = found.mixed(decode(alone=True), share)
        return _unpadded(found, present)

    def alone(self, features: Features, label_embeddings: Tensor | None = None) -> Prediction:
        """What it says of each modality by itself, of encoders whose settings can be `alone`."""
        present, projected = present_of(features), self.project(features)
        encoded = self._encode(projected, present, alone=True)
        return self.decode(encoded, label_embeddings, _with_padding(None, present), projected)

    def project(self, features: Features) -> tuple[Tensor, Tensor]:
        """Audio and visual segments as the encoder takes them, (B, T, d) each."""
        return self.front_end(features)

    def encode(
        self, projected: tuple[Tensor, Tensor], present: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Encoded audio and visual segments, (B, T, d) each; 0 where `present` (B, T) is False: padding.

        Raises InputError where the encoder has a second pass: what the model says is not decoded of one.
        """
        if self.config.encoder.second_pass:
            expected = "what it says is the mean of two passes, which cannot be asked halfway"
            raise InputError(
                f"encoder {self.config.encoder.title}", expected, "Open it as a kind of one pass."
            )
        return self._encode(projected, present)

    def _encode(
        self, projected: tuple[Tensor, Tensor], present: Tensor | None, alone: bool = False
    ) -> tuple[Tensor, Tensor]:
        passes = {"alone": True} if alone else {}
        if present is None:
            return self.encoder(*projected, **passes)
        audio, visual = self.encoder(*projected, present, **passes)
        return audio * present[..., None], visual * present[..., None]

    def encode_some(
        self, projected: tuple[Tensor, Tensor], heard: slice, seen: slice
    ) -> tuple[Tensor, Tensor]:
        """Of clips that are not padded, the encoded audio of some and the encoded visual of as many."""
        if (some := getattr(self.encoder, "some", None)) is not None:  # an encoder may spare the rest
            return some(*projected, heard, seen)
        audio, visual = self.encode(projected)
        return audio[heard], visual[seen]

    def decode(
        self,
        encoded: tuple[Tensor, Tensor],
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
        projected: tuple[Tensor, Tensor] | None = None,
    ) -> Prediction:
        """The prediction from encoded segments; errors as those of `forward`.

        `projected` are those that were encoded, for decoders that read them too.
        """
        return self._call(self.decoder, encoded, label_embeddings, mask, projected)

    def _call(
        self,
        decode: Callable[..., R],
        encoded: tuple[Tensor, Tensor],
        label_embeddings: Tensor | None,
        mask: Tensor | None,
        projected: tuple[Tensor, Tensor] | None,
    ) -> R:
        settings = self.config.decoder
        if mask is not None and not settings.takes_mask:
            expected = "its attention cannot do without single segments, nor leave out a clip's padding"
            remedy = "Take them away from the features instead, and give it clips of one length."
            raise InputError(f"decoder {settings.title}", expected, remedy)
        masks = () if mask is None else (mask,)
        if settings.reads_projected:
            return decode(*encoded, label_embeddings, *masks, projected=projected)
        return decode(*encoded, label_embeddings, *masks)


def present_of(features: Features) -> Tensor | None:
    """Which segments are a clip's own, bool (B, T); None where no clip is padded."""
    if features.segments is None:
        return None
    second = torch.arange(features.length, device=features.audio.device)
    return second < features.segments[:, None]


def _with_padding(mask: Tensor | None, present: Tensor | None) -> Tensor | None:
    """A decoder's mask that leaves out a clip's padding too."""
    if present is None:
        return mask
    own = present[:, None].expand(-1, 2, -1)  # (B, 2, T)
    return own if mask is None else mask & own


def _unpadded(explanation: Explanation[Tensor], present: Tensor | None) -> Explanation[Tensor]:
    """The same with P and maps of 0 where a clip is padded."""
    if present is None:
        return explanation
    return explanation.over_time(lambda x: x * present.unflatten(0, (-1, *[1] * (x.ndim - 2))))


def build_model(config: ModelConfig) -> ParsingModel:
    """A model with fresh weights, on the CPU, in training mode."""
    return ParsingModel(config)
