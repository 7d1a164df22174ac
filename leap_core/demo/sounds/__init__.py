"""One sound of a category: played instruments, synthesised speech, and procedural synthesis for the rest.

Shapes: a sound is float32 (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import numpy as np

from leap_core.demo.sounds import animals, bells, instruments, machines, people, singing, speech
from leap_core.demo.sounds.dsp import band, clock, finish, noise, record
from leap_core.errors import InputError

_KINDS = (instruments, speech, singing, people, animals, machines, bells)
_SYNTHESISERS = {category: sound for kind in _KINDS for category, sound in kind.SOUNDS.items()}


def synthesise(category: str, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A new sound of `category`: float32 (seconds SAMPLE_RATE,), about -20 dBFS, peak below 1.

    The same state of `rng` gives the same sound.  Raises InputError on a category without a sound.
    """
    if category not in _SYNTHESISERS:
        remedy = f"Choose one of {', '.join(_SYNTHESISERS)}."
        raise InputError(category, "there is no sound for this category", remedy)
    return finish(record(_SYNTHESISERS[category](seconds, rng), rng), seconds)


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
