"""Whether maps depend on what the model has learnt, or would look the same without.

Weights are replaced by fresh ones from the top down, each step with those before: the decoder, the encoder,
the projections of features; and where label queries are given, each class asks with the vector of another (Adebayo et al., NeurIPS 2018).  A
map that stays as it was says nothing of what was replaced.

Shapes: N clips, C classes, T seconds, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch

from leap_core.explainers.capture import explain
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.localisation import auroc, rank_correlation
from leap_core.faithfulness.stored import Asked
from leap_core.model import build_model
from leap_core.options import EXPLAIN_BATCH, THRESHOLD
from leap_core.types import MODALITIES, Explanation

STEPS = ("decoder", "encoder", "front_end")  # top down
TRAINED, SHUFFLED = "trained", "labels of other classes"
KEEPS, LOSES = 0.5, 0.2  # rank correlation with the trained map: at least, at most


def sanity(
    asked: Asked,
    filenames: Sequence[str],
    seed: int = 0,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> list[dict[str, str | float]]:
    """A row a map and step: how like the trained one the map still is, and how well it finds the truth.

    `like` is the rank correlation over time, the mean of the pairs that the trained model claims; `auroc` is
    against Y.  Maps are the means over blocks and heads.  Raises InputError as models do.
    """
    live, kinds = asked.live, asked.store.run.maps
    truth = asked.data.annotations.grid[[asked.data.index(name) for name in filenames]]  # (N, 2, C, T)
    steps, trained, rows = list(_steps(live, seed)), {}, []
    claims = np.zeros(truth.shape[:3], bool)
    for done, (step, changed) in enumerate(steps):
        explained = _explained(asked, changed, filenames)
        if step == TRAINED:
            claims = explained.prediction.clip >= THRESHOLD
        every = [attributions_of(explained, kinds, modality) for modality in MODALITIES]
        for name in (name for name in every[0] if " block " not in name):
            values = np.stack([by_name[name] for by_name in every], axis=1)  # (N, 2, C, T)
            like = rank_correlation(values, trained.setdefault(name, values))[claims].mean()
            found = float(np.nanmean(auroc(values, truth)))
            verdict = "" if step == TRAINED else _verdict(like)
            rows.append({"map": name, "fresh": step, "like": float(like), "auroc": found, "verdict": verdict})
        on_step(done + 1, len(steps))
    return sorted(rows, key=lambda row: list(trained).index(row["map"]))  # stable: steps in their order


def _steps(live: LiveModel, seed: int) -> Iterator[tuple[str, LiveModel]]:
    """The trained model, then with more and more fresh weights, then with the labels of other classes."""
    yield TRAINED, live
    weights, device = live.model.state_dict(), next(live.model.parameters()).device
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        fresh = build_model(live.model.config).state_dict()
    for number, step in enumerate(STEPS):
        weights |= {k: v.to(device) for k, v in fresh.items() if k.startswith(f"{step}.")}
        model = build_model(live.model.config).to(device).eval()
        model.load_state_dict(weights)
        yield ("and " if number else "") + step.replace("_", " "), replace(live, model=model)
    if live.label_embeddings is not None:
        moved = live.label_embeddings.roll(1, dims=0)  # (C, D)
        yield SHUFFLED, replace(live, label_embeddings=moved)


def _explained(asked: Asked, live: LiveModel, filenames: Sequence[str]) -> Explanation[np.ndarray]:
    device, parts = next(live.model.parameters()).device, []
    for start in range(0, len(filenames), EXPLAIN_BATCH):
        features = asked.data.features(filenames[start : start + EXPLAIN_BATCH])
        tensors = features.map(lambda x: torch.from_numpy(x).to(device))
        found = explain(live.model, tensors, live.label_embeddings)
        parts.append(found.map(lambda x: x.float().cpu().numpy()))
    return stacked(parts)


def _verdict(like: float) -> str:
    if like >= KEEPS:
        return "stays: says little of these"
    return "is lost: depends on these" if like <= LOSES else "changes in part"
