"""Speech: espeak-ng reads sentences of ours in several voices.

Each voice is recorded once a process; a sound is cut out of a recording.
Shapes: a signal is float (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache

import numpy as np
from scipy import signal
from scipy.io import wavfile

from leap_core.demo.sounds.dsp import SAMPLE_RATE, samples
from leap_core.errors import InputError

_DETUNE = 0.06  # pitch and tempo of a cut vary by up to this share
_LONGEST_PAUSE = 0.25  # seconds
_VOICES = ("en-us+m3", "en-gb+f2", "en-us+f4", "en-gb+m1", "en-us+f3", "en-gb+m7", "en-us", "en-gb+f5")
_SENTENCES = (
    "The train to the coast leaves at half past nine, and we still have to find the right platform.",
    "I told her that the garden looks best in June, when the roses by the wall are open.",
    "Could you pass me the blue folder, please? The one under the window, next to the lamp.",
    "We walked along the river for an hour, and then it began to rain quite heavily.",
    "Nobody knew why the old clock had stopped, but everyone had a story about it.",
    "First you add the flour, then the eggs, and then you stir until the dough is smooth.",
    "My brother works at a bakery on the corner, so the whole house smells of bread on Sundays.",
    "When the lights went out, the children found candles and told each other ghost stories.",
    "Good evening, and welcome to the programme. Tonight we talk about maps and the people who draw them.",
    "If you turn left at the bridge, you will see a yellow house with a boat in front of it.",
    "She has been learning the piano for two years, and her neighbours are very patient.",
    "The museum is closed on Mondays, which we only noticed once we stood before the door.",
    "Take the second street on the right, and ask for Peter. He knows where the keys are.",
    "It took three weeks to mend the roof, and on the very next day the snow began to fall.",
    "Have you ever seen the harbour at dawn, when the fishing boats come in one by one?",
    "There were seven of us around the table, and only one of us had remembered to bring a spoon.",
)


def check_tools() -> None:
    """Raise InputError where espeak-ng is missing."""
    if not shutil.which("espeak-ng"):
        raise InputError("espeak-ng", "expected this program", "Install Debian's package espeak-ng.")


def speech(seconds: float, rng: np.random.Generator, speaker: int) -> np.ndarray:
    """Some seconds of someone talking."""
    spoken, speed = _speak(speaker), 1 + rng.uniform(-_DETUNE, _DETUNE)
    at = rng.integers(len(spoken)) + speed * np.arange(samples(seconds))
    return np.interp(at, np.arange(len(spoken)), spoken, period=len(spoken))


@cache
def _speak(speaker: int) -> np.ndarray:
    """Four sentences in one voice, pauses shortened, the same in every process."""
    check_tools()
    rng = np.random.default_rng(speaker)
    text = " ".join(_SENTENCES[k] for k in rng.permutation(len(_SENTENCES))[:4])
    voice, speed, pitch = _VOICES[speaker % len(_VOICES)], rng.integers(140, 190), rng.integers(30, 75)
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-w", file.name, text]
        subprocess.run(command, check=True)
        rate, spoken = wavfile.read(file.name)
    return _tighten(signal.resample_poly(spoken / 2**15, SAMPLE_RATE, rate))


def _tighten(spoken: np.ndarray) -> np.ndarray:
    """Cut each pause down to the longest allowed, so that a second of speech is never silent."""
    loud = np.abs(spoken) > 0.01
    since = np.arange(len(spoken)) - np.maximum.accumulate(np.where(loud, np.arange(len(spoken)), 0))
    return spoken[since < samples(_LONGEST_PAUSE)]


SOUNDS = {"Speech": speech}
