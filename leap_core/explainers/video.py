"""A video of one's own beside the models of several runs: a data set of one clip, and a run of each model.

ROOT/                   the data set, see extract/dataset.py
ROOT/runs/NAME/         a run each; checkpoint and training lead to those of the run asked for
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from leap_core.data.dataset import open_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.parse import unlike
from leap_core.extract.clip import Stopped
from leap_core.extract.dataset import extract_dataset
from leap_core.extract.recipes import recipe_called
from leap_core.runs.store import Store

_SHARED = ("checkpoint", "training")


def explain_video(
    path: Path,
    root: Path,
    stores: Sequence[Store],
    recipe: str,
    stopped: threading.Event,
    on_step: Callable[[float, int], None] = lambda done, total: None,
    weights: Path | None = None,
) -> tuple[str, ...]:
    """Make the data set `root` of a file and explain it by the model of each run; what is to be known of it.

    `weights` is the folder of the recipe's, for one that has any.  `on_step` hears the steps done, one for
    the features and one a run, and the steps in all.  Raises InputError where the file cannot be read or a
    model does not take such features, and Stopped once `stopped` is set.
    """
    total = 1 + len(stores)
    made = extract_dataset(
        [path],
        root,
        recipe,
        weights=weights,
        on_clip=lambda done, _: on_step(done, total),
        stopped=stopped,
    )
    data, remarks = open_dataset(root), list(made.remarks)
    features = data.features(made.names)
    for done, store in enumerate(stores, start=1):
        on_step(done, total)
        if stopped.is_set():
            raise Stopped
        folder = root / "runs" / store.folder.name
        folder.mkdir(parents=True)
        for name in _SHARED:
            if (store.folder / name).exists():
                (folder / name).symlink_to((store.folder / name).resolve(), target_is_directory=True)
        checkpoint, run = folder / "checkpoint", store.run
        labels = None if run.label_embeddings == "none" else run.label_embeddings
        explain_dataset(checkpoint, data, folder, labels, title=run.title)
        said = unlike(checkpoint, recipe_called(recipe), features)
        remarks += [f"{run.title}: {line}" for line in said]
    on_step(total, total)
    return tuple(remarks)
