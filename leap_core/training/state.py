"""What a training run leaves on disk, each file written whole or not at all.

Nothing is written before the first whole epoch.

RUN/training/config.json            model and training settings, label embeddings, data set
RUN/training/features.safetensors   what features the model saw are usually like, see data/statistics.py
RUN/training/state.pt               what resuming needs, the metrics too; removed when the last epoch is done
RUN/training/metrics.csv            a row an epoch: learning rate, losses, the ten validation metrics
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from leap_core.data.statistics import FEATURES, FeatureStatistics
from leap_core.errors import InputError, reason
from leap_core.files import write_bytes, write_text
from leap_core.training_record import TrainingRecord, first_epochs, is_over, read_curves

_ANEW = "Delete the run's folder to train it anew."


class TrainingState:
    """The record of one training run in `folder`, for one set of settings."""

    def __init__(self, folder: Path, record: TrainingRecord, **parts: Any) -> None:
        """Open the folder; `parts` (model, optimizer, ...) have a state_dict.

        Raises InputError where the folder holds a run with other settings.
        """
        self.folder, self.path, self.parts = folder, folder / "state.pt", parts
        self.record, self.table = folder / "config.json", folder / "metrics.csv"
        self.train, self.text = record.train, json.dumps(asdict(record), indent=1) + "\n"
        if self.record.exists() and self.record.read_text(encoding="utf-8", errors="replace") != self.text:
            remedy = "Choose another folder, or delete this run."
            raise InputError(self.record, "the run here has other settings", remedy)

    def load(self) -> list[dict[str, float]]:
        """Restore the parts after the last whole epoch and return the rows so far, one an epoch.

        Raises InputError where what an earlier run left is broken or incomplete.
        """
        if self.path.exists():
            rows = self._load_state()
            self._tell(rows)  # an interruption may have come between the two
            return rows
        return self._load_finished() if self.table.exists() else []

    def save(self, rows: list[dict[str, float]], seen: FeatureStatistics) -> None:
        """Write what there is after a whole epoch; the metrics come last: `load` has them from the state."""
        self.folder.mkdir(exist_ok=True)
        state = {"rows": rows, **{name: part.state_dict() for name, part in self.parts.items()}}
        write_text(self.record, self.text)
        seen.save(self.folder / FEATURES)
        file = io.BytesIO()
        torch.save(state, file)
        write_bytes(self.path, file.getvalue())
        self._tell(rows)

    def close(self) -> None:
        """Drop what only resuming needs."""
        self.path.unlink(missing_ok=True)

    def _tell(self, rows: list[dict[str, float]]) -> None:
        write_text(self.table, pd.DataFrame(rows).to_csv(index=False))

    def _load_state(self) -> list[dict[str, float]]:
        try:
            with zipfile.ZipFile(self.path) as file:  # of whose sums torch checks none
                if broken := file.testzip():
                    raise ValueError(f"{broken} is not what was written")
            state = torch.load(self.path, map_location="cpu", weights_only=True)
            for name, part in self.parts.items():
                part.load_state_dict(state[name])
            return first_epochs(state["rows"], self.train)
        except Exception as error:  # torch raises many kinds on a broken file
            expected = f"expected the state of a training run ({reason(error)})"
            raise InputError(self.path, expected, _ANEW) from error

    def _load_finished(self) -> list[dict[str, float]]:
        rows: list[Any] = read_curves(self.folder.parent).to_dict("records")
        if len(rows) > self.train.epochs or not is_over(rows, self.train):
            found = f"found {len(rows)} and no {self.path.name} to go on from"
            expected = f"expected the {self.train.epochs} epochs of a run or its early end, {found}"
            raise InputError(self.table, expected, _ANEW)
        return rows
