"""Whole model configs: the released models at full size, and the same four at demo size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leap_core.config import HanConfig, LeapConfig, MmilConfig, MmPyrConfig, ModelConfig


def leap_mm_pyr() -> ModelConfig:
    """LEAP with the MM-Pyr encoder, as released with the paper."""
    return ModelConfig(encoder=MmPyrConfig(), decoder=LeapConfig())


def leap_han() -> ModelConfig:
    """LEAP with the HAN encoder of VALOR's layout (sequential, 8 heads, feed-forward 1024)."""
    return ModelConfig(
        encoder=HanConfig(heads=8, feed_forward=1024, order="sequential"), decoder=LeapConfig()
    )


def mmil_mm_pyr() -> ModelConfig:
    """MMIL with the MM-Pyr encoder."""
    return ModelConfig(encoder=MmPyrConfig(), decoder=MmilConfig())


def mmil_han() -> ModelConfig:
    """MMIL with HAN, as first released."""
    return ModelConfig(encoder=HanConfig(), decoder=MmilConfig())


def mmil_han_valor() -> ModelConfig:
    """MMIL with VALOR's HAN."""
    return ModelConfig(
        encoder=HanConfig(heads=8, feed_forward=1024, order="sequential"), decoder=MmilConfig()
    )


PRESETS: dict[str, Callable[[], ModelConfig]] = {
    f.__name__: f for f in (leap_mm_pyr, leap_han, mmil_mm_pyr, mmil_han, mmil_han_valor)
}


def small(config: ModelConfig, width: int = 48, heads: int = 4, feed_forward: int = 96) -> ModelConfig:
    """`config` narrowed for the demo set; the architecture is unchanged."""
    sizes = {"heads": heads, "feed_forward": feed_forward}
    parts = {"encoder": config.encoder.resized(**sizes), "decoder": config.decoder.resized(**sizes)}
    return replace(config, **parts, width=width)
