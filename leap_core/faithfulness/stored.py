"""Tables of subsets beside the run whose model was asked: made where they are not there, and kept.

    RUN/faithfulness/input-black/    by how seconds are taken away; `keys` where they are masked
      tables.json                    of which weights, labels, classes and nothing
      tables-00000.parquet           a row a clip: filename, the hash of its features, v of sound and picture

An interrupted run over a split goes on where it stopped, and a sample of clips grows to the whole split.

Shapes: N clips, C classes, R = 2^T subsets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa

from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Removal, nothing_of
from leap_core.data.statistics import FeatureStatistics, statistics_for
from leap_core.errors import InputError
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.tables import subset_table
from leap_core.locks import one_writer
from leap_core.options import REMOVAL
from leap_core.runs.pieces import Pieces, pack
from leap_core.runs.store import ROWS_A_GROUP, Store
from leap_core.types import MODALITIES, Features

FOLDER, FORMAT = "faithfulness", 1


class Asked:
    """A run's model, the clips that it is asked about, and what stands in for their seconds."""

    def __init__(self, store: Store, live: LiveModel, data: Dataset, removal: Removal) -> None:
        """Raises InputError where the clips do not fit the run, or are not of one length."""
        store.check_fit(data.name, data.categories, data.segments)
        if not data.annotations.present.all():
            shortest = data.annotations.segments.min()
            expected = f"expected clips of one length, found {shortest} to {data.segments} segments"
            raise InputError(data.root, expected, "Make a data set of those of one length.")
        self.store, self.live, self.data, self.removal = store, live, data, removal

    def nothing(self, filename: str) -> Features | None:
        """In place of a clip's seconds; None where they are masked.  Raises InputError as `nothing_of`."""
        if self.removal.source != REMOVAL:
            return None
        return nothing_of(self.removal.nothing, self.data, filename, lambda: self._statistics).features

    def tables(
        self, filenames: Sequence[str], on_clip: Callable[[int, int], None] = lambda done, total: None
    ) -> np.ndarray:
        """Tables of clips, float32 (N, 2, R, C): those that are kept, and the rest asked and kept.

        `on_clip` hears the clips done and the clips in all.  Raises InputError where tables of other weights
        lie there or are broken, and as `subset_table` does.
        """
        place = self.store.folder / FOLDER / self.removal.name
        found = "the tables here are of another model, or of another version of this program"
        with one_writer(place):
            pieces = Pieces(place, self._record, "tables.json", found)
            kept = self._kept(pieces)
            tables, fresh = {}, []
            for name in filenames:
                features = self.data.features([name])
                key = name, _hash(features)
                if key not in kept:
                    kept[key] = subset_table(self.live, features, self.nothing(name))
                    fresh.append(key)
                tables[name] = kept[key]
                if len(fresh) == ROWS_A_GROUP or (fresh and name == filenames[-1]):
                    pieces.append({"tables": _packed(fresh, [kept[key] for key in fresh])})
                    fresh = []
                on_clip(len(tables), len(filenames))
        return np.stack([tables[name] for name in filenames])

    @cached_property
    def _statistics(self) -> FeatureStatistics:
        return statistics_for(self.store.folder, self.data)

    @property
    def _record(self) -> str:
        run, mean = self.store.run, None
        if self.removal == Removal(REMOVAL, "mean"):
            mean = _hash(self._statistics.mean)
        of = {"weights_sha256": run.checkpoint_sha256, "labels": run.label_embeddings, "mean_sha256": mean}
        size = {"categories": run.categories, "segments": run.segments}
        return json.dumps({"format": FORMAT, **of, **size}, indent=1) + "\n"

    def _kept(self, pieces: Pieces) -> dict[tuple[str, str], np.ndarray]:
        run, found = self.store.run, {}
        shape = (-1, 2**run.segments, len(run.categories))
        schema = _packed([("", "")], [np.zeros((2, *shape[1:]), np.float32)]).schema
        for table in pieces.read("tables"):
            if table.schema != schema:
                expected = "expected tables of subsets, found other columns"
                raise InputError(pieces.folder, expected, f"Delete {pieces.folder} to start anew.")
            columns = [table[m].combine_chunks().flatten().to_numpy().reshape(shape) for m in MODALITIES]
            names = zip(table["filename"].to_pylist(), table["features_sha256"].to_pylist(), strict=True)
            found |= dict(zip(names, np.stack(columns, axis=1), strict=True))
        return found


def sample(filenames: tuple[str, ...], clips: int | None, seed: int) -> list[str]:
    """So many of the clips, drawn from `seed`, in their order; all where `clips` is None or there are fewer.

    A larger sample of the same seed holds the smaller one.
    """
    if clips is None or clips >= len(filenames):
        return list(filenames)
    chosen = np.random.default_rng(seed).permutation(len(filenames))[:clips]
    return [filenames[row] for row in sorted(chosen)]


def _packed(keys: Sequence[tuple[str, str]], tables: Sequence[np.ndarray]) -> pa.Table:
    names, hashes = zip(*keys, strict=True)
    by_modality = np.stack(tables, axis=1)  # (2, N, R, C)
    columns = {m: pack(part, np.float32) for m, part in zip(MODALITIES, by_modality, strict=True)}
    text = {"filename": pa.array(names, pa.string()), "features_sha256": pa.array(hashes, pa.string())}
    return pa.table(text | columns)


def _hash(features: Features) -> str:
    digest = hashlib.sha256()
    for array in features.kinds.values():
        digest.update(array.tobytes())
    return digest.hexdigest()
