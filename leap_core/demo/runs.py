"""The demo set's runs: HAN and MM-Pyr, each with MMIL and LEAP, the same data, schedule and seeds.

Every run has the same width, epochs, learning rate and labels.  The one difference besides the decoder
is L_avss, which belongs to LEAP's method: its weight is 1 for LEAP and 0 for MMIL.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from leap_core import presets
from leap_core.config import ModelConfig, TrainConfig
from leap_core.data.dataset import open_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.options import LABELS, SPLITS
from leap_core.runs.store import Store, open_store
from leap_core.training import train

SEEDS = (1, 2, 3)
MODELS: dict[str, ModelConfig] = {
    "mmil_han": presets.small(presets.mmil_han_valor()),
    "leap_han": presets.small(presets.leap_han()),
    "mmil_mm_pyr": presets.small(presets.mmil_mm_pyr()),
    "leap_mm_pyr": presets.small(presets.leap_mm_pyr()),
}


def schedule(config: ModelConfig, seed: int) -> TrainConfig:
    """The one schedule of all demo runs; only L_avss, a part of LEAP's method, follows the decoder."""
    avss_weight = 1.0 if config.decoder.uses_avss else 0.0
    settings = {"epochs": 60, "batch_size": 16, "learning_rate": 1e-3, "step_epochs": 40}
    return TrainConfig(**settings, seed=seed, avss_weight=avss_weight)


def run_all(
    root: Path, folder: Path, on_step: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, list[Store]]:
    """Train every model with every seed and explain the test split, in `folder`/seed-SEED/NAME.

    Returns the stores by model, one a seed.  What is already there is not done again.  `on_step` hears the
    training steps done and the steps in all.
    """
    train_set, validation_set, test_set = (open_dataset(root, split) for split in SPLITS)
    jobs = [(name, seed) for seed in SEEDS for name in MODELS]
    stores: dict[str, list[Store]] = {name: [] for name in MODELS}
    for number, (name, seed) in enumerate(jobs):
        config, run = MODELS[name], folder / f"seed-{seed}" / name

        def report(done: int, total: int, number: int = number) -> None:
            on_step(number * total + done, len(jobs) * total)

        train(config, schedule(config, seed), train_set, validation_set, LABELS, run, "cpu", report)
        if not (run / "run.json").exists():
            explain_dataset(run / "checkpoint", test_set, run, validation=validation_set)
        stores[name].append(open_store(run))
    return stores
