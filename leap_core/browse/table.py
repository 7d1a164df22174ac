"""The facts of a split and its runs, side by side in memory: what conditions are asked of.

A row a clip, in the order of the split, with a struct for each file (`clips.overlapping`, `run_1.miss`) and
the scores in the metric asked for.  What a query does not name is not looked at.  Grids stay in the files,
and are read for the few clips of a page.
"""

from __future__ import annotations

import functools
import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.browse.index import ROWS_A_GROUP, Index
from leap_core.errors import InputError, reason
from leap_core.metrics import SCORES

MEMORY = "1GB"  # what does not fit is an error, not a swap file
_MOST = 2_000_000  # clips whose facts stay in memory, beside those on show: some 0.12 KB each
_SHARE = 1 / 8  # size of two scores to that of facts
_GRIDS = "truth", "decided", "ungated"
_lock = threading.Lock()
_kept: dict[str, float] = {}  # tables and their size, in clips' facts, in the order of use


def table_of(slot: str) -> str:
    """What a query calls the facts of a run."""
    return f"run_{slot}"


def score_of(slot: str) -> str:
    """What a query calls the score of a run."""
    return f"score_{slot}"


def facts_of(index: Index, metric: str) -> str:
    """What a query asks: facts of an index, scores in a metric and, where it has some, distances."""
    facts, scores = _names(index, metric)
    scored = f" POSITIONAL JOIN {scores}" if index.runs else ""
    near = f" LEFT JOIN {_file(index.near)} near ON near.row = clips.row" if index.near else ""
    return facts + scored + near


def ask(index: Index, metric: str, query: str, values: Sequence[Any]) -> list[tuple]:
    """Rows of a query of `facts_of`.

    Raises InputError where a file cannot be read or memory does not suffice.
    """
    try:
        with _lock:
            _take_in(index, metric)
            return _database().execute(query, values).fetchall()
    except duckdb.OutOfMemoryException as error:
        expected = f"expected to find the clips within {MEMORY} of memory"
        raise InputError("filter", expected, "Ask for fewer clips: add a class or a range.") from error
    except (duckdb.Error, pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _unreadable(index, error) from error


def read(index: Index, path: Path, rows: Sequence[int], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Columns of the facts in a file, at some rows.  Raises InputError where it cannot be read."""
    if not rows:
        return []
    groups = sorted({row // ROWS_A_GROUP for row in rows})
    places = {group: place * ROWS_A_GROUP for place, group in enumerate(groups)}
    try:
        with pq.ParquetFile(path, metadata=_metadata(path, path.stat().st_mtime_ns)) as file:
            found = file.read_row_groups(groups, columns=[*columns])
        return found.take([places[row // ROWS_A_GROUP] + row % ROWS_A_GROUP for row in rows]).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(index, error) from error


@functools.lru_cache(8)
def _metadata(path: Path, mtime: int) -> pq.FileMetaData:
    """What a file says of its row groups, whose reading takes longer than that of some rows."""
    return pq.read_metadata(path)


def _take_in(index: Index, metric: str) -> None:
    """Have the facts of an index and the scores in memory; forget what was used longest ago."""
    facts, scores = _names(index, metric)
    runs = {table_of(slot): path for slot, path in index.runs.items()}
    files = {"clips": index.clips, **runs}
    if facts not in _kept:
        _make(facts, ", ".join(_struct(path, table) for table, path in files.items()), files)
    if runs and scores not in _kept:
        _make(
            scores, ", ".join(f'{table_of(s)}."{metric}" AS {score_of(s)}' for s in index.runs), runs, _SHARE
        )
    for name in (facts, scores):
        if name in _kept:
            _kept[name] = _kept.pop(name)
    while sum(_kept.values()) > _MOST and (oldest := next(iter(_kept))) not in (facts, scores):
        _database().execute(f"DROP TABLE {oldest}")
        del _kept[oldest]


def _make(name: str, columns: str, files: Mapping[str, Path], share: float = 1.0) -> None:
    """Make a table of columns of files, which have the same rows."""
    joined = " POSITIONAL JOIN ".join(f"{_file(path)} {table}" for table, path in files.items())
    _database().execute(f"CREATE TABLE {name} AS SELECT {columns} FROM {joined}")
    ((clips,),) = _database().execute(f"SELECT count(*) FROM {name}").fetchall()
    _kept[name] = share * clips


def _struct(path: Path, table: str) -> str:
    """What is asked of a file, as one column: neither grids nor scores."""
    names = [name for name in pq.read_schema(path).names if name not in (*_GRIDS, *SCORES)]
    columns = ", ".join(f'"{name}" := {table}."{name}"' for name in names)
    return f"struct_pack({columns}) AS {table}"


def _names(index: Index, metric: str) -> tuple[str, str]:
    """Of the tables of facts and of scores."""
    files = repr((index.clips, sorted(index.runs.items())))
    digest = hashlib.sha256(files.encode()).hexdigest()[:32]
    return f"facts_{digest}", f'"scores_{digest}_{metric}"'


def _unreadable(index: Index, error: Exception) -> InputError:
    remedy = "Load the page anew; if that does not help, delete the folder's .parquet files."
    return InputError(
        index.clips.parent, f"expected facts of clips that can be read ({reason(error)})", remedy
    )


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """A database in memory, shared by all, a query at a time."""
    settings = {
        "memory_limit": MEMORY,
        "temp_directory": "",
        "autoinstall_known_extensions": False,  # nothing is ever fetched
        "autoload_known_extensions": False,
    }
    return duckdb.connect(":memory:", config=settings)


def _file(path: Path) -> str:
    """A Parquet file as a table; its name holds no pattern and no columns (key=value) for DuckDB."""
    name = re.sub(r"([\[*?])", r"[\1]", str(path)).replace("'", "''")
    return f"read_parquet(['{name}'], hive_partitioning = false)"
