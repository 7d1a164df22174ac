"""How steady maps are: what a little noise in the features does to them.  Torch.

Sensitivity is the largest change of a map under noise, as a share of the map (Yeh et al., NeurIPS 2019):
uniform within RADIUS standard deviations of a clip's features of each kind, DRAWS times.

Shapes: B clips, C classes, T seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from leap_core.explainers.capture import explain
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.attributions import attributions_of
from leap_core.maps import MapKind
from leap_core.types import MODALITIES, Explanation, Features

RADIUS, DRAWS = 0.02, 10


def sensitivity(live: LiveModel, features: Features, kinds: Sequence[MapKind]) -> dict[str, np.ndarray]:
    """Of one clip's maps and P by name, means over blocks and heads, each block, each head: (2, C).

    Raises InputError as models do.
    """
    draw = np.random.default_rng(0)

    def noisy(x: np.ndarray) -> np.ndarray:
        noise = draw.uniform(-1, 1, (DRAWS, *x.shape[1:])) * RADIUS * x.std()
        return np.concatenate((x, x + noise)).astype(np.float32)

    explained = explained_by(live, features.map(noisy))
    found: dict[str, list[np.ndarray]] = {}
    for modality in MODALITIES:
        for name, values in attributions_of(explained, kinds, modality).items():
            size = np.linalg.norm(values[0], axis=-1)  # (C,)
            change = np.linalg.norm(values[1:] - values[0], axis=-1).max(axis=0)
            found.setdefault(name, []).append(
                np.divide(change, size, out=np.zeros_like(change), where=size > 0)
            )
    return {name: np.stack(both) for name, both in found.items()}


def explained_by(live: LiveModel, features: Features) -> Explanation[np.ndarray]:
    """What a model says of B clips, with its maps.  Raises InputError as models do."""
    device = next(live.model.parameters()).device
    tensors = features.map(lambda x: torch.from_numpy(x).to(device))
    return explain(live.model, tensors, live.label_embeddings).map(lambda x: x.float().cpu().numpy())
