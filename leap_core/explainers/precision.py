"""A model in bfloat16, and what that does to its answers: the same clips in it and in float32.

Weights of matrix products are bfloat16, torch.autocast takes their inputs along and leaves normalisation and
softmax in float32; what comes out is float32 again.

Shapes: N clips, C classes, T segments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from torch import nn

from leap_core.maps import MapKind
from leap_core.metrics import binarise, evaluate
from leap_core.model import ParsingModel
from leap_core.types import MODALITIES, Explanation, Maps, joined

_PRODUCTS = nn.Linear, nn.Conv1d, nn.MultiheadAttention
SAMPLE = 128  # clips compared, of a split that has more
_FIGURES = "largest", "mean"  # of the differences' sizes


def in_bf16(model: ParsingModel) -> ParsingModel:
    """A copy whose matrix products are bfloat16, to be called under torch.autocast.

    Which alone would cast all weights anew for every batch, and take as long as float32.
    """
    products = (module for module in model.modules() if isinstance(module, _PRODUCTS))
    weights = {id(x): x for module in products for x in module.parameters()}
    low = {n: nn.Parameter(x.detach().to(torch.bfloat16), x.requires_grad) for n, x in weights.items()}
    return deepcopy(model, low)


def sampled(filenames: tuple[str, ...]) -> list[str]:
    """At most SAMPLE clips, evenly spread over all."""
    rows = np.linspace(0, len(filenames) - 1, min(SAMPLE, len(filenames))).round().astype(int)
    return [filenames[row] for row in rows]


def all_of(parts: Sequence[Explanation[np.ndarray]]) -> Explanation[np.ndarray]:
    """The explanations of several batches as those of one."""
    maps: Maps[np.ndarray] = {
        key: {m: np.concatenate([part.maps[key][m] for part in parts]) for m in MODALITIES}
        for key in parts[0].maps
    }
    return Explanation(joined([part.prediction for part in parts]), maps)


def deviation(
    lower: Explanation[np.ndarray],
    full: Explanation[np.ndarray],
    maps: Sequence[MapKind],
    truth: np.ndarray | None,
    own: float = 1.0,
) -> dict[str, float]:
    """How far answers are from those in float32, by name: `clips` is how many were compared.

    `P largest` and `P mean` are of the sizes of all differences, likewise of each kind of maps; the metrics,
    under their own names, are points more or less, of the same clips.  Without `truth`, bool (N, 2, C, T),
    there are none.  Means are over the share of segments that are clips' `own`, padding being 0 in both.
    """
    pairs = {"P": (lower.prediction.segments, full.prediction.segments)}
    for kind in maps:
        a, b = (np.stack([x.maps[kind.key][m] for m in MODALITIES]) for x in (lower, full))
        pairs[kind.key] = a, b
    found = {"clips": float(len(full.prediction.clip))}
    for name, (a, b) in pairs.items():
        apart = np.abs(a.astype(np.float64) - b)
        found |= dict(
            zip((f"{name} {figure}" for figure in _FIGURES), (apart.max(), apart.mean() / own), strict=True)
        )
    if truth is not None:
        a, b = (evaluate(binarise(x.prediction), truth).table for x in (lower, full))
        found |= {name: a[name] - b[name] for name in b}
    return {name: float(value) for name, value in found.items()}


def rows_of(deviation: Mapping[str, float]) -> list[dict[str, Any]]:
    """The same as rows of a table."""
    return [{"what": name, "difference": value} for name, value in deviation.items() if name != "clips"]
