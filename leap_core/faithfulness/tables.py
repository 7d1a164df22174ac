"""A model asked about all subsets of a clip's seconds, one modality at a time.  Needs torch.

Seconds are taken away as a what-if does it (explainers.what_if): from the features, with `nothing` in their
place, or masked as keys of the decoder, which sees all that the encoder has made of the clip.

Features are projected once, since the projection looks at each second by itself, and the encoder runs once
where keys are masked.

Shapes: C classes, T seconds, K subsets asked, R = 2^T, d width.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from leap_core.errors import InputError
from leap_core.explainers.capture import check_numbers
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.orders import MOST
from leap_core.faithfulness.subsets import leave_one_out, members, shapley
from leap_core.layers import to_device
from leap_core.types import Features, Prediction

BATCH = 256  # subsets a forward, of both modalities: fewer or more are slower on two cores


def on_device(live: LiveModel, device: str) -> LiveModel:
    """The model to be asked on a device.  Raises InputError where torch cannot use that."""
    labels = live.label_embeddings
    return replace(
        live,
        model=to_device(live.model, device),
        label_embeddings=None if labels is None else labels.to(device),
    )


def subset_table(live: LiveModel, features: Features, nothing: Features | None) -> np.ndarray:
    """p^m of every subset of m's seconds of one clip, as `ask` gives them: (2, R, C).

    Raises InputError as `ask` does, and where a clip has more than MOST seconds.
    """
    return ask(live, features, nothing, _every_subset(features))


def second_table(live: LiveModel, features: Features, nothing: Features | None) -> np.ndarray:
    """What P^m of each second of one clip owes to that very second, of v_t(S) = P^m[t]: float32 (2, 2, C, T).

    First what P^m[t] loses where second t alone is taken away, then the Shapley value of t among all seconds.
    Raises InputError as `subset_table` does.
    """
    table = ask(live, features, nothing, _every_subset(features), "segments")  # (2, R, C, T)
    own = [[of(table[..., t])[..., t] for of in (leave_one_out, shapley)] for t in range(features.length)]
    return np.array(own, np.float32).transpose(2, 1, 3, 0)  # (T, 2, M, C) -> (M, 2, C, T)


def _every_subset(features: Features) -> np.ndarray:
    """Which seconds each keeps, bool (R, T).  Raises InputError where there are too many."""
    segments = features.length
    if segments > MOST:
        expected = f"expected at most {MOST} seconds, whose subsets can all be asked, found {segments}"
        raise InputError("clip", expected, "Sample orders by `lc.faithfulness.estimate_shapley`.")
    return members(segments)


@torch.inference_mode()
def ask(
    live: LiveModel,
    features: Features,
    nothing: Features | None,
    kept: np.ndarray,
    of: Literal["clip", "segments"] = "clip",
) -> np.ndarray:
    """p^m of one clip with those seconds of the modality m taken away that are not `kept`, float32 (2, K, C).

    Of `segments` P^m, (2, K, C, T).  `kept` is bool (K, T); the other modality stays whole.  `nothing` is of
    one segment, as for what-if; with None for it seconds are masked as keys.  Raises InputError as models do,
    also where what they give is no number, where a decoder cannot mask, or where the model's time is over.
    """
    device = next(live.model.parameters()).device
    tensors = features.map(lambda x: torch.from_numpy(x).to(device))
    parts = torch.from_numpy(kept).to(device).split(BATCH)
    if nothing is None:
        answers = _without_keys(live, tensors, parts)
    else:
        answers = _replaced(live, tensors, nothing.map(lambda x: torch.from_numpy(x).to(device)), parts)
    found = []
    for prediction in answers:
        live.check_time()
        given = prediction.map(lambda x: x.cpu().numpy())
        check_numbers(given)
        said = given.arrays[of]  # (k or 2 k, 2, C, ...)
        found.append(said if _apart(live) else _own(said))
    return np.concatenate(found).swapaxes(0, 1)


def _replaced(
    live: LiveModel, features: Features, nothing: Features, parts: tuple[Tensor, ...]
) -> Iterator[Prediction]:
    model = live.model
    (audio, visual), (silence, black) = model.project(features), model.project(nothing)  # (1, T or 1, d)
    for part in parts:
        k, kept = len(part), part[:, :, None]
        sound = torch.cat((torch.where(kept, audio, silence), audio.expand(k, -1, -1)))  # (2 k, T, d)
        picture = torch.cat((visual.expand(k, -1, -1), torch.where(kept, visual, black)))
        if _apart(live):
            encoded = model.encode_some((sound, picture), slice(0, k), slice(k, None))
        else:
            encoded = model.encode((sound, picture))
        yield model.decode(encoded, live.label_embeddings, projected=(sound, picture))


def _without_keys(live: LiveModel, features: Features, parts: tuple[Tensor, ...]) -> Iterator[Prediction]:
    projected = live.model.project(features)
    encoded = live.model.encode(projected)
    for part in parts:
        mask = torch.stack((part, part), dim=1)  # (k, 2, T)
        if not _apart(live):
            whole = torch.ones_like(part)
            mask = torch.cat((torch.stack((part, whole), dim=1), torch.stack((whole, part), dim=1)))
        audio, visual, heard, seen = (x.expand(len(mask), -1, -1) for x in (*encoded, *projected))
        yield live.model.decode((audio, visual), live.label_embeddings, mask, projected=(heard, seen))


def _apart(live: LiveModel) -> bool:
    """Whether one decoding answers for both modalities: each with its own seconds taken away."""
    return live.model.config.decoder.keeps_apart


def _own(said: np.ndarray) -> np.ndarray:
    """What is heard of k clips without sound, seen of k without picture: (2 k, 2, ...) -> (k, 2, ...)."""
    audio, visual = np.split(said, 2)
    return np.stack((audio[:, 0], visual[:, 1]), axis=1)
