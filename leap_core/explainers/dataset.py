"""A model over a whole data set: batches of explanations into a store, resumable, by one process or many.

Shapes: N clips, B a batch, C classes, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import torch

from leap_core.checkpoints import load_checkpoint
from leap_core.config import ModelConfig, to_dict
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.errors import InputError
from leap_core.explainers.capture import check_numbers, explain
from leap_core.explainers.precision import all_of, deviation, in_bf16, sampled
from leap_core.files import sha256_of
from leap_core.layers import to_device
from leap_core.locks import one_writer
from leap_core.metrics import CHOOSERS, choose_thresholds, graded
from leap_core.model import ParsingModel
from leap_core.options import DEVICE, EXPLAIN_BATCH, LABELS, PRECISION, Precision
from leap_core.runs.score import score
from leap_core.runs.store import Store
from leap_core.runs.writer import StoreWriter
from leap_core.spread import Spread, here
from leap_core.training_record import read_training
from leap_core.types import Chosen, Explanation, Features, Prediction, Run, joined
from leap_core.workers import ahead


@dataclass(frozen=True)
class _Batch:
    """Clips that follow each other in a split."""

    number: int  # row of the first
    names: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """A model and the clips that it is asked about: all that a process needs."""

    model: ParsingModel
    dataset: Dataset
    label_embeddings: np.ndarray | None  # (C, D)
    device: str
    precision: Precision
    writer: StoreWriter | None = None  # what explanations are written by; without one they are given

    def keep(self) -> Callable[[Iterable[_Batch]], Iterator[int]]:
        """What explains batches into the store; it tells how many clips each has.

        One is read and another written while the model is asked about the one between.
        """
        explained, writer = self.explained(), self.writer
        assert writer is not None

        def write(of: tuple[_Batch, Explanation[np.ndarray]]) -> int:
            batch, explanation = of
            writer.append(batch.names, explanation, batch.number)
            return len(batch.names)

        def work(batches: Iterable[_Batch]) -> Iterator[int]:
            for _, clips in ahead(write, map(_halved, explained(batches))):
                yield clips

        return work

    def explained(self) -> Callable[[Iterable[_Batch]], Iterator[tuple[_Batch, Explanation[np.ndarray]]]]:
        """What explains batches: one is read while the model is asked about the one before.

        It is asked by the thread that calls: in others, memory is given back and asked for again with each
        batch.  Raises InputError as `to_device` does.
        """
        lower = self.precision != PRECISION
        model = to_device(in_bf16(self.model) if lower else self.model, self.device)
        kind = torch.device(self.device).type
        queries = self.label_embeddings
        queries = None if queries is None else torch.from_numpy(queries).to(self.device)

        def read(batch: _Batch) -> Features[np.ndarray]:
            return self.dataset.features(batch.names)

        def ask(features: Features[np.ndarray]) -> Explanation[np.ndarray]:
            tensors = features.map(lambda x: torch.from_numpy(x).to(self.device))
            with torch.autocast(kind, torch.bfloat16, enabled=lower):
                explanation = explain(model, tensors, queries)
            arrays = explanation.map(lambda x: x.float().cpu().numpy())
            check_numbers(arrays.prediction)
            return _padded(arrays, self.dataset.segments)

        def work(batches: Iterable[_Batch]) -> Iterator[tuple[_Batch, Explanation[np.ndarray]]]:
            for batch, features in ahead(read, batches):
                explanation = ask(features)
                del features  # so that the next but one is read into its memory
                yield batch, explanation

        return work


def explain_dataset(
    checkpoint: Path,
    dataset: Dataset,
    folder: Path,
    label_source: str | None = None,
    batch_size: int = EXPLAIN_BATCH,
    device: str = DEVICE,
    on_clip: Callable[[int, int], None] = lambda done, total: None,
    maps: bool = True,
    title: str | None = None,
    validation: Dataset | None = None,
    kind: str | None = None,
    by_class: str | None = None,
    precision: Precision = PRECISION,
    spread: Spread = here,
) -> Store:
    """Explain every clip of `dataset` with the model at `checkpoint` and store it in `folder`.

    Without `maps` only probabilities are kept, an eighth of the space and less.  The run's title for people
    says decoder and encoder unless told.  `validation` chooses the run's thresholds; without it, or where it
    has no labels by segment, none are; `by_class` has it choose those of each class too, by one of CHOOSERS.
    `kind` names the release of an official file whose keys cannot tell.  In another `precision` than fp32 the
    run says how far a sample of it is from that (precision.py).  By `spread` batches are explained; the store
    has the same bytes for the same batches and threads.

    `label_source` is what `load_label_embeddings` takes; None means the source that the model was
    trained with, or the bundled table.  `on_clip` hears the clips done and the clips in all.  Raises
    InputError on a broken checkpoint, a data set that does not fit it, an unknown device, or unfinished
    pieces of another run; pieces of this run, as an error or an interruption left them, are gone on from.
    """
    model = load_checkpoint(checkpoint, kind)
    _check_fit(model.config, dataset, checkpoint)
    takes_labels = model.config.decoder.takes_labels
    label_source = (label_source or trained_with(checkpoint)) if takes_labels else "none"
    labels = load_label_embeddings(label_source, dataset.categories) if takes_labels else None
    names, on_gpu = dataset.annotations.filenames, device.startswith("cuda")
    run = _describe(model.config, dataset, folder.name, checkpoint, label_source)
    run = replace(run, title=title or run.title, precision=precision)
    with one_writer(folder):
        writer = StoreWriter(folder, run if maps else replace(run, blocks=0, heads=0, maps=()))
        asked = _Asked(model, dataset, labels, device, precision, writer)
        done = writer.done
        written = len(done)
        on_clip(written, len(names))
        with closing(spread(asked.keep, _batches(names, batch_size, done), on_gpu)) as each:
            for clips in each:
                written += clips
                on_clip(written, len(names))

        def answers(asked: _Asked, names: Sequence[str]) -> list[Explanation[np.ndarray]]:
            batches = spread(asked.explained, _batches(names, batch_size), on_gpu)
            return [explanation for _, explanation in sorted(batches, key=lambda of: of[0].number)]

        chosen = ()
        if validation is not None and validation.annotations.dense:
            of_it = replace(asked, dataset=validation, writer=None)
            said = joined([part.prediction for part in answers(of_it, validation.annotations.filenames)])
            chosen = _choose(graded(said) if run.thresholded else said, validation, by_class)
        apart = {}
        if precision != PRECISION:
            some = sampled(names)
            lower, full = (replace(asked, precision=p, writer=None) for p in (precision, PRECISION))
            rows = [dataset.index(name) for name in some]
            truth, present = dataset.annotations.grid[rows], dataset.annotations.present[rows]
            apart = deviation(
                all_of(answers(lower, some)),
                all_of(answers(full, some)),
                run.maps,
                truth if dataset.annotations.dense else None,
                float(present.mean()),
            )
        return writer.finish(lambda store: score(store, dataset), chosen, apart)


def _batches(names: Sequence[str], size: int, done: Set[str] = frozenset()) -> list[_Batch]:
    """Batches of the clips that are not `done`, each of clips that follow each other."""
    found = []
    for is_done, rows in groupby(range(len(names)), lambda row: names[row] in done):
        some = [] if is_done else list(rows)
        for start in range(0, len(some), size):
            part = some[start : start + size]
            found.append(_Batch(part[0], tuple(names[row] for row in part)))
    return found


def _halved(of: tuple[_Batch, Explanation[np.ndarray]]) -> tuple[_Batch, Explanation[np.ndarray]]:
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


def _choose(said: Prediction[np.ndarray], validation: Dataset, by_class: str | None) -> tuple[Chosen, ...]:
    """The thresholds that the validation split chooses by what is predicted of it."""
    truth = validation.annotations.grid
    chosen = choose_thresholds(said, truth)
    return CHOOSERS[by_class](said, truth, chosen) if by_class else chosen


def _check_fit(config: ModelConfig, dataset: Dataset, checkpoint: Path) -> None:
    found = {"classes": len(dataset.categories), **dataset.feature_dims}
    read = [f"{kind}_dim" for kind in config.feature_shapes(1, 1, 1)]
    for name in ("classes", *read):
        if found.get(name) != getattr(config, name):
            value = found.get(name, "not there")
            expected = f"its {name} is {getattr(config, name)}, that of {dataset.name} is {value}"
            raise InputError(checkpoint, expected, "Use a checkpoint that was trained on such data.")


def _describe(config: ModelConfig, dataset: Dataset, name: str, checkpoint: Path, label_source: str) -> Run:
    blocks, heads = config.decoder.layers
    return Run(
        name=name,
        title=config.title,
        thresholded=config.decoder.thresholded,
        encoder=config.encoder.kind,
        decoder=config.decoder.kind,
        **dataset.about,
        blocks=blocks,
        heads=heads,
        maps=config.decoder.maps,
        config=to_dict(config),
        checkpoint_sha256=weights_sha256(checkpoint),
        label_embeddings=label_source,
    )


def weights_sha256(checkpoint: Path) -> str:
    """Hash of the weights: of the file itself, or of a native folder's safetensors."""
    return sha256_of(checkpoint / "model.safetensors" if checkpoint.is_dir() else checkpoint)


def trained_with(checkpoint: Path) -> str:
    """Label embeddings that a native checkpoint was trained with; the bundled ones where nothing says."""
    record = read_training(checkpoint.parent)
    return record.label_embeddings if record else LABELS
