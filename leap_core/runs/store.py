"""Explanations on disk: one folder a run, Parquet beside JSON, read and written without torch.

    run.json              format version and the fields of `Run`; written last, so it marks a whole store
    predictions.parquet   a row a clip: filename and the probabilities, float32
    maps.parquet          a row a clip: filename and each kind of map of each modality, float16
    parts/                numbered pieces of a store that is still being written

Arrays lie flattened in fixed-size lists; their shapes follow from the run.  Format 1 had no records of its
kinds of maps: with blocks they were LEAP's two.  Up to format 2 the decoder says whether p is thresholded.
Shapes: N clips, C classes, T segments, L blocks, H heads.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.decoders.leap import MIXING, SCORES
from leap_core.errors import InputError
from leap_core.files import write_text, write_whole
from leap_core.maps import MapKind
from leap_core.metrics.gates import graded
from leap_core.parts import DECODERS
from leap_core.schema import Schema
from leap_core.types import MODALITIES, Chosen, Explanation, Modality, Prediction, Run

FORMAT = 3
ROWS_A_GROUP = 8  # maps are read one clip at a time: small row groups keep that cheap
_AGAIN = "Write it again with `leap explain`."
_SCHEMA = Schema(Run, "the record of a finished run", _AGAIN)


@dataclass(frozen=True)
class Store:
    """An opened store.  Probabilities are read as a whole, maps a clip at a time."""

    folder: Path
    run: Run
    # held while maps are read: two threads in one file of pyarrow's end the process
    _reading: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    @cached_property
    def filenames(self) -> tuple[str, ...]:
        """Full clip names, in the order of the arrays."""
        names = tuple(self._predictions["filename"].to_pylist())
        if len(set(names)) < len(names):
            path = self.folder / "predictions.parquet"
            raise InputError(path, "expected every clip once, found one twice", _AGAIN)
        return names

    @cached_property
    def prediction(self) -> Prediction[np.ndarray]:
        """Probabilities of all clips, float32; `graded` where the model's p is thresholded."""
        n, shapes = len(self.filenames), _prediction_shapes(self.run)
        read = {k: _unpack(self._predictions[k], (n, *s)) for k, s in shapes.items()}
        segments = np.stack([read[f"{m}_segment_prob"] for m in MODALITIES], axis=1)  # (N, 2, T, C)
        clip = np.stack([read[f"{m}_prob"] for m in MODALITIES], axis=1)  # (N, 2, C)
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
            table = _guard(path, lambda: self._maps.read_row_group(group).slice(offset, 1))
        if table["filename"].to_pylist() != [filename]:
            raise InputError(path, f"its row {row} is not {filename}", _AGAIN)

        def read(kind: MapKind, m: Modality) -> np.ndarray:
            return _unpack(table[_column(kind, m)], (1, *self.run.map_shape(kind))).astype(np.float32)

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
        n, shapes = len(self.filenames), _prediction_shapes(self.run)
        names = [f"{m}_segment_prob" for m in MODALITIES]
        return np.maximum(*(_unpack(self._predictions[k], (n, *shapes[k])).max(axis=1) for k in names))

    @property
    def _predictions(self) -> pa.Table:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[str, pa.Table]:
        """The predictions and the hash of the very bytes that they are read from."""
        path = self.folder / "predictions.parquet"
        content = _guard(path, path.read_bytes)
        table = _guard(path, lambda: pq.read_table(pa.BufferReader(content)))
        return hashlib.sha256(content).hexdigest(), table

    @cached_property
    def _maps(self) -> pq.ParquetFile:
        path = self.folder / "maps.parquet"
        return _guard(path, lambda: pq.ParquetFile(path))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.filenames)}


def open_store(folder: str | os.PathLike[str]) -> Store:
    """Open a store.  Raises InputError where it is missing, broken, or of a newer format."""
    folder = Path(folder)
    path = folder / "run.json"
    values, version = _SCHEMA.read_format(path, FORMAT)
    run = _SCHEMA.fit(values | {"name": folder.name}, path)
    if version == 1 and run.blocks:
        run = replace(run, maps=(MIXING, SCORES))
    if version < 3:
        run = replace(run, thresholded=run.decoder in DECODERS and DECODERS[run.decoder].thresholded)
    sizes = {k: math.prod(s) for k, s in _prediction_shapes(run).items()}
    _check_columns(folder / "predictions.parquet", sizes)
    if run.maps:
        sizes = {_column(k, m): math.prod(run.map_shape(k)) for k in run.maps for m in MODALITIES}
        _check_columns(folder / "maps.parquet", sizes)
    return Store(folder, run)


