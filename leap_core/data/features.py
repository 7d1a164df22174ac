"""Pre-extracted features: a folder a kind, a .npy file a clip by its full name, or a video by its id.

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

from leap_core.data.arrays import array_of, find_layout, read_array
from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError
from leap_core.types import Features

_LAYOUTS = (
    ("features/audio", "features/visual", "features/visual_st"),
    ("feats/vggish", "feats/res152", "feats/r2plus1d_18"),
    ("vggish", "res152", "r2plus1d_18"),
)
_AGAIN = "Extract or download the clip's features again."
_OR_IDS = f"{_AGAIN}  Where files are named by a shorter id, say its `id_length` in dataset.json."


def load_features(
    root: Path,
    filenames: Sequence[str],
    segments: int,
    id_length: int | None = ID_LENGTH,
    like: str | None = None,
) -> Features:
    """Features of clips as float32: (B, T, .), (B, S T, .), (B, T, .); stored in any float type.

    `id_length` is that of the data set, for files named by id.  All must have the shapes of the clip `like`,
    or of the first.  Raises InputError, naming the file, where one is missing, truncated, of another shape,
    or not finite.
    """
    columns = []
    for folder, per_frame in zip(feature_folders(root), (False, True, False), strict=True):
        paths = [array_of(folder, name, id_length) for name in (like or filenames[0], *filenames)]
        remedy = _AGAIN if id_length else _OR_IDS
        first, *arrays = (_load(path, segments, per_frame, remedy) for path in paths)
        for path, array in zip(paths[1:], arrays, strict=True):
            if array.shape != first.shape:
                expected = f"expected the shape of the other clips, {first.shape}, found {array.shape}"
                raise InputError(path, expected, _AGAIN)
        columns.append(np.stack(arrays))
    return Features(*columns)


def feature_folders(root: Path) -> tuple[Path, ...]:
    """The folders of audio, visual and visual_st.  Raises InputError where there are none."""
    return find_layout(root, _LAYOUTS, "features", "See docs/formats.md for the layouts.")


def _load(path: Path, segments: int, per_frame: bool, remedy: str) -> np.ndarray:
    array = read_array(path, "the features of a clip", remedy)
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
