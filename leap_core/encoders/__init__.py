"""Encoders: projected audio and visual segments (B, T, d) -> contextual ones, the same shapes."""

from torch import nn

from leap_core.config import HanConfig, ModelConfig
from leap_core.encoders.han import HanEncoder
from leap_core.encoders.mm_pyr import MmPyrEncoder


def build_encoder(config: ModelConfig) -> nn.Module:
    """The encoder that `config.encoder` describes."""
    kind = HanEncoder if isinstance(config.encoder, HanConfig) else MmPyrEncoder
    return kind(config.encoder, config.width, config.dropout)
