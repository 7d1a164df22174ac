"""A model over a whole data set: explanations into a store, resumable, by one process or many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from leap_core.checkpoints import load_checkpoint
from leap_core.config import ModelConfig, to_dict
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.errors import InputError
from leap_core.explainers.asked import Asked, batches_of
from leap_core.explainers.precision import all_of, deviation, sampled
from leap_core.files import sha256_of
from leap_core.locks import one_writer
from leap_core.metrics import CHOOSERS, choose_thresholds, graded
from leap_core.options import DEVICE, EXPLAIN_BATCH, LABELS, PRECISION, Precision
from leap_core.runs.score import score
from leap_core.runs.store import Store
from leap_core.runs.writer import StoreWriter
from leap_core.spread import Spread, here
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
        asked = Asked(model, dataset, labels, device, precision, writer)
        done = writer.done
        written = len(done)
        on_clip(written, len(names))
        with closing(spread(asked.keep, batches_of(names, batch_size, done), on_gpu)) as each:
            for clips in each:
                written += clips
                on_clip(written, len(names))

        def answers(asked: Asked, names: Sequence[str]) -> list[Explanation[np.ndarray]]:
            batches = spread(asked.explained, batches_of(names, batch_size), on_gpu)
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
