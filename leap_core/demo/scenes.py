"""Scenes: which classes are heard and seen when, with the statistics of LLP.

1 to 4 classes a clip (40 % one, 55 % two, 5 % more).  A class's sound and picture have times of their
own, and either may be missing: off-screen sounds, silent pictures.

Shapes: C classes, T segments of one second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event, events_to_grid

SEGMENTS = 10
NAMES = {"train": "demotrn", "val": "demoval", "test": "demotst"}
SIZES = {"train": 1200, "val": 200, "test": 128}
_LABEL_SHARES = (0.40, 0.55, 0.04, 0.01)  # of 1, 2, 3, 4 classes
_BOTH, _HEARD_ONLY = 0.76, 0.14  # the rest is seen only
_SAME_TIMES = 0.56  # of the classes that are heard and seen
_WHOLE = 0.34  # of the tracks, from first to last second
_TWICE = 0.25  # of the tracks that are not whole


@dataclass(frozen=True)
class Scene:
    """What happens in one clip."""

    filename: str
    audio: tuple[Event, ...]  # category is an index into CATEGORIES, times are whole seconds
    visual: tuple[Event, ...]

    @property
    def labels(self) -> list[int]:
        """Classes that are heard or seen, in class order."""
        return sorted({e.category for e in self.audio + self.visual})

    def grid(self) -> np.ndarray:
        """Truth as bool (2, C, T)."""
        return np.stack([events_to_grid(e, len(CATEGORIES), SEGMENTS) for e in (self.audio, self.visual)])


def scenes(split: str, seed: int) -> list[Scene]:
    """Every scene of a split; each is drawn from a generator of its own."""
    numbers = range(1, SIZES[split] + 1)
    return [_draw(f"{NAMES[split]}{n:04}_0_10", generator(seed, split, n)) for n in numbers]


def generator(seed: int, split: str, number: int, purpose: int = 0) -> np.random.Generator:
    """The random numbers of one clip, for one purpose (0 scene, 1 sound, 2 picture)."""
    return np.random.default_rng([seed, sorted(NAMES).index(split), number, purpose])


def _draw(filename: str, rng: np.random.Generator) -> Scene:
    count = 1 + rng.choice(len(_LABEL_SHARES), p=_LABEL_SHARES)
    audio: list[Event] = []
    visual: list[Event] = []
    for category in rng.choice(len(CATEGORIES), count, replace=False).tolist():
        kind = rng.random()
        heard, seen = kind < _BOTH + _HEARD_ONLY, kind < _BOTH or kind >= _BOTH + _HEARD_ONLY
        sound, picture = _times(rng), _times(rng)
        if rng.random() < _SAME_TIMES:
            picture = sound
        audio += [Event(category, *times) for times in sound if heard]
        visual += [Event(category, *times) for times in picture if seen]
    return Scene(filename, tuple(audio), tuple(visual))


def _times(rng: np.random.Generator) -> list[tuple[float, float]]:
    """Onsets and offsets of one class in one modality, whole seconds."""
    if rng.random() < _WHOLE:
        return [(0.0, float(SEGMENTS))]
    if rng.random() < _TWICE:
        a, b, c, d = np.sort(rng.choice(SEGMENTS + 1, 4, replace=False)).tolist()
        return [(float(a), float(b)), (float(c), float(d))]
    length = int(rng.integers(2, 9))
    onset = int(rng.integers(0, SEGMENTS - length + 1))
    return [(float(onset), float(onset + length))]
