"""What the clip screen says of two runs above its lanes, in the same words (logic/summary.js of the app).

What each run finds that the other misses, and the false alarms of each: whatever is said of one run is said
of the other.  An event is found where a run has at least half of its segments.

Shapes: C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import find_events
from leap_core.metrics import binarise
from leap_core.options import GATE_NAMES
from leap_core.runs.store import Store

_VERBS = ("hears", "sees")  # by modality


@dataclass(frozen=True)
class Sentence:
    """A sentence: an opening, then a clause of each run, or one of both."""

    opening: str
    clauses: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.opening}{'; '.join(self.clauses)}."


@dataclass(frozen=True)
class Said:
    """What a run decides of a clip."""

    name: str
    decided: np.ndarray  # bool (2, C, T)
    ungated: np.ndarray  # likewise without the gate


@dataclass(frozen=True)
class Event:
    """A stretch of segments of a class in a modality."""

    modality: int
    category: int
    onset: int
    offset: int

    def found(self, grid: np.ndarray) -> bool:
        """Whether (2, C, T) has at least half of it."""
        return (
            2 * grid[self.modality, self.category, self.onset : self.offset].sum() >= self.offset - self.onset
        )


def headline(
    dataset: Dataset,
    filename: str,
    stores: Sequence[Store],
    names: Sequence[str],
    threshold: float,
    gate: str,
) -> list[Sentence]:
    """The sentences about the first two of some runs, baseline first; none without two, or without truth.

    `names` are what the runs are called.  Raises InputError where a run lacks the clip.
    """
    if not dataset.annotations.dense or len(stores) < 2:
        return []
    t = dataset.segments_of(filename)
    truth = dataset.annotations.grid[dataset.index(filename)][..., :t]
    pair = []
    for store, name in list(zip(stores, names, strict=True))[1::-1]:  # run 1 of the screen is the second here
        said = store.explanation(filename).first(t).prediction
        pair.append(Said(name, *(binarise(said, threshold, g)[0] for g in (gate, "none"))))
    return sentences(truth, pair, gate, dataset.categories, dataset.segment_seconds)


def sentences(
    truth: np.ndarray, pair: Sequence[Said], gate: str, categories: Sequence[str], second: float
) -> list[Sentence]:
    """The sentences about two runs and the truth (2, C, T); segments last `second` seconds."""
    events, names = events_of(truth), [run.name for run in pair]

    def listed(found: Iterable[Event], other: Said | None) -> str:
        parts = [[e for e in found if e.modality == m] for m in range(len(_VERBS))]
        return " and ".join(f"{_VERBS[m]} {classes(part, other)}" for m, part in enumerate(parts) if part)

    def classes(found: Sequence[Event], other: Said | None) -> str:
        times: dict[int, list[str]] = {}
        for event in found:
            times.setdefault(event.category, []).append(stretch(event, other))
        return ", ".join(f"{display_name(categories[c])} ({', '.join(of)})" for c, of in times.items())

    def stretch(event: Event, other: Said | None) -> str:
        times = seconds(event.onset * second, event.offset * second)
        shut = other is not None and event.found(other.ungated)
        return f"{times}; the {gate} gate shuts it out of {other.name}" if shut and other else times

    alone = [
        [e for e in events if e.found(run.decided) and not e.found(other.decided)]
        for run, other in (pair, pair[::-1])
    ]
    if alone[0] or alone[1]:
        said = [
            f"{run.name} alone {listed(found, other)}" if found
            else f"{run.name} finds nothing that {other.name} misses"
            for found, run, other in zip(alone, pair, pair[::-1], strict=True)
        ]  # fmt: skip
    else:
        common = sum(event.found(pair[0].decided) for event in events)
        count = f"the same {common}" if common else "none"
        said = [f"{names[0]} and {names[1]} find {count} of {len(events)} events"]
    alarms = [events_of(run.decided & ~truth) for run in pair]
    if not (alarms[0] or alarms[1]):
        return [Sentence("", tuple(said)), Sentence("", ("No false alarms",))]
    wrong = tuple(
        f"{name} {listed(found, None) if found else 'none'}"
        for name, found in zip(names, alarms, strict=True)
    )
    return [Sentence("", tuple(said)), Sentence("False alarms: ", wrong)]


def events_of(grid: np.ndarray) -> list[Event]:
    """The events of a grid (2, C, T), by modality, class and time."""
    found = zip(*(column.tolist() for column in find_events(grid)), strict=True)
    return [Event(*event) for event in found]


def seconds(onset: float, offset: float) -> str:
    """A stretch in seconds, like 4 to 5 s with a dash."""
    return f"{round(onset, 2):g}\u2013{round(offset, 2):g} s"


def decision(threshold: float, gate: str) -> str:
    """By what is decided: like "threshold 0.5, global gate"."""
    return f"threshold {threshold:g}, {GATE_NAMES[gate]}"
