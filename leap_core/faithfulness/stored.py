"""Tables of subsets beside the run whose model was asked: made where they are not there, and kept.

    RUN/faithfulness/input-quietest/ by how seconds are taken away; `keys` where they are masked
      tables.json                    of which weights, labels, classes and nothing
      tables-00000.parquet           a row a clip: filename, the hash of its features, v of sound and picture
    RUN/faithfulness/input-quietest-P/ likewise, of P what each second owes to itself (AskedSeconds)

An interrupted run over a split goes on where it stopped, and a sample of clips grows to the whole split.

Shapes: N clips, C classes, R = 2^T subsets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Removal, nothing_of
from leap_core.data.statistics import FeatureStatistics, statistics_for
from leap_core.errors import InputError
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.tables import second_table, subset_table
from leap_core.locks import one_writer
from leap_core.runs.pieces import Pieces, pack, pack_names
from leap_core.runs.store import ROWS_A_GROUP, Store
from leap_core.spread import Spread, here
from leap_core.types import MODALITIES, Features

FOLDER, FORMAT = "faithfulness", 1
_Key = tuple[str, str]  # of a table: filename, hash of the features
_Block = tuple[int, list[_Key]]  # number of a piece, and what it is to hold
_FOUND = "the tables here are of another model, or of another version of this program"


class Asked:
    """A run's model, the clips that it is asked about, and what stands in for their seconds."""

    def __init__(self, store: Store, live: LiveModel, data: Dataset, removal: Removal) -> None:
        """Raises InputError where the clips do not fit the run."""
        store.check_fit(data.name, data.categories, data.segments)
        self.store, self.live, self.data, self.removal = store, live, data, removal

    def nothing(self, filename: str) -> Features | None:
        """In place of a clip's seconds; None where they are masked.  Raises InputError as `nothing_of`."""
        if not self.removal.replaces:
            return None
        return nothing_of(self.removal.nothing, self.data, filename, lambda: self.statistics).features

    def truth(self, filenames: Sequence[str]) -> np.ndarray | None:
        """Y of clips, bool (N, 2, C, T); None where sound's and picture's own are not known by second."""
        labels = self.data.annotations
        return labels.grid[[self.data.index(name) for name in filenames]] if labels.dense else None

    def tables(
        self,
        filenames: Sequence[str],
        on_clip: Callable[[int, int], None] = lambda done, total: None,
        spread: Spread = here,
    ) -> np.ndarray:
        """Tables of clips, float32 (N, 2, R, C): those that are kept, and the rest asked and kept.

        `on_clip` hears the clips done and the clips in all; `spread` says by whom they are asked.
        Raises InputError where tables of other weights lie there or are broken, where clips are not of one
        length, and as `subset_table` does.
        """
        if not self.data.annotations.present.all():
            shortest = self.data.annotations.segments.min()
            expected = f"expected clips of one length, found {shortest} to {self.data.segments} segments"
            raise InputError(self.data.root, expected, "Make a data set of those of one length.")
        with one_writer(self._place):
            pieces = Pieces(self._place, self._record, "tables.json", _FOUND)
            kept = self._kept(pieces.read("tables"))
            keys = [(name, _hash(self.data.features([name]))) for name in filenames]
            fresh = [key for key in dict.fromkeys(keys) if key not in kept]
            blocks = [fresh[i : i + ROWS_A_GROUP] for i in range(0, len(fresh), ROWS_A_GROUP)]
            done = len(keys) - len(fresh)
            on_clip(done, len(keys))
            begin = partial(_asking, self, pieces)
            for asked in spread(begin, list(zip(pieces.free("tables"), blocks, strict=False)), self.on_gpu):
                done += asked
                on_clip(done, len(keys))
            kept = self._kept(pieces.read("tables")) if fresh else kept
        return np.stack([kept[key] for key in keys])

    @property
    def on_gpu(self) -> bool:
        """Whether the model is."""
        return next(self.live.model.parameters()).device.type == "cuda"

    def table(self, filename: str) -> np.ndarray:
        """That of one clip, float32 (2, R, C): the one that is kept, else asked and not kept.

        Raises InputError where what is kept is of other weights or broken, and as `subset_table` does.
        """
        features, kept = self.data.features([filename]), {}
        if (self._place / "tables.json").exists():
            pieces = Pieces(self._place, self._record, "tables.json", _FOUND)
            kept = self._kept(pieces.read("tables", clip=filename))
        found = kept.get((filename, _hash(features)))
        return self.ask(filename) if found is None else found

    def ask(self, filename: str) -> np.ndarray:
        """The table of one clip, asked anew: (2, R, C).  Raises InputError as `subset_table` does."""
        return subset_table(self.live, self.data.features([filename]), self.nothing(filename))

    @property
    def _shape(self) -> tuple[int, ...]:
        """Of a table of one modality."""
        return 2**self.store.run.segments, len(self.store.run.categories)

    @property
    def _place(self) -> Path:
        return self.store.folder / FOLDER / self.removal.name

    @cached_property
    def statistics(self) -> FeatureStatistics:
        """Of the features that the run was trained on."""
        return statistics_for(self.store.folder, self.data)

    @property
    def _record(self) -> str:
        run, mean = self.store.run, None
        if self.removal == Removal(nothing="mean"):
            mean = _hash(self.statistics.mean)
        of = {"weights_sha256": run.checkpoint_sha256, "labels": run.label_embeddings, "mean_sha256": mean}
        size = {"categories": run.categories, "segments": run.segments}
        return json.dumps({"format": FORMAT, **of, **size}, indent=1) + "\n"

    def _kept(self, parts: Iterable[pa.Table]) -> dict[_Key, np.ndarray]:
        found = {}
        shape = (-1, *self._shape)
        schema = _packed([("", "")], [np.zeros((2, *shape[1:]), np.float32)]).schema
        for table in parts:
            whole = table.schema == schema and not any(column.null_count for column in table.columns)
            flat = (
                [table[m].combine_chunks().flatten().to_numpy(zero_copy_only=False) for m in MODALITIES]
                if whole
                else []
            )
            if not flat or not np.isfinite(flat).all():
                expected = "expected tables of subsets, found other columns or cells without a number"
                raise InputError(self._place, expected, f"Delete {self._place} to start anew.")
            columns = [x.reshape(shape) for x in flat]
            names = zip(table["filename"].to_pylist(), table["features_sha256"].to_pylist(), strict=True)
            found |= dict(zip(names, np.stack(columns, axis=1), strict=True))
        return found


