"""MMIL, the multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020)."""

from leap_core.decoders.mmil.config import MmilConfig

__all__ = ["MmilConfig"]
