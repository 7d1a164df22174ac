"""A clip's frames and waveform as a figure shows them, in print's resolution.

Shapes: W columns of the waveform.
"""

from __future__ import annotations

import math

import numpy as np

from leap_core.data import media
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.recipe import Recipe, Window
from leap_core.figures.venues import MM_PER_INCH, print_of

FRAME_DPI, LEAST_PIXELS = 300, 96
LEAST_FRAMES, MOST_FRAMES = 4, 20
_LUMA = (0.299, 0.587, 0.114)  # of red, green and blue, ITU-R BT.601
_FRAME_MM, _LABELS_MM = 5.0, 16.0  # the narrowest frame; about what stands left of the frames
WAVE_COLUMNS = 400


def frame_count(width: float, segments: int) -> int:
    """How many frames go into `width` mm: one a segment, or a share of them where those would be tiny."""
    room = max(LEAST_FRAMES, min(int(width / _FRAME_MM), MOST_FRAMES))
    even = [n for n in range(LEAST_FRAMES, MOST_FRAMES + 1) if segments % n == 0]
    return max((n for n in even if n <= room), default=min(even, default=room))


def pictures(
    recipe: Recipe, dataset: Dataset, filename: str, window: Window
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Of a window: frames, uint8 (parts, height, width, 3), and waveform, (W, 2), where they are wanted.

    Raises InputError where they are not there.
    """
    frames = recipe.frames and recipe.layout in ("full", "compact")
    peaks = recipe.waveform and recipe.layout == "full"
    if not frames and not peaks:
        return None, None
    path = dataset.media(filename)
    if path is None:
        remedy = "Put its video there, or leave frames and waveform out of the figure."
        raise InputError(dataset.root, f"expected a video of {filename}", remedy)
    seconds = window.offset - window.onset
    width = print_of(recipe.venue, recipe.width).width_mm / min(recipe.columns, len(recipe.clips))
    parts = frame_count(width - _LABELS_MM, dataset.segments_of(filename))
    height = max(LEAST_PIXELS, math.ceil(width / parts / MM_PER_INCH * FRAME_DPI))
    strip = media.frame_strip(path, parts, seconds / parts, height, window.onset) if frames else None
    if strip is not None and recipe.grey:
        strip = _grey(strip)
    if not peaks:
        return strip, None
    samples = media.sound(path, window.offset)[round(window.onset * media.RATE) :]
    return strip, media.waveform(samples, WAVE_COLUMNS)


def _grey(strip: np.ndarray) -> np.ndarray:
    """Pictures, uint8 (parts, height, width, 3), without their colours."""
    luma = (strip @ np.array(_LUMA)).round().astype(np.uint8)
    return np.repeat(luma[..., None], 3, axis=3)
