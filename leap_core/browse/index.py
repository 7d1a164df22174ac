"""The facts of a split and of its runs as Parquet files in a cache folder, made when first asked for.

A file's name is a digest of all that its facts follow from, so one that is there is right.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.browse.facts import clip_facts, run_facts
from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.explanation.store import Store
from leap_core.files import write_whole
from leap_core.metrics import binarise

FORMAT = 1  # of the facts: part of every digest
ROWS_A_GROUP = 16_384  # few enough that a page of clips is read cheaply
_CHUNK = 8_192  # clips whose facts are worked out at once
_KEPT = 128  # files; those that were used last


@dataclass(frozen=True)
class Index:
    """Where the facts are, and what their classes and grids mean."""

    clips: Path
    runs: Mapping[str, Path]  # by slot, A and B
    categories: tuple[str, ...]
    segments: int


def index_clips(folder: Path, data: Dataset) -> Path:
    """The file of a split's truth, in `folder`.  Raises InputError where that cannot be written."""

    def facts() -> Iterable[pa.Table]:
        labels = data.annotations
        for i in range(0, len(labels.filenames), _CHUNK):
            part = slice(i, i + _CHUNK)
            yield clip_facts(labels.filenames[part], labels.grid[part], labels.weak[part], first=i)

    return _kept(folder, "clips", _key(data), facts)


def index_run(folder: Path, data: Dataset, store: Store, threshold: float, gate: str) -> Path:
    """The file of what a run decides at a threshold and gate.

    Raises InputError where the run is of other classes, segments or clips, or the folder cannot be written.
    """
    store.check_fit(data.name, data.categories, data.segments)

    def facts() -> Iterable[pa.Table]:
        rows = np.array([data.index(name) for name in store.filenames])
        decided = binarise(store.prediction, threshold, gate)
        for i in range(0, len(rows), _CHUNK):
            part = rows[i : i + _CHUNK]
            truth = data.annotations.grid[part] if data.annotations.dense else None
            yield run_facts(part, decided[i : i + _CHUNK], truth)

    run = [(store.folder / name).stat() for name in ("run.json", "predictions.parquet")]
    stamp = [(str(store.folder), s.st_mtime_ns, s.st_size) for s in run]
    return _kept(folder, "run", (*_key(data), *stamp, threshold, gate), facts)


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
    return FORMAT, data.fingerprint, data.split, data.categories, data.segments, data.segment_seconds


def _kept(folder: Path, kind: str, key: tuple, facts) -> Path:
    path = folder / f"{kind}-{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}.parquet"
    if path.exists():
        os.utime(path)
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")  # others may be at it, too
        write_facts(own, facts())
        os.replace(own, path)
    except OSError as error:
        expected = f"expected a folder that can be written, found: {error}"
        raise InputError(
            folder, expected, "Free some space, or name another folder in LEAP_CACHE."
        ) from error
    files = sorted(folder.glob("*-*.parquet"), key=lambda p: p.stat().st_mtime_ns)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)
    return path
