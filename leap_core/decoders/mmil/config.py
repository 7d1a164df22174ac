"""Settings of the MMIL decoder, and where its tensors lie in the released code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leap_core.decoders.mmil.maps import AUDIO_VISUAL, TEMPORAL
from leap_core.parts import DecoderConfig, OfficialKeys, OfficialShapes, register

if TYPE_CHECKING:
    from leap_core.config import ModelConfig
    from leap_core.decoders.mmil.module import MmilDecoder

_KEYS = OfficialKeys(
    (
        ("decoder.classify", "fc_prob"),
        ("decoder.attend_time", "fc_frame_att"),
        ("decoder.attend_modality", "fc_av_att"),
    )
)


@register
@dataclass(frozen=True)
class MmilConfig(DecoderConfig):
    """Multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020)."""

    kind = "mmil"
    title = "MMIL"
    maps = (TEMPORAL, AUDIO_VISUAL)
    takes_mask = True

    swap_modalities: bool = False  # the MM_Pyramid release stacks (visual, audio) but reads index 0 as audio

    def build(self, config: ModelConfig) -> MmilDecoder:
        """The decoder of a model of `config`."""
        from leap_core.decoders.mmil.module import MmilDecoder

        return MmilDecoder(self, config)

    @property
    def reads_other(self) -> bool:
        """Whether what it says of m, and its maps, are of the other modality's encoded segments."""
        return self.swap_modalities

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code."""
        return _KEYS

    def model_sizes(self, shapes: OfficialShapes) -> dict[str, int]:
        """The number of classes."""
        return {"classes": shapes.size("fc_prob.weight")}
