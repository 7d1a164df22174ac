"""Predictions of any other system -> a run like every other, but without maps or a checkpoint."""

from __future__ import annotations

from pathlib import Path

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError, reason
from leap_core.files import sha256_of
from leap_core.locks import one_writer
from leap_core.options import Sense
from leap_core.runs.predictions import SEE, Predicted
from leap_core.runs.predictions_actionformer import read_actionformer
from leap_core.runs.predictions_events import check_sense, read_csv, read_json
from leap_core.runs.predictions_npz import read_npz
from leap_core.runs.score import score
from leap_core.runs.store import Store, open_store
from leap_core.runs.writer import StoreWriter
from leap_core.types import Explanation, Run

OTHER = "other"  # kind of the encoder and of the decoder
_READERS = {".npz": read_npz, ".json": read_json}  # which say whether events are heard or seen
_OF_ONE_SENSE = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".pkl": read_actionformer,
}  # which may leave it to the user


def import_predictions(
    source: Path, dataset: Dataset, folder: Path, title: str | None = None, sense: Sense | None = None
) -> tuple[Store, tuple[str, ...]]:
    """Store the predictions of a file (docs/formats.md) as a run of `dataset`; also what to tell the user.

    The title is the file's stem unless told; `sense` is what its events are of where it does not
    say.  Nothing is written before the whole file is read.  Raises
    InputError on anything in it that cannot be a prediction of the split.
    """
    predicted = read_predictions(source, dataset, sense)
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
    with one_writer(folder):
        _check_folder(folder)
        writer = StoreWriter(folder, run)
        if not writer.done:  # else an interruption came between the two lines below
            writer.append(predicted.filenames, Explanation(predicted.prediction))
        return writer.finish(lambda store: score(store, dataset)), predicted.remarks


def read_predictions(path: Path, dataset: Dataset, sense: Sense | None = None) -> Predicted:
    """Predictions of clips of the split.  Raises InputError, naming the place, on whatever cannot be one."""
    kind = path.suffix.lower()
    if kind not in {*_READERS, *_OF_ONE_SENSE}:
        kinds = ", ".join((*_READERS, *_OF_ONE_SENSE))
        raise InputError(path, f"expected a file of the kinds {kinds}", SEE)
    try:
        if kind in _OF_ONE_SENSE:
            return _OF_ONE_SENSE[kind](path, dataset, sense)
        check_sense(path, sense, said=True)
        return _READERS[kind](path, dataset)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"expected a file of predictions ({reason(error)})", SEE) from error


def _check_folder(folder: Path) -> None:
    """Raise InputError where what lies there is no earlier import, which alone may be replaced."""
    other = next((name for name in ("checkpoint", "training") if (folder / name).exists()), None)
    if other is None and (folder / "run.json").exists() and open_store(folder).run.decoder != OTHER:
        other = "run.json"
    if other is not None:
        expected = f"expected a new folder or one of imported predictions, found {other} of another run"
        raise InputError(folder, expected, "Name another folder with --out.")
