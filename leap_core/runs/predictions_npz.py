"""Predictions as NPZ: an array of clip names and probabilities by segment (docs/formats.md).

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

import lzma
import math
import zipfile
import zlib
from pathlib import Path

import numpy as np

from leap_core.data.arrays import read_npy
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError, reason
from leap_core.runs.predictions import SEE, Predicted, check_clip, to_prediction
from leap_core.types import MODALITIES

_SEGMENTS = tuple(f"{m}_segment_prob" for m in MODALITIES)  # (N, T, C)
_CLIPS = (*(f"{m}_prob" for m in MODALITIES), "video_prob")  # (N, C)
_WIDEST = 4096  # bytes of a number or a name
_BROKEN_ZIP = (
    *(ValueError, EOFError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)


def read_npz(path: Path, dataset: Dataset) -> Predicted:
    """Predictions of the clips that `filenames` names.  Raises InputError on whatever cannot be one."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as parts:
            return _npz_arrays(path, parts, dataset)
    except _BROKEN_ZIP as error:
        raise InputError(
            path, f"expected a whole .npz file of plain arrays ({reason(error)})", SEE
        ) from error


def _npz_arrays(path: Path, parts: zipfile.ZipFile, dataset: Dataset) -> Predicted:
    members = parts.namelist()
    names = [member.removesuffix(".npy") for member in members]
    for name in ("filenames", *_SEGMENTS):
        if name not in names:
            raise InputError(path, f"expected an array {name}", SEE)
    for name in names:
        if names.count(name) > 1 or name not in ("filenames", *_SEGMENTS, *_CLIPS):
            raise InputError(path, f"it has an array {name[:80]}, twice or none of predictions", SEE)
    n, t, c = len(dataset.annotations.filenames), dataset.segments, len(dataset.categories)
    content = dict(zip(names, members, strict=True))
    listed = _npz_array(parts, content.pop("filenames"), f"{path}, filenames", "U", (n,))
    if not len(listed):
        raise InputError(path, "expected at least one clip", SEE)
    filenames = tuple(listed.tolist())
    for name in filenames:
        check_clip(dataset, name, path)
    if len(set(filenames)) < len(filenames):
        twice = next(name for name in filenames if filenames.count(name) > 1)
        raise InputError(path, f"the clip {twice} is there more than once", "Keep one row a clip.")
    n = len(filenames)
    shapes = dict.fromkeys(_SEGMENTS, (n, t, c)) | dict.fromkeys(_CLIPS, (n, c))
    arrays = {}
    for name, member in content.items():
        place = f"{path}, {name}"
        array = _npz_array(parts, member, place, "f", shapes[name])
        if array.shape != shapes[name] or not ((array >= 0) & (array <= 1)).all():
            expected = (
                f"expected probabilities from 0 to 1 of shape {shapes[name]}, found shape {array.shape}"
            )
            raise InputError(place, expected, "Apply the sigmoid first.")
        arrays[name] = array.astype(np.float32)
    present = dataset.annotations.present[[dataset.index(name) for name in filenames]]  # (N, T)
    segments = [arrays[name].swapaxes(1, 2) * present[:, None] for name in _SEGMENTS]  # (N, C, T) each
    own = [arrays.get(name) for name in _CLIPS]
    return Predicted(filenames, to_prediction(segments, own[:2], own[2]))


def _npz_array(
    parts: zipfile.ZipFile, member: str, place: str, kind: str, most: tuple[int, ...]
) -> np.ndarray:
    """An array of a kind, at most so long on each axis: of anything else the header alone is read."""

    def check(shape: tuple[int, ...], dtype: np.dtype) -> None:
        few = len(shape) == len(most) and all(a <= b for a, b in zip(shape, most, strict=True))
        if dtype.kind != kind or dtype.itemsize > _WIDEST or not few:
            what = {"U": "text", "f": "floating point numbers"}[kind]
            raise InputError(place, f"expected {what} of shape {most}, found {dtype} {shape}", SEE)

    with parts.open(member) as file:
        return read_npy(file, math.prod(most) * _WIDEST, check)
