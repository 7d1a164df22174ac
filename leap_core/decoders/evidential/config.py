"""Settings of CMPAE's decoder, and where its tensors lie in the released code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leap_core.decoders.evidential.maps import ABSENCE, PRESENCE, UNCERTAINTY
from leap_core.official_parts import linear
from leap_core.parts import DecoderConfig, OfficialKeys, OfficialShapes, register

if TYPE_CHECKING:
    from leap_core.config import ModelConfig
    from leap_core.decoders.evidential.module import EvidentialDecoder

_MODULES = (
    ("decoder.presence", "fc_prob"),
    ("decoder.absence", "fc_prob_beta"),
    ("decoder.attend_time", "fc_frame_att"),
    ("decoder.visual_to_audio", "v2a.0"),
    ("decoder.audio_to_visual", "a2v.0"),
    ("decoder.embed_video", "classifier1.0"),
    ("decoder.classify_video", "classifier2"),
)


@register
@dataclass(frozen=True)
class EvidentialConfig(DecoderConfig):
    """Evidence for and against each class, pooled over time (CMPAE, Gao et al., CVPR 2023)."""

    kind = "evidential"
    title = "CMPAE"
    maps = (PRESENCE, ABSENCE, UNCERTAINTY)
    reads_projected = True
    takes_mask = True
    weighs_evidence = True

    def build(self, config: ModelConfig) -> EvidentialDecoder:
        """The decoder of a model of `config`."""
        from leap_core.decoders.evidential.module import EvidentialDecoder

        return EvidentialDecoder(config)

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code at `width` = d; dead is another classifier of the whole clip."""
        dead = linear("fc_global.0", width, width) | linear("fc_global.2", classes, width)
        return OfficialKeys(_MODULES, dead=dead)

    def model_sizes(self, shapes: OfficialShapes) -> dict[str, int]:
        """The number of classes."""
        return {"classes": shapes.size("fc_prob.weight")}
