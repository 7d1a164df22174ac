"""CMPAE's decoder, evidence for and against each class (Gao et al., CVPR 2023)."""

from leap_core.decoders.evidential.config import EvidentialConfig
from leap_core.decoders.evidential.maps import ABSENCE, PRESENCE, UNCERTAINTY

__all__ = ["ABSENCE", "PRESENCE", "UNCERTAINTY", "EvidentialConfig"]
