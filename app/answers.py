"""What models say of a clip, asked beforehand for a page that has no server: app/standalone.py stores it.

Each second of sound or of picture alone, and all of either; and the deletion curve of every class, by the
last block and the mean of the heads.  Seconds are taken from the input, with silence and black in their
place, or masked in the decoder: other kinds of nothing would take the page beyond a megabyte.

Shapes: C classes, T segments.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from leap_app import live
from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Removal
from leap_core.maps import LAST, MEAN
from leap_core.runs.store import Store
from leap_core.types import MODALITIES

REMOVALS = (Removal(), Removal("keys"))
_DECIMALS = 4  # of curves


def answers(store: Store, data: Dataset, clip: str) -> dict[str, Any]:
    """By what is asked, as stored.js words it: `silence 3 input-black`, `deletion A audio 12 keys`.

    Raises InputError where the run carries no model, or as that does.
    """
    found: dict[str, Any] = {}
    every = [*range(data.segments_of(clip))]
    for removal in REMOVALS:
        for taken in (*([t] for t in every), every):
            name = ".".join(map(str, taken))
            for key, pair in (("silence", (taken, [])), ("blank", ([], taken))):
                answer = live.what_if(store, data, clip, *pair, removal, math.inf)
                found[f"{key} {name} {removal.name}"] = _packed(answer)
        for kind in (kind for kind in store.run.maps if kind.axis == "time"):
            for m in MODALITIES:
                asked = (kind.key, m, range(len(data.categories)), LAST, MEAN, removal, math.inf)
                for c, curve in live.deletions(store, data, clip, *asked).items():
                    found[f"deletion {kind.key} {m} {c} {removal.name}"] = _rounded(curve)
    return found


def _packed(answer: dict[str, Any]) -> dict[str, Any]:
    """Its probabilities as base64 of float32, exact: P^a, P^v (C, T), p^a, p^v and the clip's p (C,)."""
    clip = answer["clip_probability"]
    parts = [*(answer["probability"][m] for m in MODALITIES), *(clip[m] for m in MODALITIES), clip["either"]]
    values = np.concatenate([np.ravel(part) for part in parts]).astype("<f4")
    return {"p": base64.b64encode(values.tobytes()).decode(), "replaced": answer["replaced"]}


def _rounded(curve: dict[str, Any]) -> dict[str, Any]:
    def short(values: list[float]) -> list[float]:
        return np.round(values, _DECIMALS).tolist()

    said = {key: value for key, value in curve.items() if key != "milliseconds"}
    random = {key: short(values) for key, values in curve["random"].items()}
    return said | {"attended": short(curve["attended"]), "random": random}
