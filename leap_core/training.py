"""Training on pseudo-labels or weak labels: seeded, resumable, the best validation epoch kept.

Schedule and losses as released with LEAP (Adam, step decay, L_basic + lambda L_avss); the epoch with the
best validation segment Type@AV is kept.  Lightning Fabric places model and batches on the device.

    RUN/checkpoint/   the best epoch so far
    RUN/training/     settings, metrics and what resuming needs, see training_state.py

Shapes: N clips, B a batch, C classes, T segments, S frames a segment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from lightning_fabric import Fabric
from torch import Tensor

from leap_core.checkpoints import save_checkpoint
from leap_core.config import ModelConfig, TrainConfig, to_dict
from leap_core.data.dataset import Dataset
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.losses import total_loss
from leap_core.metrics import binarise, evaluate
from leap_core.model import ParsingModel, build_model
from leap_core.training_state import TrainingState
from leap_core.types import Features, Prediction

SELECTED_BY = "segment_type"  # validation metric that picks the epoch
_READ = 256  # clips read from disk at once


def train(
    preset: ModelConfig,
    config: TrainConfig,
    train_set: Dataset,
    validation_set: Dataset,
    label_source: str,
    folder: Path,
    accelerator: str = "auto",
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> pd.DataFrame:
    """Train `preset`, its input widths and classes set to the data's, into `folder`.

    `label_source` is what `load_label_embeddings` takes.  `on_step` hears the steps done and the steps in
    all.  Returns the metrics, a row an epoch.  A run that was interrupted goes on after its last whole
    epoch.  Raises InputError where `folder` holds a run with other settings, or the data lacks features
    or labels.
    """
    names = train_set.annotations.filenames
    queries = load_label_embeddings(label_source, train_set.categories)  # (C, D)
    model_config = _fit(preset, train_set, queries)
    fabric = Fabric(accelerator=accelerator, devices=1)
    fabric.seed_everything(config.seed, verbose=False)
    model = build_model(model_config)
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, config.step_epochs, config.step_factor)
    settings = {
        "model": to_dict(model_config),
        "train": asdict(config),
        "label_embeddings": label_source,
        "dataset": train_set.name,
        "dataset_fingerprint": train_set.fingerprint,
    }
    state = TrainingState(
        folder / "training", settings, model=model, optimizer=optimizer, scheduler=scheduler
    )
    rows = state.load()
    if len(rows) >= config.epochs:
        return pd.DataFrame(rows)
    features = read_pooled(train_set, names).map(torch.from_numpy)
    weak = torch.from_numpy(train_set.annotations.weak).float()  # (N, C)
    pseudo = torch.from_numpy(_pseudo_labels(train_set, config)).float()  # (N, 2, C, T)
    validation = read_pooled(validation_set, validation_set.annotations.filenames).map(torch.from_numpy)
    queries = fabric.to_device(torch.from_numpy(queries))
    objective, fabric_optimizer = fabric.setup(_Objective(model, config), optimizer)
    steps = -(-len(names) // config.batch_size)
    for epoch in range(len(rows), config.epochs):
        objective.train()
        shuffle = torch.Generator().manual_seed(config.seed * 100_003 + epoch)  # resuming repeats the order
        sums: dict[str, float] = {}
        batches = torch.randperm(len(names), generator=shuffle).split(config.batch_size)
        for step, batch in enumerate(batches):
            inputs = (*vars(features).values(), weak, pseudo)
            losses = objective(queries, *(fabric.to_device(x[batch]) for x in inputs))
            fabric_optimizer.zero_grad(set_to_none=True)
            fabric.backward(losses["total"])
            fabric_optimizer.step()
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value.item() * len(batch) / len(names)
            on_step(epoch * steps + step + 1, config.epochs * steps)
        scheduler.step()
        table = evaluate(binarise(predict(model, validation, queries)), validation_set.annotations.grid).table
        rows.append({"epoch": epoch + 1, "learning_rate": scheduler.get_last_lr()[0], **sums, **table})
        if table[SELECTED_BY] >= max(row[SELECTED_BY] for row in rows):
            save_checkpoint(model, folder / "checkpoint")
        state.save(rows)
    state.close()
    return pd.DataFrame(rows)


class _Objective(torch.nn.Module):
    """Model and losses as the one module that Fabric wraps; it passes on plain tensors and dicts only."""

    def __init__(self, model: ParsingModel, config: TrainConfig) -> None:
        super().__init__()
        self.model, self.config = model, config

    def forward(
        self, queries: Tensor, audio: Tensor, visual: Tensor, visual_st: Tensor, weak: Tensor, pseudo: Tensor
    ) -> dict[str, Tensor]:
        """Losses of a batch by name, scalars."""
        prediction = self.model(Features(audio, visual, visual_st), queries)
        return vars(total_loss(prediction, weak, pseudo, self.config))


def read_pooled(dataset: Dataset, filenames: Sequence[str]) -> Features:
    """Features of all clips with the 2-D ones pooled to one frame a segment: numpy, visual (N, T, Dv).

    Exact, since the layer behind them is affine, and an eighth of the memory.
    """
    parts = [_pool(dataset.features(filenames[i : i + _READ])) for i in range(0, len(filenames), _READ)]
    return Features(
        *(np.concatenate([getattr(p, k) for p in parts]) for k in ("audio", "visual", "visual_st"))
    )


@torch.inference_mode()
def predict(model: ParsingModel, features: Features, queries: Tensor, batch_size: int = 256) -> Prediction:
    """Probabilities of all clips as numpy arrays, in eval mode: (N, C) and (N, T, C)."""
    was_training = model.training
    model.eval()
    chunks = []
    for start in range(0, len(features.audio), batch_size):
        part = features.map(lambda x, s=start: x[s : s + batch_size].to(queries.device))
        chunks.append(model(part, queries).map(lambda x: x.float().cpu().numpy()))
    model.train(was_training)
    names = ("video_prob", "audio_prob", "visual_prob", "audio_segment_prob", "visual_segment_prob")
    return Prediction(*(np.concatenate([getattr(c, k) for c in chunks]) for k in names))


def _pool(features: Features) -> Features:
    n, t, _ = features.audio.shape
    frames = features.visual.reshape(n, t, -1, features.visual.shape[-1])  # (N, S T, Dv) -> (N, T, S, Dv)
    visual = frames.mean(axis=2)
    return Features(features.audio, visual, features.visual_st)


def _fit(preset: ModelConfig, dataset: Dataset, queries: np.ndarray) -> ModelConfig:
    first = dataset.features(dataset.annotations.filenames[:1])
    return replace(
        preset,
        classes=len(dataset.categories),
        audio_dim=first.audio.shape[-1],
        visual_dim=first.visual.shape[-1],
        visual_st_dim=first.visual_st.shape[-1],
        label_dim=queries.shape[-1],
    )


def _pseudo_labels(dataset: Dataset, config: TrainConfig) -> np.ndarray:
    if config.labels == "pseudo":
        return dataset.pseudo_labels(dataset.annotations.filenames)
    return np.zeros_like(dataset.annotations.grid)  # not looked at
