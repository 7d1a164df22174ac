"""Features of all clips of a data set into one file a kind, see packed.py.

Shapes: R rows of all clips, D width of a kind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.data.arrays import array_of, read_array, write_array, write_parts
from leap_core.data.dataset import Dataset, has_split, open_dataset
from leap_core.data.features import checked, feature_folders
from leap_core.data.llp import find_root
from leap_core.data.packed import FOLDER, FORMAT, KINDS, RECORD, clips_type, open_packed, stamp
from leap_core.errors import InputError
from leap_core.files import write_text
from leap_core.locks import one_writer
from leap_core.options import SPLITS, Packing

_TYPES: Mapping[Packing, np.dtype] = {"fp32": np.dtype("<f4"), "fp16": np.dtype("<f2")}
_AGAIN = "Extract or download the clip's features again."


@dataclass(frozen=True)
class Result:
    """What was packed."""

    clips: int
    lacking: tuple[str, ...]  # clips of the lists without features of every kind, which were left out
    bytes: int  # of all files


def pack_dataset(
    root: Path, precision: Packing = "fp32", on_file: Callable[[int, int], None] = lambda done, total: None
) -> Result:
    """Pack the features of all splits of the data set in `root`, in place of an earlier pack.

    Clips that lack features of a kind are left out.  `on_file` hears files done and files in all.  Raises
    InputError where no clip has features, one has others than the first, a number is too large for
    `precision`, or files that were packed earlier are gone since, which would lose them.
    """
    root = find_root(root)
    folders = feature_folders(root)
    splits = [open_dataset(root, split) for split in SPLITS if has_split(root, split)]
    clips: list[list[tuple[Path, int]]] = []  # by clip: its file of each kind, with T
    lacking: list[str] = []
    for data in splits:
        for name in data.annotations.filenames:
            paths = [array_of(folder, name, data.id_length) for folder in folders]
            if all(path.is_file() for path in paths):
                clips.append([(path, data.segments_of(name)) for path in paths])
            else:
                lacking.append(name)
    if not clips:
        raise InputError(root, f"expected features, no clip has them, {lacking[0]} neither", _AGAIN)
    _check_kept(root, splits, lacking)
    files = [
        list(dict.fromkeys(of_kind)) for of_kind in zip(*clips, strict=True)
    ]  # clips may share a video's
    place, total = root / FOLDER, sum(map(len, files))
    with one_writer(place):
        (place / RECORD).unlink(missing_ok=True)
        shapes, done = {}, 0
        for kind, some in zip(KINDS, files, strict=False):
            earlier = done

            def on_kind(n: int, earlier: int = earlier) -> None:
                on_file(earlier + n, total)

            shapes[kind] = _write(place, kind, some, precision, on_kind)
            done += len(some)
        write_text(place / RECORD, json.dumps({"format": FORMAT, "shapes": shapes}, indent=1) + "\n")
        size = sum(path.stat().st_size for path in place.glob("*.npy"))
    return Result(len(clips), tuple(lacking), size)


def _check_kept(root: Path, splits: list[Dataset], lacking: list[str]) -> None:
    """Raise InputError where the pack there holds features of clips whose files are gone."""
    packed, gone = open_packed(root), {*lacking}
    for data in splits if packed else ():
        for name in (name for name in data.annotations.filenames if name in gone):
            if packed and all(packed.has(kind, name, data.id_length) for kind in packed.pack.shapes):
                expected = (
                    f"expected the files of features that were packed earlier, those of {name} are gone"
                )
                raise InputError(
                    packed.folder, expected, f"Restore them, or delete {packed.folder} with them."
                )


def _write(
    place: Path, kind: str, files: list[tuple[Path, int]], precision: Packing, on_file: Callable[[int], None]
) -> tuple[int, int]:
    """Write the files of a kind; its shape (R, D)."""
    first, segments = files[0]
    rows, width = _read(first, kind, segments).shape
    lengths = [rows if rows % segments else rows // segments * t for _, t in files]
    clips = np.empty(len(files), clips_type(max(len(path.stem.encode()) for path, _ in files)))
    clips["name"] = [path.stem.encode() for path, _ in files]
    clips["first"], clips["rows"] = np.cumsum([0, *lengths[:-1]]), lengths
    shape = sum(lengths), width

    def parts() -> Iterator[np.ndarray]:
        for n, ((path, t), length) in enumerate(zip(files, lengths, strict=True)):
            clips["bytes"][n], clips["nanoseconds"][n] = stamp(path) or (0, 0)  # refused below where gone
            array = _read(path, kind, t)
            if array.shape != (length, width):
                expected = f"expected the shape of the other clips, {(length, width)}, found {array.shape}"
                raise InputError(path, expected, _AGAIN)
            with np.errstate(over="ignore"):
                found = array.astype(_TYPES[precision])
            if not np.isfinite(found).all():
                raise InputError(path, f"it has numbers too large for {precision}", "Pack with fp32.")
            yield found
            on_file(n + 1)

    write_parts(place / f"{kind}.npy", shape, _TYPES[precision], parts())
    write_array(place / f"{kind}.clips.npy", clips)
    return shape


def _read(path: Path, kind: str, segments: int) -> np.ndarray:
    return checked(str(path), read_array(path, "the features of a clip", _AGAIN), kind, segments)
