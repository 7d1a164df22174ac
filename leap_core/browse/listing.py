"""Clips with all that the table shows of them, as a file: CSV, JSON or Parquet.

Columns name runs, metric and units.  Where one holds several values, CSV puts "; " between them.  Events are
written as "Speech 2-7": class, onset and offset in seconds.  What is not known is empty, or null.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.browse.query import Clip
from leap_core.browse.rule import Rule
from leap_core.data.dataset import Dataset
from leap_core.data.events import grid_to_events
from leap_core.metrics import METRIC_NAMES
from leap_core.tables import cell
from leap_core.types import MODALITIES

FORMS = ("csv", "json", "parquet")
_AT_ONCE = 4_096  # rows
_JOIN = "; "
_TEXT, _NUMBER, _COUNT, _YES = pa.string(), pa.float64(), pa.int64(), pa.bool_()
_TEXTS = pa.list_(_TEXT)


@dataclass(frozen=True)
class Listing:
    """What the rows are made from."""

    data: Dataset
    runs: Mapping[str, str]  # names by slot, no name twice
    rule: Rule  # whose metric, threshold and gate the scores are of
    said: Mapping[str, tuple[bool, tuple[str, ...], str]]  # star, tags and note by file name

    @cached_property
    def columns(self) -> dict[str, pa.DataType]:
        """Names and types, in order."""
        names = [*self.runs.values()]
        score = f"({METRIC_NAMES[self.rule.metric]}, %)"
        events = (f"{modality} events, {whose} (s)" for whose in ("truth", *names) for modality in MODALITIES)
        scores = [f"F1 of {name} {score}" for name in names]
        if len(names) == 2:
            scores.append(f"{' - '.join(names)} {score}")
        return {
            **dict.fromkeys(("clip", "id", "dataset", "split"), _TEXT),
            "labels": _TEXTS,
            **dict.fromkeys(events, _TEXTS),
            "overlapping events": _COUNT,
            "agreement of audio and visual (0 to 1)": _NUMBER,
            "off-screen sound": _YES,
            **dict.fromkeys(scores, _NUMBER),
            "threshold": _NUMBER,
            "gate": _TEXT,
            "starred": _YES,
            "tags": _TEXTS,
            "note": _TEXT,
        }

    def row(self, clip: Clip) -> dict[str, Any]:
        """A clip by column."""
        starred, tags, note = self.said.get(clip.filename, (False, (), ""))
        truth = clip.truth if self.data.annotations.dense else None
        grids = truth, *(clip.decided.get(slot) for slot in self.runs)
        scores = [clip.scores.get(slot) for slot in self.runs]
        if len(scores) == 2:
            scores.append(clip.difference)
        values = [
            *(clip.filename, self.data.id_of(clip.filename), self.data.name, self.data.split),
            [self.data.categories[c] for c in clip.labels],
            *(self._events(grid, m) for grid in grids for m in range(len(MODALITIES))),
            *(clip.overlapping, clip.agreement, clip.off_screen, *scores),
            *(float(self.rule.threshold), self.rule.gate, starred, list(tags), note),
        ]
        return dict(zip(self.columns, values, strict=True))

    def _events(self, grid: np.ndarray | None, modality: int) -> list[str] | None:
        if grid is None:
            return None
        events = grid_to_events(grid[modality], self.data.segment_seconds)
        return [f"{self.data.categories[c]} {onset:g}-{offset:g}" for c, onset, offset in events]


def write_list(path: Path, form: str, listing: Listing, clips: Iterable[Clip]) -> None:
    """Write a file of one of FORMS, row by row."""
    _WRITERS[form](path, listing, (listing.row(clip) for clip in clips))


def _csv(path: Path, listing: Listing, rows: Iterator[dict[str, Any]]) -> None:
    def written(value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        text = _JOIN.join(value) if isinstance(value, list) else value
        return cell(text) if isinstance(text, str) else text

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(map(cell, listing.columns))
        writer.writerows([written(value) for value in row.values()] for row in rows)


def _json(path: Path, listing: Listing, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(rows):
            file.write(("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False))
        file.write("\n]\n")


def _parquet(path: Path, listing: Listing, rows: Iterator[dict[str, Any]]) -> None:
    schema = pa.schema(listing.columns)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while part := list(itertools.islice(rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(part, schema))


_WRITERS: dict[str, Callable] = dict(zip(FORMS, (_csv, _json, _parquet), strict=True))
