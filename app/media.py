"""Pictures and sound of a clip as the lanes of the screen draw them."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from leap_core.data.dataset import Dataset
from leap_core.data.media import (
    FLOOR_DB,
    HIGH_HZ,
    LOW_HZ,
    RATE,
    frame_strip,
    linear_filters,
    mel_filters,
    sound,
    spectrogram,
    waveform,
)

TYPES = {".mp4": "video/mp4", ".wav": "audio/wav"}
_FRAMES = 20  # at most this many side by side, so that each stays large enough to see
PEAKS, COLUMNS = (
    3200,
    640,
)  # columns of the waveform and of the spectrogram: enough for one second to fill a lane
FREQUENCIES = {"mel": (mel_filters, LOW_HZ, HIGH_HZ), "linear": (linear_filters, 0, RATE // 2)}
_STRIP_HEIGHT, _STILL_HEIGHT = 96, 180  # pixels
_KEPT = 64  # clips remembered


def lack(data: Dataset, filename: str) -> str:
    """Why a clip has nothing to be seen and heard, in sentences."""
    why = f"No video: expected {filename}.mp4 in {data.root / 'clips'}."
    if data.leads_out(filename):
        why = "No video: it is a link out of the data set's folder. Start with --follow-links to show it."
    return f"{why} The rest works without."


def frames(path: Path, segments: int, segment_seconds: float) -> bytes:
    """A JPEG of a frame a segment side by side; of 20 equal stretches of the clip where there are more.

    Raises InputError where there is no picture.
    """
    return _frames(path, path.stat().st_mtime_ns, segments, segment_seconds, _STRIP_HEIGHT)


def still(path: Path, seconds: float) -> bytes:
    """A JPEG of the frame at the middle of a clip; raises InputError where there is no picture."""
    return _frames(path, path.stat().st_mtime_ns, 1, seconds, _STILL_HEIGHT)


def frame_count(segments: int) -> int:
    """How many frames of a clip stand side by side: one a segment, where those are not too many."""
    return min(segments, _FRAMES)


def audible(path: Path, seconds: float, frequency: str) -> dict[str, Any]:
    """Peaks of the waveform and the spectrogram of a clip's `seconds` on a scale of FREQUENCIES, JSON-ready.

    Base64 of bytes: `peaks` (PEAKS, 2) lowest and highest, signed, 127 for 1; `levels` (bands, columns),
    lowest band first, from `floor_db` (0) to the loudest (255).  Raises InputError where there is no sound.
    """
    return _audible(path, path.stat().st_mtime_ns, seconds, frequency)


@lru_cache(_KEPT)
def _frames(path: Path, stamp: int, segments: int, segment_seconds: float, height: int) -> bytes:
    parts = frame_count(segments)
    strip = frame_strip(path, parts, segments * segment_seconds / parts, height)  # (parts, height, width, 3)
    file = io.BytesIO()
    Image.fromarray(np.concatenate(list(strip), axis=1)).save(file, "JPEG", quality=82)
    return file.getvalue()


@lru_cache(_KEPT)
def _audible(path: Path, stamp: int, seconds: float, frequency: str) -> dict[str, Any]:
    filters, low, high = FREQUENCIES[frequency]
    samples = sound(path, seconds)
    decibels = spectrogram(samples, COLUMNS, filters())  # (bands, COLUMNS)
    return {
        "peaks": _text(np.round(127 * waveform(samples, PEAKS)).astype(np.int8)),
        "levels": _text(np.round(255 * (1 - decibels / FLOOR_DB)).astype(np.uint8)),
        "bands": len(decibels),
        "columns": COLUMNS,
        "floor_db": FLOOR_DB,
        "low_hz": low,
        "high_hz": high,
    }


def _text(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
