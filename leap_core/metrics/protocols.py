"""The scores that a data set's authors give, beside the ten, by their name under `metrics` in dataset.json.

    unav     mAP of detected events at tIoU 0.1 to 0.9, and their mean (detection.py)
    ave      accuracy of one label a segment, background a label (labelling.py)
    ovave    that accuracy, and F1 of such labels by segments and by events

All read what is heard and seen at once.  Where a data set has slices (OV-AVEBench: seen and unseen), each
score is given of all clips and of each slice.

Shapes: N clips, C classes, T segments of the longest clip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from leap_core.data.events import Event
from leap_core.metrics.detection import TIOU, detections, mean_precision, ranked
from leap_core.metrics.intervals import bca
from leap_core.metrics.labelling import label, labelled_f1, right_labels
from leap_core.options import Protocol

RESAMPLES = 2_000  # of clips: precision takes a while of each
NAMES = {"accuracy": "Accuracy", "segment_f1": "Segment F1", "event_f1": "Event F1", "map_mean": "mAP, mean"}
NAMES |= {f"map_{tiou}": f"mAP at tIoU {tiou}" for tiou in TIOU}
_Scores = Callable[
    [np.ndarray], dict[str, np.ndarray]
]  # how much clips count (..., N) -> scores (...) by key


@dataclass(frozen=True)
class Scored:
    """What is said of N clips and what is true, both of what is heard and seen at once."""

    decided: np.ndarray  # bool (N, C, T)
    probability: np.ndarray  # (N, C, T), the smaller of P^a and P^v
    truth: np.ndarray  # bool (N, C, T)
    events: Sequence[Set[Event]]  # true ones of each clip, in seconds
    present: np.ndarray  # bool (N, T), a clip's own segments
    slices: Sequence[str]  # of each clip; empty where it is of none
    segment_seconds: float

    def of(self, rows: np.ndarray) -> Scored:
        """The same of some clips, by their indices."""
        decided, probability, truth = (x[rows] for x in (self.decided, self.probability, self.truth))
        events = [self.events[int(i)] for i in rows]
        slices = [self.slices[int(i)] for i in rows]
        return Scored(decided, probability, truth, events, self.present[rows], slices, self.segment_seconds)


@dataclass(frozen=True)
class Compared:
    """A score of two runs on the same clips, in percent, and its difference."""

    name: str  # for people
    first: float
    second: float
    low: float  # 95 % interval of the difference; NaN below FEWEST clips
    high: float


def protocol_scores(protocol: Protocol, scored: Scored) -> dict[str, float]:
    """The scores of a protocol by key, in percent: of all clips, then of each slice."""
    found: dict[str, float] = {}
    for part, rows in _parts(scored).items():
        scores = _PROTOCOLS[protocol](scored.of(rows))(np.ones(len(rows)))
        found |= {f"{key}_{part}" if part else key: float(value) for key, value in scores.items()}
    return found


def protocol_differences(protocol: Protocol, first: Scored, second: Scored) -> list[Compared]:
    """The same scores of two runs on the same clips, with intervals over clips (intervals.py)."""
    found = []
    for part, rows in _parts(first).items():
        both = [_PROTOCOLS[protocol](scored.of(rows)) for scored in (first, second)]

        def apart(weights: np.ndarray, both=both) -> np.ndarray:
            a, b = (np.stack([*of(weights).values()], axis=-1) for of in both)
            return a - b

        ends = np.stack(bca(np.eye(len(rows)), apart, RESAMPLES), axis=1).tolist()  # each clip is a part
        a, b = (of(np.ones(len(rows))) for of in both)
        for key, (low, high) in zip(a, ends, strict=True):
            name = f"{NAMES[key]}, {part}" if part else NAMES[key]
            found.append(Compared(name, float(a[key]), float(b[key]), low, high))
    return found


def _parts(scored: Scored) -> dict[str, np.ndarray]:
    """Clips by their indices: all of them, called "", and those of each slice."""
    slices = np.array(scored.slices)
    found = {part: np.flatnonzero(slices == part) for part in sorted(set(scored.slices) - {""})}
    return {"": np.arange(len(slices)), **found}


def _unav(scored: Scored) -> _Scores:
    found = detections(scored.decided, scored.probability, scored.segment_seconds)
    classes = ranked(found, scored.events)

    def at(weights: np.ndarray) -> dict[str, np.ndarray]:
        each = mean_precision(classes, weights)  # (..., L)
        return {
            **{f"map_{tiou}": each[..., i] for i, tiou in enumerate(TIOU)},
            "map_mean": each.mean(axis=-1),
        }

    return at


def _ave(scored: Scored) -> _Scores:
    right, there = right_labels(*_labels(scored), scored.present), scored.present.sum(axis=1)
    return lambda weights: {"accuracy": 100 * (weights @ right) / (weights @ there)}


def _ovave(scored: Scored) -> _Scores:
    accuracy = _ave(scored)
    each = labelled_f1(*_labels(scored), scored.present, scored.truth.shape[1])  # (N, 2)

    def at(weights: np.ndarray) -> dict[str, np.ndarray]:
        f1 = 100 * (weights @ each) / weights.sum(axis=-1)[..., None]
        return {**accuracy(weights), "segment_f1": f1[..., 0], "event_f1": f1[..., 1]}

    return at


def _labels(scored: Scored) -> tuple[np.ndarray, np.ndarray]:
    """Labels (N, T) said and true; of several true classes of a segment the first counts."""
    return label(scored.decided, scored.probability), label(scored.truth, scored.truth)


_PROTOCOLS: Mapping[Protocol, Callable[[Scored], _Scores]] = {
    "unav": _unav,
    "ave": _ave,
    "ovave": _ovave,
}
