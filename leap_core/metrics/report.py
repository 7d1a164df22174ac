"""All scores of N clips in one call.

Conventions: scores are F1 in [0, 1] a clip; the table is their mean over clips, in percent.  Type@AV is the
mean of audio, visual and audio-visual; Event@AV pools audio and visual counts; audio-visual is where a
class is both heard and seen.  Sources: segment.py, event.py.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.segment import Counts, f1, segment_counts

_LEVELS = {"segment": "Seg.", "event": "Ev."}
_TRACKS = {"audio": "A", "visual": "V", "audio_visual": "AV"}
_OF_TRACKS = {"type": "Type@AV", "event": "Event@AV"}
LEVELS, TRACKS = tuple(_LEVELS), tuple(_TRACKS)
COLUMNS = tuple(f"{level}_{track}" for level in LEVELS for track in (*TRACKS, "event"))
METRICS = tuple(f"{level}_{track}" for level in LEVELS for track in (*TRACKS, *_OF_TRACKS))  # the ten
AVERAGE = "Avg."  # of the ten
SCORES = (*METRICS, AVERAGE)
METRIC_NAMES = {  # of SCORES, as papers abbreviate them
    **{
        f"{level}_{track}": f"{lv} {tr}"
        for level, lv in _LEVELS.items()
        for track, tr in (_TRACKS | _OF_TRACKS).items()
    },
    AVERAGE: AVERAGE,
}


@dataclass(frozen=True)
class Report:
    """Scores of N clips."""

    per_clip: np.ndarray  # (N, 8) F1 in [0, 1], columns as in COLUMNS

    @property
    def scores(self) -> np.ndarray:
        """The ten metrics and their average of each clip, in the order of SCORES, in percent: (N, 11)."""
        columns = dict(zip(COLUMNS, 100 * self.per_clip.T, strict=True))
        for level in LEVELS:
            columns[f"{level}_type"] = sum(columns[f"{level}_{track}"] for track in TRACKS) / len(TRACKS)
        ten = np.stack([columns[name] for name in METRICS], axis=1)
        return np.concatenate((ten, ten.mean(axis=1, keepdims=True)), axis=1)

    @property
    def table(self) -> dict[str, float]:
        """The ten metrics of METRICS and their average `Avg.`, in percent."""
        return dict(zip(SCORES, self.scores.mean(axis=0).tolist(), strict=True))


def validate(predictions: np.ndarray, truth: np.ndarray) -> None:
    """Raise ValueError unless both are bool (N, 2, C, T) of one shape, N at least 1."""
    if predictions.dtype != bool or truth.dtype != bool:
        raise ValueError(f"predictions and truth must be bool, are {predictions.dtype} and {truth.dtype}")
    if (
        predictions.ndim != 4
        or predictions.shape[1] != 2
        or predictions.shape != truth.shape
        or not len(truth)
    ):
        raise ValueError(f"expected two (N, 2, C, T) grids, found {predictions.shape} and {truth.shape}")


def evaluate(predictions: np.ndarray, truth: np.ndarray) -> Report:
    """Score bool (N, 2, C, T) `predictions` against `truth`.  Raises ValueError on other shapes or types."""
    validate(predictions, truth)
    grids = [np.concatenate((g, g[:, :1] & g[:, 1:]), axis=1) for g in (predictions, truth)]  # (N, 3, C, T)
    return Report(
        np.concatenate([_scores(count(*grids)) for count in (segment_counts, event_counts)], axis=1)
    )


def _scores(counts: Counts) -> np.ndarray:
    return np.concatenate((f1(counts), f1(counts.pooled())), axis=1)  # (N, 4)