class AskedSeconds(Asked):
    """Likewise what P of each second owes to itself: tables (2, 2, C, T), as `second_table` gives them."""

    def ask(self, filename: str) -> np.ndarray:
        """The table of one clip, asked anew.  Raises InputError as `second_table` does."""
        return second_table(self.live, self.data.features([filename]), self.nothing(filename))

    @property
    def _shape(self) -> tuple[int, ...]:
        return 2, len(self.store.run.categories), self.store.run.segments

    @property
    def _place(self) -> Path:
        return self.store.folder / FOLDER / f"{self.removal.name}-P"


def _asking(asked: Asked, pieces: Pieces) -> Callable[[Iterable[_Block]], Iterator[int]]:
    """What asks for blocks of tables and keeps them, and tells of each clip."""

    def work(blocks: Iterable[_Block]) -> Iterator[int]:
        for number, keys in blocks:
            tables = []
            for name, _ in keys:
                tables.append(asked.ask(name))
                if len(tables) == len(keys):
                    pieces.append({"tables": _packed(keys, tables)}, number)
                yield 1

    return work


def sample(filenames: tuple[str, ...], clips: int | None, seed: int) -> list[str]:
    """So many of the clips, drawn from `seed`, in their order; all where `clips` is None or there are fewer.

    A larger sample of the same seed holds the smaller one.
    """
    if clips is None or clips >= len(filenames):
        return list(filenames)
    chosen = np.random.default_rng(seed).permutation(len(filenames))[:clips]
    return [filenames[row] for row in sorted(chosen)]


def _packed(keys: Sequence[_Key], tables: Sequence[np.ndarray]) -> pa.Table:
    names, hashes = zip(*keys, strict=True)
    by_modality = np.stack(tables, axis=1)  # (2, N, R, C)
    columns = {m: pack(part, np.float32) for m, part in zip(MODALITIES, by_modality, strict=True)}
    text = {"filename": pack_names(names), "features_sha256": pack_names(hashes)}
    return pa.table(text | columns)


def _hash(features: Features) -> str:
    digest = hashlib.sha256()
    for array in features.kinds.values():
        digest.update(array.tobytes())
    return digest.hexdigest()
