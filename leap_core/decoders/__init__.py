"""Decoders: encoded segments (B, T, d) and label embeddings -> Prediction.

Importing this makes them known, in the order that the columns of their maps have on the screen.
"""

from leap_core.decoders.leap import LeapConfig
from leap_core.decoders.mmil import MmilConfig

# isort: split
from leap_core.decoders.evidential import EvidentialConfig

__all__ = ["EvidentialConfig", "LeapConfig", "MmilConfig"]
