"""Settings of MM-Pyr."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leap_core.encoders.mm_pyr.official import FEED_FORWARD, LEVELS, keys
from leap_core.parts import Count, EncoderConfig, OfficialKeys, OfficialShapes, Size, register

if TYPE_CHECKING:
    from leap_core.encoders.mm_pyr.module import MmPyrEncoder


@register
@dataclass(frozen=True)
class MmPyrConfig(EncoderConfig):
    """Multi-modal pyramid attention (Yu et al., ACM MM 2022)."""

    kind = "mm_pyr"
    title = "MM-Pyr"

    levels: Count = 4
    heads: Size = 8
    feed_forward: Size = 512

    def build(self, width: int, dropout: float) -> MmPyrEncoder:
        """The encoder at `width` = d."""
        from leap_core.encoders.mm_pyr.module import MmPyrEncoder

        return MmPyrEncoder(self, width, dropout)

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code at `width` = d."""
        return keys(self, width)

    def measured(self, shapes: OfficialShapes) -> MmPyrConfig:
        """The same with the sizes that a released state dict has."""
        return replace(self, levels=shapes.count(LEVELS), feed_forward=shapes.size(FEED_FORWARD))

    def macs_beyond(self, width: int, segments: int, live: int) -> int:
        """Padding that the released code convolves: two outer taps, a convolution a modality and level."""
        padding = sum(2 * min(2**level, segments) for level in range(self.levels))  # positions
        return 2 * padding * width**2
