"""The `compact` recipe: features of a video file without any learnt weights.

    audio      (T, 128)    mean and standard deviation of 64 log-mel bands over a second
    visual     (8 T, 192)  of a frame: its colours, and of what differs from the clip's median frame
                           the colours, edge directions, edge strengths and place
    visual_st  (T, 96)     of a second: frame differences by colour and by place

Sound is compressed by logarithm, picture by square root, to a range of about one.  What differs from the
median is what moves, as long as the camera does not.

Shapes: T segments of one second, F = 8 T frames.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from leap_core.data.media import BANDS, RATE, WINDOW, decode, mel_filters, sound
from leap_core.types import Features

HOP = 512  # samples from one spectrum to the next
WIDTH, HEIGHT, FRAMES = 96, 72, 8  # pixels, frames a second
_AT_ONCE = 16  # seconds of picture in work, for the sake of memory


def extract(path: Path, segments: int = 10, heard: bool = True, seen: bool = True) -> Features:
    """Features of the first `segments` seconds, B = 1: (1, T, 128), (1, 8 T, 192), (1, T, 96), float32.

    A file that ends early is held at its last frame, and silent.  What is not `heard` is taken as silence,
    what is not `seen` as black.  Raises InputError where it cannot be decoded, or has no picture or no sound.
    """
    samples = sound(path, segments) if heard else np.zeros(segments * RATE, np.float32)
    frames = _frames(path, segments) if seen else _black(segments)
    visual, visual_st = visual_features(frames, segments)
    return Features(audio_features(samples, segments)[None], visual[None], visual_st[None])


def nothing() -> Features:
    """Features of one silent, wholly black second: (1, 1, 128), (1, 8, 192), (1, 1, 96)."""
    visual, visual_st = visual_features(_black(1), 1)
    return Features(audio_features(np.zeros(RATE, np.float32), 1)[None], visual[None], visual_st[None])


def background(path: Path, segments: int) -> tuple[np.ndarray, np.ndarray]:
    """Features of a second that shows the clip's median frame, and no motion: (1, 8, 192), (1, 1, 96).

    Raises InputError where there is no picture.
    """
    still = _median(_frames(path, segments))
    visual, visual_st = visual_features(np.repeat(still[None], FRAMES, axis=0), 1)
    return visual[None], visual_st[None]


def level(audio: np.ndarray) -> np.ndarray:
    """How loud segments (..., 128) are, as their mean log-mel power: (...)."""
    return 2 * audio[..., :BANDS].mean(axis=-1)


def audio_features(samples: np.ndarray, segments: int) -> np.ndarray:
    """Log-mel statistics of (T RATE,) samples: (T, 128)."""
    filters, hann = mel_filters(), np.hanning(WINDOW)

    def spectra(second: np.ndarray) -> np.ndarray:
        windows = np.lib.stride_tricks.sliding_window_view(second, WINDOW)[::HOP] * hann
        return np.log10(np.abs(np.fft.rfft(windows)) ** 2 @ filters + 1e-4)

    mel = np.stack([spectra(second) for second in samples.reshape(segments, RATE)])  # (T, windows, BANDS)
    return np.concatenate((mel.mean(axis=1) / 2, mel.std(axis=1)), axis=-1).astype(np.float32)


def visual_features(frames: np.ndarray, segments: int) -> tuple[np.ndarray, np.ndarray]:
    """Appearance (8 T, 192) and motion (T, 96) of (8 T, HEIGHT, WIDTH, 3) frames in [0, 1]."""
    still, size = _median(frames), _AT_ONCE * FRAMES
    starts = range(0, len(frames), size)
    pieces = [_features(frames[i : i + size], frames[max(i - 1, 0)], still) for i in starts]
    visual, motion = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return visual, motion.reshape(segments, FRAMES, -1).mean(axis=1)  # (T, 8, 96) -> (T, 96)


def _features(frames: np.ndarray, before: np.ndarray, still: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Appearance (F, 192) and motion (F, 96) of frames after the one `before`, and beside the median."""
    dy, dx = np.gradient(frames.mean(axis=-1), axis=(1, 2))
    strength = np.hypot(dx, dy)
    direction = _bins(np.arctan2(dy, dx) % np.pi / np.pi, 8)
    differs = np.abs(frames - still).sum(axis=-1)
    moving = np.minimum(1, 4 * differs) * (differs > 0.15)  # how much of a pixel is not background
    visual = (
        _histogram(_colours(frames, 3), np.ones_like(moving), 27),
        _histogram(_colours(frames, 5), moving, 125),
        _histogram(_places(2, 1) * 8 + direction, moving * strength, 16),
        _histogram(_bins(2 * strength, 12), moving, 12),
        _histogram(_places(3, 4), moving, 12),
    )
    change = np.abs(np.diff(frames, axis=0, prepend=before[None])).sum(axis=-1)
    change *= change > 0.08  # below is the noise of compression
    motion = (_histogram(_colours(frames, 4), change, 64), _histogram(_places(4, 8), change, 32))
    return np.concatenate(visual, axis=1), np.concatenate(motion, axis=1)


def _median(frames: np.ndarray) -> np.ndarray:
    """The clip's median frame, (HEIGHT, WIDTH, 3), row by row: a copy of all frames is much for long ones."""
    return np.stack([np.median(frames[::2, y], axis=0) for y in range(HEIGHT)])


def _frames(path: Path, segments: int) -> np.ndarray:
    count = segments * FRAMES
    size = ("-vf", f"fps={FRAMES},scale={WIDTH}:{HEIGHT}", "-f", "rawvideo", "-pix_fmt", "rgb24")
    pixels = decode(path, "a picture", "-an", *size, "-frames:v", str(count))
    frames = np.frombuffer(pixels, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)
    return frames[np.minimum(np.arange(count), len(frames) - 1)].astype(np.float32) / 255


def _black(segments: int) -> np.ndarray:
    return np.zeros((segments * FRAMES, HEIGHT, WIDTH, 3), np.float32)


def _bins(values: np.ndarray, count: int) -> np.ndarray:
    """Which of `count` equal parts of [0, 1] each value lies in; the last takes what lies above."""
    return np.minimum(values * count, count - 1).astype(np.int64)


def _colours(frames: np.ndarray, shades: int) -> np.ndarray:
    """Which of shades^3 colours each pixel has: (F, HEIGHT, WIDTH)."""
    red, green, blue = np.moveaxis(_bins(frames, shades), -1, 0)
    return (red * shades + green) * shades + blue


def _places(rows: int, columns: int) -> np.ndarray:
    """Which of rows x columns places each pixel lies in: (1, HEIGHT, WIDTH)."""
    row, column = np.arange(HEIGHT) * rows // HEIGHT, np.arange(WIDTH) * columns // WIDTH
    return (row[:, None] * columns + column)[None]


def _histogram(bins: np.ndarray, weights: np.ndarray, size: int) -> np.ndarray:
    """Weighted counts of each frame's bins, as 4 x the root of the share of its pixels: (F, size)."""
    count = len(weights)
    index = np.broadcast_to(bins, weights.shape).reshape(count, -1) + size * np.arange(count)[:, None]
    counts = np.bincount(index.reshape(-1), weights.reshape(-1), count * size).reshape(count, size)
    return (4 * np.sqrt(counts / index.shape[1])).astype(np.float32)
