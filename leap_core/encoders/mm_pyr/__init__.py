"""MM-Pyr, the multi-modal pyramid attention encoder (Yu et al., ACM MM 2022)."""

from leap_core.encoders.mm_pyr.config import MmPyrConfig

__all__ = ["MmPyrConfig"]
