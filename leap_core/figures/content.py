"""Recipe -> what its figure shows of each clip, as arrays: no drawing here.

Shapes: K classes shown, T segments, W columns of the waveform.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from leap_core.colours import class_looks
from leap_core.data.dataset import Dataset, open_dataset
from leap_core.errors import InputError
from leap_core.figures.pictures import pictures
from leap_core.figures.recipe import Recipe
from leap_core.files import sha256_of
from leap_core.maps import DIFFERENCE, LAST, PROBABILITY, TRUTH, MapKind, one_map
from leap_core.metrics import binarise, evaluate
from leap_core.parts import known_kinds
from leap_core.runs.names import short_names
from leap_core.runs.store import Store, open_store
from leap_core.types import MODALITIES, Explanation


@dataclass(frozen=True)
class Map:
    """A class x time map."""

    kind: MapKind
    run: str  # what the run is called; empty for truth
    values: Mapping[str, np.ndarray]  # by modality: (K, T)
    as_high: Mapping[str, int]  # likewise how many classes not shown peak as high as the lowest peak of these


@dataclass(frozen=True)
class Content:
    """A clip and what is said of it."""

    filename: str
    id: str  # of its video
    categories: tuple[int, ...]  # K indices on the class axis
    names: tuple[str, ...]  # of these
    colours: tuple[str, ...]  # likewise, on paper
    hidden: int  # how many classes are not shown
    segments: int
    segment_seconds: float
    truth: np.ndarray | None  # bool (2, K, T); None where the split has no labels by segment
    decided: Mapping[str, np.ndarray]  # by what runs are called, in order: bool (2, K, T)
    ungated: Mapping[str, np.ndarray]  # likewise what would be decided without the gate
    probability: Mapping[str, np.ndarray]  # likewise (2, K, T)
    maps: tuple[Map, ...]
    scores: Mapping[str, Mapping[str, float]]  # likewise the metrics, percent; empty without truth
    frames: np.ndarray | None  # uint8 (parts, height, width, 3)
    peaks: np.ndarray | None  # (W, 2) lowest and highest sample in [-1, 1]


@dataclass(frozen=True)
class Sources:
    """The data set and the runs of a recipe, opened."""

    dataset: Dataset
    stores: Mapping[str, Store]  # by what they are called in the figure
    hashes: tuple[str, ...]  # of these, see `store_hash`

    @cached_property
    def colours(self) -> tuple[str, ...]:
        """The colour of each class (C,) on paper."""
        return tuple(look.light for look in class_looks(self.dataset, self.stores.values()))


def open_sources(recipe: Recipe) -> Sources:
    """Open what a recipe names.  Raises InputError on broken folders and on runs that are others by now."""
    stores = [open_store(folder) for folder in recipe.runs]
    return gather(recipe, open_dataset(recipe.data, recipe.split), stores)


def gather(recipe: Recipe, dataset: Dataset, stores: Sequence[Store]) -> Sources:
    """The same of what is open already, in the order of the recipe's runs."""
    for store in stores:
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    hashes = tuple(store_hash(store) for store in stores)
    if recipe.stores and recipe.stores != hashes:
        expected = "the predictions of its runs are not those that the recipe was made with"
        raise InputError(", ".join(recipe.runs), expected, "Delete `stores` from the recipe to draw these.")
    names = short_names({str(place): store.run for place, store in enumerate(stores, start=1)})
    return Sources(dataset, dict(zip(names.values(), stores, strict=True)), hashes)


