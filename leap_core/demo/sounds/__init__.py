"""One sound of a category: played instruments, synthesised speech, and procedural synthesis for the rest.

Shapes: a sound is float32 (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds import animals, bells, instruments, machines, people, singing, speech
from leap_core.demo.sounds.dsp import TAKES, band, clock, finish, noise, record
from leap_core.errors import InputError

_PATTERNS = (
    64  # of a synthesised category: everything about a sound but its length, its place and its loudness
)
_HEARD_IN_TRAINING = 0.75  # of the takes and patterns; the other splits have the rest
_RECORDED = {**instruments.SOUNDS, **speech.SOUNDS}
_KINDS = (singing, people, animals, machines, bells)
_SYNTHESISED = {category: sound for kind in _KINDS for category, sound in kind.SOUNDS.items()}


def synthesise(category: str, seconds: float, rng: np.random.Generator, unseen: bool = False) -> np.ndarray:
    """A sound of `category`: float32 (seconds SAMPLE_RATE,), about -20 dBFS, peak below 1.

    `unseen` ones are of takes and patterns that training never hears.  The same state of `rng` gives the
    same sound.  Raises InputError on a category without a sound.
    """
    if category in _RECORDED:
        sound = _RECORDED[category](seconds, rng, number_of(TAKES, unseen, rng))
    elif category in _SYNTHESISED:
        pattern = number_of(_PATTERNS, unseen, rng)
        sound = _SYNTHESISED[category](seconds, np.random.default_rng([pattern, *category.encode()]))
    else:
        remedy = f"Choose one of {', '.join((*_RECORDED, *_SYNTHESISED))}."
        raise InputError(category, "there is no sound for this category", remedy)
    return finish(record(sound, rng), seconds)


def number_of(count: int, unseen: bool, rng: np.random.Generator) -> int:
    """One of `count` takes or patterns: of the first, which training hears, or of the others."""
    heard = int(_HEARD_IN_TRAINING * count)
    return int(rng.integers(heard, count) if unseen else rng.integers(heard))


def background(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Faint noise of a room, a street or wind: float32 (seconds SAMPLE_RATE,), -46 to -38 dBFS."""
    low, high = ((30, 250), (60, 900), (200, 3000))[rng.integers(3)]
    x = band(noise(seconds, rng), low, high)
    swell = 1 + 0.4 * np.sin(2 * np.pi * rng.uniform(0.1, 0.4) * clock(seconds) + rng.uniform(0, 6))
    return finish(x * swell, seconds, level_db=rng.uniform(-46, -38))


def check_tools() -> None:
    """Raise InputError, saying what to install, where a program behind the sounds is missing."""
    instruments.check_tools()
    speech.check_tools()
