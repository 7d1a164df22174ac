"""A model over a whole data set: batches of explanations into a store, resumable.

Shapes: N clips, B a batch, C classes, D label width.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import torch

from leap_core.checkpoints import load_checkpoint
from leap_core.config import LeapConfig, ModelConfig, kind_of
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.explanation.capture import explain
from leap_core.explanation.store import Store, StoreWriter
from leap_core.metrics import binarise, evaluate
from leap_core.types import Run

_TITLES = {"han": "HAN", "mm_pyr": "MM-Pyr", "mmil": "MMIL", "leap": "LEAP"}


def explain_dataset(
    checkpoint: Path,
    dataset: Dataset,
    folder: Path,
    label_source: str | None = None,
    batch_size: int = 64,
    device: str = "cpu",
    on_clip: Callable[[int, int], None] = lambda done, total: None,
) -> Store:
    """Explain every clip of `dataset` with the model at `checkpoint` and store it in `folder`.

    `label_source` is what `load_label_embeddings` takes; None means the source that the model was
    trained with, or the bundled table.  `on_clip` hears the clips done and the clips in all.  Raises
    InputError on a broken checkpoint, features that do not fit it, or unfinished pieces of another run.
    """
    model = load_checkpoint(checkpoint).eval().to(device)
    label_source = (label_source or _trained_with(checkpoint)) if takes_labels(model.config) else "none"
    queries = None
    if label_source != "none":
        queries = torch.from_numpy(load_label_embeddings(label_source, dataset.categories)).to(
            device
        )  # (C, D)
    names = dataset.annotations.filenames
    writer = StoreWriter(folder, _describe(model.config, dataset, folder.name, checkpoint, label_source))
    done = writer.done
    todo = [name for name in names if name not in done]
    on_clip(len(done), len(names))
    for start in range(0, len(todo), batch_size):
        batch = todo[start : start + batch_size]
        features = dataset.features(batch).map(lambda x: torch.from_numpy(x).to(device))
        writer.append(batch, explain(model, features, queries).map(lambda x: x.float().cpu().numpy()))
        on_clip(len(done) + start + len(batch), len(names))
    return writer.finish(lambda store: score(store, dataset))


def takes_labels(config: ModelConfig) -> bool:
    """Whether the model's queries are made from given label embeddings."""
    return isinstance(config.decoder, LeapConfig) and config.decoder.queries == "glove"


def score(store: Store, dataset: Dataset, gate: str = "global", threshold: float = 0.5) -> dict[str, float]:
    """The ten metrics and Avg. of a store, in percent; empty where the split has no dense truth."""
    if not dataset.annotations.dense:
        return {}
    truth = dataset.annotations.grid[[dataset.index(name) for name in store.filenames]]
    return evaluate(binarise(store.prediction, threshold=threshold, gate=gate), truth).table


def _describe(config: ModelConfig, dataset: Dataset, name: str, checkpoint: Path, label_source: str) -> Run:
    leap = config.decoder if isinstance(config.decoder, LeapConfig) else None
    encoder, decoder = kind_of(config.encoder), kind_of(config.decoder)
    return Run(
        name=name,
        title=f"{_TITLES[decoder]}, {_TITLES[encoder]}",
        encoder=encoder,
        decoder=decoder,
        dataset=dataset.name,
        split=dataset.split,
        synthetic=dataset.synthetic,
        categories=dataset.categories,
        segments=dataset.segments,
        blocks=leap.blocks if leap else 0,
        heads=leap.heads if leap else 0,
        checkpoint_sha256=_sha256(checkpoint),
        label_embeddings=label_source,
    )


def _sha256(checkpoint: Path) -> str:
    """Hash of the weights: of the file itself, or of a native folder's safetensors."""
    path = checkpoint / "model.safetensors" if checkpoint.is_dir() else checkpoint
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _trained_with(checkpoint: Path) -> str:
    """Label embeddings that a native checkpoint was trained with; the bundled ones where nothing says."""
    record = checkpoint.parent / "training" / "config.json"
    return (
        json.loads(record.read_text(encoding="utf-8"))["label_embeddings"] if record.exists() else "bundled"
    )
