"""HAN, the hybrid attention network (Tian et al., ECCV 2020), and the layout that VALOR made of it."""

from leap_core.encoders.han.config import HanConfig

__all__ = ["HanConfig"]
