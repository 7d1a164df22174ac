"""What a training run says of itself, in RUN/training: its settings, and the metrics of its epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leap_core.config import TrainConfig
from leap_core.errors import InputError, reason
from leap_core.metrics import HEADLINE
from leap_core.schema import Schema

if TYPE_CHECKING:
    import pandas as pd

SELECTED_BY = "segment_type"  # validation metric that picks the epoch
_OR_BY = "segment_audio_visual"  # where validation has audio-visual truth alone, and Type@AV is unknown
_COLUMNS = {"epoch", "learning_rate", *HEADLINE}  # beside losses


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


def read_training(run: Path) -> TrainingRecord | None:
    """What was trained in the folder of a run; None where nothing was.  Raises InputError if it is broken."""
    path = run / "training" / "config.json"
    return TRAINING_RECORD.read(path) if path.is_file() else None


def read_curves(run: Path) -> pd.DataFrame:
    """The epochs that were trained in the folder of a run, a row each.

    Columns are epoch, learning_rate, the losses by name, and the ten validation metrics and Avg. in percent.
    Raises InputError where they are not all there, as numbers.
    """
    import pandas as pd  # not for those who need the record alone

    path = run / "training" / "metrics.csv"
    remedy = "Delete the run's folder to train it anew."
    try:
        table = pd.read_csv(path).apply(pd.to_numeric)
    except (OSError, ValueError) as error:
        raise InputError(path, f"expected the metrics of a run ({reason(error)})", remedy) from error
    missing = _COLUMNS - {*table.columns}
    if missing or not len(table):
        lacking = f"a column {min(missing)}" if missing else "an epoch"
        raise InputError(path, f"expected the metrics of a run with {lacking}", remedy)
    return table


def first_epochs(rows: Any, config: TrainConfig) -> list[dict[str, float]]:
    """The same, if they are the first epochs of a run, as training has them.  Raises ValueError if not."""
    if not isinstance(rows, list) or not 1 <= len(rows) <= config.epochs:
        raise ValueError(f"expected 1 to {config.epochs} epochs")
    for epoch, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not row.keys() >= _COLUMNS or row["epoch"] != epoch:
            raise ValueError(f"expected the metrics of epoch {epoch}")
        if not all(isinstance(value, int | float) for value in row.values()):
            raise ValueError(f"expected numbers of epoch {epoch}")
    return rows


def losses_of(curves: pd.DataFrame) -> list[str]:
    """Names of the losses among the columns that `read_curves` gives, but for those that were left out."""
    return [name for name in curves.columns if name not in _COLUMNS and curves[name].any()]


def best_row(table: pd.DataFrame) -> pd.Series:
    """The epoch whose weights are kept: the best by `selected_by`, the latest of equals."""
    return table.iloc[_best([selected(row) for _, row in table.iterrows()])]


def selected_by(row: Any) -> str:
    """The validation metric by which an epoch is kept, of a row of metrics."""
    return _OR_BY if isnan(row[SELECTED_BY]) else SELECTED_BY


def selected(row: Any) -> float:
    """An epoch's score by that metric, percent."""
    return float(row[selected_by(row)])


def is_over(rows: Sequence[Mapping[str, float]], config: TrainConfig) -> bool:
    """Whether training ends with these epochs: they are all, or none of the last `patience` was the best."""
    if not rows or len(rows) >= config.epochs:
        return bool(rows)
    return (
        config.patience is not None
        and len(rows) - 1 - _best([selected(row) for row in rows]) >= config.patience
    )


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda epoch: (scores[epoch], epoch))
