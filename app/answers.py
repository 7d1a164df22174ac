"""What models say of a clip, asked beforehand for a page that has no server: app/standalone.py stores it.

Each second of sound or of picture alone, and all of either; what each second is worth; and the deletion curve
of every class in the order that the screen opens with, the run's first map, of the last block and the mean of
the heads.  Seconds are taken from the input, with the default in their place, or masked in the decoder: other
kinds of nothing would take the page beyond a megabyte.

Shapes: C classes, T segments.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from leap_app import live
from leap_core import faithfulness
from leap_core.data.dataset import Dataset
from leap_core.data.nothing import Removal
from leap_core.maps import LAST, MEAN, PROBABILITY
from leap_core.runs.store import Store
from leap_core.types import MODALITIES

REMOVALS = (Removal(), Removal("keys"))
_PARTS = 2**15  # of a probability: one half is exact, and the rest finer than what is drawn of it
_DECIMALS = 4  # of curves


def answers(store: Store, data: Dataset, clip: str) -> dict[str, Any]:
    """By what is asked, as logic/answers.js words it: `silence 3 keys`, `deletion A audio 12 keys`.

    Of clips whose subsets are too many to be asked there are no Shapley values.  Raises InputError where the
    run carries no model, or as that does.
    """
    found: dict[str, Any] = {}
    of = store, data, clip
    every = [*range(data.segments_of(clip))]
    kind = store.run.maps[0] if store.run.maps else PROBABILITY
    for removal in REMOVALS:
        for taken in (*([t] for t in every), every):
            name = ".".join(map(str, taken))
            for key, pair in (("silence", (taken, [])), ("blank", ([], taken))):
                found[f"{key} {name} {removal.name}"] = _packed(live.what_if(*of, *pair, removal, math.inf))
        if len(every) <= faithfulness.MOST:
            found[f"shapley {removal.name}"] = {"values": live.shapley(*of, removal, math.inf)["values"]}
        for m in MODALITIES:
            for c in range(len(data.categories)):
                curve = live.deletion(*of, live.Asking(kind.key, m, c, LAST, MEAN), removal, math.inf)
                found[f"deletion {kind.key} {m} {c} {removal.name}"] = _rounded(curve)
    return found


def _packed(answer: dict[str, Any]) -> dict[str, Any]:
    """Its probabilities as base64 of uint16, in 2^-15: P^a, P^v (C, T), p^a, p^v and the clip's p (C,)."""
    clip = answer["clip_probability"]
    parts = [*(answer["probability"][m] for m in MODALITIES), *(clip[m] for m in MODALITIES), clip["either"]]
    values = np.round(_PARTS * np.concatenate([np.ravel(part) for part in parts])).astype("<u2")
    return {"p": base64.b64encode(values.tobytes()).decode(), "replaced": answer["replaced"]}


def _rounded(curve: dict[str, Any]) -> dict[str, Any]:
    """Without the time that it took, and of interactions, which are symmetric, from the diagonal on."""
    said = {key: value for key, value in curve.items() if key != "milliseconds"}
    if pairs := curve["interactions"]:
        said["interactions"] = [row[i:] for i, row in enumerate(pairs)]
    return {key: _short(value) for key, value in said.items()}


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, list):
        return [_short(part) for part in value]
    return {key: _short(part) for key, part in value.items()} if isinstance(value, dict) else value
