"""Explanations on disk: one folder a run, Parquet beside JSON, read and written without torch.

    run.json              format version and the fields of `Run`; written last, so it marks a whole store
    predictions.parquet   a row a clip: filename and the probabilities, float32
    maps.parquet          a row a clip: filename and each kind of map of each modality, float16
    parts/                numbered pieces of a store that is still being written, see writer.py

Read by one thread: with more, pyarrow may end the process as it exits (apache/arrow 34314).
Arrays lie flattened in fixed-size lists; their shapes follow from the run.  Format 1 had no records of its
kinds of maps: with blocks they were LEAP's two.  Up to format 2 the decoder says whether p is thresholded, up
to format 3 nothing says what the other files were, up to format 4 all was computed in fp32.
Shapes: N clips, C classes, T segments, L blocks, H heads.
"""

from __future__ import annotations

import hashlib
import math
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.decoders.leap import MIXING, SCORES
from leap_core.errors import InputError, reason
from leap_core.files import sha256_once
from leap_core.maps import MapKind
from leap_core.metrics.gates import graded
from leap_core.parts import DECODERS
from leap_core.schema import Schema
from leap_core.types import MODALITIES, Explanation, Modality, Prediction, Run

FORMAT = 5
FILES = ("predictions.parquet", "maps.parquet")
_SEGMENTS = tuple(f"{m}_segment_prob" for m in MODALITIES)
ROWS_A_GROUP = 8  # maps are read one clip at a time: small row groups keep that cheap
AGAIN = "Write it again with `leap explain`."
_SCHEMA = Schema(Run, "the record of a finished run", AGAIN)


@dataclass(frozen=True)
class Store:
    """An opened store.  Probabilities are read as a whole, maps a clip at a time."""

    folder: Path
    run: Run
    # held while maps are read: two threads in one file of pyarrow's end the process
    _reading: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple:
        """How it is sent to another process."""
        return type(self), (self.folder, self.run)

    @property
    def _path(self) -> Path:
        return self.folder / "predictions.parquet"

    @cached_property
    def filenames(self) -> tuple[str, ...]:
        """Full clip names, in the order of the arrays."""
        names = tuple(self._predictions["filename"].to_pylist())
        if not names or None in names:
            raise InputError(self._path, "expected names of clips, found none", AGAIN)
        if len(set(names)) < len(names):
            raise InputError(self._path, "expected every clip once, found one twice", AGAIN)
        return names

    @cached_property
    def prediction(self) -> Prediction[np.ndarray]:
        """Probabilities of all clips, float32; `graded` where the model's p is thresholded."""
        n, shapes = len(self.filenames), prediction_shapes(self.run)
        read = {k: _unpack(self._path, self._predictions[k], (n, *s)) for k, s in shapes.items()}
        segments = np.stack([read[k] for k in _SEGMENTS], axis=1)  # (N, 2, T, C)
        clip = np.stack([read[f"{m}_prob"] for m in MODALITIES], axis=1)  # (N, 2, C)
        for name, values in read.items():
            most = (
                2 if name == "video_prob" else 1
            )  # MMIL's p weighs either modality over time: it may pass 1
            if not ((values >= 0) & (values <= most)).all():
                raise InputError(self._path, f"expected {name} from 0 to {most}, found others", AGAIN)
        prediction = Prediction(np.ascontiguousarray(segments.swapaxes(2, 3)), clip, read["video_prob"])
        return graded(prediction) if self.run.thresholded else prediction

    def peaks(self, filenames: Sequence[str]) -> np.ndarray:
        """Highest probability of a class in any segment, either modality: (B, C); 0 in a clip it lacks."""
        rows = np.array([self._rows.get(name, -1) for name in filenames])
        return np.where(rows[:, None] < 0, 0, self._peaks[rows])

    def explanation(self, filename: str) -> Explanation[np.ndarray]:
        """Prediction and maps of one clip, B = 1.  Raises InputError where the run lacks the clip."""
        row = self._rows.get(filename)
        if row is None:
            raise InputError(self.folder, f"the run has no clip {filename}", "Choose a clip of this run.")
        prediction = self.prediction.map(lambda x: x[row : row + 1])
        if not self.run.maps:
            return Explanation(prediction)
        group, offset = divmod(row, ROWS_A_GROUP)
        path = self.folder / "maps.parquet"
        with self._reading:
            table = guarded(
                path, lambda: self._maps.read_row_group(group, use_threads=False).slice(offset, 1)
            )
        if table["filename"].to_pylist() != [filename]:
            raise InputError(path, f"its row {row} is not {filename}", AGAIN)

        def read(kind: MapKind, m: Modality) -> np.ndarray:
            values = _unpack(path, table[column_of(kind, m)], (1, *self.run.map_shape(kind)))
            values = values.astype(np.float32)
            if not np.isfinite(values).all():
                raise InputError(path, f"expected numbers, found others in {filename}", AGAIN)
            return values

        return Explanation(prediction, {k.key: {m: read(k, m) for m in MODALITIES} for k in self.run.maps})

    def rows(self, names: Iterable[str]) -> list[int]:
        """Where the arrays have clips.  Raises KeyError where the run lacks one."""
        return [self._rows[name] for name in names]

    def check_fit(self, dataset: str, categories: tuple[str, ...], segments: int) -> None:
        """Raise InputError unless the run is of the classes and segments of `dataset`."""
        if (self.run.categories, self.run.segments) != (categories, segments):
            expected = f"its classes or segments, of {self.run.dataset}, are not those of {dataset}"
            raise InputError(self.folder, expected, "Choose a run of this data set.")

    @property
    def sha256(self) -> str:
        """SHA-256 of the predictions as they were read: tells one version of a run from another."""
        return self._read[0]

    @cached_property
    def _peaks(self) -> np.ndarray:
        n, shapes = len(self.filenames), prediction_shapes(self.run)
        read = [_unpack(self._path, self._predictions[k], (n, *shapes[k])) for k in _SEGMENTS]
        return np.maximum(*(values.max(axis=1) for values in read))

    @property
    def _predictions(self) -> pa.Table:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[str, pa.Table]:
        """The predictions and the hash of the very bytes that they are read from."""
        content = guarded(self._path, self._path.read_bytes)
        table = guarded(self._path, lambda: pq.read_table(pa.BufferReader(content), use_threads=False))
        return hashlib.sha256(content).hexdigest(), table

    @cached_property
    def _maps(self) -> pq.ParquetFile:
        path = self.folder / "maps.parquet"
        return guarded(path, lambda: pq.ParquetFile(path))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.filenames)}


