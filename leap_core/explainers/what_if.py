"""What a model says once some seconds of sound or picture are taken away.

They are taken from the features, where something must stand in for them (`nothing`, see data.nothing) and the
encoder spreads that over the clip; or, with None for it, they are masked as keys of the decoder, which leaves
them in all that the encoder has made of the others.

`what_if` asks about seconds of the user's choice.  `deletion` takes the most attended seconds away one by
one: where the attention shown is what the model goes by, p falls faster than with random seconds (the
deletion curve of RISE, Petsiuk et al., BMVC 2018, over seconds in place of pixels).

Shapes: B clips, C classes, T segments, S frames a segment, D label width, K orders.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from leap_core.checkpoints import load_checkpoint
from leap_core.data.label_embeddings import load_label_embeddings
from leap_core.errors import InputError
from leap_core.explainers.capture import check_numbers
from leap_core.explainers.dataset import weights_sha256
from leap_core.model import ParsingModel
from leap_core.types import MODALITIES, Features, Prediction, Run

_BATCH = 64  # clips a forward


@dataclass(frozen=True)
class LiveModel:
    """A run's model, ready to be asked anew."""

    model: ParsingModel  # in eval mode
    label_embeddings: Tensor | None  # (C, D); None where it takes none
    until: float = math.inf  # of time.monotonic: what is not said by then is not waited for

    def check_time(self) -> None:
        """Raises InputError where its time is over."""
        if time.monotonic() > self.until:
            remedy = "Ask a smaller model, or again when the machine has less to do."
            raise InputError("question", "its answer takes too long", remedy)

    @torch.inference_mode()
    def predict(self, features: Features, mask: np.ndarray | None = None) -> Prediction:
        """Prediction of B clips, as numpy arrays; `mask` (B, 2, T) as models take it.

        Raises InputError as models do, where what they give is no number, and where its time is over.
        """
        self.check_time()
        kept = None if mask is None else torch.from_numpy(mask)
        prediction = self.model(features.map(torch.from_numpy), self.label_embeddings, kept)
        given = prediction.map(lambda x: x.numpy())
        check_numbers(given)
        return given


@dataclass(frozen=True)
class Deletion:
    """p of a class for 0 to T seconds taken away: in the order of attention, and in random orders."""

    order: np.ndarray  # (T,) segments, most attended first
    attended: np.ndarray  # (T + 1,)
    random: np.ndarray  # (K, T + 1)


def load_live(folder: Path, run: Run) -> LiveModel:
    """The model that made the run in `folder`, from its checkpoint.

    Raises InputError where there is none, it is broken, or it is another than the one the run was made with.
    """
    checkpoint = folder / "checkpoint"
    if not (checkpoint / "model.safetensors").is_file():
        remedy = "Put one there with `leap convert` and explain from it, or choose another run."
        raise InputError(checkpoint, "expected the run's model", remedy)
    if weights_sha256(checkpoint) != run.checkpoint_sha256:
        remedy = "Restore the checkpoint, or run `leap explain` again."
        raise InputError(checkpoint, "expected the weights that the run was made with, found others", remedy)
    queries = None
    if run.label_embeddings != "none":
        queries = torch.from_numpy(load_label_embeddings(run.label_embeddings, run.categories))  # (C, D)
    model = load_checkpoint(checkpoint).eval()
    if model.config.classes != len(run.categories):
        expected = (
            f"expected a model of {len(run.categories)} classes, as the run has, found {model.config.classes}"
        )
        raise InputError(checkpoint, expected, "Restore the checkpoint, or run `leap explain` again.")
    return LiveModel(model, queries)


def what_if(
    live: LiveModel,
    features: Features,
    nothing: Features | None,
    silence: Collection[int],
    blank: Collection[int],
) -> Prediction:
    """Prediction with segments of sound (`silence`) and of picture (`blank`) taken away, B clips.

    Raises InputError on a segment that the clips do not have, or where the decoder cannot mask any.
    """
    if nothing is None:
        return live.predict(features, keep(features, silence, blank))
    return live.predict(erase(features, nothing, silence, blank))


