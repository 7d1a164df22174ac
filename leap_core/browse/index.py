"""The facts of a split and of its runs as Parquet files in a cache folder, made when first asked for.

A file's name is a digest of all that its facts follow from, so one that is there is right.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.browse.facts import at_every_row, clip_facts, run_facts
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError, reason
from leap_core.files import write_whole
from leap_core.metrics import SCORES, binarise
from leap_core.runs.store import Store

FORMAT = 5  # of the facts: part of every digest
ROWS_A_GROUP = 2_048  # few enough that a page of clips is read cheaply; all groups but the last have as many
_CHUNK = 8_192  # clips whose facts are worked out at once
_KEPT = 128  # files; those that were used last
_DAY = 86_400.0  # seconds
_OURS = re.compile(r"(?:clips|run|near)-[0-9a-f]{32}\.parquet(\.[0-9-]+\.tmp)?")


@dataclass(frozen=True)
class Index:
    """Where the facts are, and what their classes and grids mean."""

    clips: Path
    runs: Mapping[str, Path]  # by slot, 1 and 2
    categories: tuple[str, ...]
    segments: int
    near: Path | None = None  # distances from the clip that a rule asks likeness to


def index_clips(folder: Path, data: Dataset) -> Path:
    """The file of a split's truth, in `folder`.  Raises InputError where that cannot be written."""

    def facts() -> Iterable[pa.Table]:
        labels = data.annotations
        for i in range(0, len(labels.filenames), _CHUNK):
            part = slice(i, i + _CHUNK)
            grid, weak = labels.grid[part], labels.weak[part]
            yield clip_facts(labels.filenames[part], grid, weak, first=i, dense=labels.dense)

    return _kept(folder, "clips", _key(data), facts)


def index_run(folder: Path, data: Dataset, store: Store, threshold: float, gate: str) -> Path:
    """The file of what a run decides at a threshold and gate.

    Raises InputError where the run is of other classes, segments or clips, or the folder cannot be written.
    """
    store.check_fit(data.name, data.categories, data.segments)

    def facts() -> Iterable[pa.Table]:
        total = len(data.annotations.filenames)
        places = np.full(total, -1)  # of the split's clips in the run
        places[[data.index(name) for name in store.filenames]] = np.arange(len(store.filenames))
        decided, ungated = (binarise(store.prediction, threshold, which) for which in (gate, "none"))
        for i in range(0, total, _CHUNK):
            part = places[i : i + _CHUNK]
            rows, clips = i + np.flatnonzero(part >= 0), part[part >= 0]
            truth = None if data.annotations.truth is None else data.annotations.truth[rows]
            yield at_every_row(run_facts(rows, decided[clips], ungated[clips], truth), rows, i, len(part))

    return _kept(folder, "run", (*_key(data), store.sha256, threshold, gate), facts)


def index_near(folder: Path, data: Dataset, key: tuple, rows: np.ndarray, distances: np.ndarray) -> Path:
    """The file of distances of the clips at `rows` of a split, which follow from it and `key`.

    Raises InputError where the folder cannot be written.
    """
    columns = {"row": pa.array(rows.astype(np.int32)), "distance": pa.array(distances.astype(np.float64))}
    return _kept(folder, "near", (*_key(data), *key), lambda: [pa.table(columns)])


def write_facts(path: Path, tables: Iterable[pa.Table]) -> None:
    """Write tables of one schema as one Parquet file, whole or not at all."""

    def write(temporary: Path) -> None:
        tables_left = iter(tables)
        first = next(tables_left)
        with pq.ParquetWriter(temporary, first.schema, compression="zstd") as writer:
            writer.write_table(first, ROWS_A_GROUP)
            for table in tables_left:
                writer.write_table(table, ROWS_A_GROUP)

    write_whole(path, write)


def _key(data: Dataset) -> tuple:
    return FORMAT, SCORES, data.fingerprint, data.split, data.categories, data.segments, data.segment_seconds


def _kept(folder: Path, kind: str, key: tuple, facts) -> Path:
    path = folder / f"{kind}-{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}.parquet"
    try:
        if path.exists():
            with contextlib.suppress(OSError):  # someone else's folder, or gone this moment
                os.utime(path)
            return path
        folder.mkdir(parents=True, exist_ok=True)
        write_facts(path, facts())
        with contextlib.suppress(FileNotFoundError):  # others tidy, too
            _tidy(folder)
    except OSError as error:
        expected = f"expected a folder that can be written, found: {reason(error)}"
        raise InputError(
            folder, expected, "Free some space, or name another folder in LEAP_CACHE."
        ) from error
    return path


def _tidy(folder: Path) -> None:
    """Delete what was not used for longest, and what writers that were killed left behind."""
    ours = [(path, _OURS.fullmatch(path.name)) for path in folder.iterdir()]
    ages = {path: (path.stat().st_mtime, bool(match[1])) for path, match in ours if match}
    whole = sorted((path for path in ages if not ages[path][1]), key=lambda path: ages[path][0])
    dead = [path for path, (age, part) in ages.items() if part and age < time.time() - _DAY]
    for path in (*whole[:-_KEPT], *dead):
        path.unlink(missing_ok=True)
