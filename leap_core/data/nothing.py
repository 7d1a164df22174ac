"""How seconds are taken away, and what stands in for one.

None of the choices is neutral: each is an input of its own, more or less unlike those that a model knows.
The mean has a z of 0, which no second has either.

    quietest   the clip's own: its quietest second, its background or else the second with least motion
    black      silence and a black picture, where the recipe of the features is known; else zeros
    zeros      features of zero
    mean       the mean of the features of a split

Shapes: T segments, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leap_core.data import compact
from leap_core.data.dataset import Dataset
from leap_core.data.media import sound
from leap_core.data.statistics import FeatureStatistics, by_segment
from leap_core.errors import InputError
from leap_core.options import NOTHING, NOTHINGS, REMOVAL, REMOVALS
from leap_core.types import Features


@dataclass(frozen=True)
class Removal:
    """How seconds are taken away."""

    source: str = REMOVAL  # one of REMOVALS
    nothing: str = NOTHING  # one of NOTHINGS, in place of those that are taken from the features

    def __post_init__(self) -> None:
        """Raises InputError on unknown choices."""
        for what, choice, choices in (
            ("removal", self.source, REMOVALS),
            ("nothing", self.nothing, NOTHINGS),
        ):
            if choice not in choices:
                expected = f"expected one of {', '.join(choices)}"
                raise InputError(f"{what} {choice[:20]!r}", expected, "Choose one.")

    @property
    def replaces(self) -> bool:
        """Whether something stands in for seconds; else they are masked."""
        return self.source == REMOVAL

    @property
    def name(self) -> str:
        """For folders: `input-black`, or `keys`."""
        return f"{self.source}-{self.nothing}" if self.replaces else self.source

    @property
    def words(self) -> str:
        """For people."""
        if self.replaces:
            return f"seconds taken from the input, {self.nothing} in their place"
        return "seconds masked as keys of the decoder"


@dataclass(frozen=True)
class Nothing:
    """Features of one segment, and what they are in words."""

    features: Features  # (1, 1, .), (1, S or 1, .), (1, 1, .)
    heard: str
    seen: str


def nothing_of(
    choice: str, data: Dataset, filename: str, statistics: Callable[[], FeatureStatistics]
) -> Nothing:
    """What stands in for seconds of a clip; `statistics` are asked for by the choice `mean` alone.

    Raises InputError on an unknown choice, and where the clip's features or media cannot be read.
    """
    if choice not in NOTHINGS:
        raise InputError(f"nothing {choice[:20]!r}", f"expected one of {', '.join(NOTHINGS)}", "Choose one.")
    if choice == "mean":
        return _mean(statistics())
    features = data.features([filename])
    if choice == "quietest":
        return _quietest(data, filename, features)
    if choice == "black" and data.recipe == "compact":
        return Nothing(compact.nothing(), "silence", "a black picture")
    why = ", for lack of the extractor" if choice == "black" else ""
    return Nothing(features.map(lambda x: np.zeros_like(x[:, :1])), *2 * (f"features of zero{why}",))


def _mean(statistics: FeatureStatistics) -> Nothing:
    words = "the mean of each feature"
    return Nothing(statistics.mean.map(lambda x: x[None, None]), words, words)


def _quietest(data: Dataset, filename: str, features: Features) -> Nothing:
    path, segments = data.media(filename), data.segments_of(filename)
    if data.recipe == "compact":
        level, by = compact.level(features.audio[0]), "by its mean log-mel power"
    elif path is not None:
        parts = np.array_split(sound(path, data.seconds_of(filename)), segments)
        level, by = np.array([np.square(part).mean() for part in parts]), "by its mean power"
    else:
        level, by = (
            np.linalg.norm(by_segment(features.audio, segments)[0], axis=-1),
            "by the norm of its features, for lack of sound",
        )
    t = int(level.argmin())
    heard = f"its own quietest second, {_stretch(data, t)} ({by})"
    audio = features.audio[:, t : t + 1]
    if data.recipe == "compact" and path is not None and path.suffix == ".mp4":
        return Nothing(Features(audio, *compact.background(path, segments)), heard, "its median frame, still")
    t = int(_motion(features.visual[0], segments).argmin())
    seen = f"its own second of least motion, {_stretch(data, t)} (by the change of its frames' features)"
    frames = features.visual.reshape(1, segments, -1, features.visual.shape[-1])  # (1, T, S, .)
    motion = None if features.visual_st is None else features.visual_st[:, t : t + 1]
    return Nothing(Features(audio, frames[:, t], motion), heard, seen)


def _motion(frames: np.ndarray, segments: int) -> np.ndarray:
    """Mean change from the frame before over the frames of a segment: (S T, .) -> (T,)."""
    change = np.linalg.norm(np.diff(frames, axis=0), axis=-1)  # (S T - 1,)
    first = change[:1] if len(change) else np.zeros(1)  # which has no frame before it
    return np.concatenate((first, change)).reshape(segments, -1).mean(axis=1)


def _stretch(data: Dataset, t: int) -> str:
    second = data.segment_seconds
    return f"{t * second:g}\u2013{(t + 1) * second:g} s"
