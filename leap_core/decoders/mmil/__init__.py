"""MMIL, the multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020)."""

from leap_core.decoders.mmil.config import MmilConfig
from leap_core.decoders.mmil.maps import AUDIO_VISUAL, TEMPORAL

__all__ = ["AUDIO_VISUAL", "TEMPORAL", "MmilConfig"]
