"""A synthetic data set in the layout of docs/formats.md, small enough to train on in a second.

Every dimension is a prime of its own: C 5 classes, T 7 segments, S 2 frames a segment, widths 11, 13, 17.
A class shows in the features of its modality as a fixed random direction, so that a model can learn it.
"""

import json
import shutil
from pathlib import Path

import numpy as np

from leap_core import presets
from leap_core.config import ModelConfig
from leap_core.front_end import PATCHES
from leap_core.types import MODALITIES

CATEGORIES = ("Dog", "Car", "Cello", "Speech", "Fire_alarm")
C, T, S = len(CATEGORIES), 7, 2
WIDTHS = {"audio": 11, "visual": 13, "visual_st": 17}
SIZES = {"train": 31, "val": 23, "test": 19}
FILES = {"train": "AVVP_train.csv", "val": "AVVP_val_pd.csv", "test": "AVVP_test_pd.csv"}


def names(split: str) -> list[str]:
    """Full clip names of a split."""
    return [f"{split:_<5}{number:06}_0_{T}" for number in range(SIZES[split])]


def feature_file(root: Path, kind: str, name: str) -> Path:
    return root / "features" / kind / f"{name[:11]}.npy"


def tiny(config: ModelConfig) -> ModelConfig:
    """A preset narrowed to 12 = 2 x 2 x 3."""
    return presets.small(config, width=12, heads=2, feed_forward=19)


def as_patches(root: Path) -> Path:
    """Make the sound of every clip a grid of patches, as VALOR++ reads it: each step is of its segment."""
    segment = np.arange(PATCHES // 2) * T // (PATCHES // 2)
    for path in (root / "features" / "audio").iterdir():
        np.save(path, np.load(path)[np.tile(segment, 2)])
    return root


def without_motion(root: Path) -> Path:
    """Take the spatio-temporal features away, which LSLD does not read."""
    shutil.rmtree(root / "features" / "visual_st")
    return root


def make_dataset(root: Path, seed: int = 3) -> Path:
    """Write all three splits with features and pseudo-labels to `root`; returns `root`."""
    draw = np.random.default_rng(seed)
    directions = {kind: draw.normal(size=(C, width)) for kind, width in WIDTHS.items()}
    for folder in (*(f"features/{k}" for k in WIDTHS), *(f"pseudo_labels/{m}" for m in MODALITIES)):
        (root / folder).mkdir(parents=True)
    settings = {"name": "Tiny", "synthetic": True, "categories": CATEGORIES, "segments": T}
    (root / "dataset.json").write_text(json.dumps(settings | {"segment_seconds": 1.0, "id_length": 11}))
    events = {m: ["filename\tonset\toffset\tevent_labels"] for m in MODALITIES}
    for split, file in FILES.items():
        lines = ["filename\tevent_labels"]
        for name in names(split):
            grid = np.zeros((2, C, T), bool)
            for m, modality in enumerate(MODALITIES):
                for c in draw.choice(C, 2, replace=False):
                    onset, offset = sorted(draw.choice(T + 1, 2, replace=False).tolist())
                    grid[m, c, onset:offset] = True
                    if split != "train":
                        events[modality].append(f"{name}\t{onset}\t{offset}\t{CATEGORIES[c]}")
            lines.append(f"{name}\t{','.join(CATEGORIES[c] for c in np.flatnonzero(grid.any((0, 2))))}")
            _write_features(root, name, grid, directions, draw)
        (root / file).write_text("\n".join(lines) + "\n")
    for modality, lines in events.items():
        (root / f"AVVP_eval_{modality}.csv").write_text("\n".join(lines) + "\n")
    return root


def _write_features(root: Path, name: str, grid: np.ndarray, directions: dict, draw) -> None:
    audio, visual = (g.T.astype(np.float32) for g in grid)  # (T, C)
    frames = np.repeat(visual, S, axis=0)  # (S T, C)
    for kind, present in (("audio", audio), ("visual", frames), ("visual_st", visual)):
        clean = present @ directions[kind]
        noisy = clean + draw.normal(0, 0.3, clean.shape)
        np.save(feature_file(root, kind, name), noisy.astype(np.float16))
    for modality, present in (("audio", audio), ("visual", visual)):
        np.save(root / "pseudo_labels" / modality / f"{name}.npy", present.astype(np.uint8))
