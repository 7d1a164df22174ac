"""AVE's labels and splits as HDF5, as its code reads them (the extra `h5`).

    labels.h5                    avadataset, (N, 10, 29) of 0 and 1: the class of each second, background last
    {train,val,test}_order.h5    order: the clips of a split, by their line of Annotations.txt, from 0

Only arrays of the file itself are read, no links that lead out of it, and none before its size is known.

Shapes: N lines of Annotations.txt.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from leap_core.errors import InputError, reason
from leap_core.options import Split

LABELS = "labels.h5"
ORDERS: dict[Split, str] = {split: f"{split}_order.h5" for split in ("train", "val", "test")}
_MOST_BYTES = 1_000_000_000
_MOST_CLIPS = 100_000
_AGAIN = "Download AVE's h5 files again."


def read_labels(path: Path, clips: int, segments: int, classes: int) -> np.ndarray:
    """Which class each second of each clip has, the last being background: bool (N, 10, 29).

    Raises InputError where h5py is not installed or the file does not say just that of N `clips`.
    """
    shape = (clips, segments, classes)
    labels = _read(path, "avadataset", lambda found: found == shape, f"numbers of shape {shape}")
    if not ((labels == 0) | (labels == 1)).all() or not (labels.sum(axis=2) == 1).all():
        raise InputError(path, "expected one class a second, 0 or 1 each, found others", _AGAIN)
    return labels.astype(bool)


def read_order(path: Path, clips: int) -> list[int]:
    """The lines of a split, of N `clips`.  Raises InputError likewise."""
    order = _read(path, "order", lambda found: len(found) == 1 and found[0] <= _MOST_CLIPS, "a list of clips")
    if not ((order >= 0) & (order < clips) & (order == np.floor(order))).all():
        raise InputError(path, f"expected lines from 0 to {clips - 1}, found others", _AGAIN)
    return order.astype(int).tolist()


def _read(path: Path, name: str, fits: Callable[[tuple[int, ...]], bool], wanted: str) -> np.ndarray:
    """An array of plain numbers of a file."""
    try:
        import h5py
    except ImportError as error:
        remedy = "Install it: pip install 'leap-lens[h5]', or put trainSet.txt and its like there."
        raise InputError(path, f"expected h5py to be installed ({error})", remedy) from error
    expected = f"expected {name}, {wanted}"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(path, f"{expected}, in at most {_MOST_BYTES:,} bytes", _AGAIN)
        with h5py.File(path, "r") as file:
            own = isinstance(file.get(name, getlink=True), h5py.HardLink)
            array = file[name] if own else None
            if not isinstance(array, h5py.Dataset) or array.is_virtual or array.external:
                raise InputError(path, f"{expected}, found none in the file itself", _AGAIN)
            if array.dtype.kind not in "biuf" or not fits(array.shape):
                raise InputError(path, f"{expected}, found {array.dtype} {array.shape}", _AGAIN)
            return np.asarray(array[:], np.float64)
    except (
        OSError,
        RuntimeError,
        ValueError,
        KeyError,
        TypeError,
    ) as error:  # what h5py says of broken files
        raise InputError(path, f"{expected} ({reason(error)})", _AGAIN) from error
