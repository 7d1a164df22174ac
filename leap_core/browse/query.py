"""Rule -> clips, by DuckDB on the Parquet files of an index.  Maps are never read."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from leap_core.browse.conditions import column_of, conditions_of, table_of
from leap_core.browse.facts import WORD, unpack
from leap_core.browse.index import Index
from leap_core.browse.rule import Rule
from leap_core.errors import InputError

_CHUNK = 4_096  # clips whose grids are in memory at once
MEMORY = "256MB"  # for the queries of a moment; what does not fit is an error, not a swap file


@dataclass(frozen=True)
class Clip:
    """A clip of a page."""

    filename: str
    labels: tuple[int, ...]  # class indices
    overlapping: int | None  # None, here and below, where the split has no labels by segment
    agreement: float | None
    off_screen: bool | None
    scores: Mapping[str, float | None]  # by slot, in the rule's metric, percent
    truth: np.ndarray  # bool (2, C, T)
    decided: Mapping[str, np.ndarray]  # by slot; those runs that have the clip
    ungated: Mapping[str, np.ndarray]  # likewise what they would decide without the gate

    @property
    def difference(self) -> float | None:
        """Of the scores of two runs, points; None where not both are known."""
        scores = [score for score in self.scores.values() if score is not None]
        return scores[0] - scores[1] if len(scores) == 2 else None


@dataclass(frozen=True)
class Page:
    """Some of the clips that a rule picks, and how many it picks in all."""

    count: int
    start: int
    clips: tuple[Clip, ...]


def find_page(index: Index, rule: Rule, named: Collection[str] | None, start: int, size: int) -> Page:
    """The clips from `start` on, at most `size`; the first ones where there are fewer than `start`.

    Clips that are `named` alone are looked among, unless that is None: what the user says of clips is asked
    elsewhere.  Raises InputError where the rule needs a run or a class that is not there, or a file of the
    index is broken.
    """
    chosen, key, order, values = _statement(index, rule, named)
    start = min(start, 2**31)  # rows are counted in 32 bits
    found = _ask(
        index,
        f"WITH chosen AS MATERIALIZED (SELECT row, {key} AS key {chosen}) "
        f"SELECT row, (SELECT count(*) FROM chosen) FROM chosen {order} LIMIT ? OFFSET ?",
        [*values, size, start],
    )
    if not found and start:
        return find_page(index, rule, named, 0, size)
    rows = [row for row, _ in found]
    clips = _clips(index, rule, rows)
    return Page(found[0][1] if found else 0, start, tuple(clips[row] for row in rows))


def find_names(index: Index, rule: Rule, named: Collection[str] | None) -> list[str]:
    """Names of all clips that a rule picks, in its order.  Raises InputError as `find_page` does."""
    chosen, key, order, values = _statement(index, rule, named)
    return [name for name, _ in _ask(index, f"SELECT clips.filename, {key} AS key {chosen} {order}", values)]


def find_clips(index: Index, rule: Rule, named: Collection[str] | None) -> Iterator[Clip]:
    """All clips that a rule picks, in its order, some thousand read at once.  Raises as `find_page` does."""
    chosen, key, order, values = _statement(index, rule, named)
    rows = [row for row, _ in _ask(index, f"SELECT row, {key} AS key {chosen} {order}", values)]
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        clips = _clips(index, rule, part)
        yield from (clips[row] for row in part)


def _statement(index: Index, rule: Rule, named: Collection[str] | None) -> tuple[str, str, str, list]:
    """FROM and WHERE, the key of the order, ORDER BY that key, and the values of the parameters."""
    conditions = conditions_of(rule, index, named)
    where = " AND ".join(f"({c.text})" for c in conditions) or "TRUE"
    values = [value for c in conditions for value in c.values]
    order = f"ORDER BY key {'DESC' if rule.descending else 'ASC'} NULLS LAST, row"
    return f"FROM {_tables(index)} WHERE {where}", column_of(rule, index, rule.sort), order, values


def _tables(index: Index) -> str:
    runs = index.runs.items()
    joined = "".join(f" LEFT JOIN {_file(path)} {table_of(slot)} USING (row)" for slot, path in runs)
    if index.near:
        joined += f" LEFT JOIN {_file(index.near)} near USING (row)"
    return f"{_file(index.clips)} clips{joined}"


def _clips(index: Index, rule: Rule, rows: Sequence[int]) -> dict[int, Clip]:
    """The clips at some rows."""
    words = -(-len(index.categories) // WORD)
    labels = ", ".join(f"clips.labels_{i}" for i in range(words))
    facts = ", ".join(f"clips.{x}" for x in ("filename", "overlapping", "agreement", "off_screen", "truth"))
    tables = [table_of(slot) for slot in index.runs]
    runs = "".join(f', {run}."{rule.metric}", {run}.decided, {run}.ungated' for run in tables)
    placed = f"row IN ({', '.join(map(str, rows))})" if rows else "FALSE"  # numbers of our own
    found = _ask(index, f"SELECT row, {facts}, {labels}{runs} FROM {_tables(index)} WHERE {placed}", [])
    size = len(index.categories), index.segments
    clips = {}
    for row, filename, overlapping, agreement, off_screen, truth, *rest in found:
        labels, runs = rest[:words], rest[words:]
        scores = dict(zip(index.runs, runs[::3], strict=True))
        decided, ungated = (
            {s: unpack(bits, *size) for s, bits in zip(index.runs, grids, strict=True) if bits is not None}
            for grids in (runs[1::3], runs[2::3])
        )
        clips[row] = Clip(
            filename,
            tuple(c for c in range(size[0]) if labels[c // WORD] >> c % WORD & 1),
            overlapping,
            agreement,
            off_screen,
            scores,
            unpack(truth, *size),
            decided,
            ungated,
        )
    return clips


def _ask(index: Index, query: str, values: list[Any]) -> list[tuple]:
    try:
        with _database().cursor() as cursor:
            return cursor.execute(query, values).fetchall()
    except duckdb.OutOfMemoryException as error:
        expected = f"expected to find the clips within {MEMORY} of memory"
        raise InputError("filter", expected, "Ask for fewer clips: add a class or a range.") from error
    except (duckdb.Error, UnicodeDecodeError) as error:
        reason = str(error).partition("\n")[0]
        remedy = "Load the page anew; if that does not help, delete the folder's .parquet files."
        expected = f"expected facts of clips that can be read ({reason})"
        raise InputError(index.clips.parent, expected, remedy) from error


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, shared by all; each query has a cursor of its own."""
    settings = {
        "memory_limit": MEMORY,
        "temp_directory": "",
        "autoinstall_known_extensions": False,  # nothing is ever fetched
        "autoload_known_extensions": False,
    }
    database = duckdb.connect(":memory:", config=settings)
    database.execute("SET parquet_metadata_cache = true")
    return database


def _file(path: Path) -> str:
    """A Parquet file as a table; its name holds no pattern and no columns (key=value) for DuckDB."""
    name = re.sub(r"([\[*?])", r"[\1]", str(path)).replace("'", "''")
    return f"read_parquet(['{name}'], hive_partitioning = false)"
