"""What a training run says of itself, in RUN/training/config.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leap_core.config import TrainConfig
from leap_core.schema import Schema


@dataclass(frozen=True)
class TrainingRecord:
    """Which model was trained how, on what."""

    model: Mapping[str, Any]  # as config.to_dict gives it
    train: TrainConfig
    label_embeddings: str  # what `load_label_embeddings` takes, or none
    dataset: str
    dataset_fingerprint: str


TRAINING_RECORD = Schema(
    TrainingRecord,
    "the record of a training run",
    "Restore it, train the run anew, or name the label embeddings (--labels).",
)