def deletion(
    live: LiveModel,
    features: Features,
    nothing: Features | None,
    ranking: np.ndarray,
    modality: str,
    category: int,
    orders: int = 16,
    seed: int = 0,
) -> Deletion:
    """Take the seconds of one clip's `modality` away one by one; p^m of the class `category` after each.

    `ranking` (T,) says how much each segment is attended; ties go to the earlier one.  The `orders` random
    orders are drawn from `seed`.  Raises InputError as `what_if` does.
    """
    segments = len(ranking)
    draw = np.random.default_rng(seed)
    order = np.argsort(-ranking, kind="stable")
    every = [order, *(draw.permutation(segments) for _ in range(orders))]
    taken = [[frozenset(o[:k].tolist()) for k in range(segments + 1)] for o in every]  # K + 1 x T + 1
    distinct = list(dict.fromkeys(subset for subsets in taken for subset in subsets))
    silent = modality == MODALITIES[0]
    p = {}
    for start in range(0, len(distinct), _BATCH):
        batch = distinct[start : start + _BATCH]
        prediction = _each(live, features, nothing, [(s, ()) if silent else ((), s) for s in batch])
        own = prediction.clip[:, MODALITIES.index(modality)]  # (B, C)
        p |= dict(zip(batch, own[:, category].tolist(), strict=True))
    curves = np.array([[p[subset] for subset in subsets] for subsets in taken])  # (K + 1, T + 1)
    return Deletion(order, curves[0], curves[1:])


def keep(features: Features, silence: Collection[int], blank: Collection[int]) -> np.ndarray:
    """Mask of B clips, bool (B, 2, T): False where a segment of sound or of picture is to be done without.

    Raises InputError on a segment that the clips do not have.
    """
    clips, segments = len(features.audio), features.length
    _check(segments, silence, blank)
    mask = np.ones((clips, 2, segments), bool)
    for modality, chosen in enumerate((silence, blank)):
        mask[:, modality, list(chosen)] = False
    return mask


def erase(
    features: Features, nothing: Features, silence: Collection[int], blank: Collection[int]
) -> Features:
    """A copy of the features of B clips with `nothing` in place of segments of sound and of picture.

    `nothing` is of one segment: (1, 1, .), (1, S or 1, .), (1, 1, .).  Raises InputError on a segment that
    the clips do not have, and on segments of a sound that is not stored by segment.
    """
    segments = features.length
    _check(segments, silence, blank)
    if len(silence) and features.audio.shape[1] != segments:
        expected = "its features are of the whole clip, and no segment can be taken from them"
        raise InputError("sound", expected, "Take it away from the decoder's attention instead.")
    erased = features.map(np.copy)
    frames = erased.visual.reshape(
        len(erased.visual), segments, -1, erased.visual.shape[-1]
    )  # (B, S T, .) -> (B, T, S, .), a view
    erased.audio[:, list(silence)] = nothing.audio
    frames[:, list(blank)] = nothing.visual[:, None]
    if erased.visual_st is not None:
        erased.visual_st[:, list(blank)] = nothing.visual_st
    return erased


def _each(
    live: LiveModel,
    features: Features,
    nothing: Features | None,
    taken: Sequence[tuple[Collection[int], Collection[int]]],
) -> Prediction:
    """Predictions of one clip, B = 1, with each of B pairs of silence and blank taken away."""
    if nothing is None:
        repeated = features.map(lambda x: x.repeat(len(taken), axis=0))
        return live.predict(repeated, np.concatenate([keep(features, *pair) for pair in taken]))
    parts = [erase(features, nothing, *pair) for pair in taken]
    arrays = zip(*(part.kinds.values() for part in parts), strict=True)
    return live.predict(Features(*map(np.concatenate, arrays)))


def _check(segments: int, silence: Collection[int], blank: Collection[int]) -> None:
    for name, chosen in (("silence", silence), ("blank", blank)):
        for t in chosen:
            if not 0 <= t < segments:
                expected = f"expected segments from 0 to {segments - 1}, found {t}"
                raise InputError(name, expected, "Choose segments of the clip.")
