"""Pictures and sound of a clip as the lanes of the screen draw them."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from leap_core.data.media import BANDS, FLOOR_DB, HIGH_HZ, LOW_HZ, frame_strip, log_mel, sound, waveform

FRAMES = 20  # at most this many side by side, so that each stays large enough to see
PEAKS, COLUMNS = 800, 400  # columns of the waveform and of the spectrogram
_STRIP_HEIGHT, _STILL_HEIGHT = 96, 180  # pixels
_KEPT = 64  # clips remembered


def frames(path: Path, segments: int, segment_seconds: float) -> bytes:
    """A JPEG of a frame a segment side by side; of 20 equal stretches of the clip where there are more.

    Raises InputError where there is no picture.
    """
    return _frames(path, path.stat().st_mtime_ns, segments, segment_seconds, _STRIP_HEIGHT)


def still(path: Path, seconds: float) -> bytes:
    """A JPEG of the frame at the middle of a clip; raises InputError where there is no picture."""
    return _frames(path, path.stat().st_mtime_ns, 1, seconds, _STILL_HEIGHT)


def audible(path: Path, seconds: float) -> dict[str, Any]:
    """Peaks of the waveform and the log-mel spectrogram of a clip's `seconds`, JSON-ready.

    `peaks` [[lowest, highest], ...] in [-1, 1]; `mel` base64 of bytes (bands, columns), lowest band first,
    from `floor_db` (0) to the loudest (255).  Raises InputError where there is no sound.
    """
    return _audible(path, path.stat().st_mtime_ns, seconds)


@lru_cache(_KEPT)
def _frames(path: Path, stamp: int, segments: int, segment_seconds: float, height: int) -> bytes:
    parts = min(segments, FRAMES)
    strip = frame_strip(path, parts, segments * segment_seconds / parts, height)  # (parts, height, width, 3)
    file = io.BytesIO()
    Image.fromarray(np.concatenate(list(strip), axis=1)).save(file, "JPEG", quality=82)
    return file.getvalue()


@lru_cache(_KEPT)
def _audible(path: Path, stamp: int, seconds: float) -> dict[str, Any]:
    samples = sound(path, seconds)
    levels = np.round(255 * (1 - log_mel(samples, COLUMNS) / FLOOR_DB)).astype(np.uint8)  # (BANDS, COLUMNS)
    return {
        "peaks": np.round(waveform(samples, PEAKS).astype(float), 3).tolist(),
        "mel": base64.b64encode(levels.tobytes()).decode(),
        "bands": BANDS,
        "columns": COLUMNS,
        "floor_db": FLOOR_DB,
        "low_hz": LOW_HZ,
        "high_hz": HIGH_HZ,
    }
