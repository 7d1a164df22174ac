"""Settings of the front end, and where its tensors lie in the released code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from leap_core.parts import OfficialKeys, OfficialShapes

if TYPE_CHECKING:
    from leap_core.config import ModelConfig
    from leap_core.front_end.module import FrontEnd

PATCHES = 64  # of CLAP for the sound of a whole clip: 2 bands of frequency by 32 steps of time
_KEYS = {"audio": "fc_a", "visual": "fc_v", "visual_st": "fc_st", "fusion": "fc_fusion"}
_ALWAYS = "audio", "visual"


@dataclass(frozen=True)
class FrontEndConfig:
    """Linear projections of the features to the model's width; unless told, as HAN was first released."""

    audio: Literal["segments", "patches"] = "segments"  # patches: of the whole clip, as VALOR++ reads CLAP
    spatio_temporal: bool = True  # whether such features are fused with those of the frames; not by LSLD
    activation: Literal["none", "elu"] = "none"  # after each projection; CMPAE's is ELU

    @property
    def affine(self) -> bool:
        """Whether frames may as well be pooled before they are projected."""
        return self.activation == "none"

    @property
    def frames(self) -> int:
        """S, the frames a segment that it is released for."""
        return 1 if self.audio == "patches" else 8

    def build(self, config: ModelConfig) -> FrontEnd:
        """The module of a model of `config`."""
        from leap_core.front_end.module import FrontEnd

        return FrontEnd(self, config)

    def official(self, width: int, classes: int) -> OfficialKeys:
        """Keys of the released code."""
        modules = {name: self._key(name) for name in _KEYS if self.spatio_temporal or name in _ALWAYS}
        return OfficialKeys(tuple((f"front_end.{name}", key) for name, key in modules.items()))

    def model_sizes(self, shapes: OfficialShapes) -> dict[str, int]:
        """Fields of ModelConfig that a released state dict tells by the projections."""
        kinds = (*_ALWAYS, "visual_st") if self.spatio_temporal else _ALWAYS
        widths = {f"{kind}_dim": shapes.size(f"{self._key(kind)}.weight", 1) for kind in kinds}
        return {"width": shapes.size(f"{self._key('audio')}.weight"), **widths}

    def _key(self, name: str) -> str:
        return _KEYS[name] if self.affine else f"{_KEYS[name]}.0"  # of a Sequential with the activation
