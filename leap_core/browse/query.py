"""Rule -> clips, by DuckDB on the Parquet files of an index.  Maps are never read."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

from leap_core.browse.conditions import column_of, conditions_of
from leap_core.browse.facts import WORD, unpack
from leap_core.browse.index import Index
from leap_core.browse.rule import Rule
from leap_core.errors import InputError

MEMORY = "256MB"  # for one query's tables; what does not fit is an error, not a swap file


@dataclass(frozen=True)
class Clip:
    """A clip of a page."""

    filename: str
    labels: tuple[int, ...]  # class indices
    overlapping: int
    agreement: float
    off_screen: bool
    scores: Mapping[str, float | None]  # by slot, in the rule's metric, percent
    truth: np.ndarray  # bool (2, C, T)
    decided: Mapping[str, np.ndarray]  # by slot; those runs that have the clip


@dataclass(frozen=True)
class Page:
    """Some of the clips that a rule picks, and how many it picks in all."""

    count: int
    start: int
    clips: tuple[Clip, ...]


def find_page(index: Index, rule: Rule, starred: Collection[str], start: int, size: int) -> Page:
    """The clips from `start` on, at most `size`; the first ones where there are fewer than `start`.

    `starred` are the names of the user's starred clips.  Raises InputError where the rule needs a run or a
    class that is not there, or a file of the index is broken.
    """
    chosen, key, order, values = _statement(index, rule, starred)
    found = _ask(
        index,
        f"WITH chosen AS MATERIALIZED (SELECT row, {key} AS key {chosen}) "
        f"SELECT row, (SELECT count(*) FROM chosen) FROM chosen {order} LIMIT ? OFFSET ?",
        [*values, size, start],
    )
    if not found and start:
        return find_page(index, rule, starred, 0, size)
    rows = [row for row, _ in found]
    clips = _clips(index, rule, rows)
    return Page(found[0][1] if found else 0, start, tuple(clips[row] for row in rows))


def find_names(index: Index, rule: Rule, starred: Collection[str]) -> list[str]:
    """Names of all clips that a rule picks, in its order.  Raises InputError as `find_page` does."""
    chosen, key, order, values = _statement(index, rule, starred)
    return [name for name, _ in _ask(index, f"SELECT clips.filename, {key} AS key {chosen} {order}", values)]


def _statement(index: Index, rule: Rule, starred: Collection[str]) -> tuple[str, str, str, list]:
    """FROM and WHERE, the key of the order, ORDER BY that key, and the values of the parameters."""
    conditions = conditions_of(rule, index, starred)
    where = " AND ".join(f"({c.text})" for c in conditions) or "TRUE"
    values = [value for c in conditions for value in c.values]
    order = f"ORDER BY key {'DESC' if rule.descending else 'ASC'} NULLS LAST, row"
    return f"FROM {_tables(index)} WHERE {where}", column_of(rule, index, rule.sort), order, values


def _tables(index: Index) -> str:
    joined = "".join(f" LEFT JOIN '{_quoted(path)}' {slot} USING (row)" for slot, path in index.runs.items())
    return f"'{_quoted(index.clips)}' clips{joined}"


def _clips(index: Index, rule: Rule, rows: Sequence[int]) -> dict[int, Clip]:
    """The clips at some rows."""
    words = -(-len(index.categories) // WORD)
    labels = ", ".join(f"labels_{i}" for i in range(words))
    columns = f"row, clips.filename, clips.overlapping, agreement, off_screen, truth, {labels}"
    runs = "".join(f', {slot}."{rule.metric}", {slot}.decided' for slot in index.runs)
    placed = f"row IN ({', '.join(map(str, rows))})" if rows else "FALSE"  # numbers of our own
    found = _ask(index, f"SELECT {columns}{runs} FROM {_tables(index)} WHERE {placed}", [])
    size = len(index.categories), index.segments
    clips = {}
    for row, filename, overlapping, agreement, off_screen, truth, *rest in found:
        labels, runs = rest[:words], rest[words:]
        scores = dict(zip(index.runs, runs[::2], strict=True))
        decided = dict(zip(index.runs, runs[1::2], strict=True))
        clips[row] = Clip(
            filename,
            tuple(c for c in range(size[0]) if labels[c // WORD] >> c % WORD & 1),
            overlapping,
            agreement,
            off_screen,
            scores,
            unpack(truth, *size),
            {slot: unpack(bits, *size) for slot, bits in decided.items() if bits is not None},
        )
    return clips


def _ask(index: Index, query: str, values: list[Any]) -> list[tuple]:
    try:
        with _database().cursor() as cursor:
            return cursor.execute(query, values).fetchall()
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.OutOfMemoryException) as error:
        reason = str(error).partition("\n")[0]
        folder = index.clips.parent
        expected = f"expected facts of clips that can be read ({reason})"
        raise InputError(folder, expected, "Delete the folder; it is made anew.") from error


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


def _quoted(path) -> str:
    return str(path).replace("'", "''")
