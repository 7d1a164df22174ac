"""LEAP, the label-query decoder (Zhou et al., ECCV 2024)."""

from leap_core.decoders.leap.config import LeapConfig
from leap_core.decoders.leap.maps import MIXING, SCORES

__all__ = ["MIXING", "SCORES", "LeapConfig"]
