"""Recipe -> what its figure shows of each clip, as arrays: no drawing here.

Shapes: K classes shown, T segments, W columns of the waveform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError
from leap_core.figures.pictures import pictures
from leap_core.figures.recipe import Recipe, Window
from leap_core.figures.sources import Sources, kinds_of
from leap_core.maps import DIFFERENCE, LAST, PROBABILITY, TRUTH, MapKind, one_map, softmax
from leap_core.metrics import binarise, evaluate
from leap_core.options import GATE_NAMES
from leap_core.runs.store import Store
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
    segments: int  # T
    segment_seconds: float
    window: Window  # the seconds drawn; all else here is of the whole clip
    truth: np.ndarray | None  # bool (2, K, T); None where the split has no labels by segment
    decided: Mapping[str, np.ndarray]  # by what rows of bars are called, in order: bool (2, K, T)
    ungated: Mapping[str, np.ndarray]  # likewise what would be decided without the gate
    probability: Mapping[str, np.ndarray]  # by what runs are called: (2, K, T)
    maps: tuple[Map, ...]
    scores: Mapping[str, Mapping[str, float]]  # by row the metrics, percent; empty without truth
    frames: np.ndarray | None  # uint8 (parts, height, width, 3)
    peaks: np.ndarray | None  # (W, 2) lowest and highest sample in [-1, 1]
    # decided in panels beside this one, which stand as high
    beside: Mapping[str, np.ndarray] = field(default_factory=dict)

    def place(self, seconds: float) -> float:
        """Where a moment lies in the window, from 0 to 1; one outside lies at the nearer end."""
        onset, offset = self.window.onset, self.window.offset
        return min(1.0, max(0.0, (seconds - onset) / (offset - onset)))

    @property
    def barred(self) -> set[int]:
        """The classes that have an event bar, by index on the class axis."""
        grids = [*self.decided.values(), *([] if self.truth is None else [self.truth])]
        return {c for k, c in enumerate(self.categories) if any(grid[:, k].any() for grid in grids)}

    @property
    def edges(self) -> np.ndarray:
        """The places of the segments' edges, (T + 1,)."""
        return np.array([self.place(t * self.segment_seconds) for t in range(self.segments + 1)])


def contents(recipe: Recipe, sources: Sources) -> list[Content]:
    """What the figure shows of each clip.

    The recipe is a resolved one.  Raises InputError where a run lacks a clip, the data set a class, or a run
    the block or head asked for.
    """
    return [_content(recipe, sources, name) for name in recipe.clips]


def resolved(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with full names of clips, its window and boxes within them.

    Raises InputError where the split lacks a clip, or the window or a box is of nothing that the figure can
    show.
    """
    clips = tuple(resolve(dataset, name) for name in recipe.clips)
    total = max(dataset.seconds_of(name) for name in clips)
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
    window = _within(recipe.window, dataset.segment_seconds, min(dataset.seconds_of(name) for name in clips))
    return replace(recipe, clips=clips, window=window, boxes=tuple(boxes))


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


def _within(window: Window | None, second: float, total: float) -> Window | None:
    """What clips of segments of a `second` and `total` seconds have of a window, none where that is all."""
    if window is None:
        return None
    offset = min(window.offset, total)
    if offset - window.onset < second / 2 - 1e-6:
        expected = f"expected at least {second / 2:g} s within {total:g} s"
        found = f"found {window.onset:g} to {window.offset:g} s"
        raise InputError("window", f"{expected}, {found}", "Choose a longer one, or none.")
    return replace(window, offset=offset) if (window.onset, offset) != (0, total) else None


def _content(recipe: Recipe, sources: Sources, filename: str) -> Content:
    dataset = sources.dataset
    t = dataset.segments_of(filename)
    truth = dataset.annotations.grid[dataset.index(filename)][..., :t]  # (2, C, T)
    explained = {name: store.explanation(filename).first(t) for name, store in sources.stores.items()}
    rows = {
        _row(n, gate, recipe): (e.prediction, gate) for n, e in explained.items() for gate in recipe.all_gates
    }
    decided, ungated = (
        {row: binarise(said, recipe.threshold, only or gate)[0] for row, (said, gate) in rows.items()}
        for only in (None, "none")
    )
    chosen = _categories(recipe, dataset, [truth, *decided.values()])
    dense = dataset.annotations.dense
    kinds = [kind for kind in _kinds(recipe, sources) if dense or kind != TRUTH]
    maps = [m for kind in kinds for m in _maps(recipe, kind, truth, sources.stores, explained, chosen)]
    scores = {n: evaluate(grid[None], truth[None]).table for n, grid in decided.items()} if dense else {}
    window = recipe.window or Window(0, dataset.seconds_of(filename))
    frames, peaks = pictures(recipe, dataset, filename, window)
    return Content(
        filename,
        dataset.id_of(filename),
        chosen,
        tuple(dataset.categories[c] for c in chosen),
        tuple(sources.colours[c] for c in chosen),
        len(dataset.categories) - len(chosen),
        t,
        dataset.segment_seconds,
        window,
        truth[:, chosen] if dense else None,
        {n: grid[:, chosen] for n, grid in decided.items()},
        {n: grid[:, chosen] for n, grid in ungated.items()},
        {n: e.prediction.segments[0][:, chosen] for n, e in explained.items()},
        tuple(maps),
        scores,
        frames,
        peaks,
    )


def _row(run: str, gate: str, recipe: Recipe) -> str:
    """What a row of bars is called: like its run, and its gate where there are several."""
    return f"{run}, {GATE_NAMES[gate]}" if len(recipe.all_gates) > 1 else run


def _categories(recipe: Recipe, dataset: Dataset, grids: Sequence[np.ndarray]) -> tuple[int, ...]:
    for name in recipe.classes:
        if name not in dataset.categories:
            expected = f"the data set has no class {name!r}"
            raise InputError("classes", expected, f"Choose of {', '.join(dataset.categories)}.")
    if recipe.classes:
        return tuple(dataset.categories.index(name) for name in recipe.classes)
    if recipe.rows == "all":
        return tuple(range(len(dataset.categories)))
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
            found.append(shown(name, maps if drawn == kind else map(softmax, maps)))
    return found


def _as_high(values: np.ndarray, chosen: Sequence[int]) -> int:
    """Of (C, T) values, how many classes not chosen peak as high as the lowest peak of those chosen."""
    peaks = values.max(axis=1)  # (C,)
    least = peaks[list(chosen)].min(initial=np.inf)
    return int((np.delete(peaks, chosen) >= least).sum())
