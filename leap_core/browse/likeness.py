"""How far the clips of a split are from one of them.

By disagreement: what each run says and the other does not, as segments counted by class and modality.  The
distance is that of Bray and Curtis (1957), from 0, the same, to 1, nothing in common.

By features: those that models read, pooled over the clip's segments and each scaled to deviation 1 over the
split.  The distance is the root mean square of the differences, sound and picture weighing the same.

Shapes: N clips, C classes, T segments, D width of features.
"""

from __future__ import annotations

import numpy as np

from leap_core.data.dataset import Dataset
from leap_core.data.statistics import read_pooled
from leap_core.types import Features

_READ = 256  # clips whose features are in memory at once


def by_disagreement(one: np.ndarray, other: np.ndarray, place: int) -> np.ndarray:
    """Distances (N,) from the clip at `place`, of what two runs decide, bool (N, 2, C, T) each."""
    alone = [(a & ~b).sum(axis=3) for a, b in ((one, other), (other, one))]  # (N, 2, C) each
    counts = np.concatenate(alone, axis=1).reshape(len(one), -1)
    apart, total = (f(counts, counts[place]).sum(axis=1) for f in (lambda x, y: abs(x - y), np.add))
    return apart / np.maximum(total, 1)


def pooled_features(data: Dataset) -> Features:
    """Input features of all clips of a split, averaged over each: (N, D) of each kind.

    Raises InputError, naming the file, where a clip has none.
    """
    names, parts = data.annotations.filenames, []
    for start in range(0, len(names), _READ):
        part = read_pooled(data, names[start : start + _READ])
        lengths = part.length if part.segments is None else part.segments[:, None]
        parts.append(
            {kind: x.sum(axis=1) / lengths for kind, x in part.kinds.items()}
        )  # padding adds nothing
    return Features(**{kind: np.concatenate([part[kind] for part in parts]) for kind in parts[0]})


def by_features(features: Features, place: int) -> np.ndarray:
    """Distances (N,) from the clip at `place`, of features as `pooled_features` gives them."""

    def squares(*kinds: np.ndarray) -> np.ndarray:
        x = np.concatenate(kinds, axis=1)
        deviation = x.std(axis=0, dtype=np.float64)
        varies = deviation > 0
        apart = (x[:, varies] - x[place, varies]) / deviation[varies]
        return (apart**2).mean(axis=1) if varies.any() else np.zeros(len(x))

    pictures = (x for kind, x in features.kinds.items() if kind != "audio")
    sound, picture = squares(features.audio), squares(*pictures)
    return np.sqrt((sound + picture) / 2)
