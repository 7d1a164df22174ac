"""Speech from espeak-ng, and singing by formant synthesis on a melody."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import lru_cache

import numpy as np
from scipy import signal
from scipy.io import wavfile

from leap_core.demo.sounds.dsp import SAMPLE_RATE, buzz, clock, noise, resonate, samples
from leap_core.errors import InputError

VARIANTS = 12
VOWELS = {  # formants: frequency, bandwidth, gain
    "a": ((730, 90, 1.0), (1090, 110, 0.6), (2440, 160, 0.25)),
    "e": ((530, 70, 1.0), (1840, 120, 0.5), (2480, 160, 0.3)),
    "i": ((270, 60, 1.0), (2290, 140, 0.4), (3010, 180, 0.3)),
    "o": ((570, 80, 1.0), (840, 90, 0.6), (2410, 160, 0.15)),
    "u": ((300, 60, 1.0), (870, 90, 0.4), (2240, 160, 0.1)),
}
_SENTENCES = (
    "The train to the coast leaves at half past nine, and we still have to find the right platform.",
    "I told her that the garden looks best in June, when the roses by the wall are open.",
    "Could you pass me the blue folder, please? The one under the window, next to the lamp.",
    "We walked along the river for an hour, and then it began to rain quite heavily.",
    "Nobody knew why the old clock had stopped, but everyone had a story about it.",
    "First you add the flour, then the eggs, and then you stir until the dough is smooth.",
)
_VOICES = ("en-us", "en-gb", "en-us+f3", "en-gb+f4", "en-us+m3", "en-gb+m7")
_SEMITONE = 2 ** (1 / 12)


def check_tools() -> None:
    """Raise InputError where espeak-ng is missing."""
    if not shutil.which("espeak-ng"):
        raise InputError("espeak-ng", "expected the program on the path", "Install Debian's package espeak-ng.")


def speech(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Some seconds out of a spoken sentence."""
    spoken = _speak(int(rng.integers(VARIANTS)))
    start = int(rng.integers(len(spoken)))
    return np.take(spoken, np.arange(start, start + samples(seconds)), mode="wrap")


def singing(seconds: float, rng: np.random.Generator) -> np.ndarray:
    """A sung melody on changing vowels, with vibrato; sometimes two voices."""
    t = clock(seconds)
    root = rng.choice((130.0, 165.0, 220.0, 262.0, 330.0))
    length = rng.uniform(0.35, 0.7)
    scale = np.array((0, 2, 4, 5, 7, 9, 12))
    notes = scale[np.clip(np.cumsum(rng.integers(-2, 3, int(seconds / length) + 2)) + 3, 0, 6)]
    index = (t / length).astype(int)
    pitch = signal.sosfiltfilt(signal.butter(2, 12, fs=SAMPLE_RATE, output="sos"), notes[index].astype(float))
    vibrato = 0.35 * np.sin(2 * np.pi * rng.uniform(5, 6.2) * t) * np.minimum(1, (t % length) / 0.2)
    tone = buzz(root * _SEMITONE ** (pitch + vibrato), brightness=1.1)
    if rng.random() < 0.4:
        tone += 0.7 * buzz(root * _SEMITONE ** (pitch + 4 + 0.8 * vibrato), brightness=1.1)
    tone += 0.02 * noise(seconds, rng)
    out = np.zeros_like(tone)
    vowels = rng.choice(list(VOWELS), index.max() + 1)
    for vowel in sorted(set(vowels)):
        here = signal.sosfiltfilt(signal.butter(1, 15, fs=SAMPLE_RATE, output="sos"), (vowels == vowel)[index].astype(float))
        out += here * resonate(tone, VOWELS[vowel])
    return out * (0.75 + 0.25 * np.minimum(1, (t % length) / 0.06))


@lru_cache(maxsize=None)
def _speak(variant: int) -> np.ndarray:
    """A spoken sentence without its pauses at the ends, the same in every process."""
    check_tools()
    rng = np.random.default_rng(variant)
    text, name = _SENTENCES[variant % len(_SENTENCES)], _VOICES[variant % 5]
    speed, pitch = str(int(rng.integers(140, 185))), str(int(rng.integers(30, 70)))
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["espeak-ng", "-v", name, "-s", speed, "-p", pitch, "-w", file.name, text], check=True)
        rate, spoken = wavfile.read(file.name)
    spoken = signal.resample_poly(spoken.astype(np.float64) / 32768, SAMPLE_RATE, rate)
    loud = np.flatnonzero(np.abs(spoken) > 0.01)
    return spoken[loud[0] : loud[-1]]


SOUNDS = {"Speech": speech, "Singing": singing}
