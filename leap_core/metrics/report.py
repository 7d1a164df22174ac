"""All scores of N clips in one call.

Conventions: scores are F1 in [0, 1] a clip; the table is their mean over clips, in percent.  Type@AV is the
mean of audio, visual and audio-visual; Event@AV pools audio and visual counts; audio-visual is where a
class is both heard and seen.  Of data that have audio-visual truth alone the audio-visual scores are known,
all others NaN: what is heard or seen alone may be there, unlabelled.  Sources: segment.py, event.py.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

import numpy as np

from leap_core.metrics.event import event_counts
from leap_core.metrics.segment import Counts, f1, segment_counts

_LEVELS = {"segment": "Seg.", "event": "Ev."}
_TRACKS = {"audio": "A", "visual": "V", "audio_visual": "AV"}
LEVELS, TRACKS = tuple(_LEVELS), tuple(_TRACKS)
COLUMNS = tuple(f"{level}_{track}" for level in LEVELS for track in (*TRACKS, "event"))
JOINT = tuple(f"{level}_audio_visual" for level in LEVELS)  # known where audio-visual truth alone is


@dataclass(frozen=True)
class Metric:
    """A score of each clip: (N,) columns of COLUMNS by name -> (N,), all in percent."""

    key: str
    name: str  # as papers abbreviate it
    of: Callable[[Mapping[str, np.ndarray]], np.ndarray]
    headline: bool = True  # one of the ten that papers print, and whose mean is Avg.


def _type(columns: Mapping[str, np.ndarray], level: str) -> np.ndarray:
    """Type@AV: the mean of audio, visual and audio-visual."""
    return np.asarray(sum(columns[f"{level}_{track}"] for track in TRACKS)) / len(TRACKS)


def _metrics(level: str, short: str) -> Iterator[Metric]:
    for track, letters in _TRACKS.items():
        yield Metric(f"{level}_{track}", f"{short} {letters}", itemgetter(f"{level}_{track}"))
    yield Metric(f"{level}_type", f"{short} Type@AV", partial(_type, level=level))
    yield Metric(f"{level}_event", f"{short} Event@AV", itemgetter(f"{level}_event"))


METRICS = tuple(metric for level, short in _LEVELS.items() for metric in _metrics(level, short))
AVERAGE = "Avg."  # of the headline ten
HEADLINE = (
    *(metric.key for metric in METRICS if metric.headline),
    AVERAGE,
)  # what papers print and runs keep
SCORES = (*(metric.key for metric in METRICS), AVERAGE)  # of a clip, to sort, filter and compare by
METRIC_NAMES = {metric.key: metric.name for metric in METRICS} | {AVERAGE: AVERAGE}  # of SCORES


@dataclass(frozen=True)
class Report:
    """Scores of N clips."""

    per_clip: np.ndarray  # (N, 8) F1 in [0, 1], columns as in COLUMNS; NaN where unknown

    @property
    def scores(self) -> np.ndarray:
        """Every metric of each clip and Avg., in the order of SCORES, in percent: (N, len(SCORES))."""
        columns = dict(zip(COLUMNS, 100 * self.per_clip.T, strict=True))
        found = {metric.key: metric.of(columns) for metric in METRICS}
        ten = np.stack([found[key] for key in HEADLINE[:-1]], axis=1)
        return np.stack([*found.values(), ten.mean(axis=1)], axis=1)

    @property
    def table(self) -> dict[str, float]:
        """The ten metrics of HEADLINE and their average `Avg.`, in percent; NaN where unknown."""
        means = dict(zip(SCORES, self.scores.mean(axis=0).tolist(), strict=True))
        return {key: means[key] for key in HEADLINE}


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
    """Score bool (N, 2, C, T) `predictions` against `truth` of that shape.

    Or against (N, 1, C, T), what is heard and seen at once, where that alone is known.  Raises ValueError on
    other shapes or types.
    """
    joint = truth.ndim == 4 and truth.shape[1] == 1
    validate(predictions, np.repeat(truth, 2, axis=1) if joint else truth)
    grids = (_both(predictions), truth) if joint else (tracks(predictions), tracks(truth))
    counts = [count(*grids) for count in (segment_counts, event_counts)]
    if not joint:
        return Report(np.concatenate([_scores(of_level) for of_level in counts], axis=1))
    found = np.full((len(truth), len(COLUMNS)), np.nan)
    found[:, [COLUMNS.index(key) for key in JOINT]] = np.hstack([f1(c) for c in counts])
    return Report(found)


def segment_type(predictions: np.ndarray, truth: np.ndarray) -> float:
    """Segment Type@AV alone, in percent: what `evaluate` says, without its events.  Raises likewise."""
    validate(predictions, truth)
    return 100 * float(f1(segment_counts(tracks(predictions), tracks(truth))).mean())


def tracks(grid: np.ndarray) -> np.ndarray:
    """Audio, visual and where a class is both heard and seen: (N, 2, C, T) -> (N, 3, C, T)."""
    return np.concatenate((grid, _both(grid)), axis=1)


def _both(grid: np.ndarray) -> np.ndarray:
    """Where a class is both heard and seen: (N, 2, C, T) -> (N, 1, C, T)."""
    return grid[:, :1] & grid[:, 1:]


def _scores(counts: Counts) -> np.ndarray:
    return np.concatenate((f1(counts), f1(counts.pooled())), axis=1)  # (N, 4)