class StoreWriter:
    """Writes a store piece by piece; an interrupted one goes on where it stopped.

    Nothing is written before the first piece, and a store that is there stays until the new one is whole.
    """

    def __init__(self, folder: str | os.PathLike[str], run: Run) -> None:
        """Open `folder` for `run`.  Raises InputError on a file, or pieces of another run there."""
        self.folder, self.run, self.parts = Path(folder), run, Path(folder) / "parts"
        if self.folder.exists() and not self.folder.is_dir():
            expected = "expected a folder to write a run into, found a file"
            raise InputError(self.folder, expected, "Name another folder.")
        record = self.parts / "run.json"
        if record.exists() and record.read_text(encoding="utf-8") != _to_json(run):
            expected = "unfinished pieces of another run lie here"
            raise InputError(self.parts, expected, self._start_anew)

    @property
    def done(self) -> set[str]:
        """Names of the clips already written."""
        return {n for table in self._read("predictions") for n in table["filename"].to_pylist()}

    def append(self, filenames: Sequence[str], explanation: Explanation[np.ndarray]) -> None:
        """Write the explanations of a batch of clips (numpy arrays, B = len(filenames))."""
        record, number = self.parts / "run.json", len(self._pieces("predictions"))
        if not record.exists():
            self.parts.mkdir(parents=True, exist_ok=True)
            write_text(record, _to_json(self.run))
        names = {"filename": pa.array(filenames, pa.string())}
        if self.run.maps:
            maps = {_column(k, m): explanation.maps[k.key][m] for k in self.run.maps for m in MODALITIES}
            packed = {k: _pack(v, np.float16) for k, v in maps.items()}
            _write_table(pa.table(names | packed), self.parts / f"maps-{number:05}.parquet")
        columns = {
            k: _pack(getattr(explanation.prediction, k), np.float32) for k in _prediction_shapes(self.run)
        }
        _write_table(pa.table(names | columns), self.parts / f"predictions-{number:05}.parquet")

    def finish(self, score: Callable[[Store], Mapping[str, float]], chosen: tuple[Chosen, ...] = ()) -> Store:
        """Join the pieces, write run.json with the metrics that `score` gives, and open the store.

        `chosen` are the thresholds that the validation split chooses.
        """
        names = ("predictions", "maps") if self.run.maps else ("predictions",)
        tables = {name: pa.concat_tables(self._read(name)) for name in names}
        for name in ("run.json", "predictions.parquet", "maps.parquet"):  # of an earlier store
            (self.folder / name).unlink(missing_ok=True)
        for name, table in tables.items():
            _write_table(table, self.folder / f"{name}.parquet")
        run = replace(self.run, metrics=score(Store(self.folder, self.run)), chosen=chosen)
        write_text(self.folder / "run.json", _to_json(run))
        shutil.rmtree(self.parts)
        return Store(self.folder, run)

    def _pieces(self, name: str) -> list[Path]:
        return sorted(self.parts.glob(f"{name}-*.parquet"))

    def _read(self, name: str) -> list[pa.Table]:
        return [_guard(p, lambda p=p: pq.read_table(p), self._start_anew) for p in self._pieces(name)]

    @property
    def _start_anew(self) -> str:
        return f"Delete {self.parts} to start anew."


def _prediction_shapes(run: Run) -> dict[str, tuple[int, ...]]:
    c, t = len(run.categories), run.segments
    clip: dict[str, tuple[int, ...]] = dict.fromkeys(("video_prob", "audio_prob", "visual_prob"), (c,))
    return clip | dict.fromkeys(("audio_segment_prob", "visual_segment_prob"), (t, c))


def _column(kind: MapKind, modality: str) -> str:
    """Where the maps of a kind lie; LEAP's two under the names of format 1."""
    return f"{modality}_{ {MIXING.key: 'mixing', SCORES.key: 'scores'}.get(kind.key, kind.key) }"


def _pack(array: np.ndarray, dtype: type) -> pa.FixedSizeListArray:
    rows = np.ascontiguousarray(array, dtype=dtype).reshape(len(array), -1)  # (B, ...) -> (B, size)
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.reshape(-1)), rows.shape[1])


def _unpack(column: pa.ChunkedArray, shape: tuple[int, ...]) -> np.ndarray:
    return np.concatenate([c.flatten().to_numpy() for c in column.chunks]).reshape(shape)


def _guard(path: Path, read: Callable[[], Any], remedy: str = _AGAIN) -> Any:
    """`read` a Parquet file, turning what pyarrow raises on a broken one into an InputError."""
    try:
        return read()
    except (OSError, IndexError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(path, f"expected a readable Parquet file ({reason})", remedy) from error


def _check_columns(path: Path, sizes: dict[str, int]) -> None:
    schema = _guard(path, lambda: pq.read_schema(path))
    kinds = dict(zip(schema.names, schema.types, strict=True))
    if kinds.get("filename") != pa.string():
        raise InputError(path, "expected a column filename of names", _AGAIN)
    for name, size in sizes.items():
        kind = kinds.get(name, pa.null())
        fits = pa.types.is_fixed_size_list(kind) and kind.list_size == size
        if not fits or not pa.types.is_floating(kind.value_type):
            raise InputError(path, f"expected a column {name} of {size} numbers a clip, found {kind}", _AGAIN)


def _to_json(run: Run) -> str:
    return json.dumps({"format": FORMAT, **asdict(run)}, indent=1) + "\n"


def _write_table(table: pa.Table, path: Path) -> None:
    settings = {"compression": "zstd", "use_dictionary": False, "row_group_size": ROWS_A_GROUP}
    write_whole(path, lambda temporary: pq.write_table(table, temporary, **settings))
