"""Singing: a melody on changing vowels, with vibrato, by formant synthesis.

Shapes: a signal is float (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from leap_core.demo.sounds.dsp import SAMPLE_RATE, buzz, clock, noise
from leap_core.demo.sounds.formants import mouth

_ROOTS = (130.0, 165.0, 220.0, 262.0, 330.0)  # Hz, from bass to soprano
_SCALE = np.array((0, 2, 4, 5, 7, 9, 12))  # semitones
_THIRD = 4  # semitones
_GLIDE = 12  # Hz, low-pass of the melody: a voice slides from note to note


def singing(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """One voice, or two in thirds."""
    t, root, length = clock(seconds), rng.choice(_ROOTS), rng.uniform(0.35, 0.7)
    steps = np.clip(np.cumsum(rng.integers(-2, 3, int(seconds / length) + 2)) + 3, 0, 6)
    note = (t / length).astype(int)
    smooth = signal.butter(2, _GLIDE, fs=SAMPLE_RATE, output="sos")
    pitch = signal.sosfiltfilt(smooth, _SCALE[steps][note].astype(float))
    vibrato = 0.35 * np.sin(2 * np.pi * rng.uniform(5, 6.2) * t) * np.minimum(1, (t % length) / 0.2)
    voices = [0] if rng.random() < 0.6 else [0, _THIRD]
    tone = sum(buzz(root * 2 ** ((pitch + vibrato + above) / 12), brightness=1.1) for above in voices)
    vowels = [("a", "e", "i", "o", "u")[k] for k in rng.integers(5, size=note[-1] + 2)]
    sung = mouth(tone + 0.02 * noise(seconds, rng), vowels)
    return sung * (0.75 + 0.25 * np.minimum(1, (t % length) / 0.06))


SOUNDS = {"Singing": singing}
