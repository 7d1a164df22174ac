"""What `leap faithfulness` found of a run, kept beside it, without torch.

    RUN/faithfulness/input-quietest.json           of which weights and clips, the tables, curves and checks
    RUN/faithfulness/input-quietest-pairs.parquet  a row an attribution and a pair of a clip and a class

A file is named by how seconds are taken away.  What was found of fewer clips never replaces what was found of
more, unless that is of other weights.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leap_core.data.nothing import Removal
from leap_core.errors import InputError
from leap_core.faithfulness.scores import FIGURES, RANDOM
from leap_core.files import write_text, write_whole
from leap_core.maps import MapKind
from leap_core.options import NOTHINGS, REMOVAL, REMOVALS
from leap_core.runs.store import Store, guarded
from leap_core.schema import Schema
from leap_core.types import MODALITIES

FOLDER, FORMAT = "faithfulness", 1
CHECKED = ("like", "like_sd", "auroc", "auroc_sd")  # numbers of a check
SLICES = ("class", "overlap", "outcome")  # what pairs may be looked at by
REMEDY = "Run `leap faithfulness` again."
Row = Mapping[str, str | float | None]
_TEXTS = ("filename", "modality", "category", "attribution")
OF_TRUTH = ("present", "overlapping")  # of pairs; none where sound's and picture's own truth is unknown
_SIGNS = ("claimed", *OF_TRUTH)


@dataclass(frozen=True)
class Curve:
    """Mean curves of an attribution over claims, then clips."""

    deletion: tuple[float, ...]  # (T + 1,) p^m with 0 to T seconds taken away
    insertion: tuple[float, ...]  # (T + 1,) and given back
    deviation: tuple[float, ...] | None = None  # (T + 1,) standard, of all orders' deletion; of RANDOM alone


@dataclass(frozen=True)
class Track:
    """What one table says: of sound, of picture or of both."""

    name: str
    clips: int  # with a claim
    claims: int  # pairs
    present: int | None  # pairs that are true in some second; None where that is unknown
    rows: tuple[Row, ...]  # one an attribution, figures by name
    curves: Mapping[str, Curve]  # by attribution


@dataclass(frozen=True)
class Results:
    """What was found of a run."""

    weights_sha256: str
    split: str
    removal: str  # by name, see Removal
    clips: int
    of: int  # clips of the run
    seed: int | None  # of the sample; None where it is all clips
    tracks: tuple[Track, ...]  # audio, visual, both
    sanity: tuple[Row, ...] = ()  # see sanity.py; none where it was not asked
    agreement: tuple[Row, ...] = ()  # likewise

    def track(self, name: str) -> Track:
        """By name.  Raises StopIteration on another."""
        return next(track for track in self.tracks if track.name == name)


@dataclass(frozen=True)
class Pairs:
    """Every pair of a clip and a class that the model claims or that is there, by attribution."""

    table: pa.Table

    def of(self, attribution: str) -> Pairs:
        """Those of one attribution."""
        return self.where(self._is("attribution", attribution))

    def of_modality(self, modality: str) -> Pairs:
        """Those of sound or of picture."""
        return self.where(self._is("modality", modality))

    def where(self, mask: np.ndarray) -> Pairs:
        """Those that a mask, bool (rows,), keeps."""
        return Pairs(self.table.filter(pa.array(mask)))

    def _is(self, column: str, text: str) -> np.ndarray:
        return np.array([value == text for value in self.table[column].to_pylist()], bool)

    def means(self, figure: str) -> dict[str, float]:
        """The mean of a figure over the pairs of each clip that has some."""
        names, values = self.table["filename"].to_pylist(), self.table[figure].to_numpy()
        found: dict[str, list[float]] = {}
        for name, value in zip(names, values.tolist(), strict=True):
            if not np.isnan(value):
                found.setdefault(name, []).append(value)
        return {name: sum(some) / len(some) for name, some in found.items()}

    def sliced(self, by: str) -> Iterator[tuple[str, Pairs]]:
        """The parts of one of SLICES, by what they are called; classes from the most frequent.

        By overlap and outcome there are none where the truth is unknown.
        """
        if by == "class":
            for name, _ in Counter(sorted(self.table["category"].to_pylist())).most_common():
                yield name, self.where(self._is("category", name))
            return
        if self.table["present"].null_count:
            return
        claimed, present, shared = (np.array(self.table[name].to_pylist(), bool) for name in _SIGNS)
        parts = {
            "overlap": {
                "shares a second with another class": present & shared,
                "alone in its seconds": present & ~shared,
            },
            "outcome": {
                "hit": claimed & present,
                "false alarm": claimed & ~present,
                "miss": ~claimed & present,
            },
        }[by]
        for name, mask in parts.items():
            yield name, self.where(mask)

    def figures(self) -> dict[str, float | None]:
        """The mean of every figure over pairs, then clips."""
        found = {figure: list(self.means(figure).values()) for figure in FIGURES}
        return {figure: sum(some) / len(some) if some else None for figure, some in found.items()}


def rows_by(pairs: Pairs, by: str, attributions: Sequence[str]) -> list[Row]:
    """A row a part of one of SLICES and an attribution: how many pairs, and the figures of them."""
    rows = []
    for part, some in pairs.sliced(by):
        for name in attributions:
            of = some.of(name)
            rows.append({by: part, "attribution": name, "pairs": of.table.num_rows, **of.figures()})
    return rows


def main_map(kinds: Sequence[MapKind]) -> str | None:
    """The name of the attribution that stands for a run: its first attention over time, A or W_t."""
    first = next((kind for kind in kinds if kind.scale == "attention" and kind.axis == "time"), None)
    return None if first is None else first.symbol + (first.lowered and f"_{first.lowered}")


@dataclass(frozen=True)
class Kept:
    """The results of a run for one way to take seconds away, in its folder."""

    store: Store
    removal: Removal = field(default_factory=Removal)

    @property
    def exist(self) -> bool:
        """Whether there are any."""
        return self._path.exists()

    @cached_property
    def results(self) -> Results:
        """Raises InputError where there are none, they are broken, or are of other weights."""
        values, _ = _SCHEMA.read_format(self._path, FORMAT)
        found = _SCHEMA.fit(values, self._path)
        if found.weights_sha256 != self.store.run.checkpoint_sha256:
            raise InputError(self._path, "it is of other weights than the run", REMEDY)
        if not _is_whole(found, self.store.run.segments):
            raise InputError(
                self._path, "expected the tables, curves and checks of a run, found less", REMEDY
            )
        return found

    @cached_property
    def pairs(self) -> Pairs:
        """Raises InputError where they are not there or broken."""
        table = guarded(self._pairs, lambda: pq.read_table(self._pairs, use_threads=False), REMEDY)
        wanted = dict.fromkeys(_TEXTS, pa.string()) | dict.fromkeys(_SIGNS, pa.bool_())
        wanted |= dict.fromkeys(FIGURES, pa.float32())
        if dict(zip(table.schema.names, table.schema.types, strict=True)) != wanted:
            raise InputError(self._pairs, "expected figures of pairs, found other columns", REMEDY)
        known = {name: table[name].null_count for name in (*_TEXTS, *_SIGNS)}
        if any(n and not (name in OF_TRUTH and n == table.num_rows) for name, n in known.items()):
            raise InputError(self._pairs, "expected every pair to be named, found one that is not", REMEDY)
        return Pairs(table)

    def save(self, results: Results, pairs: Pairs) -> bool:
        """Keep what was found, unless what is kept is of more clips of the same weights; whether it did.

        Checks that are kept stay where they were not asked anew.
        """
        if self.exist:
            try:
                before = self.results
            except InputError:  # broken, or of other weights
                before = None
            if before and before.clips > results.clips:
                return False
            if before and not results.sanity and before.clips == results.clips:
                results = replace(results, sanity=before.sanity, agreement=before.agreement)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        packed = {"compression": "zstd", "compression_level": 12}
        write_whole(self._pairs, lambda path: pq.write_table(pairs.table, path, **packed))
        text = json.dumps(_plain({"format": FORMAT, **asdict(results)}), allow_nan=False)
        write_text(self._path, text + "\n")
        return True

    @property
    def _path(self) -> Path:
        return self.store.folder / FOLDER / f"{self.removal.name}.json"

    @property
    def _pairs(self) -> Path:
        return self.store.folder / FOLDER / f"{self.removal.name}-pairs.parquet"


def first_kept(store: Store) -> Kept | None:
    """The results of a run for the first way to take seconds away that has some, or None."""
    return next(iter(all_kept(store)), None)


def all_kept(store: Store) -> list[Kept]:
    """The results of a run, by every way to take seconds away that has some."""
    return [kept for removal in removals() if (kept := Kept(store, removal)).exist]


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
        [track.name for track in results.tracks] == [*MODALITIES, "both"]
        and all(_has(row, ("attribution",), FIGURES) for track in results.tracks for row in track.rows)
        and all(not track.curves or RANDOM in track.curves for track in results.tracks)
        and all(len(side) == segments + 1 for side in values)
        and chance
        and all(_has(row, ("map", "fresh", "verdict"), CHECKED) for row in results.sanity)
        and all(_has(row, ("map", "of"), ("like",)) for row in results.agreement)
    )


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


_SCHEMA = Schema(Results, "the results of `leap faithfulness`", REMEDY)
