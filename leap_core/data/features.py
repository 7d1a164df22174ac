"""Pre-extracted features: a folder a kind, a .npy file a video, joined by the 11-character id.

Layouts, the first that is there is read:

    features/{audio,visual,visual_st}       LEAP Lens (docs/formats.md)
    feats/{vggish,res152,r2plus1d_18}       LLP as its authors ship it (AVVP-ECCV20), also VALOR's
    {vggish,res152,r2plus1d_18}             the same, unpacked at the root

Shapes: B clips, T segments, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.arrays import find_layout, read_array
from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError
from leap_core.types import Features

_LAYOUTS = (
    ("features/audio", "features/visual", "features/visual_st"),
    ("feats/vggish", "feats/res152", "feats/r2plus1d_18"),
    ("vggish", "res152", "r2plus1d_18"),
)
_AGAIN = "Extract or download the clip's features again."


def load_features(root: Path, filenames: Sequence[str], segments: int) -> Features:
    """Features of clips as float32: (B, T, .), (B, S T, .), (B, T, .); stored in any float type.

    Raises InputError, naming the file, where one is missing, truncated, of another shape, or not finite.
    """
    folders = find_layout(root, _LAYOUTS, "features", "See docs/formats.md for the layouts.")
    columns = []
    for folder, per_frame in zip(folders, (False, True, False), strict=True):
        arrays: list[np.ndarray] = []
        for name in filenames:
            path = folder / f"{name[:ID_LENGTH]}.npy"
            arrays.append(_load(path, segments, per_frame))
            if arrays[-1].shape != arrays[0].shape:
                expected = (
                    f"expected the shape of the other clips, {arrays[0].shape}, found {arrays[-1].shape}"
                )
                raise InputError(path, expected, _AGAIN)
        columns.append(np.stack(arrays))
    return Features(*columns)


def _load(path: Path, segments: int, per_frame: bool) -> np.ndarray:
    array = read_array(path, "the features of a clip", _AGAIN)
    rows = len(array) if array.ndim == 2 else 0
    fits = rows > 0 and (rows % segments == 0 if per_frame else rows == segments)
    if not fits or not np.issubdtype(array.dtype, np.floating):
        wanted = f"({f'a multiple of {segments}' if per_frame else segments}, width)"
        raise InputError(
            path, f"expected floats of shape {wanted}, found {array.dtype} {array.shape}", _AGAIN
        )
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused
        array = array.astype(np.float32)
    if not np.isfinite(array).all():
        raise InputError(path, "expected finite numbers, found NaN or infinity", _AGAIN)
    return array
