"""What a training run leaves on disk, each file written whole or not at all.

RUN/training/config.json   model and training settings, label embeddings, data set
RUN/training/metrics.csv   a row an epoch: learning rate, losses, the ten validation metrics
RUN/training/state.pt      what resuming needs; removed when the last epoch is done
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import torch

from leap_core.errors import InputError


class TrainingState:
    """The record of one training run in `folder`, for one set of `settings`."""

    def __init__(self, folder: Path, settings: dict[str, Any], **parts: Any) -> None:
        """Open the folder; `parts` (model, optimizer, ...) have a state_dict.

        Raises InputError where the folder holds a run with other settings.
        """
        self.folder, self.path, self.parts = folder, folder / "state.pt", parts
        folder.mkdir(parents=True, exist_ok=True)
        record = folder / "config.json"
        text = json.dumps(settings, indent=1) + "\n"
        if record.exists() and record.read_text(encoding="utf-8") != text:
            raise InputError(
                record, "the run here has other settings", "Choose another folder, or delete this run."
            )
        record.write_text(text, encoding="utf-8")

    def load(self) -> list[dict[str, float]]:
        """Restore the parts after the last whole epoch and return the rows so far."""
        table = self.folder / "metrics.csv"
        if not self.path.exists():  # nothing yet, or a finished run
            return pd.read_csv(table).to_dict("records") if table.exists() else []
        try:
            state = torch.load(self.path, weights_only=True)
            for name, part in self.parts.items():
                part.load_state_dict(state[name])
            torch.set_rng_state(state["rng"])
            return state["rows"]
        except Exception as error:  # torch raises many kinds on a broken file
            remedy = "Delete the run's folder to train it anew."
            raise InputError(self.path, f"expected the state of a training run ({error})", remedy) from error

    def save(self, rows: list[dict[str, float]]) -> None:
        """Write the state and the metrics after a whole epoch."""
        state = {"rows": rows, "rng": torch.get_rng_state()}
        state |= {name: part.state_dict() for name, part in self.parts.items()}
        temporary = self.path.with_suffix(".tmp")
        torch.save(state, temporary)
        os.replace(temporary, self.path)
        table = self.folder / "metrics.tmp"
        pd.DataFrame(rows).to_csv(table, index=False)
        os.replace(table, self.folder / "metrics.csv")

    def close(self) -> None:
        """Drop what only resuming needs."""
        self.path.unlink(missing_ok=True)
