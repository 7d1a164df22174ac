"""A model over a whole data set: batches of explanations into a store, resumable.

Shapes: N clips, B a batch, C classes, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from leap_core.checkpoints import load_checkpoint
from leap_core.config import ModelConfig, to_dict
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.errors import InputError
from leap_core.explainers.capture import check_numbers, explain
from leap_core.files import sha256_of
from leap_core.layers import to_device
from leap_core.locks import one_writer
from leap_core.metrics import CHOOSERS, choose_thresholds, graded
from leap_core.model import ParsingModel
from leap_core.options import DEVICE, EXPLAIN_BATCH, LABELS
from leap_core.runs.score import score
from leap_core.runs.store import Store
from leap_core.runs.writer import StoreWriter
from leap_core.training_record import read_training
from leap_core.types import Chosen, Explanation, Prediction, Run, joined


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
) -> Store:
    """Explain every clip of `dataset` with the model at `checkpoint` and store it in `folder`.

    Without `maps` only probabilities are kept, an eighth of the space and less.  The run's title for people
    says decoder and encoder unless told.  `validation` chooses the run's thresholds; without it, or where it
    has no labels by segment, none are; `by_class` has it choose those of each class too, by one of CHOOSERS.
    `kind` names the release of an official file whose keys cannot tell.

    `label_source` is what `load_label_embeddings` takes; None means the source that the model was
    trained with, or the bundled table.  `on_clip` hears the clips done and the clips in all.  Raises
    InputError on a broken checkpoint, a data set that does not fit it, an unknown device, or unfinished
    pieces of another run; pieces of this run, as an error or an interruption left them, are gone on from.
    """
    model = to_device(load_checkpoint(checkpoint, kind), device)
    _check_fit(model.config, dataset, checkpoint)
    takes_labels = model.config.decoder.takes_labels
    label_source = (label_source or trained_with(checkpoint)) if takes_labels else "none"
    queries = None
    if takes_labels:
        embeddings = load_label_embeddings(label_source, dataset.categories)  # (C, D)
        queries = torch.from_numpy(embeddings).to(device)
    names = dataset.annotations.filenames
    run = _describe(model.config, dataset, folder.name, checkpoint, label_source)
    run = replace(run, title=title or run.title)
    with one_writer(folder):
        writer = StoreWriter(folder, run if maps else replace(run, blocks=0, heads=0, maps=()))
        done = writer.done
        todo = [name for name in names if name not in done]
        on_clip(len(done), len(names))
        written = len(done)
        for batch, explanation in _explained(model, dataset, queries, todo, batch_size):
            writer.append(batch, explanation)
            written += len(batch)
            on_clip(written, len(names))
        chosen = ()
        if validation is not None and validation.annotations.dense:
            parts = _explained(model, validation, queries, validation.annotations.filenames, batch_size)
            said = joined([explanation.prediction for _, explanation in parts])
            chosen = _choose(graded(said) if run.thresholded else said, validation, by_class)
        return writer.finish(lambda store: score(store, dataset), chosen)


def _explained(
    model: ParsingModel, dataset: Dataset, queries: Tensor | None, names: Sequence[str], batch_size: int
) -> Iterator[tuple[Sequence[str], Explanation[np.ndarray]]]:
    """Clips of a data set, batch by batch."""
    device = next(model.parameters()).device
    for start in range(0, len(names), batch_size):
        batch = names[start : start + batch_size]
        features = dataset.features(batch).map(lambda x: torch.from_numpy(x).to(device))
        explanation = explain(model, features, queries).map(lambda x: x.float().cpu().numpy())
        check_numbers(explanation.prediction)
        yield batch, _padded(explanation, dataset.segments)


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
