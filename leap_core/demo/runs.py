"""The demo set's runs: HAN and MM-Pyr, each with MMIL and LEAP, the same data, schedule and seeds.

What differs besides the decoder is what belongs to either's method: L_avss is a part of LEAP's, and MMIL is
trained twice, with LEAP's terms of L_basic and with VALOR's, the validation split choosing between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from leap_core import presets, recipes
from leap_core.config import BasicTerms, ModelConfig, TrainConfig
from leap_core.data.dataset import open_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.options import LABELS
from leap_core.runs.store import Store, open_store
from leap_core.runs.writer import is_whole
from leap_core.training import train
from leap_core.training_record import SELECTED_BY, best_row

SEEDS = (1, 2, 3)
SCHEDULE = recipes.demo()


@dataclass(frozen=True)
class Candidate:
    """A model and the terms of L_basic that it is trained with."""

    model: ModelConfig
    terms: BasicTerms = "both"

    @property
    def title(self) -> str:
        """For people; the terms are named where they are not LEAP's."""
        return self.model.title + (", VALOR's terms" if self.terms == "segment" else "")


MODELS: dict[str, ModelConfig] = {
    "mmil_han": presets.small(presets.mmil_han_valor()),
    "leap_han": presets.small(presets.leap_han()),
    "mmil_mm_pyr": presets.small(presets.mmil_mm_pyr()),
    "leap_mm_pyr": presets.small(presets.leap_mm_pyr()),
}
CANDIDATES: dict[str, dict[str, Candidate]] = {  # by model, then by the name of the run
    name: {name: Candidate(model)}
    | ({} if model.decoder.uses_avss else {f"{name}_valors_terms": Candidate(model, "segment")})
    for name, model in MODELS.items()
}


@dataclass(frozen=True)
class Trained:
    """A candidate with all its seeds."""

    model: str  # by name, see MODELS
    candidate: Candidate
    stores: tuple[Store, ...]  # of the test split, one a seed
    curves: tuple[pd.DataFrame, ...]  # metrics by epoch, one a seed
    chosen: bool  # whether validation prefers it to the model's other candidates


def schedule(candidate: Candidate, seed: int) -> TrainConfig:
    """The one schedule of all demo runs, with the candidate's terms; L_avss follows the decoder."""
    avss_weight = 1.0 if candidate.model.decoder.uses_avss else 0.0
    return replace(SCHEDULE, seed=seed, avss_weight=avss_weight, basic_terms=candidate.terms)


def run_all(
    root: Path, folder: Path, on_step: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Trained]:
    """Train every candidate with every seed and explain the test split, in `folder`/seed-SEED/NAME.

    Returns them by the name of their runs.  What is already there is not done again.  `on_step` hears the
    training steps done and the steps in all, runs that end early counted as whole.
    """
    train_set, validation_set, test_set = (open_dataset(root, split) for split in ("train", "val", "test"))
    candidates = {name: c for some in CANDIDATES.values() for name, c in some.items()}
    jobs = [(name, seed) for seed in SEEDS for name in candidates]
    stores: dict[str, list[Store]] = {name: [] for name in candidates}
    curves: dict[str, list[pd.DataFrame]] = {name: [] for name in candidates}
    for number, (name, seed) in enumerate(jobs):
        candidate, run = candidates[name], folder / f"seed-{seed}" / name

        def report(done: int, total: int, number: int = number) -> None:
            on_step(number * total + done, len(jobs) * total)

        settings = schedule(candidate, seed)
        curve = train(candidate.model, settings, train_set, validation_set, LABELS, run, "cpu", report)
        if not is_whole(run):
            explain_dataset(
                run / "checkpoint", test_set, run, title=candidate.title, validation=validation_set
            )
        stores[name].append(open_store(run))
        curves[name].append(curve)
    found = {}
    for model, some in CANDIDATES.items():
        best = max(some, key=lambda name: _validation(curves[name]))
        for name, candidate in some.items():
            found[name] = Trained(model, candidate, tuple(stores[name]), tuple(curves[name]), name == best)
    return found


def _validation(curves: list[pd.DataFrame]) -> float:
    """Mean over seeds of the best epoch's score, percent."""
    return sum(float(best_row(curve)[SELECTED_BY]) for curve in curves) / len(curves)
