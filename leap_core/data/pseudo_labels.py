"""Segment pseudo-labels for training: read from disk, or made by a simulated teacher.

Layouts, the first that is there is read: pseudo_labels/{audio,visual} (LEAP Lens), and
{CLAP,CLIP}/seg_pseudo_labels (VALOR, Lai et al., NeurIPS 2023).  A .npy file a clip, (T, C), above 0 is present.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError

_LAYOUTS = (
    ("pseudo_labels/audio", "pseudo_labels/visual"),
    ("CLAP/seg_pseudo_labels", "CLIP/seg_pseudo_labels"),
)


def load_pseudo_labels(root: Path, filenames: Sequence[str], classes: int, segments: int) -> np.ndarray:
    """Pseudo-labels of clips as bool (N, 2, C, T).  Raises InputError where one is missing or misshapen."""
    folders = next(
        (f for layout in _LAYOUTS if all((f := [root / n for n in layout])) and f[0].is_dir()), None
    )
    if folders is None:
        wanted = " or ".join(layout[0] for layout in _LAYOUTS)
        remedy = "Train on weak labels (--weak), or add them (docs/formats.md)."
        raise InputError(root, f"expected pseudo-labels in {wanted}", remedy)
    grid = np.zeros((len(filenames), len(folders), classes, segments), bool)
    for n, name in enumerate(filenames):
        for m, folder in enumerate(folders):
            grid[n, m] = _load(folder, name, (segments, classes)).T
    return grid


def simulate_teacher(
    grid: np.ndarray, weak: np.ndarray, miss_rate: float, false_alarm_rate: float, seed: int
) -> np.ndarray:
    """What an imperfect teacher would say of the truth `grid` (N, 2, C, T): the same shape.

    Each present cell is missed with `miss_rate`; each absent cell of a class in the clip's `weak` labels
    (N, C) is a false alarm with `false_alarm_rate` (real teachers, too, are filtered by the weak labels).
    """
    draw = np.random.default_rng(seed).random(grid.shape)
    return np.where(grid, draw >= miss_rate, (draw < false_alarm_rate) & weak[:, None, :, None])


def _load(folder: Path, name: str, shape: tuple[int, int]) -> np.ndarray:
    path = next(
        (p for p in (folder / f"{name}.npy", folder / f"{name[:ID_LENGTH]}.npy") if p.is_file()), None
    )
    if path is None:
        raise InputError(
            folder, f"expected pseudo-labels {name}.npy", "Make them for every clip of the split."
        )
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(path, f"expected a whole .npy file ({error})", "Make it again.") from error
    if array.shape != shape:
        raise InputError(
            path, f"expected the shape (segments, classes) = {shape}, found {array.shape}", "Make it again."
        )
    return array > 0
