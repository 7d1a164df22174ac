"""The results of the demo set's runs as a Markdown page: mean and standard deviation over seeds.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from leap_core.data.dataset import Dataset
from leap_core.data.events import overlapping
from leap_core.files import write_text
from leap_core.metrics import HEADLINE, binarise, evaluate
from leap_core.runs.store import Store

GATES = ("global", "none")
INTRODUCTION = """# Results on the demo set

The demo set is **synthetic**: these figures show how the models behave on it, and say nothing of LLP.
`leap demo runs` trains them and writes this page.  All models see the same features and the same labels,
those of a simulated teacher, at the same width and on the same schedule (`leap_core/demo/runs.py`); only LEAP
has L_avss, which is part of its method.  F1 in percent on the {split} split, mean ± standard deviation over
{seeds} seeds; the best epoch of each run is chosen on the validation split.
"""


def write(path: Path, stores: Mapping[str, Sequence[Store]], dataset: Dataset) -> None:
    """Write the page on `stores`, by model, one a seed, whose clips are those of `dataset`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, render(stores, dataset))


def render(stores: Mapping[str, Sequence[Store]], dataset: Dataset) -> str:
    """The page: a table for each gate, on all clips and on those where events of a modality overlap."""
    grid = dataset.annotations.grid  # (N, 2, C, T)
    crowded = overlapping(grid)
    subsets = {"All clips": np.ones_like(crowded), "Clips with overlapping events": crowded}
    seeds = len(next(iter(stores.values())))
    parts = [INTRODUCTION.format(split=dataset.split, seeds=seeds)]
    for gate in GATES:
        for title, rows in subsets.items():
            parts += [f"## {title} ({rows.sum()}), gate: {gate}\n", f"{_table(stores, grid, rows, gate)}\n"]
    return "\n".join(parts)


def _table(stores: Mapping[str, Sequence[Store]], grid: np.ndarray, rows: np.ndarray, gate: str) -> str:
    lines = [["model", *(name.replace("_", " ") for name in HEADLINE)], ["---"] * (len(HEADLINE) + 1)]
    for runs in stores.values():
        decisions = [binarise(store.prediction, gate=gate)[rows] for store in runs]
        scores = pd.DataFrame([evaluate(decision, grid[rows]).table for decision in decisions])
        mean, deviation = scores.mean(), scores.std(ddof=1)
        lines.append([runs[0].run.title, *(f"{mean[k]:.1f} ± {deviation[k]:.1f}" for k in HEADLINE)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
