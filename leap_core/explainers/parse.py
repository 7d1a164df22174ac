"""One video, one model: the events in it, by the recipe that makes what the model takes.

Shapes: C classes, T segments of one second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from leap_core.categories import CATEGORIES
from leap_core.checkpoints import load_checkpoint
from leap_core.data.events import grid_to_events
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.data.statistics import FEATURES, FeatureStatistics
from leap_core.errors import InputError
from leap_core.explainers.dataset import trained_with
from leap_core.explainers.what_if import LiveModel
from leap_core.extract.clip import extract_features
from leap_core.extract.recipe import Recipe
from leap_core.extract.recipes import RECIPES
from leap_core.metrics import binarise, graded
from leap_core.options import GATE, THRESHOLD
from leap_core.runs.store import open_store
from leap_core.types import MODALITIES, Features, Modality, Prediction

UNUSUAL = 99  # percent of the segments trained on, beyond whose z a clip's median is said to be unusual


@dataclass(frozen=True)
class Found:
    """An event in a video."""

    category: str
    modality: Modality
    onset: float  # seconds
    offset: float  # seconds, exclusive
    probability: float  # mean P of its segments


@dataclass(frozen=True)
class Parsed:
    """What a model finds in a video, and how far it can be trusted."""

    recipe: str
    seconds: int  # T
    events: tuple[Found, ...]  # by onset
    warnings: tuple[str, ...]  # where the video is unlike what the model was trained on, and how far


def parse_video(
    path: Path,
    checkpoint: Path,
    weights: Path | None = None,
    label_source: str | None = None,
    threshold: float = THRESHOLD,
    gate: str = GATE,
    on_second: Callable[[int, int], None] = lambda done, total: None,
    stopped: threading.Event | None = None,
) -> Parsed:
    """The events that the model at `checkpoint` finds in a file of any length.

    Raises InputError where the checkpoint is broken, no recipe makes features of its widths, its classes are
    not known, or the file cannot be read; Stopped as `extract_features` does.
    """
    model = load_checkpoint(checkpoint)
    recipe = _recipe_for(vars(model.config), checkpoint)
    categories = _categories(checkpoint, model.config.classes)
    queries = None
    if model.config.decoder.takes_labels:
        source = label_source or trained_with(checkpoint)
        queries = torch.from_numpy(load_label_embeddings(source, categories))  # (C, D)
    features = extract_features(path, recipe.name, weights, None, on_second, stopped)
    prediction = LiveModel(model.eval(), queries).predict(features)
    if model.config.decoder.thresholded:
        prediction = graded(prediction)
    events = _events(prediction, categories, threshold, gate)
    warnings = unlike(checkpoint, recipe, features)
    return Parsed(recipe.name, features.length, events, warnings)


def _recipe_for(config: dict, checkpoint: Path) -> Recipe:
    for recipe in RECIPES.values():
        if all(config[name] == width for name, width in recipe.feature_dims.items()):
            return recipe
    has = {name: config[name] for name in next(iter(RECIPES.values())).feature_dims}
    known = "; ".join(f"{recipe.name} of {_widths(recipe.feature_dims)}" for recipe in RECIPES.values())
    expected = f"no recipe makes features of {_widths(has)}: there are {known}"
    raise InputError(checkpoint, expected, "Use a checkpoint that was trained on such features.")


def _widths(dims) -> str:
    return ", ".join(f"{name} {width}" for name, width in dims.items())


def _categories(checkpoint: Path, classes: int) -> tuple[str, ...]:
    """Names of a model's classes: of the run that it lies in, else LLP's."""
    run = checkpoint.parent
    names = open_store(run).run.categories if (run / "run.json").is_file() else CATEGORIES
    if len(names) != classes:
        expected = f"the names of its {classes} classes are not known"
        raise InputError(checkpoint, expected, "Name a checkpoint in the folder of a run, which has them.")
    return names


def _events(
    prediction: Prediction[np.ndarray], categories: tuple[str, ...], threshold: float, gate: str
) -> tuple[Found, ...]:
    grid = binarise(prediction, threshold, gate)[0]  # (2, C, T)
    found = []
    for m, modality in enumerate(MODALITIES):
        for c, onset, offset in grid_to_events(grid[m]):
            p = prediction.segments[0, m, c, round(onset) : round(offset)].mean()
            found.append(Found(categories[c], modality, onset, offset, float(p)))
    return tuple(sorted(found, key=lambda event: (event.onset, event.modality, event.category)))


def unlike(checkpoint: Path, recipe: Recipe, features: Features) -> tuple[str, ...]:
    """Where sound or picture of one clip are unlike what the model was trained on, in sentences.

    Raises InputError where the statistics beside the checkpoint are broken.
    """
    path = checkpoint.parent / "training" / FEATURES
    if not path.is_file():
        return (
            "how unlike the video is to what the model was trained on is not known: no statistics of that",
        )
    statistics = FeatureStatistics.load(path, like=recipe.feature_dims)
    z = np.median(statistics.z(features)[0], axis=1)  # (2,)
    return tuple(
        f"the {what} is unlike what the model was trained on ({statistics.source}): the median z of its "
        f"seconds is {z[m]:.1f}, beyond that of {statistics.share_below(z[m], m):.0f} % of those"
        for m, what in enumerate(("sound", "picture"))
        if statistics.share_below(z[m], m) >= UNUSUAL
    )
