"""LEAP, the label-query decoder (Zhou et al., ECCV 2024)."""

from leap_core.decoders.leap.config import MIXING, SCORES, LeapConfig

__all__ = ["MIXING", "SCORES", "LeapConfig"]
