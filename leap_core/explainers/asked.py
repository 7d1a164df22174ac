"""A model over batches of clips: one is read and another written while it is asked about the one between.

Shapes: B a batch, C classes, T segments, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import torch

from leap_core.data.dataset import Dataset
from leap_core.explainers.capture import check_numbers, explain
from leap_core.explainers.precision import in_bf16
from leap_core.layers import to_device
from leap_core.model import ParsingModel
from leap_core.options import PRECISION, Precision
from leap_core.runs.writer import StoreWriter
from leap_core.types import Explanation, Features
from leap_core.workers import ahead


@dataclass(frozen=True)
class Batch:
    """Clips that follow each other in a split."""

    number: int  # row of the first
    names: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A model and the clips that it is asked about: all that a process needs."""

    model: ParsingModel
    dataset: Dataset
    label_embeddings: np.ndarray | None  # (C, D)
    device: str
    precision: Precision
    writer: StoreWriter | None = None  # what explanations are written by; without one they are given

    def keep(self) -> Callable[[Iterable[Batch]], Iterator[int]]:
        """What explains batches into the store; it tells how many clips each has.

        One is read and another written while the model is asked about the one between.
        """
        explained, writer = self.explained(), self.writer
        assert writer is not None

        def write(of: tuple[Batch, Explanation[np.ndarray]]) -> int:
            batch, explanation = of
            writer.append(batch.names, explanation, batch.number)
            return len(batch.names)

        def work(batches: Iterable[Batch]) -> Iterator[int]:
            for _, clips in ahead(write, map(_halved, explained(batches))):
                yield clips

        return work

    def explained(self) -> Callable[[Iterable[Batch]], Iterator[tuple[Batch, Explanation[np.ndarray]]]]:
        """What explains batches: one is read while the model is asked about the one before.

        It is asked by the thread that calls: in others, memory is given back and asked for again with each
        batch.  Raises InputError as `to_device` does.
        """
        lower = self.precision != PRECISION
        model = to_device(in_bf16(self.model) if lower else self.model, self.device)
        kind = torch.device(self.device).type
        queries = self.label_embeddings
        queries = None if queries is None else torch.from_numpy(queries).to(self.device)

        def read(batch: Batch) -> Features[np.ndarray]:
            return self.dataset.features(batch.names)

        def ask(features: Features[np.ndarray]) -> Explanation[np.ndarray]:
            tensors = features.map(lambda x: torch.from_numpy(x).to(self.device))
            with torch.autocast(kind, torch.bfloat16, enabled=lower):
                explanation = explain(model, tensors, queries)
            arrays = explanation.map(lambda x: x.float().cpu().numpy())
            check_numbers(arrays.prediction)
            return _padded(arrays, self.dataset.segments)

        def work(batches: Iterable[Batch]) -> Iterator[tuple[Batch, Explanation[np.ndarray]]]:
            for batch, features in ahead(read, batches):
                explanation = ask(features)
                del features  # so that the next but one is read into its memory
                yield batch, explanation

        return work


def batches_of(names: Sequence[str], size: int, done: Set[str] = frozenset()) -> list[Batch]:
    """Batches of the clips that are not `done`, each of clips that follow each other."""
    found = []
    for is_done, rows in groupby(range(len(names)), lambda row: names[row] in done):
        some = [] if is_done else list(rows)
        for start in range(0, len(some), size):
            part = some[start : start + size]
            found.append(Batch(part[0], tuple(names[row] for row in part)))
    return found


def _halved(of: tuple[Batch, Explanation[np.ndarray]]) -> tuple[Batch, Explanation[np.ndarray]]:
    """With maps as a store keeps them.

    By torch, for numpy takes ten times as long; in the model's own thread, for torch would wait in another
    with as many threads again, which take their turns from the model.
    """
    batch, explanation = of
    maps = {
        key: {m: torch.from_numpy(x).half().numpy() for m, x in kind.items()}
        for key, kind in explanation.maps.items()
    }
    return batch, replace(explanation, maps=maps)


def _padded(explanation: Explanation[np.ndarray], segments: int) -> Explanation[np.ndarray]:
    """What a store keeps of a batch: of T segments, and 0 after a clip's end."""

    def pad(array: np.ndarray) -> np.ndarray:  # (..., T of the batch) -> (..., T)
        missing = segments - array.shape[-1]
        return np.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, missing)]) if missing else array

    return explanation.over_time(pad)
