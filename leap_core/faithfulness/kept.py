"""What `leap faithfulness` found of a run, kept beside it, without torch.

    RUN/faithfulness/input-quietest.json           of which weights and clips, the tables, curves and checks
    RUN/faithfulness/input-quietest-pairs.parquet  a row an attribution and a pair of a clip and a class
    RUN/faithfulness/input-quietest-P.json         likewise the tables of what P of a second owes to itself

A file is named by how seconds are taken away.  What was found of fewer clips never replaces what was found of
more, unless that is of other weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.data.nothing import Removal
from leap_core.errors import InputError
from leap_core.faithfulness.pairs import OF_TRUTH, SIGNS, TEXTS, Pairs
from leap_core.faithfulness.results import OWN, Found, Results, Row, SecondsResults
from leap_core.faithfulness.scores import FIGURES, RANDOM
from leap_core.files import write_text, write_whole
from leap_core.options import NOTHINGS, REMOVAL, REMOVALS
from leap_core.runs.store import Store, guarded
from leap_core.schema import Schema
from leap_core.types import MODALITIES

FOLDER, FORMAT = "faithfulness", 1
CHECKED = ("like", "like_sd", "auroc", "auroc_sd")  # numbers of a check
REMEDY = "Run `leap faithfulness` again."
F = TypeVar("F", bound=Found)


@dataclass(frozen=True)
class _Kept(Generic[F]):
    """The results of a run for one way to take seconds away, in a file of its folder."""

    store: Store
    removal: Removal = field(default_factory=Removal)
    schema: ClassVar[Schema[Any]]
    suffix: ClassVar[str] = ""  # of the file's name
    parts: ClassVar[str]  # what it has to have, in words

    @property
    def exist(self) -> bool:
        """Whether there are any."""
        return self._path.exists()

    @cached_property
    def results(self) -> F:
        """Raises InputError where there are none, they are broken, or are of other weights."""
        values, _ = self.schema.read_format(self._path, FORMAT)
        found = self.schema.fit(values, self._path)
        if found.weights_sha256 != self.store.run.checkpoint_sha256:
            raise InputError(self._path, "it is of other weights than the run", REMEDY)
        if not self._whole(found):
            raise InputError(self._path, f"expected the {self.parts} of a run, found less", REMEDY)
        return found

    def _whole(self, found: F) -> bool:
        raise NotImplementedError

    def _before(self) -> F | None:
        """What is kept by now, unless there is none, it is broken, or is of other weights."""
        try:
            return replace(self).results if self.exist else None
        except InputError:
            return None

    def _write(self, results: F) -> None:
        text = json.dumps(_plain({"format": FORMAT, **asdict(results)}), allow_nan=False)
        write_text(self._path, text + "\n")

    @property
    def _path(self) -> Path:
        return self.store.folder / FOLDER / f"{self.removal.name}{self.suffix}.json"


class Kept(_Kept[Results]):
    """What is kept of p of the clip."""

    schema = Schema(Results, "the results of `leap faithfulness`", REMEDY)
    parts = "tables, curves and checks"

    def _whole(self, found: Results) -> bool:
        return _is_whole(found, self.store.run.segments)

    @cached_property
    def pairs(self) -> Pairs:
        """Raises InputError where they are not there or broken."""
        table = guarded(self._pairs, lambda: pq.read_table(self._pairs, use_threads=False), REMEDY)
        wanted = dict.fromkeys(TEXTS, pa.string()) | dict.fromkeys(SIGNS, pa.bool_())
        wanted |= dict.fromkeys(FIGURES, pa.float32())
        if dict(zip(table.schema.names, table.schema.types, strict=True)) != wanted:
            raise InputError(self._pairs, "expected figures of pairs, found other columns", REMEDY)
        known = {name: table[name].null_count for name in (*TEXTS, *SIGNS)}
        if any(n and not (name in OF_TRUTH and n == table.num_rows) for name, n in known.items()):
            raise InputError(self._pairs, "expected every pair to be named, found one that is not", REMEDY)
        return Pairs(table)

    def save(self, results: Results, pairs: Pairs) -> bool:
        """Keep what was found, unless what is kept is of more clips of the same weights; whether it did.

        Checks that are kept stay where they were not asked anew.
        """
        before = self._before()
        if before and before.clips > results.clips:
            return False
        if before and before.clips == results.clips:
            checks = _merged(before.sanity, results.sanity)
            results = replace(results, sanity=checks, agreement=results.agreement or before.agreement)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        packed = {"compression": "zstd", "compression_level": 12}
        write_whole(self._pairs, lambda path: pq.write_table(pairs.table, path, **packed))
        self._write(results)
        return True

    @property
    def _pairs(self) -> Path:
        return self.store.folder / FOLDER / f"{self.removal.name}-pairs.parquet"


class KeptSeconds(_Kept[SecondsResults]):
    """What is kept of P's own seconds."""

    schema = Schema(SecondsResults, "the results of `leap faithfulness --of P`", REMEDY)
    suffix = "-P"
    parts = "tables"

    def _whole(self, found: SecondsResults) -> bool:
        rows = [row for track in found.tracks for row in track.rows]
        return _has_tracks(found) and all(_has(row, ("attribution",), OWN) for row in rows)

    def save(self, results: SecondsResults) -> bool:
        """Keep what was found, unless what is kept is of more clips of the same weights; whether it did."""
        before = self._before()
        if before and before.clips > results.clips:
            return False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._write(results)
        return True


