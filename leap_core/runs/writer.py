"""A store written piece by piece, see store.py.

    parts/predictions-00000.parquet   numbered pieces, maps likewise, and run.json, which says of what run
    parts/whole/                      the store as it will be; moved to its place once it is complete

Shapes: N clips, B a batch.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.errors import InputError
from leap_core.files import sha256_of, write_text, write_whole
from leap_core.runs.store import (
    FILES,
    FORMAT,
    ROWS_A_GROUP,
    Store,
    column_of,
    guarded,
    open_store,
    prediction_shapes,
)
from leap_core.types import MODALITIES, Chosen, Explanation, Run

_DONE = "parts.done"  # pieces that nobody needs once run.json is in its place


class StoreWriter:
    """Writes a store piece by piece; an interrupted one goes on where it stopped.

    Nothing is written before the first piece, and a store that is there stays until the new one is whole.
    """

    def __init__(self, folder: str | os.PathLike[str], run: Run) -> None:
        """Open `folder` for `run`.  Raises InputError where pieces of another run lie there."""
        self.folder, self.run, self.parts = Path(folder), run, Path(folder) / "parts"
        if (self.folder / _DONE / "whole" / "run.json").exists():  # killed just before it was moved
            os.replace(self.folder / _DONE, self.parts)
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
            maps = {column_of(k, m): explanation.maps[k.key][m] for k in self.run.maps for m in MODALITIES}
            packed = {k: _pack(v, np.float16) for k, v in maps.items()}
            _write_table(pa.table(names | packed), self.parts / f"maps-{number:05}.parquet")
        columns = {
            k: _pack(getattr(explanation.prediction, k), np.float32) for k in prediction_shapes(self.run)
        }
        _write_table(pa.table(names | columns), self.parts / f"predictions-{number:05}.parquet")

    def finish(self, score: Callable[[Store], Mapping[str, float]], chosen: tuple[Chosen, ...] = ()) -> Store:
        """Join the pieces, write run.json with the metrics that `score` gives, and open the store.

        `chosen` are the thresholds that the validation split chooses.
        """
        whole = self.parts / "whole"
        names = FILES if self.run.maps else FILES[:1]
        if not (whole / "run.json").exists():  # else an interruption came while the files were moved
            shutil.rmtree(whole, ignore_errors=True)
            whole.mkdir()
            for name in names:
                _write_table(pa.concat_tables(self._read(Path(name).stem)), whole / name)
            files = {name: sha256_of(whole / name) for name in names}
            metrics = score(Store(whole, self.run))
            run = replace(self.run, metrics=metrics, chosen=chosen, files=files)
            write_text(whole / "run.json", _to_json(run))
        (self.folder / "run.json").unlink(missing_ok=True)  # of an earlier store, replaced from here on
        for name in FILES:
            if name not in names:
                (self.folder / name).unlink(missing_ok=True)
            elif (whole / name).exists():
                os.replace(whole / name, self.folder / name)
        done = self.folder / _DONE
        shutil.rmtree(done, ignore_errors=True)
        os.replace(self.parts, done)  # at once: pieces of which some are gone would be gone on from
        os.replace(done / "whole" / "run.json", self.folder / "run.json")
        is_whole(self.folder)
        return open_store(self.folder)

    def _pieces(self, name: str) -> list[Path]:
        return sorted(self.parts.glob(f"{name}-*.parquet"))

    def _read(self, name: str) -> list[pa.Table]:
        return [guarded(p, lambda p=p: pq.read_table(p), self._start_anew) for p in self._pieces(name)]

    @property
    def _start_anew(self) -> str:
        return f"Delete {self.parts} to start anew."


def is_whole(folder: Path) -> bool:
    """Whether there is a store; what is left of its pieces, also by one who was killed, is removed."""
    found = (folder / "run.json").exists()
    if found:
        shutil.rmtree(folder / _DONE, ignore_errors=True)
    return found


def _pack(array: np.ndarray, dtype: type) -> pa.FixedSizeListArray:
    rows = np.ascontiguousarray(array, dtype=dtype).reshape(len(array), -1)  # (B, ...) -> (B, size)
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.reshape(-1)), rows.shape[1])


def _to_json(run: Run) -> str:
    return json.dumps({"format": FORMAT, **asdict(run)}, indent=1) + "\n"


def _write_table(table: pa.Table, path: Path) -> None:
    settings = {"compression": "zstd", "use_dictionary": False, "row_group_size": ROWS_A_GROUP}
    write_whole(path, lambda temporary: pq.write_table(table, temporary, **settings))