def check_hashes(stores: Sequence[Store], told: Sequence[str]) -> None:
    """Raise InputError where predictions of runs are not those of the hashes that are told, if any are."""
    for store, digest in zip(stores, told, strict=False):
        if store.sha256 != digest:
            expected = "its predictions are not those that the recipe was made with"
            raise InputError(store.folder, expected, "Name the run that it was made with, or make it anew.")


def open_store(folder: str | os.PathLike[str]) -> Store:
    """Open a store.  Raises InputError where it is missing, broken, or of a newer format."""
    folder = Path(folder)
    path = folder / "run.json"
    for each in (path, *(folder / name for name in FILES)):
        if each.exists() and not each.is_file():
            raise InputError(each, "expected a file, found a pipe, a folder or a device", AGAIN)
    values, version = _SCHEMA.read_format(path, FORMAT)
    run = _SCHEMA.fit(values | {"name": folder.name}, path)
    if version == 1 and run.blocks:
        run = replace(run, maps=(MIXING, SCORES))
    if version < 3:
        run = replace(run, thresholded=run.decoder in DECODERS and DECODERS[run.decoder].thresholded)
    for path in (folder / name for name in FILES if name in run.files):
        if guarded(path, lambda path=path: sha256_once(path)) != run.files[path.name]:
            raise InputError(path, "it is not what was written with the run", AGAIN)
    sizes = {k: math.prod(s) for k, s in prediction_shapes(run).items()}
    _check_columns(folder / "predictions.parquet", sizes)
    if run.maps:
        sizes = {column_of(k, m): math.prod(run.map_shape(k)) for k in run.maps for m in MODALITIES}
        _check_columns(folder / "maps.parquet", sizes)
    for by_class in filter(None, (chosen.by_class for chosen in run.chosen)):
        if {len(row) for row in (*by_class.segment, *by_class.clip)} != {len(run.categories)}:
            raise InputError(folder / "run.json", "expected chosen thresholds of every class", AGAIN)
    store = Store(folder, run)
    if FILES[0] not in run.files:
        _ = store.prediction  # of which nothing but itself tells whether it is broken
    return store


def prediction_shapes(run: Run) -> dict[str, tuple[int, ...]]:
    """The columns of predictions.parquet, with the shape of a clip's numbers."""
    c, t = len(run.categories), run.segments
    clip: dict[str, tuple[int, ...]] = dict.fromkeys(("video_prob", "audio_prob", "visual_prob"), (c,))
    return clip | dict.fromkeys(("audio_segment_prob", "visual_segment_prob"), (t, c))


def column_of(kind: MapKind, modality: str) -> str:
    """Where the maps of a kind lie; LEAP's two under the names of format 1."""
    return f"{modality}_{ {MIXING.key: 'mixing', SCORES.key: 'scores'}.get(kind.key, kind.key) }"


def _unpack(path: Path, column: pa.ChunkedArray, shape: tuple[int, ...]) -> np.ndarray:
    parts = [chunk.flatten() for chunk in column.chunks]
    if column.null_count or any(part.null_count for part in parts):
        raise InputError(path, "expected a number in every cell, found none in one", AGAIN)
    return np.concatenate([part.to_numpy() for part in parts]).reshape(shape)


def guarded(path: Path, read: Callable[[], Any], remedy: str = AGAIN) -> Any:
    """`read` a Parquet file, turning what pyarrow raises on a broken one into an InputError."""
    try:
        return read()
    except (OSError, IndexError, UnicodeError, pa.ArrowException) as error:
        raise InputError(path, f"expected a readable Parquet file ({reason(error)})", remedy) from error


def _check_columns(path: Path, sizes: dict[str, int]) -> None:
    schema = guarded(path, lambda: pq.read_schema(path))
    kinds = dict(zip(schema.names, schema.types, strict=True))
    if kinds.get("filename") != pa.string():
        raise InputError(path, "expected a column filename of names", AGAIN)
    for name, size in sizes.items():
        kind = kinds.get(name, pa.null())
        fits = pa.types.is_fixed_size_list(kind) and kind.list_size == size
        if not fits or not pa.types.is_floating(kind.value_type):
            raise InputError(path, f"expected a column {name} of {size} numbers a clip, found {kind}", AGAIN)
