"""HAN, the hybrid attention network (Tian et al., ECCV 2020), and what VALOR, LSLD and CMPAE made of it."""

from leap_core.encoders.han.config import HanConfig, MixedHanConfig

__all__ = ["HanConfig", "MixedHanConfig"]
