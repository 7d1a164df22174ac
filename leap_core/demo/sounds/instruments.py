"""Instruments of the LLP classes, played by fluidsynth from the MuseScore General soundfont (MIT)."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from leap_core.demo.sounds.dsp import SAMPLE_RATE, samples
from leap_core.errors import InputError

SOUNDFONTS = tuple(
    Path("/usr/share/sounds") / name for name in ("sf3/MuseScore_General_Lite.sf3", "sf3/MuseScore_General.sf3")
)
VARIANTS = 8
PHRASE_SECONDS = 12
TICKS = 480  # a beat; one beat is one second, so times below are seconds
_SCALES = ((0, 2, 4, 5, 7, 9, 11, 12), (0, 2, 3, 5, 7, 8, 10, 12), (0, 2, 4, 7, 9, 12, 14, 16))
_PLAYERS = {  # General MIDI program, lowest note, note lengths in seconds, notes at once
    "Cello": (42, 36, (0.5, 1.6), 1),
    "Banjo": (105, 52, (0.11, 0.2), 1),
    "Violin_fiddle": (40, 64, (0.2, 0.9), 1),
    "Accordion": (21, 55, (0.3, 0.9), 3),
    "Acoustic_guitar": (25, 45, (0.3, 0.7), 3),
}


def check_tools() -> None:
    """Raise InputError where fluidsynth or its soundfont is missing."""
    if not shutil.which("fluidsynth") or not _soundfont():
        remedy = "Install Debian's packages fluidsynth and musescore-general-soundfont-small."
        raise InputError("fluidsynth", "expected the program and the MuseScore General soundfont", remedy)


def _soundfont() -> Path | None:
    return next((path for path in SOUNDFONTS if path.is_file()), None)


def _play(category: str, seconds: float, rng: np.random.Generator) -> np.ndarray:
    phrase = _phrase(category, int(rng.integers(VARIANTS)))
    start = int(rng.integers(max(1, len(phrase) - samples(seconds))))
    return phrase[start : start + samples(seconds)]


@lru_cache(maxsize=None)
def _phrase(category: str, variant: int) -> np.ndarray:
    """A whole melody, the same in every process: (samples,)."""
    check_tools()
    rng = np.random.default_rng([variant, *category.encode()])
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "score.mid", Path(folder) / "sound.wav"
        score.write_bytes(_midi(_PLAYERS[category], rng))
        command = ["fluidsynth", "-ni", "-q", "-g", "0.7", "-r", str(SAMPLE_RATE), "-F", sound, _soundfont(), score]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stereo = wavfile.read(sound)[1].astype(np.float64)  # (samples, 2)
    return stereo.mean(axis=1)[: samples(PHRASE_SECONDS)] / 32768


def _midi(player: tuple, rng: np.random.Generator) -> bytes:
    """A melody as a standard MIDI file, format 0."""
    program, lowest, (short, long), voices = player
    scale = _SCALES[rng.integers(len(_SCALES))]
    root = lowest + int(rng.integers(0, 9))
    events = []  # (tick, status, note, velocity)
    time, step = 0.0, int(rng.integers(len(scale)))
    while time < PHRASE_SECONDS:
        length = rng.uniform(short, long)
        step = int(np.clip(step + rng.integers(-2, 3), 0, len(scale) - 1))
        chord = [root + scale[step], root + scale[step] + 7, root + scale[step] + 16][: int(rng.integers(1, voices + 1))]
        for note in chord:
            on, off = round(time * TICKS), round((time + 0.95 * length) * TICKS)
            events += [(on, 0x90, note, int(rng.integers(80, 115))), (off, 0x80, note, 0)]
        time += length
    track = bytes([0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40, 0, 0xC0, program])  # one beat a second; the program
    now = 0
    for tick, status, note, velocity in sorted(events):
        track += _variable(tick - now) + bytes([status, note, velocity])
        now = tick
    track += bytes([0, 0xFF, 0x2F, 0])
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, TICKS) + b"MTrk" + struct.pack(">I", len(track)) + track


def _variable(value: int) -> bytes:
    """MIDI's variable-length number."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)


SOUNDS: dict[str, Callable] = {name: partial(_play, name) for name in _PLAYERS}
