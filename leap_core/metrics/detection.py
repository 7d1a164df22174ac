"""Mean average precision of detected events, as temporal action detection and UnAV-100 score it.

Conventions (ActivityNet; Geng et al., CVPR 2023): detections of a class in all clips are ranked by score.
From the top, each takes the true event of its clip that it overlaps most, among those not yet taken, and is a
hit where their intersection over union in time is at least tIoU.  Average precision is the area under
precision made to fall with recall (VOC 2011).  The mean is over classes that have a true event.

Here a detection is a run of segments in which a class is decided to be both heard and seen; its score is the
mean over the run of the smaller of P^a and P^v.  True events keep their seconds, uncut by segments.

Shapes: N clips, C classes, T segments, L levels of tIoU, K detections of a class.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from leap_core.data.events import Event, find_events

TIOU = tuple(step / 10 for step in range(1, 10))


class Detection(NamedTuple):
    """A class that is said to be in a clip, from onset to offset in seconds."""

    clip: int
    category: int
    onset: float
    offset: float
    score: float


def detections(decided: np.ndarray, probability: np.ndarray, segment_seconds: float = 1.0) -> list[Detection]:
    """The runs of bool (N, C, T) with their mean of (N, C, T) probabilities as score."""
    before = np.pad(probability, ((0, 0), (0, 0), (1, 0))).cumsum(axis=-1, dtype=np.float64)
    n, c, on, off = find_events(decided)
    scores = (before[n, c, off] - before[n, c, on]) / (off - on)
    columns = (x.tolist() for x in (n, c, on * segment_seconds, off * segment_seconds, scores))
    return [Detection(*row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Ranked:
    """The detections of a class, best first."""

    clip: np.ndarray  # (K,) of each
    hit: np.ndarray  # bool (L, K), at each tIoU
    events: np.ndarray  # (N,) true ones of each clip


def detection_map(
    found: Sequence[Detection], truth: Sequence[Set[Event]], tiou: Sequence[float] = TIOU
) -> np.ndarray:
    """Mean average precision at each tIoU in percent, NaN without a true event; `truth` is by clip."""
    return mean_precision(ranked(found, truth, tiou), np.ones(len(truth)), len(tiou))


def ranked(
    found: Sequence[Detection], truth: Sequence[Set[Event]], tiou: Sequence[float] = TIOU
) -> list[Ranked]:
    """The detections of each class that has a true event; `truth` is by clip."""
    true = {(n, e.category, e.onset, e.offset) for n, clip in enumerate(truth) for e in clip}
    categories = sorted({category for _, category, on, off in true if off > on})
    return [_ranked(found, true, category, tiou, len(truth)) for category in categories]


def mean_precision(classes: Sequence[Ranked], weights: np.ndarray, levels: int = len(TIOU)) -> np.ndarray:
    """Mean average precision at each tIoU in percent, (..., L), where clips count as `weights` (..., N) say.

    So often as a clip is drawn, for instance.  NaN where no clip that counts has a true event.
    """
    total, known = np.zeros((*weights.shape[:-1], levels)), np.zeros((*weights.shape[:-1], 1))
    for of in classes:
        events = (weights @ of.events)[..., None]  # (..., 1)
        counts = weights[..., None, of.clip]  # (..., 1, K)
        hits = counts * of.hit
        seen, right = counts.cumsum(axis=-1), hits.cumsum(axis=-1)
        precision = np.divide(right, seen, out=np.zeros_like(right), where=seen > 0)
        falling = np.maximum.accumulate(precision[..., ::-1], axis=-1)[..., ::-1]
        area = (falling * hits).sum(axis=-1)  # (..., L)
        total += np.divide(area, events, out=np.zeros_like(area), where=events > 0)
        known += events > 0
    return 100 * np.divide(total, known, out=np.full(total.shape, np.nan), where=known > 0)


def _ranked(
    found: Sequence[Detection],
    true: Set[tuple[int, int, float, float]],
    category: int,
    tiou: Sequence[float],
    clips: int,
) -> Ranked:
    events: dict[int, list[tuple[float, float]]] = {}
    for n, of, onset, offset in sorted(true):
        if of == category and offset > onset:
            events.setdefault(n, []).append((onset, offset))
    best_first = sorted((d for d in found if d.category == category), key=lambda d: -d.score)
    hit = np.zeros((len(tiou), len(best_first)), bool)
    taken: set[tuple[int, int, int]] = set()  # tIoU, clip, event
    for i, detection in enumerate(best_first):
        overlaps = [_overlap(detection, event) for event in events.get(detection.clip, ())]
        order = sorted(range(len(overlaps)), key=lambda k: -overlaps[k])
        for level, least in enumerate(tiou):
            places = [(level, detection.clip, k) for k in order if overlaps[k] >= least - 1e-9]
            free = next((place for place in places if place not in taken), None)
            if free is not None:
                taken.add(free)
                hit[level, i] = True
    clip = np.array([d.clip for d in best_first], int)
    return Ranked(clip, hit, np.array([len(events.get(n, ())) for n in range(clips)]))


def _overlap(detection: Detection, event: tuple[float, float]) -> float:
    onset, offset = event
    shared = max(0.0, min(detection.offset, offset) - max(detection.onset, onset))
    return shared / (detection.offset - detection.onset + offset - onset - shared)
