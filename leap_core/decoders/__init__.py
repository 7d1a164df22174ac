"""Decoders: encoded segments (B, T, d) and label embeddings -> Prediction.

Importing this makes them known.
"""

from leap_core.decoders.leap import LeapConfig
from leap_core.decoders.mmil import MmilConfig

__all__ = ["LeapConfig", "MmilConfig"]
