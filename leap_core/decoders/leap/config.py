"""Settings of LEAP's decoder.

Shapes: N blocks, H heads, d width.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from leap_core.decoders.leap.maps import MIXING, SCORES
from leap_core.decoders.leap.official import BLOCKS, FEED_FORWARD, LABELS, keys
from leap_core.parts import Count, DecoderConfig, OfficialKeys, OfficialShapes, Size, register

if TYPE_CHECKING:
    from leap_core.config import ModelConfig
    from leap_core.decoders.leap.module import LeapDecoder


@register
@dataclass(frozen=True)
class LeapConfig(DecoderConfig):
    """Label-query decoder of LEAP (ECCV 2024)."""

    kind = "leap"
    title = "LEAP"
    maps = (MIXING, SCORES)
    takes_mask = True
    keeps_apart = True
    uses_avss = True
    thresholded = True
    apart = ("project_label", "learnt_queries", "audio_head", "visual_head")

    blocks: Count = 2
    heads: Size = 8
    feed_forward: Size = 512
    read_out: Literal["first", "last", "average"] = "last"
    queries: Literal["glove", "learnable"] = "glove"
    score_pass: Literal["updated", "single"] = "updated"  # released code, or one pass as the paper writes

    def build(self, config: ModelConfig) -> LeapDecoder:
        """The decoder of a model of `config`."""
        from leap_core.decoders.leap.module import LeapDecoder

        return LeapDecoder(self, config)

    @property
    def takes_labels(self) -> bool:
        """Whether its queries are made from given label embeddings."""
        return self.queries == "glove"

    @property
    def layers(self) -> tuple[int, int]:
        """N blocks and H heads of its maps."""
        return self.blocks, self.heads

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code at `width` = d."""
        return keys(self, width)

    def measured(self, shapes: OfficialShapes) -> LeapConfig:
        """The same with the sizes that a released state dict has."""
        return replace(self, blocks=shapes.count(BLOCKS), feed_forward=shapes.size(FEED_FORWARD))

    def model_sizes(self, shapes: OfficialShapes) -> dict[str, int]:
        """The label width; no weight of LEAP has a class axis."""
        return {"label_dim": shapes.size(LABELS, 1)}

    def macs_beyond(self, width: int, segments: int, live: int) -> int:
        """Keys that the released code projects again for the second pass, of both modalities."""
        if self.score_pass == "single":
            return 0
        read = self.blocks if self.read_out == "average" else 1
        return 2 * read * segments * width**2
