"""Predictions of any other system -> a run like every other, but without maps or a checkpoint."""

from __future__ import annotations

from pathlib import Path

from leap_core.data.dataset import Dataset
from leap_core.explanation.predictions import read_predictions
from leap_core.explanation.score import score
from leap_core.explanation.store import Store, StoreWriter
from leap_core.files import sha256_of
from leap_core.types import Explanation, Run

OTHER = "other"  # kind of the encoder and of the decoder


def import_predictions(
    source: Path, dataset: Dataset, folder: Path, title: str | None = None
) -> tuple[Store, tuple[str, ...]]:
    """Store the predictions of a file (docs/formats.md) as a run of `dataset`; also what to tell the user.

    The title is the file's stem unless told.  Nothing is written before the whole file is read.  Raises
    InputError on anything in it that cannot be a prediction of the split.
    """
    predicted = read_predictions(source, dataset)
    run = Run(
        name=folder.name,
        title=title or source.stem,
        encoder=OTHER,
        decoder=OTHER,
        **dataset.about,
        blocks=0,
        heads=0,
        config={"imported_from": source.name},
        checkpoint_sha256=sha256_of(source),  # there are no weights: of the file itself
        label_embeddings="none",
    )
    writer = StoreWriter(folder, run)
    if not writer.done:  # else an interruption came between the two lines below
        writer.append(predicted.filenames, Explanation(predicted.prediction))
    return writer.finish(lambda store: score(store, dataset)), predicted.remarks
