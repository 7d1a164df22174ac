"""What the commands that are stopped read, small enough for them to end in a second; made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

import leap_core as lc
from leap_core.data.dataset import open_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.runs.import_run import import_predictions
from tests.demo_fixture import make_demo
from tests.tiny_dataset import SIZES, WIDTHS, C, T, make_dataset, names, tiny


def make_inputs(root: Path) -> Path:
    """Everything below, in `root`; returns it.

    data                  the tiny data set
    demo                  the tiny demo set with its two runs
    checkpoint            of LEAP, untrained
    older/run             a run of MMIL, untrained too
    theirs.npz            predictions of another system
    imported/run          a run of other such predictions
    """
    data = open_dataset(make_dataset(root / "data"))
    make_demo(root / "demo")
    for name, preset in (("checkpoint", lc.presets.leap_han), ("older/checkpoint", lc.presets.mmil_han)):
        torch.manual_seed(2)
        sizes = {f"{kind}_dim": width for kind, width in WIDTHS.items()}
        config = replace(tiny(preset()), classes=C, label_dim=100, **sizes)
        lc.save_checkpoint(lc.build_model(config), root / name)
    explain_dataset(root / "older" / "checkpoint", data, root / "older" / "run")
    for seed, name in enumerate(("theirs.npz", "before.npz")):
        draw = np.random.default_rng(seed)
        p = {f"{m}_segment_prob": draw.random((SIZES["test"], T, C)) for m in ("audio", "visual")}
        np.savez(root / name, filenames=np.array(names("test")), **p)
    import_predictions(root / "before.npz", data, root / "imported" / "run")
    return root
