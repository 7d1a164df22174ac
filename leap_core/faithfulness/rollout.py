"""Attention rollout through the encoder and on through the decoder's attention.  Needs torch.

The rollout of the encoder (encoders/rollout.py) says of which seconds an encoded one is mixed; the run's own
map, A or W_t, how the decoder mixes those for a class.  Their product follows the attention from p^m back to
the seconds of m that go into the encoder.  What comes from the other modality is left out: its seconds stay.

Shapes: C classes, T seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.attributions import attributions_of
from leap_core.faithfulness.results import main_map
from leap_core.faithfulness.steady import explained_by
from leap_core.maps import MapKind
from leap_core.types import MODALITIES, Features

ROLLOUT = "rollout"


@torch.inference_mode()
def rollout(live: LiveModel, features: Features, kinds: Sequence[MapKind]) -> np.ndarray | None:
    """That of one clip and the seconds of m, (2, C, T).

    None where the run has no attention over time, or its encoder no `rollout`.  Raises InputError as models
    do.
    """
    roll, name = getattr(live.model.encoder, "rollout", None), main_map(kinds)
    if roll is None or name is None:
        return None
    device = next(live.model.parameters()).device
    projected = live.model.project(features.map(lambda x: torch.from_numpy(x).to(device)))
    of = np.stack([x[0].cpu().numpy() for x in roll(*projected)])  # (2, T, 2 T)
    by_modality = of.reshape(2, of.shape[1], 2, of.shape[1])  # encoded m, t; of m', t'
    explained = explained_by(live, features)
    found = []
    for m, modality in enumerate(MODALITIES):
        read = 1 - m if live.model.config.decoder.reads_other else m
        attended = attributions_of(explained, kinds, modality)[name][0]  # (C, T)
        found.append(attended @ by_modality[read, :, m])
    return np.stack(found).astype(np.float32)