def store_hash(store: Store) -> str:
    """SHA-256 of what a figure draws of a run: its record, probabilities and maps."""
    names = ("run.json", "predictions.parquet", *(("maps.parquet",) if store.run.maps else ()))
    paths = [store.folder / name for name in names]
    hashes = " ".join(_hash(path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    return hashlib.sha256(hashes.encode()).hexdigest()


@lru_cache(maxsize=256)
def _hash(path: Path, time: int, size: int) -> str:
    """Once for each version of a file: maps are large."""
    return sha256_of(path)


def contents(recipe: Recipe, sources: Sources) -> list[Content]:
    """What the figure shows of each clip.

    The recipe is a resolved one.  Raises InputError where a run lacks a clip, the data set a class, or a run
    the block or head asked for.
    """
    return [_content(recipe, sources, name) for name in recipe.clips]


def resolved(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with full names of clips.

    Raises InputError where the split lacks a clip, or a box is of nothing that the figure can show.
    """
    clips = tuple(resolve(dataset, name) for name in recipe.clips)
    total = dataset.segments * dataset.segment_seconds
    boxes = []
    for box in recipe.boxes:
        name = None if box.clip is None else resolve(dataset, box.clip)
        if (
            name not in (None, *clips)
            or box.category not in (None, *dataset.categories)
            or box.onset >= total
        ):
            expected = f"expected a box within {total:g} s, of a clip and class of the figure"
            found = ", ".join(f"{k} {v}" for k, v in vars(box).items() if v is not None)
            raise InputError("boxes", f"{expected}, found {found}", "Correct or delete it.")
        boxes.append(replace(box, clip=name, offset=min(box.offset, total)))
    return replace(recipe, clips=clips, boxes=tuple(boxes))


def resolve(dataset: Dataset, name: str) -> str:
    """The full name of a clip, given in full or by its video's id.  Raises InputError where it is not one."""
    names = dataset.annotations.filenames
    matches = [name] if name in names else [n for n in names if dataset.id_of(n) == name]
    if len(matches) > 1:
        expected = f"{name} has {len(matches)} clips in the {dataset.split} split"
        raise InputError("clip", expected, f"Name one of {', '.join(matches)}.")
    if not matches:
        dataset.index(name)  # raises
    return matches[0]


def kinds_of(stores: Iterable[Store]) -> dict[str, MapKind]:
    """The kinds of map that figures of runs may name, by key."""
    return known_kinds(store.run.maps for store in stores) | {DIFFERENCE.key: DIFFERENCE}


def _content(recipe: Recipe, sources: Sources, filename: str) -> Content:
    dataset = sources.dataset
    truth = dataset.annotations.grid[dataset.index(filename)]  # (2, C, T)
    explained = {name: store.explanation(filename) for name, store in sources.stores.items()}
    decided, ungated = (
        {n: binarise(e.prediction, recipe.threshold, gate)[0] for n, e in explained.items()}
        for gate in (recipe.gate, "none")
    )
    chosen = _categories(recipe, dataset, [truth, *decided.values()])
    dense = dataset.annotations.dense
    kinds = [kind for kind in _kinds(recipe, sources) if dense or kind != TRUTH]
    maps = [m for kind in kinds for m in _maps(recipe, kind, truth, sources.stores, explained, chosen)]
    scores = {n: evaluate(grid[None], truth[None]).table for n, grid in decided.items()} if dense else {}
    frames, peaks = pictures(recipe, dataset, filename)
    return Content(
        filename,
        dataset.id_of(filename),
        chosen,
        tuple(dataset.categories[c] for c in chosen),
        tuple(sources.colours[c] for c in chosen),
        len(dataset.categories) - len(chosen),
        dataset.segments,
        dataset.segment_seconds,
        truth[:, chosen] if dense else None,
        {n: grid[:, chosen] for n, grid in decided.items()},
        {n: grid[:, chosen] for n, grid in ungated.items()},
        {n: e.prediction.segments[0][:, chosen] for n, e in explained.items()},
        tuple(maps),
        scores,
        frames,
        peaks,
    )


def _categories(recipe: Recipe, dataset: Dataset, grids: Sequence[np.ndarray]) -> tuple[int, ...]:
    for name in recipe.classes:
        if name not in dataset.categories:
            expected = f"the data set has no class {name!r}"
            raise InputError("classes", expected, f"Choose of {', '.join(dataset.categories)}.")
    if recipe.classes:
        return tuple(dataset.categories.index(name) for name in recipe.classes)
    found = np.logical_or.reduce([grid.any(axis=(0, 2)) for grid in grids])  # (C,)
    return tuple(found.nonzero()[0].tolist())


def _kinds(recipe: Recipe, sources: Sources) -> list[MapKind]:
    """The kinds of map that a recipe names.  Raises InputError on a key that is of no run and no decoder."""
    there = kinds_of(sources.stores.values())
    for key in recipe.maps:
        if key not in there:
            raise InputError("maps", f"there is no kind of map {key!r}", f"Choose of {', '.join(there)}.")
    return [there[key] for key in recipe.maps]


def _maps(
    recipe: Recipe,
    kind: MapKind,
    truth: np.ndarray,
    stores: Mapping[str, Store],
    explained: Mapping[str, Explanation[np.ndarray]],
    chosen: tuple[int, ...],
) -> list[Map]:
    """The maps of a kind, one for each run that has it; differences are to the first run."""
    drawn = kind.softmaxed if recipe.scale == "softmax" else kind

    def shown(run: str, maps: Iterable[np.ndarray]) -> Map:
        by = dict(zip(MODALITIES, maps, strict=True))  # (C, T) each
        rows = {m: values[list(chosen)] for m, values in by.items()}
        return Map(drawn, run, rows, {m: _as_high(values, chosen) for m, values in by.items()})

    if kind == TRUTH:
        return [shown("", truth.astype(float))]
    segments = {name: e.prediction.segments[0] for name, e in explained.items()}  # (2, C, T) each
    if kind == PROBABILITY:
        return [shown(*item) for item in segments.items()]
    if kind == DIFFERENCE:
        baseline, *others = segments or [""]
        drawn = replace(kind, meaning=f"P of a run less that of {baseline}, by segment")
        return [shown(name, segments[name] - segments[baseline]) for name in others]
    layer = (recipe.block, recipe.head) if kind.layered else (LAST, LAST)
    found = []
    for name, store in stores.items():
        if of := explained[name].maps.get(kind.key):
            maps = (one_map(of[m][0], *layer, store.folder) for m in MODALITIES)
            found.append(shown(name, maps if drawn == kind else map(_softmax, maps)))
    return found


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Of (C, T) scores, over time."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _as_high(values: np.ndarray, chosen: Sequence[int]) -> int:
    """Of (C, T) values, how many classes not chosen peak as high as the lowest peak of those chosen."""
    peaks = values.max(axis=1)  # (C,)
    least = peaks[list(chosen)].min(initial=np.inf)
    return int((np.delete(peaks, chosen) >= least).sum())
