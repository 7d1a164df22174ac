"""How far features that were extracted here are from others of the same clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from leap_core.data.arrays import array_of, read_length
from leap_core.data.features import KINDS, feature_folders, load_features
from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError
from leap_core.extract.dataset import Extracted


def compare(made: Extracted, theirs: Path) -> list[dict[str, Any]]:
    """A row a kind of features, over the clips that `theirs` has: in any layout that a data set may have.

    Files there may be named by the clip or by the first 11 characters of that.  `rms` is the root mean
    square of the differences in standard deviations of theirs, `cosine` the mean likeness of rows, 1 where
    they point the same way.  Raises InputError where none of the clips is there, or features have another
    shape.
    """
    folders = feature_folders(theirs)
    names = [n for n in made.names if all(array_of(f, n, ID_LENGTH).is_file() for f in folders)]
    if not names:
        raise InputError(
            theirs, f"expected features of {made.names[0]} or another of the clips", "Name others."
        )
    audio = made.root / "features" / "audio"
    lengths = [read_length(audio / f"{name}.npy", "features", "Extract the clip again.") for name in names]
    ours = load_features(made.root, names, lengths, None)
    other = load_features(theirs, names, lengths, ID_LENGTH)
    return [_row(kind, getattr(ours, kind), getattr(other, kind), theirs) for kind in KINDS]


def _row(kind: str, ours: np.ndarray, theirs: np.ndarray, source: Path) -> dict[str, Any]:
    if ours.shape != theirs.shape:
        expected = f"expected {kind} of the shape {ours.shape[1:]}, found {theirs.shape[1:]}"
        raise InputError(source, expected, "Compare features of one recipe.")
    apart = ours.astype(np.float64) - theirs
    norms = np.linalg.norm(ours, axis=-1) * np.linalg.norm(theirs, axis=-1)
    cosine = (ours.astype(np.float64) * theirs).sum(axis=-1)[norms > 0] / norms[norms > 0]
    spread = theirs.std(dtype=np.float64)
    rms = np.sqrt(np.square(apart).mean())
    return {
        "features": kind,
        "clips": len(ours),
        "largest_difference": float(np.abs(apart).max()),
        "rms": float(rms / spread if spread else rms),
        "cosine": float(cosine.mean()) if len(cosine) else 1.0,
    }
