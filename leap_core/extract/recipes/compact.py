"""Recipe `compact`: what the demo set's models know.  It needs no weights (leap_core/data/compact.py).

audio_dim 128, visual_dim 192 at 8 frames a second, visual_st_dim 96
"""

from __future__ import annotations

from pathlib import Path

from leap_core.data import compact
from leap_core.errors import InputError
from leap_core.extract.recipe import Extractor, OnSecond, Recipe
from leap_core.extract.video import Video
from leap_core.options import DEVICE
from leap_core.types import Features


def _find(weights: Path | None) -> tuple[Path, ...]:
    if weights is not None:
        raise InputError(weights, "the recipe compact needs no weights", "Leave out --weights.")
    return ()


def _extract(video: Video, segments: int, on_second: OnSecond) -> Features:
    features = compact.extract(video.path, segments, video.heard, video.seen)
    on_second(segments, segments)
    return features


def _load(weights: Path | None, device: str) -> Extractor:
    if device != DEVICE:
        expected = "the recipe compact runs no network"
        raise InputError(f"device {device}", expected, "Leave out --device.")
    return _extract


COMPACT = Recipe("compact", 1, {"audio_dim": 128, "visual_dim": 192, "visual_st_dim": 96}, _find, _load)
