"""Vowels: what makes a tone a voice, human or not (source and filter, Fant 1960).

Formants of an adult man after Peterson and Barney (1952).

Shapes: a signal is float (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from leap_core.demo.sounds.dsp import resonate

_VOWELS = {  # frequency (Hz), bandwidth (Hz), gain
    "a": ((730, 90, 1.0), (1090, 110, 0.7), (2440, 160, 0.3), (3400, 250, 0.15)),
    "e": ((530, 70, 1.0), (1840, 120, 0.6), (2480, 160, 0.35), (3500, 250, 0.15)),
    "i": ((270, 60, 1.0), (2290, 140, 0.5), (3010, 180, 0.4), (3600, 250, 0.2)),
    "o": ((570, 80, 1.0), (840, 90, 0.7), (2410, 160, 0.2), (3400, 250, 0.1)),
    "u": ((300, 60, 1.0), (870, 90, 0.5), (2240, 160, 0.12), (3300, 250, 0.06)),
}


def mouth(source: np.ndarray, vowels: Sequence[str]) -> np.ndarray:
    """`source` through a mouth that passes evenly from vowel to vowel."""
    out = np.zeros_like(source)
    position = np.linspace(0, len(vowels) - 1, len(source))
    for k, vowel in enumerate(vowels):
        start, stop = np.searchsorted(position, (k - 1, k + 1))
        here = slice(start, stop + 1)
        out[here] += np.clip(1 - abs(position[here] - k), 0, 1) * resonate(source[here], _VOWELS[vowel])
    return out
