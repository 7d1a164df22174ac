"""What a training run says of itself, in RUN/training: its settings, and the metrics of its epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leap_core.config import TrainConfig
from leap_core.schema import Schema

if TYPE_CHECKING:
    import pandas as pd

SELECTED_BY = "segment_type"  # validation metric that picks the epoch


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


def best_row(table: pd.DataFrame) -> pd.Series:
    """The epoch whose weights are kept: the best by SELECTED_BY, the latest of equals."""
    return table.iloc[_best([float(score) for score in table[SELECTED_BY]])]


def is_over(rows: Sequence[Mapping[str, float]], config: TrainConfig) -> bool:
    """Whether training ends with these epochs: they are all, or none of the last `patience` was the best."""
    if not rows or len(rows) >= config.epochs:
        return bool(rows)
    return (
        config.patience is not None
        and len(rows) - 1 - _best([r[SELECTED_BY] for r in rows]) >= config.patience
    )


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda epoch: (scores[epoch], epoch))
