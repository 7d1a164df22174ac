"""Rule -> clips, by DuckDB on the facts of an index.  Maps are never read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.browse.conditions import column_of, conditions_of
from leap_core.browse.facts import WORD, unpack
from leap_core.browse.index import Index
from leap_core.browse.rule import Rule
from leap_core.browse.table import ask, facts_of, read

_CHUNK = 4_096  # clips whose grids are in memory at once


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
    found = ask(
        index,
        rule.metric,
        f"WITH chosen AS MATERIALIZED (SELECT clips.row AS row, {key} AS key {chosen}) "
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
    query = f"SELECT clips.filename, clips.row AS row, {key} AS key {chosen} {order}"
    return [name for name, *_ in ask(index, rule.metric, query, values)]


def find_clips(index: Index, rule: Rule, named: Collection[str] | None) -> Iterator[Clip]:
    """All clips that a rule picks, in its order, some thousand read at once.  Raises as `find_page` does."""
    chosen, key, order, values = _statement(index, rule, named)
    query = f"SELECT clips.row AS row, {key} AS key {chosen} {order}"
    rows = [row for row, _ in ask(index, rule.metric, query, values)]
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
    return (
        f"FROM {facts_of(index, rule.metric)} WHERE {where}",
        column_of(rule, index, rule.sort),
        order,
        values,
    )


def _clips(index: Index, rule: Rule, rows: Sequence[int]) -> dict[int, Clip]:
    """The clips at some rows."""
    words = [f"labels_{i}" for i in range(-(-len(index.categories) // WORD))]
    facts = read(
        index, index.clips, rows, ["filename", "overlapping", "agreement", "off_screen", "truth", *words]
    )
    said = {
        slot: read(index, path, rows, [rule.metric, "decided", "ungated"])
        for slot, path in index.runs.items()
    }
    size = len(index.categories), index.segments
    clips = {}
    for place, (row, fact) in enumerate(zip(rows, facts, strict=True)):
        of = {slot: found[place] for slot, found in said.items()}
        clips[row] = Clip(
            fact["filename"],
            tuple(c for c in range(size[0]) if fact[words[c // WORD]] >> c % WORD & 1),
            fact["overlapping"],
            fact["agreement"],
            fact["off_screen"],
            {slot: run[rule.metric] for slot, run in of.items()},
            unpack(fact["truth"], *size),
            *(
                {slot: unpack(run[which], *size) for slot, run in of.items() if run[which] is not None}
                for which in ("decided", "ungated")
            ),
        )
    return clips
