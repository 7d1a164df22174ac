"""The front end: pre-extracted features -> projected audio and visual segments (B, T, d)."""

from leap_core.front_end.config import PATCHES, FrontEndConfig

__all__ = ["PATCHES", "FrontEndConfig"]
