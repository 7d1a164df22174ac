"""Scenes: which classes are heard and seen when, with the statistics of LLP.

The shares below were counted in LLP's val and test annotations, 1,849 clips (Tian et al., ECCV 2020); of them
`leap demo statistics` shows how well scenes agree with LLP.  A class's sound and picture have times of
their own, and either may be missing: off-screen sounds, silent pictures.

Shapes: C classes, T segments of one second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.events import Event, events_to_grid
from leap_core.options import SPLITS, Split

SEGMENTS = 10
NAMES: dict[Split, str] = {"train": "demotrn", "val": "demoval", "test": "demotst", "study": "demostd"}
SIZES: dict[Split, int] = {"train": 1200, "val": 300, "test": 128, "study": 1000}
_CLASS_COUNTS = (0.33, 0.55, 0.10, 0.02)  # of clips with 1, 2, 3, 4 classes
_SPEECH = (0.02, 0.80, 0.74, 0.67)  # of these clips, those with speech
# share of the labels other than speech, then of the class's labels those heard only and seen only, in percent
_CLASSES: dict[str, tuple[float, int, int]] = {
    "Speech": (0.0, 77, 0),
    "Car": (5.7, 1, 21),
    "Cheering": (5.5, 59, 4),
    "Dog": (7.1, 8, 13),
    "Cat": (2.6, 5, 31),
    "Frying_(food)": (2.7, 6, 2),
    "Basketball_bounce": (3.4, 5, 19),
    "Fire_alarm": (1.5, 17, 0),
    "Chainsaw": (1.9, 2, 0),
    "Cello": (5.2, 19, 6),
    "Banjo": (1.8, 18, 5),
    "Singing": (11.3, 31, 0),
    "Chicken_rooster": (4.1, 7, 5),
    "Violin_fiddle": (9.8, 17, 3),
    "Vacuum_cleaner": (4.2, 6, 1),
    "Baby_laughter": (1.3, 22, 0),
    "Accordion": (3.5, 25, 1),
    "Lawn_mower": (1.9, 7, 2),
    "Motorcycle": (3.5, 5, 11),
    "Helicopter": (4.4, 9, 2),
    "Acoustic_guitar": (6.8, 8, 11),
    "Telephone_bell_ringing": (0.8, 42, 0),
    "Baby_cry_infant_cry": (3.2, 17, 1),
    "Blender": (2.3, 0, 2),
    "Clapping": (5.6, 43, 4),
}
_SAME_TIMES = 0.60  # of the classes that are heard and seen
_WHOLE = {  # of the tracks, from first to last second
    "same": 0.70,
    "sound apart": 0.21,
    "picture apart": 0.50,
    "heard only": 0.24,
    "seen only": 0.58,
}
_EVENTS = (0.67, 0.27, 0.06)  # of the other tracks, those of 1, 2, 3 events


@dataclass(frozen=True)
class Scene:
    """What happens in one clip."""

    filename: str
    audio: tuple[Event, ...]  # category is an index into CATEGORIES, times are whole seconds
    visual: tuple[Event, ...]
    unseen: bool  # whether it shows looks and sounds that no training clip has

    @property
    def labels(self) -> list[int]:
        """Classes that are heard or seen, in class order."""
        return sorted({e.category for e in self.audio + self.visual})

    def grid(self) -> np.ndarray:
        """Truth as bool (2, C, T)."""
        return np.stack([events_to_grid(e, len(CATEGORIES), SEGMENTS) for e in (self.audio, self.visual)])


def scenes(split: Split, seed: int) -> list[Scene]:
    """Every scene of a split; each is drawn from a generator of its own."""
    numbers = range(1, SIZES[split] + 1)
    return [_draw(f"{NAMES[split]}{n:04}_0_10", split != "train", generator(seed, split, n)) for n in numbers]


def generator(seed: int, split: Split, number: int, purpose: int = 0) -> np.random.Generator:
    """The random numbers of one clip, for one purpose (0 scene, 1 sound, 2 picture)."""
    return np.random.default_rng([seed, SPLITS.index(split), number, purpose])


def _draw(filename: str, unseen: bool, rng: np.random.Generator) -> Scene:
    audio: list[Event] = []
    visual: list[Event] = []
    for category in _categories(rng):
        sound, picture = _tracks(category, rng)
        audio += [Event(category, *times) for times in sound]
        visual += [Event(category, *times) for times in picture]
    return Scene(filename, tuple(audio), tuple(visual), unseen)


def _categories(rng: np.random.Generator) -> list[int]:
    """The classes of one clip."""
    count = int(rng.choice(len(_CLASS_COUNTS), p=_CLASS_COUNTS))
    speech = [CATEGORIES.index("Speech")] if rng.random() < _SPEECH[count] else []
    shares = np.array([_CLASSES[name][0] for name in CATEGORIES])
    others = rng.choice(len(CATEGORIES), count + 1 - len(speech), replace=False, p=shares / shares.sum())
    return speech + others.tolist()


def _tracks(category: int, rng: np.random.Generator) -> tuple[list, list]:
    """Onsets and offsets of a class's sound and of its picture, whole seconds."""
    _, heard_only, seen_only = _CLASSES[CATEGORIES[category]]
    kind = 100 * rng.random()
    if kind < heard_only:
        return _times("heard only", rng), []
    if kind < heard_only + seen_only:
        return [], _times("seen only", rng)
    if rng.random() < _SAME_TIMES:
        both = _times("same", rng)
        return both, both
    return _times("sound apart", rng), _times("picture apart", rng)


def _times(kind: str, rng: np.random.Generator) -> list[tuple[float, float]]:
    if rng.random() < _WHOLE[kind]:
        return [(0.0, float(SEGMENTS))]
    if events := int(rng.choice(len(_EVENTS), p=_EVENTS)):  # besides the first
        times = np.sort(rng.choice(SEGMENTS + 1, 2 * (events + 1), replace=False)).astype(float)
        return list(zip(times[::2].tolist(), times[1::2].tolist(), strict=True))
    length = int(rng.integers(1, SEGMENTS))
    onset = int(rng.integers(0, SEGMENTS - length + 1))
    return [(float(onset), float(onset + length))]
