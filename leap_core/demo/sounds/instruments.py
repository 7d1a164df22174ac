"""Instruments of the LLP classes, played by fluidsynth from the MuseScore General soundfont (MIT).

Each instrument is recorded once a process, several takes in a row; a sound is cut out of a take.
Shapes: a signal is float (samples,) at SAMPLE_RATE.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from leap_core.demo.sounds.dsp import SAMPLE_RATE, TAKES, samples
from leap_core.demo.sounds.scores import SCORES, Note
from leap_core.errors import InputError

SOUNDFONT = Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3")
TAKE_SECONDS = 12
_TIMEOUT = 120  # to record all takes
_DETUNE = 0.03  # pitch and tempo of a cut vary by up to this share
_TICKS = 960  # a quarter note, which MIDI takes to last half a second
_PROGRAMS = {  # General MIDI, counted from 0; the takes alternate
    "Cello": (42,),
    "Banjo": (105,),
    "Violin_fiddle": (40, 110),
    "Accordion": (21, 23),
    "Acoustic_guitar": (25, 24),
}


def check_tools() -> None:
    """Raise InputError where fluidsynth or its soundfont is missing."""
    if not shutil.which("fluidsynth"):
        raise InputError("fluidsynth", "expected this program", "Install Debian's package fluidsynth.")
    if not SOUNDFONT.is_file():
        remedy = "Install Debian's package musescore-general-soundfont-small."
        raise InputError(SOUNDFONT, "expected the MuseScore General soundfont", remedy)


def _play(category: str, seconds: float, rng: np.random.Generator, take: int) -> np.ndarray:
    """Some seconds out of a take, a little higher or lower."""
    recording, speed = _recording(category), 1 + rng.uniform(-_DETUNE, _DETUNE)
    start = take * TAKE_SECONDS + rng.uniform(0, max(0, TAKE_SECONDS - seconds * speed))
    at = start * SAMPLE_RATE + speed * np.arange(samples(seconds))
    return np.interp(at, np.arange(len(recording)), recording)


@cache
def _recording(category: str) -> np.ndarray:
    """All takes of an instrument, the same in every process: (TAKES * samples(TAKE_SECONDS),)."""
    check_tools()
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "score.mid", Path(folder) / "sound.wav"
        score.write_bytes(_midi(category))
        command = ["fluidsynth", "-ni", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", str(SAMPLE_RATE)]
        command += ["-o", "synth.dynamic-sample-loading=1", "-F", sound, SOUNDFONT, score]
        # a note left hanging would let it play on for ever
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
        stereo = wavfile.read(sound)[1]  # (samples, 2)
    whole = samples(TAKES * TAKE_SECONDS)
    mono = (stereo[:whole].mean(axis=1) / 2**15).astype(np.float32)
    return np.pad(mono, (0, whole - len(mono)))


def _midi(category: str) -> bytes:
    """The takes as a standard MIDI file, format 0."""
    events = []  # (tick, message); what ends at a tick comes before what starts there
    for take in range(TAKES):
        begin, programs = take * TAKE_SECONDS, _PROGRAMS[category]
        events.append((_tick(begin), bytes([0xC0, programs[take % len(programs)]])))
        rng = np.random.default_rng([take, *category.encode()])
        for note in SCORES[category](TAKE_SECONDS, rng):
            if note.start < TAKE_SECONDS:
                events += _messages(note, begin)
    track, now = b"", 0
    for tick, message in sorted(events):
        track += _variable(tick - now) + message
        now = tick
    track += bytes([0, 0xFF, 0x2F, 0])
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, _TICKS) + b"MTrk" + struct.pack(">I", len(track)) + track


def _messages(note: Note, begin: float) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
    """Note off and on; no note sounds on into the next take."""
    stop = begin + min(note.start + note.length, TAKE_SECONDS)
    off = bytes([0x80, note.pitch, 0])
    return (_tick(stop), off), (_tick(begin + note.start), bytes([0x90, note.pitch, note.velocity]))


def _tick(seconds: float) -> int:
    return round(seconds * 2 * _TICKS)


def _variable(value: int) -> bytes:
    """MIDI's variable-length number."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.insert(0, value & 0x7F | 0x80)
    return bytes(out)


SOUNDS: dict[str, Callable] = {category: partial(_play, category) for category in SCORES}
