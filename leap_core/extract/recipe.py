"""What a recipe for features is; each has a file of its own in recipes/."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from leap_core.extract.video import Video
from leap_core.types import Features

OnSecond = Callable[[int, int], None]  # hears the seconds done and the seconds in all
Extractor = Callable[[Video, int, OnSecond], Features]  # a file, T -> features, B = 1


@dataclass(frozen=True)
class Recipe:
    """How features are made of a file."""

    name: str
    version: int  # raised whenever it gives other features: what an earlier one gave is made anew
    feature_dims: Mapping[str, int]  # widths by the names that `ModelConfig` gives them
    find_weights: Callable[[Path | None], tuple[Path, ...]]  # the files in a folder; InputError without
    # from that folder to PyTorch's device; InputError where they do not fit or it cannot be used
    load: Callable[[Path | None, str], Extractor]
