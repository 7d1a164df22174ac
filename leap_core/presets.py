"""Whole model configs: the released models at full size, and the same at demo size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leap_core.config import (
    EvidentialConfig,
    FrontEndConfig,
    HanConfig,
    LeapConfig,
    MixedHanConfig,
    MmilConfig,
    MmPyrConfig,
    ModelConfig,
)


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


def mmil_han_lsld() -> ModelConfig:
    """MMIL with LSLD's HAN of four chained layers, on CLAP's and CLIP's features."""
    return ModelConfig(
        HanConfig(layers=4, order="chained"),
        MmilConfig(),
        audio_dim=512,
        visual_dim=512,
        front_end=FrontEndConfig(spatio_temporal=False),
    )


def mmil_han_valorpp() -> ModelConfig:
    """MMIL with VALOR++'s HAN, on patches of CLAP and CLIP's features."""
    return ModelConfig(
        HanConfig(layers=4, heads=8, feed_forward=1024, order="sequential"),
        MmilConfig(),
        width=256,
        audio_dim=768,
        visual_dim=768,
        front_end=FrontEndConfig(audio="patches"),
    )


def cmpae() -> ModelConfig:
    """CMPAE."""
    return ModelConfig(MixedHanConfig(), EvidentialConfig(), front_end=FrontEndConfig(activation="elu"))


PRESETS: dict[str, Callable[[], ModelConfig]] = {
    f.__name__: f
    for f in (
        leap_mm_pyr,
        leap_han,
        mmil_mm_pyr,
        mmil_han,
        mmil_han_valor,
        mmil_han_lsld,
        mmil_han_valorpp,
        cmpae,
    )
}


def small(config: ModelConfig, width: int = 48, heads: int = 4, feed_forward: int = 96) -> ModelConfig:
    """`config` narrowed for the demo set; the architecture is unchanged."""
    sizes = {"heads": heads, "feed_forward": feed_forward}
    parts = {"encoder": config.encoder.resized(**sizes), "decoder": config.decoder.resized(**sizes)}
    return replace(config, **parts, width=width)
