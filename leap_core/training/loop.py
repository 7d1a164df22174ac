"""Training on pseudo-labels or weak labels: seeded, resumable, the best validation epoch kept.

Schedule and losses as released with LEAP (Adam, step decay, L_basic + lambda L_avss); the epoch with the
best validation segment Type@AV is kept (audio-visual F1 where that truth alone is known), and training may
end once that has not risen for a while.  Of labels permuted over clips, which no validation can tell of, all
epochs are trained and the last is kept.

    RUN/checkpoint/   the best epoch so far
    RUN/training/     settings, metrics and what resuming needs, see state.py
                      estimator/, a run of its own, where noisy labels are removed (denoising.py)

Shapes: N clips, B a batch, C classes, T segments, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from leap_core.checkpoints import load_checkpoint, save_checkpoint
from leap_core.config import ModelConfig, TrainConfig, to_dict
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.statistics import FeatureStatistics, read_pooled, source_of
from leap_core.errors import InputError
from leap_core.locks import one_writer
from leap_core.metrics import binarise, evaluate
from leap_core.model import ParsingModel
from leap_core.options import ACCELERATOR
from leap_core.training.denoising import noise_ratios
from leap_core.training.learner import Learner, fabric_on
from leap_core.training.state import TrainingState
from leap_core.training_record import TrainingRecord, is_over, selected
from leap_core.types import Features, Prediction, joined


def train(
    preset: ModelConfig,
    config: TrainConfig,
    train_set: Dataset,
    validation_set: Dataset,
    label_source: str,
    folder: Path,
    accelerator: str = ACCELERATOR,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> pd.DataFrame:
    """Train `preset`, its input widths and classes set to the data's, into `folder`.

    `label_source` is what `load_label_embeddings` takes.  `on_step` hears the steps done and the steps in
    all.  Returns the metrics, a row an epoch.  A run that was interrupted goes on after its last whole
    epoch and gives what it would have given uninterrupted.  Raises InputError where `folder` holds a run
    with other settings, the data lacks features or labels, the decoder what the losses need, the accelerator
    is not there, or training on permuted labels is to end on patience.
    """
    if config.mutual_weight and not preset.decoder.weighs_evidence:
        expected = "the recipe's L_mutual needs uncertainties, and it gives none"
        raise InputError(f"decoder {preset.decoder.title}", expected, "Choose another recipe, or cmpae.")
    if config.removes_noise and preset.encoder.alone is None:
        expected = "the recipe removes noisy labels by each modality by itself, which it does not encode"
        raise InputError(f"encoder {preset.encoder.title}", expected, "Choose another recipe.")
    if config.permuted is not None and config.patience is not None:
        expected = "no validation tells how well labels of other clips are learnt: training goes to its end"
        raise InputError(f"patience of {config.patience} epochs", expected, "Leave it out; name --epochs.")
    truth = validation_set.annotations.truth
    if truth is None:
        expected = f"expected labels by second of the {validation_set.split} split, by which an epoch is kept"
        raise InputError(validation_set.root, expected, "Add the files of events (docs/formats.md).")
    label_source = label_source if preset.decoder.takes_labels else "none"
    embeddings = (
        load_label_embeddings(label_source, train_set.categories) if preset.decoder.takes_labels else None
    )
    model_config = _fit(preset, train_set, embeddings)
    learner = Learner(model_config, config, embeddings, fabric_on(accelerator))
    record = TrainingRecord(
        to_dict(model_config), config, label_source, train_set.name, train_set.fingerprint
    )
    with one_writer(folder):
        state = TrainingState(folder / "training", record, **learner.parts)
        rows = state.load()
        if is_over(rows, config):
            state.close()
            return pd.DataFrame(rows)
        features = _read(train_set, model_config)
        seen = FeatureStatistics.measure(features, source_of(train_set))
        examples, ratios, steps = _examples(train_set, config, features), None, on_step
        if config.removes_noise:
            own = folder / "training" / "estimator"
            sets = train_set, validation_set
            halves = partial(_half, on_step, 0), partial(_half, on_step, 1)
            train(*_estimator(preset, config), *sets, label_source, own, accelerator, halves[0])
            estimator = load_checkpoint(own / "checkpoint").to(learner.fabric.device)
            said = predict(estimator, features.map(torch.from_numpy), learner.queries).clip
            ratios = torch.from_numpy(noise_ratios(said, examples["weak"].numpy() > 0)).float()
            steps = halves[1]
        validation = _read(validation_set, model_config).map(torch.from_numpy)
        truth = truth[..., : validation.length]  # other splits may have longer clips
        for epoch in range(len(rows), config.epochs):
            about = {"epoch": epoch + 1, "learning_rate": learner.scheduler.get_last_lr()[0]}
            losses = learner.learn(epoch, examples, steps, ratios if epoch else None)  # as released
            decided = binarise(predict(learner.model, validation, learner.queries))
            rows.append({**about, **losses, **evaluate(decided, truth).table})
            learner.scheduler.step()
            if config.permuted is not None or selected(rows[-1]) >= max(map(selected, rows)):
                save_checkpoint(learner.model, folder / "checkpoint")
            state.save(rows, seen)
            if is_over(rows, config):
                break
        state.close()
        return pd.DataFrame(rows)


def _estimator(preset: ModelConfig, config: TrainConfig) -> tuple[ModelConfig, TrainConfig]:
    """The model of each modality by itself that tells how much noise there is, and how it is trained."""
    encoder = preset.encoder.alone
    assert encoder is not None  # asked before anything was trained
    plain = replace(config, removes_noise=False, weak_weights=(1.0, 1.0, 1.0), mutual_weight=0.0)
    return replace(preset, encoder=encoder), plain


def _half(on_step: Callable[[int, int], None], which: int, done: int, total: int) -> None:
    on_step(which * total + done, 2 * total)


@torch.inference_mode()
def predict(
    model: ParsingModel, features: Features, queries: Tensor | None, batch_size: int = 256
) -> Prediction:
    """Probabilities of all clips as numpy arrays, in eval mode."""
    was_training, device = model.training, next(model.parameters()).device
    model.eval()
    chunks = []
    for start in range(0, len(features.audio), batch_size):
        part = features.map(lambda x, s=start: x[s : s + batch_size].to(device))
        chunks.append(model(part, queries).map(lambda x: x.float().cpu().numpy()))
    model.train(was_training)
    return joined(chunks)


def _fit(preset: ModelConfig, dataset: Dataset, embeddings: np.ndarray | None) -> ModelConfig:
    return replace(
        preset,
        classes=len(dataset.categories),
        **dataset.feature_dims,
        label_dim=preset.label_dim if embeddings is None else embeddings.shape[-1],
    )


def _read(dataset: Dataset, config: ModelConfig) -> Features[np.ndarray]:
    """Features of all clips, frames pooled where that is the same to the model."""
    names = dataset.annotations.filenames
    return read_pooled(dataset, names) if config.front_end.affine else dataset.features(names)


def _examples(dataset: Dataset, config: TrainConfig, features: Features) -> dict[str, Tensor]:
    """What the learner's losses takes of all clips: weak labels (N, C), pseudo-labels (N, 2, C, T), features.

    Where labels are `permuted` each clip has both of another, or by chance its own.
    """
    labels = {"weak": dataset.annotations.weak, "pseudo": _pseudo_labels(dataset, config)}
    if config.permuted is not None:
        order = np.random.default_rng(config.permuted).permutation(len(dataset.annotations.weak))
        labels = {name: x[order] for name, x in labels.items()}
    arrays = {name: torch.from_numpy(x) for name, x in vars(features).items() if x is not None}
    return {name: torch.from_numpy(x).float() for name, x in labels.items()} | arrays


def _pseudo_labels(dataset: Dataset, config: TrainConfig) -> np.ndarray:
    if config.labels == "pseudo":
        return dataset.pseudo_labels(dataset.annotations.filenames)
    return np.zeros_like(dataset.annotations.grid)  # not looked at
