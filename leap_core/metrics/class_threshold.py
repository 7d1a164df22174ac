"""Thresholds by class, modality and level that a validation split chooses, beginning with one for all.

    type     class by class its four (of P^a, P^v and behind the gate), each in turn the one of best segment
             Type@AV with the others as they are by then: on that split never worse than one for all
    cmpae    as CMPAE's released code: 0.25 for segments and 0.45 for p^a; for p^v, class by class while the
             other classes are at 0.45, the one of best event-level visual F1 at the gate of the modality

A class that the split hardly has is chosen by few clips: what is won there may be lost elsewhere.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.gates import Thresholds, binarise
from leap_core.metrics.report import tracks, validate
from leap_core.metrics.segment import Counts, f1, segment_counts
from leap_core.types import AUDIO, VISUAL, Chosen, ClassThresholds, Prediction

CANDIDATES = tuple(step / 100 for step in range(25, 71, 5))  # CMPAE's
SEGMENT, CLIP = range(2)  # levels, axis 0 of thresholds (2, 2, C)
_CMPAE = "modality", (0.25, 0.45)  # gate; of segments, of the clip


def by_type(
    prediction: Prediction[np.ndarray], truth: np.ndarray, chosen: tuple[Chosen, ...]
) -> tuple[Chosen, ...]:
    """What was `chosen` for N clips whose truth is bool (N, 2, C, T), gate by gate, with thresholds by class.

    Of equals it is the one that was there, else the lowest.  Raises ValueError as `evaluate` does.
    """

    def refined(one: Chosen) -> Chosen:
        trial = _Trial(prediction, truth, one.gate, segment_counts, lambda f: float(f.mean()))
        at = np.full((2, 2, truth.shape[2]), one.threshold)
        counts = trial.all(at)
        best = trial.score(counts)
        for c, level, m in np.ndindex(truth.shape[2], 2, 2):
            if level == CLIP and one.gate == "none":
                continue
            for candidate in CANDIDATES:
                tried = at[..., c].copy()
                tried[level, m] = candidate
                found = trial.one(counts, tried, c)
                if (score := trial.score(found)) > best + 1e-9:  # rounding
                    best, counts, at[..., c] = score, found, tried
        return replace(one, by_class=_record(at, "segment_type", best))

    return tuple(refined(one) for one in chosen)


def by_cmpae(
    prediction: Prediction[np.ndarray], truth: np.ndarray, chosen: tuple[Chosen, ...]
) -> tuple[Chosen, ...]:
    """The same with CMPAE's for its gate alone; of equals it is the highest."""
    gate, levels = _CMPAE
    trial = _Trial(prediction, truth, gate, event_counts, lambda f: float(f[:, VISUAL].mean()))
    start = np.tile(np.reshape(levels, (2, 1, 1)), (1, 2, truth.shape[2]))
    at, counts = start.copy(), trial.all(start)
    for c in range(truth.shape[2]):

        def score(candidate: float, c: int = c) -> float:
            tried = start[..., c].copy()
            tried[CLIP, VISUAL] = candidate
            return round(trial.score(trial.one(counts, tried, c)), 9)

        at[CLIP, VISUAL, c] = max(reversed(CANDIDATES), key=score)
    record = _record(at, "event_visual", trial.score(trial.all(at)))
    return tuple(replace(one, by_class=record) if one.gate == gate else one for one in chosen)


CHOOSERS = {"type": by_type, "cmpae": by_cmpae}


def thresholds_of(by_class: ClassThresholds) -> Thresholds:
    """What `binarise` takes."""
    return Thresholds(np.array(by_class.segment), np.array(by_class.clip))


class _Trial:
    """Scores of a split at thresholds (2, 2, C), of which one class's are changed at a time."""

    def __init__(
        self,
        prediction: Prediction[np.ndarray],
        truth: np.ndarray,
        gate: str,
        count: Callable[[np.ndarray, np.ndarray], Counts],
        score: Callable[[np.ndarray], float],
    ) -> None:
        validate(prediction.segments >= 1, truth)
        self.prediction, self.truth, self.gate = prediction, truth, gate
        self.count, self._score = count, score

    def all(self, at: np.ndarray) -> Counts:
        """Counts of all classes."""
        decided = binarise(self.prediction, Thresholds(at[SEGMENT], at[CLIP]), self.gate)
        return self.count(tracks(decided), tracks(self.truth))

    def one(self, counts: Counts, at: np.ndarray, c: int) -> Counts:
        """`counts` with those of class `c` at thresholds (2, 2)."""
        mine = slice(c, c + 1)
        said = self.prediction
        lone = Prediction(said.segments[:, :, mine], said.clip[:, :, mine], said.video_prob[:, mine])
        decided = binarise(lone, Thresholds(at[SEGMENT, :, None], at[CLIP, :, None]), self.gate)
        found = self.count(tracks(decided), tracks(self.truth[:, :, mine]))
        hits, errors = counts.hits.copy(), counts.errors.copy()
        hits[..., mine], errors[..., mine] = found.hits, found.errors
        return Counts(hits, errors)

    def score(self, counts: Counts) -> float:
        """In percent."""
        return 100 * self._score(f1(counts))


def _record(at: np.ndarray, metric: str, score: float) -> ClassThresholds:
    def rows(level: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        return tuple(at[level, AUDIO].tolist()), tuple(at[level, VISUAL].tolist())

    return ClassThresholds(rows(SEGMENT), rows(CLIP), metric, score)
