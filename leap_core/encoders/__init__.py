"""Encoders: projected audio and visual segments (B, T, d) -> contextual ones, the same shapes.

Importing this makes them known.
"""

from leap_core.encoders.han import HanConfig, MixedHanConfig
from leap_core.encoders.mm_pyr import MmPyrConfig

__all__ = ["HanConfig", "MixedHanConfig", "MmPyrConfig"]
