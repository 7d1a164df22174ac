"""Wiring: features -> projections -> encoder -> decoder.

Shapes: B clips, T segments, S frames a segment, d width, D label width.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from leap_core.config import ModelConfig
from leap_core.errors import InputError
from leap_core.types import Features, Prediction


class FrontEnd(nn.Module):
    """Linear projections of the pre-extracted features to the model's width."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the four projections."""
        super().__init__()
        self.audio = nn.Linear(config.audio_dim, config.width)
        self.visual = nn.Linear(config.visual_dim, config.width)
        self.visual_st = nn.Linear(config.visual_st_dim, config.width)
        self.fusion = nn.Linear(2 * config.width, config.width)

    def forward(self, features: Features) -> tuple[Tensor, Tensor]:
        """Project to audio and visual segments, (B, T, d) each."""
        t = features.audio.shape[1]
        # pooled before the projection, which is affine: the same result for an S-th of the work
        frames = features.visual.unflatten(1, (t, -1)).mean(dim=2)  # (B, S T, .) -> (B, T, .)
        visual = torch.cat((self.visual(frames), self.visual_st(features.visual_st)), dim=-1)
        return self.audio(features.audio), self.fusion(visual)


class ParsingModel(nn.Module):
    """An audio-visual video parsing model."""

    def __init__(self, config: ModelConfig) -> None:
        """Make the modules that `config` describes."""
        super().__init__()
        self.config = config
        self.front_end = FrontEnd(config)
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
        return self.decode(self.encode(features), label_embeddings, mask)

    def project(self, features: Features) -> tuple[Tensor, Tensor]:
        """Audio and visual segments as the encoder takes them, (B, T, d) each."""
        self._check(features)
        return self.front_end(features)

    def encode(self, features: Features) -> tuple[Tensor, Tensor]:
        """Encoded audio and visual segments, (B, T, d) each."""
        return self.encoder(*self.project(features))

    def decode(
        self,
        encoded: tuple[Tensor, Tensor],
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Prediction:
        """The prediction from encoded segments; arguments and errors as those of `forward`."""
        if mask is None:
            return self.decoder(*encoded, label_embeddings)
        if not self.config.decoder.takes_mask:
            expected = "its attention cannot do without single segments"
            raise InputError(
                f"decoder {self.config.decoder.title}", expected, "Take them away from the features instead."
            )
        return self.decoder(*encoded, label_embeddings, mask)

    def _check(self, features: Features) -> None:
        audio, visual, visual_st = (
            tuple(x.shape) for x in (features.audio, features.visual, features.visual_st)
        )
        c = self.config
        if len(audio) != 3 or not audio[1] or audio[2] != c.audio_dim:
            _refuse("audio features", f"(B, T, {c.audio_dim})", audio)
        b, t, _ = audio
        if len(visual) != 3 or visual[0] != b or visual[1] % t or not visual[1] or visual[2] != c.visual_dim:
            _refuse("visual features", f"({b}, S x {t}, {c.visual_dim})", visual)
        if visual_st != (b, t, c.visual_st_dim):
            _refuse("spatio-temporal visual features", f"({b}, {t}, {c.visual_st_dim})", visual_st)


def build_model(config: ModelConfig) -> ParsingModel:
    """A model with fresh weights, on the CPU, in training mode."""
    return ParsingModel(config)


def _refuse(what: str, expected: str, found: tuple[int, ...]) -> None:
    raise InputError(
        what, f"expected the shape {expected}, found {found}", "Use the features that the model was made for."
    )
