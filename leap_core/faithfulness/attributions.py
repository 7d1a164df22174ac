"""Everything that says which seconds matter for a class, side by side: (B, C, T), the larger the more.

Maps are those that a run keeps, by block and head, whatever its decoder; P is what the model says of each
second itself.  Only what is asked of the model anew comes from elsewhere: `subsets`, `gradients`.

Shapes: B clips, N blocks, H heads, C classes, T seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np

from leap_core.errors import InputError
from leap_core.maps import PROBABILITY, MapKind, one_map, softmax
from leap_core.types import MODALITIES, Explanation, Maps, Modality, joined


def attributions_of(
    explanation: Explanation[np.ndarray], kinds: Iterable[MapKind], modality: Modality
) -> dict[str, np.ndarray]:
    """By name: each kind of map, those of blocks and heads their mean, each block, each head; and P.

    Weights over modalities are multiplied with those over time.  Scores are averaged as they are and then
    taken through a softmax over time, which keeps their order and gives each second a share.
    """
    kinds, found = list(kinds), {}
    for kind in kinds:
        if temporal := _temporal(kind, kinds):
            name, values = _name(kind, temporal), _values(explanation, kind, temporal, modality)
            layers = _layers(name, values) if kind.layered else {name: values[:, 0, 0]}
            found |= {k: softmax(v) for k, v in layers.items()} if kind.scale == "scores" else layers
    m = MODALITIES.index(modality)
    return found | {PROBABILITY.symbol: explanation.prediction.segments[:, m].astype(np.float64)}


def attribution_of(
    explanation: Explanation[np.ndarray],
    kinds: Iterable[MapKind],
    modality: Modality,
    key: str,
    block: int | str,
    head: int | str,
    source: str | os.PathLike[str],
) -> np.ndarray:
    """P or, by its key, a kind of map of one clip, of a block and a head as `one_map` takes them: (C, T).

    Raises InputError, naming `source`, where there is no such kind, block or head.
    """
    if key == PROBABILITY.key:
        return explanation.prediction.segments[0, MODALITIES.index(modality)].astype(np.float64)
    kinds = list(kinds)
    kind = next((kind for kind in kinds if kind.key == key), None)
    temporal = kind and _temporal(kind, kinds)
    if kind is None or temporal is None:
        expected = f"the run has no map over time {key[:20]!r}"
        raise InputError(source, expected, "Choose a run that has it: `leap explain` stores it.")
    values = _values(explanation, kind, temporal, modality)[0]
    return one_map(values, *((block, head) if kind.layered else (1, 1)), "question")


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


def _temporal(kind: MapKind, kinds: list[MapKind]) -> MapKind | None:
    """The kind itself or, of weights over modalities, the weights over time beside them, if there are any."""
    if kind.axis != "modality":
        return kind
    return next((k for k in kinds if k.axis == "time" and k.layered == kind.layered), None)


def _values(
    explanation: Explanation[np.ndarray], kind: MapKind, temporal: MapKind, modality: Modality
) -> np.ndarray:
    """Maps (B, N, H, C, T)."""
    values = explanation.maps[kind.key][modality].astype(np.float64)
    return values if temporal == kind else values * explanation.maps[temporal.key][modality]


def _name(kind: MapKind, temporal: MapKind) -> str:
    names = [k.symbol + (k.lowered and f"_{k.lowered}") for k in dict.fromkeys((temporal, kind))]
    return " ".join(names)
