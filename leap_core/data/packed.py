"""Features packed by `leap data pack`: one file a kind, mapped into memory and read by row.

    ROOT/packed/pack.json          format version and the shape of each kind; written last, marks a whole pack
    ROOT/packed/KIND.npy           rows of all clips after each other, float32 or float16
    ROOT/packed/KIND.clips.npy     of each file that was packed: name, first row, rows, and its stamp

A stamp is the size and the time of a file.  Files may be gone since; one that has changed is refused.

Shapes: R rows of all clips, D width of a kind, N files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from annotated_types import Len

from leap_core.data.arrays import map_array, map_rows, read_array
from leap_core.errors import InputError
from leap_core.schema import Must, Schema

FOLDER, RECORD, FORMAT = "packed", "pack.json", 1
KINDS = "audio", "visual", "visual_st"
_STAMP = (("bytes", "<i8"), ("nanoseconds", "<i8"))
_WHAT = "packed features"


@dataclass(frozen=True)
class Pack:
    """What pack.json says."""

    shapes: Annotated[
        Mapping[str, Annotated[tuple[int, ...], Len(2, 2)]],
        Must(
            f"of {', '.join(KINDS)}, the last of which may be left out",
            lambda x: list(x) == [*KINDS][: len(x)],
        ),
        Len(2, 3),
    ]  # (R, D) by kind


@dataclass(frozen=True)
class Packed:
    """The packed features of a data set."""

    folder: Path
    pack: Pack
    remedy: str = field(init=False)

    def __post_init__(self) -> None:
        """Raises InputError where the files are not those that pack.json tells of."""
        anew = f"Pack them again with `leap data pack {self.folder.parent}`, or delete {self.folder}."
        object.__setattr__(self, "remedy", anew)
        for kind, shape in self.pack.shapes.items():
            rows, clips = self._rows[kind], self._clips[kind]
            if rows.shape != shape or rows.dtype not in (np.float32, np.float16):
                self._refuse(kind, f"expected floats of shape {shape}, found {rows.dtype} {rows.shape}")
            fits = clips.dtype.names is not None and clips.dtype == clips_type(clips.dtype[0].itemsize)
            if clips.ndim != 1 or not fits:
                self._refuse(f"{kind}.clips", f"expected names, rows and stamps, found {clips.dtype}")
            first, count = clips["first"], clips["rows"]
            if not ((first >= 0) & (count > 0) & (first <= shape[0] - count)).all():
                self._refuse(f"{kind}.clips", f"expected rows among {shape[0]:,}, found others")

    def has(self, kind: str, name: str, id_length: int | None) -> bool:
        """Whether it holds a clip's features of a kind."""
        return self._find(kind, name, id_length) is not None

    def read(self, kind: str, name: str, id_length: int | None, folder: Path | None) -> np.ndarray:
        """The rows of a clip, of its full name or else of its id.

        Raises InputError where it has none, or where the file that they were packed from has changed, if
        `folder` still has it.
        """
        first, rows = self._place(kind, name, id_length, folder)
        return self._rows[kind][first : first + rows]

    def block(
        self, kind: str, names: Sequence[str], id_length: int | None, folder: Path | None
    ) -> np.ndarray | None:
        """Those of B clips that have as many each and follow each other: (B, rows, D), mapped, not copied.

        None where they do not; raises InputError as `read` does.
        """
        places = np.array([self._place(kind, name, id_length, folder) for name in names])
        (first, rows), number = places[0], np.arange(len(names))
        if (places[:, 1] != rows).any() or (places[:, 0] != first + number * rows).any():
            return None
        part = map_rows(self._rows[kind], slice(first, first + rows * len(names)), _WHAT, self.remedy)
        return None if part is None else part.reshape(len(names), rows, -1)

    def place(self, kind: str, name: str, id_length: int | None) -> Path:
        """The file that has a clip's features of a kind, or one that is not there: where they would be."""
        return self.file(kind) if self.has(kind, name, id_length) else self.folder / kind / f"{name}.npy"

    def file(self, kind: str) -> Path:
        """The file of a kind."""
        return self.folder / f"{kind}.npy"

    def _place(self, kind: str, name: str, id_length: int | None, folder: Path | None) -> tuple[int, int]:
        """The first row of a clip, and how many it has; errors as of `read`."""
        now, source = None, name
        for stem in (name, name[:id_length]) if folder else ():  # as text: paths take as long as all else
            if now is None and (now := stamp(f"{folder}/{stem}.npy")) is not None:
                source = stem
        row = self._find(kind, source, id_length)
        if row is None:
            raise InputError(self.folder, f"expected {kind} of {name}, which was not packed", self.remedy)
        clip = self._clips[kind][row].item()
        if now is not None and now != clip[3:]:
            raise InputError(f"{folder}/{source}.npy", "it has changed since it was packed", self.remedy)
        return clip[1:3]

    def _find(self, kind: str, name: str, id_length: int | None) -> int | None:
        found = self._numbers[kind]
        return found.get(name.encode(), found.get(name[:id_length].encode()))

    def _refuse(self, name: str, expected: str) -> None:
        raise InputError(self.folder / f"{name}.npy", expected, self.remedy)

    @cached_property
    def _rows(self) -> dict[str, np.memmap]:
        return {kind: map_array(self.file(kind), _WHAT, self.remedy) for kind in self.pack.shapes}

    @cached_property
    def _clips(self) -> dict[str, np.ndarray]:
        paths = {kind: self.folder / f"{kind}.clips.npy" for kind in self.pack.shapes}
        return {kind: read_array(path, f"the clips of {_WHAT}", self.remedy) for kind, path in paths.items()}

    @cached_property
    def _numbers(self) -> dict[str, dict[bytes, int]]:
        return {k: {name: n for n, name in enumerate(c["name"].tolist())} for k, c in self._clips.items()}


def clips_type(longest: int) -> np.dtype:
    """A row of KIND.clips.npy, for names of at most so many bytes."""
    return np.dtype([("name", f"S{longest}"), ("first", "<i8"), ("rows", "<i8"), *_STAMP])


def stamp(path: str | Path) -> tuple[int, int] | None:
    """What tells one version of a file from another: its size and its time.  None where there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def open_packed(root: Path) -> Packed | None:
    """The packed features of the data set in `root`; None where there are none.

    Raises InputError where they are broken.
    """
    folder = root / FOLDER
    try:
        stat = os.stat(folder / RECORD)
    except OSError:
        return None
    return _open(folder, stat.st_mtime_ns, stat.st_ino)


@lru_cache(maxsize=4)  # of a process: data sets that are at work
def _open(folder: Path, time: int, node: int) -> Packed:
    schema = Schema(Pack, "the record of packed features", f"Delete {folder}, or pack them again.")
    values, _ = schema.read_format(folder / RECORD, FORMAT)
    return Packed(folder, schema.fit(values, folder / RECORD))
