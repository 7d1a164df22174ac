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
from leap_core.metrics.detection import TIOU, detection_map, detections
from leap_core.metrics.labelling import accuracy, label, labelled_f1
from leap_core.options import Protocol


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


def protocol_scores(protocol: Protocol, scored: Scored) -> dict[str, float]:
    """The scores of a protocol by key, in percent: of all clips, then of each slice."""
    found = _PROTOCOLS[protocol](scored)
    for part in sorted(set(scored.slices) - {""}):
        rows = np.flatnonzero([of == part for of in scored.slices])
        found |= {f"{key}_{part}": value for key, value in _PROTOCOLS[protocol](scored.of(rows)).items()}
    return found


def _unav(scored: Scored) -> dict[str, float]:
    found = detections(scored.decided, scored.probability, scored.segment_seconds)
    each = detection_map(found, scored.events).tolist()
    by_tiou = {f"map_{tiou}": value for tiou, value in zip(TIOU, each, strict=True)}
    return {**by_tiou, "map_mean": float(np.mean(each))}


def _ave(scored: Scored) -> dict[str, float]:
    return {"accuracy": accuracy(*_labels(scored), scored.present)}


def _ovave(scored: Scored) -> dict[str, float]:
    segment, event = labelled_f1(*_labels(scored), scored.present, scored.truth.shape[1])
    return {**_ave(scored), "segment_f1": segment, "event_f1": event}


def _labels(scored: Scored) -> tuple[np.ndarray, np.ndarray]:
    """Labels (N, T) said and true; of several true classes of a segment the first counts."""
    return label(scored.decided, scored.probability), label(scored.truth, scored.truth)


_PROTOCOLS: Mapping[Protocol, Callable[[Scored], dict[str, float]]] = {
    "unav": _unav,
    "ave": _ave,
    "ovave": _ovave,
}
