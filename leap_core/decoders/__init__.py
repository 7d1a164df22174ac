"""Decoders: encoded segments (B, T, d) and label embeddings -> Prediction."""

from torch import nn

from leap_core.config import LeapConfig, ModelConfig
from leap_core.decoders.leap import LeapDecoder
from leap_core.decoders.mmil import MmilDecoder


def build_decoder(config: ModelConfig) -> nn.Module:
    """The decoder that `config.decoder` describes."""
    return (LeapDecoder if isinstance(config.decoder, LeapConfig) else MmilDecoder)(config)
