"""The demo set's runs: HAN and MM-Pyr, each with MMIL and LEAP, the same data, schedule and seeds.

Every run has the same width, epochs, learning rate and labels.  The one difference besides the decoder
is L_avss, which belongs to LEAP's method: its weight is 1 for LEAP and 0 for MMIL.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from leap_core import presets
from leap_core.config import LeapConfig, ModelConfig, TrainConfig
from leap_core.data.dataset import Dataset, open_dataset
from leap_core.explanation.run import explain_dataset
from leap_core.explanation.store import Store, open_store
from leap_core.metrics import binarise, evaluate
from leap_core.training import train

SEEDS = (1, 2, 3)
MODELS: dict[str, ModelConfig] = {
    "mmil_han": presets.small(presets.mmil_han_valor()),
    "leap_han": presets.small(presets.leap_han()),
    "mmil_mm_pyr": presets.small(presets.mmil_mm_pyr()),
    "leap_mm_pyr": presets.small(presets.leap_mm_pyr()),
}
GATES = ("global", "none")


def schedule(config: ModelConfig, seed: int) -> TrainConfig:
    """The one schedule of all demo runs; only L_avss, a part of LEAP's method, follows the decoder."""
    avss_weight = 1.0 if isinstance(config.decoder, LeapConfig) else 0.0
    return TrainConfig(epochs=30, learning_rate=1e-3, seed=seed, avss_weight=avss_weight)


def run_all(root: Path, folder: Path, on_step: Callable[[int, int], None] = lambda done, total: None) -> str:
    """Train and explain every model and seed into `folder`/NAME-SEED; returns the results as Markdown.

    What is already there is not done again.
    """
    train_set, validation_set, test_set = (open_dataset(root, split) for split in ("train", "val", "test"))
    stores: dict[str, list[Store]] = {}
    jobs = [(name, seed) for name in MODELS for seed in SEEDS]
    minutes = []
    for number, (name, seed) in enumerate(jobs):
        config, run = MODELS[name], folder / f"{name}-{seed}"

        def report(done: int, total: int, number: int = number) -> None:
            on_step(number * total + done, len(jobs) * total)

        start = time.perf_counter()
        train(config, schedule(config, seed), train_set, validation_set, "bundled", run, "cpu", report)
        minutes.append((time.perf_counter() - start) / 60)
        if not (run / "run.json").exists():
            explain_dataset(run / "checkpoint", test_set, run)
        stores.setdefault(name, []).append(open_store(run))
    return render(stores, test_set)


def render(stores: dict[str, list[Store]], dataset: Dataset) -> str:
    """The results of `stores`, by model, as Markdown tables: mean and standard deviation over seeds."""
    overlapping = dataset.annotations.grid.sum(axis=(1, 2)).max(axis=-1) > 1  # (N, 2, C, T) -> (N,)
    subsets = {"All test clips": np.ones_like(overlapping), "Clips with overlapping events": overlapping}
    lines = []
    for gate in GATES:
        for title, rows in subsets.items():
            lines += [f"## {title} ({rows.sum()}), gate: {gate}", "", _table(stores, dataset, rows, gate), ""]
    return "\n".join(lines)


def _table(stores: dict[str, list[Store]], dataset: Dataset, rows: np.ndarray, gate: str) -> str:
    truth = dataset.annotations.grid[rows]
    table = {}
    for seeds in stores.values():
        scores = pd.DataFrame([evaluate(binarise(s.prediction, gate=gate)[rows], truth).table for s in seeds])
        mean, deviation = scores.mean(), scores.std(ddof=1)
        table[seeds[0].run.title] = {k: f"{mean[k]:.1f} ± {deviation[k]:.1f}" for k in scores}
    names = list(next(iter(table.values())))
    header = "| model | " + " | ".join(n.replace("_", " ") for n in names) + " |"
    body = [f"| {title} | " + " | ".join(row[n] for n in names) + " |" for title, row in table.items()]
    return "\n".join([header, "|---" * (len(names) + 1) + "|", *body])
