"""Pre-extracted features: a folder a kind, a .npy file a video, joined by the 11-character id.

Layouts, the first that is there is read:

    features/{audio,visual,visual_st}              LEAP Lens
    feats/{vggish,res152,r2plus1d_18}              LLP as its authors ship it
    {vggish,res152,r2plus1d_18}                    the same, unpacked at the root

Shapes: B clips, T segments, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from leap_core.data.llp import ID_LENGTH
from leap_core.errors import InputError
from leap_core.types import Features

_LAYOUTS = (
    ("features/audio", "features/visual", "features/visual_st"),
    ("feats/vggish", "feats/res152", "feats/r2plus1d_18"),
    ("vggish", "res152", "r2plus1d_18"),
)
_AGAIN = "Extract the clip's features again."


def load_features(root: Path, filenames: Sequence[str], segments: int) -> Features:
    """Features of clips as float32: (B, T, .), (B, S T, .), (B, T, .).

    Raises InputError, naming the file, where one is missing, truncated, of another shape, or not finite.
    """
    folders = _folders(root)
    columns = []
    for folder, per_frame in zip(folders, (False, True, False), strict=True):
        arrays: list[np.ndarray] = []
        for name in filenames:
            like = arrays[0].shape if arrays else None
            arrays.append(_load(folder / f"{name[:ID_LENGTH]}.npy", segments, per_frame, like))
        columns.append(np.stack(arrays))
    return Features(*columns)


def _folders(root: Path) -> tuple[Path, ...]:
    for layout in _LAYOUTS:
        folders = tuple(root / name for name in layout)
        if all(folder.is_dir() for folder in folders):
            return folders
    wanted = " or ".join("/".join((layout[0], "..")) for layout in _LAYOUTS)
    raise InputError(root, f"expected feature folders ({wanted})", "See docs/formats.md for the layouts.")


def _load(path: Path, segments: int, per_frame: bool, like: tuple[int, ...] | None) -> np.ndarray:
    try:
        array = np.load(path, allow_pickle=False)
    except FileNotFoundError as error:
        raise InputError(path, "expected the features of this clip", _AGAIN) from error
    except (OSError, ValueError, EOFError) as error:
        raise InputError(path, f"expected a whole .npy file of numbers ({error})", _AGAIN) from error
    rows = f"a multiple of {segments}" if per_frame else f"{segments}"
    fits = (
        array.ndim == 2
        and len(array)
        and (len(array) % segments == 0 if per_frame else len(array) == segments)
    )
    if not fits or not np.issubdtype(array.dtype, np.floating):
        raise InputError(
            path, f"expected floats of shape ({rows}, width), found {array.dtype} {array.shape}", _AGAIN
        )
    if like is not None and array.shape != like:
        raise InputError(path, f"expected the shape of the other clips, {like}, found {array.shape}", _AGAIN)
    array = array.astype(np.float32)
    if not np.isfinite(array).all():
        raise InputError(path, "expected finite numbers, found NaN or infinity", _AGAIN)
    return array
