"""Settings of HAN."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Interval

from leap_core.encoders.han.official import FEED_FORWARD, LAYERS, keys
from leap_core.parts import Count, EncoderConfig, OfficialKeys, OfficialShapes, Size, register

if TYPE_CHECKING:
    from leap_core.encoders.han.module import HanEncoder, MixedHanEncoder


@register
@dataclass(frozen=True)
class HanConfig(EncoderConfig):
    """Hybrid attention network (Tian et al., ECCV 2020)."""

    kind = "han"
    title = "HAN"

    layers: Count = 1
    heads: Size = 1
    feed_forward: Size = 512
    order: Literal["parallel", "chained", "sequential"] = "parallel"  # how layers follow, see module.py
    norm: Literal["post", "pre"] = "post"

    def build(self, width: int, dropout: float) -> HanEncoder:
        """The encoder at `width` = d."""
        from leap_core.encoders.han.module import HanEncoder

        return HanEncoder(self, width, dropout)

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code at `width` = d."""
        return keys(self, width)

    def measured(self, shapes: OfficialShapes) -> HanConfig:
        """The same with the sizes that a released state dict has."""
        return replace(self, layers=shapes.count(LAYERS), feed_forward=shapes.size(FEED_FORWARD))

    def macs_beyond(self, width: int, segments: int, live: int) -> int:
        """Layers of the first release that run in vain: each reads the inputs again, the last counts."""
        return (self.layers - 1) * live if self.order == "parallel" else 0


@register
@dataclass(frozen=True)
class MixedHanConfig(HanConfig):
    """HAN run with and without its cross-modal attention, both mixed (CMPAE, Gao et al., CVPR 2023)."""

    kind = "han_mixed"
    title = "mixed HAN"

    order: Literal["parallel", "chained", "sequential"] = "chained"
    without_cross: Annotated[float, Interval(ge=0, le=1)] = 0.2  # share of the one without; 1: it alone
    evaluated_alone: Annotated[float, Interval(ge=0, le=1)] = (
        0.0  # of the second pass; CMPAE's evaluation: 0.3
    )

    @property
    def second_pass(self) -> float:
        """Share of a second pass, without cross-modal attention, in what a model says in eval mode."""
        return self.evaluated_alone

    @property
    def alone(self) -> MixedHanConfig:
        """The same without cross-modal attention."""
        return replace(self, without_cross=1.0, evaluated_alone=0.0)

    def build(self, width: int, dropout: float) -> MixedHanEncoder:
        """The encoder at `width` = d."""
        from leap_core.encoders.han.module import MixedHanEncoder

        return MixedHanEncoder(self, width, dropout)
