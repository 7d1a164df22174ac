"""Segment pseudo-labels for training: read from disk, or made by a simulated teacher.

Layouts, the first that is there is read, a .npy file a clip, (T, C), 0 or 1:

    pseudo_labels/{audio,visual}/NAME.npy              LEAP Lens (docs/formats.md)
    {CLAP,CLIP}/segment_pseudo_labels/ID.npy           VALOR (Lai et al., NeurIPS 2023), or NAME.npy

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.arrays import array_of, find_layout, read_array
from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError
from leap_core.types import MODALITIES

_VALOR = ("CLAP/segment_pseudo_labels", "CLIP/segment_pseudo_labels")
_LAYOUTS = (("pseudo_labels/audio", "pseudo_labels/visual"), _VALOR)
_AGAIN = "Make or download the clip's pseudo-labels again."


def load_pseudo_labels(
    root: Path,
    filenames: Sequence[str],
    classes: int,
    segments: Sequence[int],
    id_length: int | None = ID_LENGTH,
) -> np.ndarray:
    """Pseudo-labels of clips as bool (N, 2, C, T), T of the longest; False after a clip's `segments`.

    `id_length` is that of the data set, for VALOR's files.  Raises InputError, naming the file, where one is
    missing, truncated, of another shape, or not 0 and 1.
    """
    folders = pseudo_label_folders(root)
    length = id_length if folders[0] == root / _VALOR[0] else None  # in ours each clip has its own
    grid = np.zeros((len(filenames), len(MODALITIES), classes, max(segments)), bool)
    for n, (name, own) in enumerate(zip(filenames, segments, strict=True)):
        for m, folder in enumerate(folders):
            grid[n, m, :, :own] = _load(array_of(folder, name, length), (own, classes)).T  # (C, T)
    return grid


def pseudo_label_folders(root: Path) -> tuple[Path, ...]:
    """The folders of audio and visual.  Raises InputError without any."""
    remedy = "Add them (docs/formats.md), or train on weak labels (leap train --weak)."
    return find_layout(root, _LAYOUTS, "pseudo-labels", remedy)


def simulate_teacher(
    grid: np.ndarray, weak: np.ndarray, miss_rate: float, false_alarm_rate: float, seed: int
) -> np.ndarray:
    """What an imperfect teacher would say of the truth `grid`, bool (N, 2, C, T): the same shape.

    Each present cell is missed with `miss_rate`; each absent cell of a class in the clip's `weak` labels,
    bool (N, C), is a false alarm with `false_alarm_rate`.  Other classes never are: real teachers, too, are
    filtered by the weak labels (VALOR, section 3).
    """
    draw = np.random.default_rng(seed).random(grid.shape)
    return np.where(grid, draw >= miss_rate, (draw < false_alarm_rate) & weak[:, None, :, None])


def _load(path: Path, shape: tuple[int, int]) -> np.ndarray:
    array = read_array(path, "the pseudo-labels of a clip", _AGAIN)
    if array.shape != shape:
        raise InputError(
            path, f"expected the shape (segments, classes) = {shape}, found {array.shape}", _AGAIN
        )
    if not np.isin(array, (0, 1)).all():
        raise InputError(path, "expected only 0 and 1", _AGAIN)
    return array == 1
