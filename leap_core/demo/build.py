"""`leap demo build`: scenes -> clips -> features and labels, laid out like LLP (docs/formats.md).

Every clip is drawn from random generators of its own, so neither their order nor an interruption changes
anything.  Videos of all but test are dropped once their features are extracted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.arrays import write_array
from leap_core.data.compact import extract
from leap_core.data.dataset import SETTINGS
from leap_core.data.features import KINDS
from leap_core.data.lists import Events, Lists
from leap_core.data.llp import ID_LENGTH
from leap_core.data.pseudo_labels import simulate_teacher
from leap_core.demo import sounds
from leap_core.demo.encode import encode
from leap_core.demo.scenes import SEGMENTS, Scene, generator, scenes
from leap_core.errors import InputError
from leap_core.locks import one_writer
from leap_core.options import SPLITS, Split
from leap_core.types import MODALITIES
from leap_core.workers import in_processes

MISS_RATE, FALSE_ALARM_RATE = 0.15, 0.10  # of the simulated teacher


@dataclass(frozen=True)
class _Job:
    root: Path
    seed: int
    split: Split
    number: int
    scene: Scene


def build(
    root: Path,
    seed: int,
    workers: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Make the whole demo set in `root`; clips that are there already are kept.

    `progress` hears the clips done and the clips in all.  Raises InputError where a tool is missing, or
    `root` holds a set of another seed.
    """
    sounds.check_tools()
    with one_writer(root):
        _check_seed(root, seed)
        for name in ("clips", "features/audio", "features/visual", "features/visual_st"):
            (root / name).mkdir(parents=True, exist_ok=True)
        everything: dict[Split, list[Scene]] = {split: scenes(split, seed) for split in SPLITS}
        _write_labels(root, everything, seed)
        _write_pseudo_labels(root, everything["train"], seed)
        jobs = [
            _Job(root, seed, split, n, s)
            for split, all_ in everything.items()
            for n, s in enumerate(all_, start=1)
        ]
        in_processes(_make, jobs, workers, progress)


def _check_seed(root: Path, seed: int) -> None:
    path = root / "dataset.json"
    if path.exists() and (found := SETTINGS.read(path).seed) != seed:
        raise InputError(path, f"expected a demo set of seed {seed}, found {found}", "Choose another folder.")


def _make(job: _Job) -> None:
    name = job.scene.filename
    video = job.root / "clips" / f"{name}.mp4"
    targets = {kind: job.root / "features" / kind / f"{name[:ID_LENGTH]}.npy" for kind in KINDS}
    if not all(path.exists() for path in targets.values()) or (job.split == "test" and not video.exists()):
        _encode(job, video, targets)
    if job.split != "test":
        video.unlink(missing_ok=True)  # one who was killed may have left it


def _encode(job: _Job, video: Path, targets: Mapping[str, Path]) -> None:
    sound, picture = (generator(job.seed, job.split, job.number, purpose) for purpose in (1, 2))
    encode(job.scene, sound, picture, video, "medium" if job.split == "test" else "veryfast")
    features = extract(video, SEGMENTS)
    for kind, path in targets.items():
        write_array(path, getattr(features, kind)[0].astype(np.float16))


def _write_labels(root: Path, everything: dict[Split, list[Scene]], seed: int) -> None:
    settings = {
        "name": "LEAP Lens demo", "synthetic": True, "categories": CATEGORIES, "segments": SEGMENTS,
        "segment_seconds": 1.0, "recipe": "compact", "id_length": ID_LENGTH,
        "teacher_miss_rate": MISS_RATE, "teacher_false_alarm_rate": FALSE_ALARM_RATE, "seed": seed,
    }  # fmt: skip
    labels: dict[Split, dict[str, list[str]]] = {
        split: {s.filename: [CATEGORIES[c] for c in s.labels] for s in all_}
        for split, all_ in everything.items()
    }
    checked = [s for split, all_ in everything.items() if split != "train" for s in all_]
    events: Events = {
        m: [(s.filename, e.onset, e.offset, CATEGORIES[e.category]) for s in checked for e in getattr(s, m)]
        for m in MODALITIES
    }
    Lists(settings, labels, events).write(root)


def _write_pseudo_labels(root: Path, train: list[Scene], seed: int) -> None:
    grid = np.stack([s.grid() for s in train])  # (N, 2, C, T)
    weak = np.any(grid, axis=(1, 3))  # (N, C)
    taught = simulate_teacher(grid, weak, MISS_RATE, FALSE_ALARM_RATE, seed)
    for m, modality in enumerate(MODALITIES):
        folder = root / "pseudo_labels" / modality
        folder.mkdir(parents=True, exist_ok=True)
        for scene, labels in zip(train, taught[:, m], strict=True):
            write_array(folder / f"{scene.filename}.npy", labels.T.astype(np.uint8))  # (T, C)
