"""Pre-extracted features: a folder a kind, a .npy file a clip by its full name, or a video by its id.

Layouts, the first that is there is read:

    features/{audio,visual,visual_st}       LEAP Lens (docs/formats.md)
    feats/{vggish,res152,r2plus1d_18}       LLP as its authors ship it (AVVP-ECCV20), also VALOR's
    {vggish,res152,r2plus1d_18}             the same, unpacked at the root
    CLAP/features, CLIP/features, feats/r2plus1d_18   VALOR++'s, where LLP's own are not beside them
    features/{audio,visual}                 LEAP Lens, for models without spatio-temporal features

Where they are packed (packed.py), they are read from there, and a file that has changed since is refused.

A clip's sound has a row a segment, or 64: patches of CLAP over the whole clip.

Shapes: B clips, T segments of the longest of them, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np

from leap_core.data.arrays import array_of, find_layout, read_array
from leap_core.data.llp import ID_LENGTH
from leap_core.data.packed import KINDS, Packed, open_packed
from leap_core.errors import InputError
from leap_core.front_end import PATCHES
from leap_core.types import Features

_LAYOUTS = (
    ("features/audio", "features/visual", "features/visual_st"),
    ("feats/vggish", "feats/res152", "feats/r2plus1d_18"),
    ("vggish", "res152", "r2plus1d_18"),
    ("CLAP/features", "CLIP/features", "feats/r2plus1d_18"),
    ("features/audio", "features/visual"),
)
_AGAIN = "Extract or download the clip's features again."
_OR_IDS = f"{_AGAIN}  Where files are named by a shorter id, say its `id_length` in dataset.json."


def load_features(
    root: Path,
    filenames: Sequence[str],
    segments: Sequence[int],
    id_length: int | None = ID_LENGTH,
    like: tuple[str, int] | None = None,
) -> Features:
    """Features of clips as float32: (B, T or 64, .), (B, S T, .), (B, T, .); stored in any float type.

    `segments` are those of each clip; the shorter are padded with zeros.  `id_length` is that of the data
    set, for files named by id.  All must have the width and the rows a segment of the clip `like`, a name and
    its segments, or of the first.  Raises InputError, naming the file, where one is missing, truncated, of
    another shape, or not finite, and where clips of patches are not of one length.
    """
    first, t = like or (filenames[0], segments[0])
    longest, padded = max(segments), min(segments) < max(segments)
    columns = {}
    for kind, source in _sources(root, id_length).items():
        where, array = source.read(first)
        model = checked(where, array, kind, t)
        rows, patches = divmod(len(model), t)

        def shape(own: int, model=model, rows=rows, patches=patches) -> tuple[int, int]:
            return len(model) if patches else rows * own, model.shape[1]

        if patches and padded:
            expected = "expected sound by segment of clips of different length, found patches"
            raise InputError(where, expected, "Explain clips of each length apart.")
        block = None if padded else source.block(filenames)
        if block is not None and block.shape[1:] == shape(longest) and _is_sound(block):
            columns[kind] = block
            continue
        columns[kind] = np.zeros((len(filenames), *shape(longest)), np.float32)
        for name, own, row in zip(filenames, segments, columns[kind], strict=True):
            where, array = source.read(name)
            array = checked(where, array, kind, own)
            if array.shape != shape(own):
                expected = f"expected the shape of the other clips, {shape(own)}, found {array.shape}"
                raise InputError(where, expected, _AGAIN)
            row[: len(array)] = array
    return Features(**columns, segments=np.array(segments) if padded else None)


@dataclass(frozen=True)
class _Files:
    """Features of a kind, a file a clip."""

    folder: Path
    id_length: int | None

    def read(self, name: str) -> tuple[str, np.ndarray]:
        """Where those of a clip are, and these.  Raises InputError where they are missing or not whole."""
        path = array_of(self.folder, name, self.id_length)
        remedy = _AGAIN if self.id_length else _OR_IDS
        return str(path), read_array(path, "the features of a clip", remedy)

    def block(self, names: Sequence[str]) -> np.ndarray | None:
        """Those of clips as one array (B, rows, D), where they need not be copied for that: never."""
        return None


@dataclass(frozen=True)
class _Packed:
    """Features of a kind, packed."""

    packed: Packed
    kind: str
    folder: Path | None  # of the files that were packed, where it is still there
    id_length: int | None

    def read(self, name: str) -> tuple[str, np.ndarray]:
        """As of files."""
        array = self.packed.read(self.kind, name, self.id_length, self.folder)
        return f"{self.packed.file(self.kind)}, {name}", array

    def block(self, names: Sequence[str]) -> np.ndarray | None:
        """As of files; where they follow each other in the pack.  Raises InputError as `read` does."""
        return self.packed.block(self.kind, names, self.id_length, self.folder)


def _sources(root: Path, id_length: int | None) -> dict[str, _Files | _Packed]:
    """Whence features of each kind are read.  Raises InputError where the data set has none."""
    packed = open_packed(root)
    if packed is None:
        folders = zip(KINDS, feature_folders(root), strict=False)
        return {kind: _Files(folder, id_length) for kind, folder in folders}
    kinds, folders = packed.pack.shapes, _folders_left(root)
    if len(folders) not in (0, len(kinds)):
        expected = f"expected the features of {', '.join(kinds)} alone, found those of {len(folders)} kinds"
        raise InputError(root, expected, packed.remedy)
    return {k: _Packed(packed, k, folder, id_length) for k, folder in zip_longest(kinds, folders)}


def _folders_left(root: Path) -> tuple[Path, ...]:
    try:
        return feature_folders(root)
    except InputError:  # removed since they were packed
        return ()


def feature_folders(root: Path) -> tuple[Path, ...]:
    """The folders of audio, visual and, where there are such, visual_st.  Raises InputError without any."""
    return find_layout(root, _LAYOUTS, "features", "See docs/formats.md for the layouts.")


def checked(where: str, array: np.ndarray, kind: str, segments: int) -> np.ndarray:
    """A clip's features of a kind as float32.  Raises InputError on another shape or type, or no number."""
    rows = len(array) if array.ndim == 2 else 0
    fits = {"audio": rows in (segments, PATCHES), "visual": rows and rows % segments == 0}
    if not fits.get(kind, rows == segments) or not np.issubdtype(array.dtype, np.floating):
        words = {"audio": f"{segments} or {PATCHES}", "visual": f"a multiple of {segments}"}
        wanted = f"({words.get(kind, segments)}, width)"
        raise InputError(
            where, f"expected floats of shape {wanted}, found {array.dtype} {array.shape}", _AGAIN
        )
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite: refused
        array = array.astype(np.float32, copy=False)
    if not _finite(array):
        raise InputError(where, "expected finite numbers, found NaN or infinity", _AGAIN)
    return array


def _is_sound(array: np.ndarray) -> bool:
    return array.dtype == np.float32 and _finite(array)


def _finite(array: np.ndarray) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):
        finite = np.isfinite(array.sum())  # then all are, and it is quicker to tell
    return bool(finite or np.isfinite(array).all())
