"""Settings of HAN."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from leap_core.encoders.han.official import FEED_FORWARD, LAYERS, keys
from leap_core.parts import Count, EncoderConfig, OfficialKeys, OfficialShapes, Size, register

if TYPE_CHECKING:
    from leap_core.encoders.han.module import HanEncoder


@register
@dataclass(frozen=True)
class HanConfig(EncoderConfig):
    """Hybrid attention network (Tian et al., ECCV 2020)."""

    kind = "han"
    title = "HAN"

    layers: Count = 1
    heads: Size = 1
    feed_forward: Size = 512
    order: Literal["parallel", "sequential"] = "parallel"  # sequential: visual attends to the updated audio
    norm: Literal["post", "pre"] = "post"

    def build(self, width: int, dropout: float) -> HanEncoder:
        """The encoder at `width` = d."""
        from leap_core.encoders.han.module import HanEncoder

        return HanEncoder(self, width, dropout)

    def official(self, width: int) -> OfficialKeys:
        """Keys of the released code at `width` = d."""
        return keys(self, width)

    def measured(self, shapes: OfficialShapes) -> HanConfig:
        """The same with the sizes that a released state dict has."""
        return replace(self, layers=shapes.count(LAYERS), feed_forward=shapes.size(FEED_FORWARD))

    def macs_beyond(self, width: int, segments: int, live: int) -> int:
        """Layers of the first release that run in vain: each reads the inputs again, the last counts."""
        return (self.layers - 1) * live if self.order == "parallel" else 0