def _merged(before: Sequence[Row], checks: Sequence[Row]) -> tuple[Row, ...]:
    """Checks, and those before of steps that were not asked anew, map by map."""
    asked = {(row["map"], row["fresh"]) for row in checks}
    every = [*checks, *(row for row in before if (row["map"], row["fresh"]) not in asked)]
    maps = list(dict.fromkeys(row["map"] for row in every))
    return tuple(sorted(every, key=lambda row: maps.index(row["map"])))


def first_kept(store: Store) -> Kept | None:
    """The results of a run for the first way to take seconds away that has some, or None."""
    return next(iter(all_kept(store)), None)


def all_kept(store: Store) -> list[Kept]:
    """The results of a run, by every way to take seconds away that has some."""
    return [kept for removal in removals() if (kept := Kept(store, removal)).exist]


def ways(store: Store) -> list[Removal]:
    """The ways to take seconds away by which something is known of a run, of p or of P."""
    return [way for way in removals() if Kept(store, way).exist or KeptSeconds(store, way).exist]


def removals() -> list[Removal]:
    """Every way to take seconds away."""
    by_input = [Removal(REMOVAL, nothing) for nothing in NOTHINGS]
    return by_input + [Removal(source) for source in REMOVALS if source != REMOVAL]


def _is_whole(results: Results, segments: int) -> bool:
    """Whether all is there that is drawn of results."""
    lines = [curve for track in results.tracks for curve in track.curves.values()]
    values = [
        side for line in lines for side in (line.deletion, line.insertion, line.deviation or line.deletion)
    ]
    chance = all(track.curves[RANDOM].deviation for track in results.tracks if track.curves.get(RANDOM))
    return (
        _has_tracks(results)
        and all(_has(row, ("attribution",), FIGURES) for track in results.tracks for row in track.rows)
        and all(not track.curves or RANDOM in track.curves for track in results.tracks)
        and all(len(side) == segments + 1 for side in values)
        and chance
        and all(_has(row, ("map", "fresh", "verdict"), CHECKED) for row in results.sanity)
        and all(_has(row, ("map", "of"), ("like",)) for row in results.agreement)
    )


def _has_tracks(results: Results | SecondsResults) -> bool:
    return [track.name for track in results.tracks] == [*MODALITIES, "both"]


def _has(row: Row, texts: Sequence[str], numbers: Sequence[str]) -> bool:
    """Whether a row has texts, and numbers or None."""
    return all(isinstance(row.get(name), str) for name in texts) and all(
        name in row and not isinstance(row[name], str) for name in numbers
    )


def _plain(value: object) -> object:
    """With numbers of six digits, and None for what is none."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.6g}")
    return value
