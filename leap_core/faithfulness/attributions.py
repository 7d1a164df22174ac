"""Everything that says which seconds matter for a class, side by side: (B, C, T), the larger the more.

Maps are those that a run keeps, by block and head, whatever its decoder; P is what the model says of each
second itself.  Only what is asked of the model anew comes from elsewhere: `subsets`, `gradients`.

Shapes: B clips, N blocks, H heads, C classes, T seconds.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from leap_core.maps import PROBABILITY, MapKind, softmax
from leap_core.types import MODALITIES, Explanation, Maps, Modality, joined


def attributions_of(
    explanation: Explanation[np.ndarray], kinds: Iterable[MapKind], modality: Modality
) -> dict[str, np.ndarray]:
    """By name: each kind of map, those of blocks and heads their mean, each block, each head; and P.

    Weights over modalities are multiplied with those over time.  Scores are averaged as they are and then
    taken through a softmax over time, which keeps their order and gives each second a share.
    """
    kinds = list(kinds)
    found = {}
    for kind in kinds:
        values = explanation.maps[kind.key][modality].astype(np.float64)  # (B, N, H, C, T)
        name = _name(kind)
        if kind.axis == "modality":
            temporal = next((k for k in kinds if k.axis == "time" and k.layered == kind.layered), None)
            if temporal is None:
                continue
            name = f"{_name(temporal)} {name}"
            values = values * explanation.maps[temporal.key][modality]
        layers = _layers(name, values) if kind.layered else {name: values[:, 0, 0]}
        found |= {k: softmax(v) for k, v in layers.items()} if kind.scale == "scores" else layers
    m = MODALITIES.index(modality)
    return found | {PROBABILITY.symbol: explanation.prediction.segments[:, m].astype(np.float64)}


def stacked(parts: list[Explanation[np.ndarray]]) -> Explanation[np.ndarray]:
    """Explanations of several clips as one of all."""
    maps: Maps[np.ndarray] = {
        key: {m: np.concatenate([p.maps[key][m] for p in parts]) for m in MODALITIES} for key in parts[0].maps
    }
    return Explanation(joined([p.prediction for p in parts]), maps)


def _layers(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    _, blocks, heads, _, _ = values.shape
    found = {name: values.mean(axis=(1, 2))}
    found |= {f"{name} block {n + 1}": values[:, n].mean(axis=1) for n in range(blocks)}
    each = [(n, h) for n in range(blocks) for h in range(heads)]
    return found | {f"{name} block {n + 1} head {h + 1}": values[:, n, h] for n, h in each}


def _name(kind: MapKind) -> str:
    return kind.symbol + (kind.lowered and f"_{kind.lowered}")
