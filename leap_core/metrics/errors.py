"""What kind of error a run makes in a clip, event by event.

Conventions, after Alwassel et al. (Diagnosing Error in Temporal Action Detectors, ECCV 2018): an event is a
run of segments of a class in a modality; two events agree where their intersection over union is at least
0.5.  A predicted event is right where it agrees with a true one of its class and modality, a true event is
found where a predicted one agrees with it.  Each of the others is of the first kind that fits:

    shut out         a true event that would be found without the gate: a kind of our own
    wrong boundary   shares a segment with one of its class and modality, but does not agree with it
    wrong modality   predicted: agrees with a true event of its class in the other modality;
                     true: agrees with a predicted one in the other modality that is wrong there
    confused class   a predicted event that is wrong and a true one that is not found agree, in one modality
    false alarm      any other predicted event
    miss             any other true event

Shapes: N clips, C classes, T segments, P predicted and E true events a clip.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leap_core.data.events import find_events
from leap_core.metrics.report import validate

ERRORS = ("miss", "shut_out", "false_alarm", "wrong_modality", "wrong_boundary", "confused_class")
_PAIRS = 500_000  # of events at once: they fit into a cache


def error_kinds(predictions: np.ndarray, truth: np.ndarray, ungated: np.ndarray | None = None) -> np.ndarray:
    """Which kinds of error, in the order of ERRORS, are made in each clip: bool (N, 6).

    Takes what `evaluate` takes, and raises ValueError as it does; `ungated` is what would be predicted
    without the gate, where there is one.
    """
    grids = predictions, truth, predictions if ungated is None else ungated
    for said in grids[::2]:
        validate(said, truth)
    predicted, true, passing = (int(_count(grid).max(initial=1)) for grid in grids)  # most events of a clip
    clips = max(1, _PAIRS // (true * max(predicted, passing)))
    starts = range(0, len(truth), clips)
    return np.concatenate([_kinds(*(grid[i : i + clips] for grid in grids)) for i in starts])


@dataclass(frozen=True)
class _Events:
    """Events of N clips, padded to the most of a clip: each array (N, P); segments count from 0."""

    modality: np.ndarray
    category: np.ndarray
    onset: np.ndarray
    offset: np.ndarray  # exclusive; 0 where there is no event

    @property
    def there(self) -> np.ndarray:
        return self.offset > 0


@dataclass(frozen=True)
class _Pairs:
    """How P events and E others of N clips relate: bool (N, P, E) each."""

    touch: np.ndarray
    agree: np.ndarray
    same_class: np.ndarray
    same_modality: np.ndarray

    @property
    def match(self) -> np.ndarray:
        return self.agree & self.same_class & self.same_modality


def _pairs(predicted: _Events, true: _Events) -> _Pairs:
    p = {name: array[:, :, None] for name, array in vars(predicted).items()}  # (N, P, 1)
    t = {name: array[:, None, :] for name, array in vars(true).items()}  # (N, 1, E)
    shared = np.minimum(p["offset"], t["offset"]) - np.maximum(p["onset"], t["onset"])  # (N, P, E)
    joint = p["offset"] - p["onset"] + t["offset"] - t["onset"] - shared
    touch = shared > 0
    agree = touch & (2 * shared >= joint)
    return _Pairs(touch, agree, p["category"] == t["category"], p["modality"] == t["modality"])


def _kinds(predictions: np.ndarray, truth: np.ndarray, ungated: np.ndarray) -> np.ndarray:
    predicted, true = _events(predictions), _events(truth)
    pairs = _pairs(predicted, true)
    agree, same_class, same_modality = pairs.agree, pairs.same_class, pairs.same_modality
    wrong = predicted.there & ~np.any(pairs.match, axis=2)  # (N, P)
    lost = true.there & ~np.any(pairs.match, axis=1)  # (N, E)
    found = np.any(_pairs(_events(ungated), true).match, axis=1)  # (N, E), gate aside

    boundary = pairs.touch & same_class & same_modality  # that do not agree, as `wrong` and `lost` say
    modality = agree & same_class & ~same_modality
    confused = agree & ~same_class & same_modality & wrong[:, :, None] & lost[:, None, :]
    p_kinds = _first(wrong, *(np.any(kind, axis=2) for kind in (boundary, modality, confused)))
    elsewhere = modality & wrong[:, :, None]
    t_kinds = _first(lost, found, *(np.any(kind, axis=1) for kind in (boundary, elsewhere, confused)))
    p_boundary, p_modality, p_confused, alarm = p_kinds
    shut_out, t_boundary, t_modality, t_confused, miss = t_kinds
    columns = {
        "miss": miss,
        "shut_out": shut_out,
        "false_alarm": alarm,
        "wrong_modality": p_modality | t_modality,
        "wrong_boundary": p_boundary | t_boundary,
        "confused_class": p_confused | t_confused,
    }
    return np.stack([columns[name] for name in ERRORS], axis=1)


def _first(events: np.ndarray, *kinds: np.ndarray) -> list[np.ndarray]:
    """Which clips have an event of each kind, an event being of the first that fits, or else of one more."""
    clips = []
    for kind in kinds:
        clips.append(np.any(events & kind, axis=1))
        events = events & ~kind
    return [*clips, np.any(events, axis=1)]


def _count(grid: np.ndarray) -> np.ndarray:
    """Events of each clip: whole numbers (N,)."""
    onsets = grid.copy()
    onsets[..., 1:] &= ~grid[..., :-1]
    return onsets.sum(axis=(1, 2, 3))


def _events(grid: np.ndarray) -> _Events:
    """The runs of bool (N, 2, C, T) grids."""
    clip, modality, category, onset, offset = find_events(grid)
    place = np.arange(len(clip)) - np.searchsorted(clip, clip)  # of an event among its clip's
    shape = (len(grid), int(place.max(initial=-1)) + 1)
    padded = np.zeros((4, *shape), np.int16)
    padded[:, clip, place] = modality, category, onset, offset
    return _Events(*padded)
