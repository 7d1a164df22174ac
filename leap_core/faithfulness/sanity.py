"""Whether maps depend on what the model has learnt, or would look the same without.

Weights are replaced by fresh ones from the top down, each step with those before: the decoder, the encoder,
the projections of features (Adebayo et al., NeurIPS 2018).  Labels are permuted: each class has the map of
another, as if it asked with the other's vector.  Where label queries are given they are also replaced by
noise of their mean and spread.  Where a model is at hand that was trained on the labels of other clips (their
second check), its maps are compared as well.  A map that stays as it was says nothing of what was replaced.
One draw tells little, since it may turn a map over as well as keep it: there are several, but of the last.

Shapes: N clips, C classes, T seconds, D label width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from leap_core.checkpoints import load_checkpoint
from leap_core.errors import InputError
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.localisation import auroc, rank_correlation
from leap_core.faithfulness.results import TOP_DOWN, is_whole
from leap_core.faithfulness.steady import explained_by
from leap_core.faithfulness.stored import Asked
from leap_core.model import build_model
from leap_core.options import EXPLAIN_BATCH, THRESHOLD
from leap_core.training_record import read_training
from leap_core.types import MODALITIES

STEPS = ("decoder", "encoder", "front_end")  # top down
DRAWS = 5  # of fresh weights and of noise; of labels, the one 1 to 5 places on
TRAINED, PERMUTED, NOISE = TOP_DOWN[0], "labels, for other classes'", "label queries, by noise"
RETRAINED = "training labels, permuted over clips"
KEEPS, LOSES = 0.5, 0.2  # rank correlation with the trained map: at least, at most


def sanity(
    asked: Asked,
    filenames: Sequence[str],
    seed: int = 0,
    on_step: Callable[[int, int], None] = lambda done, total: None,
    permuted: LiveModel | None = None,
) -> list[dict[str, str | float]]:
    """A row a map and a step: how like the trained one the map still is, and how well it finds the truth.

    `like` is the rank correlation over time, a mean over the pairs that the trained model claims; `auroc` is
    against Y, NaN where that is unknown; both are means over the draws, with standard deviations `_sd`, NaN
    where there is one draw.  Maps are means over blocks and heads.  `on_step` hears models asked and in all.
    Raises InputError as models do.
    """
    truth = asked.truth(filenames)  # (N, 2, C, T), or None
    trained, claims = _maps(asked, asked.live, filenames)
    found: dict[str, dict[str, list[tuple[float, float]]]] = {name: {} for name in trained}
    models = [(TRAINED, asked.live), *_changed(asked.live, seed)]
    if permuted is not None:
        models.append((RETRAINED, permuted))
    for done, (step, live) in enumerate(models):
        maps, _ = _maps(asked, live, filenames)
        for name, values in maps.items():
            like = float(rank_correlation(values, trained[name])[claims].mean())
            found[name].setdefault(step, []).append((like, _found(values, truth)))
        on_step(done + 1, len(models))
    for name, values in trained.items():
        for places in range(1, DRAWS + 1):
            other = np.roll(values, places, axis=2)  # which is to ask with the vector of another class
            like = float(rank_correlation(other, values)[claims].mean())
            found[name].setdefault(PERMUTED, []).append((like, _found(other, truth)))
    return [
        _row(name, step, np.array(draws)) for name, steps in found.items() for step, draws in steps.items()
    ]


def permuted_model(run: Path, of: LiveModel) -> LiveModel:
    """The model that `leap train --permute-labels` left in a run's folder, to be asked as another is.

    Raises InputError where it was trained on labels as they are, or is of another architecture.
    """
    record = read_training(run)
    if record is None or record.train.permuted is None:
        expected = "expected a model trained on permuted labels"
        raise InputError(run, expected, "Train one by `leap train --permute-labels 1`.")
    model = load_checkpoint(run / "checkpoint").eval()
    if model.config != of.model.config:
        raise InputError(run, "it is of another architecture than the run", "Train one of the run's own.")
    return replace(of, model=model.to(next(of.model.parameters()).device))


def _changed(live: LiveModel, seed: int) -> Iterator[tuple[str, LiveModel]]:
    """The model with more and more fresh weights, then with noise for its label queries; each some times."""
    config, device = live.model.config, next(live.model.parameters()).device
    for number in range(len(STEPS)):
        for draw in range(DRAWS):
            with torch.random.fork_rng(devices=()):
                torch.manual_seed(DRAWS * seed + draw)
                model = build_model(config)
            kept = {k: v for k, v in live.model.state_dict().items() if not k.startswith(STEPS[: number + 1])}
            model.load_state_dict(kept, strict=False)
            yield TOP_DOWN[number + 1], replace(live, model=model.to(device).eval())
    if live.label_embeddings is not None:
        vectors = live.label_embeddings.cpu()
        for draw in range(DRAWS):
            noise = torch.Generator().manual_seed(DRAWS * seed + draw)
            like = torch.randn(vectors.shape, generator=noise) * vectors.std() + vectors.mean()
            yield NOISE, replace(live, label_embeddings=like.to(device))


def _maps(
    asked: Asked, live: LiveModel, filenames: Sequence[str]
) -> tuple[Mapping[str, np.ndarray], np.ndarray]:
    """Maps (N, 2, C, T) by name, and what the model claims, bool (N, 2, C)."""
    starts = range(0, len(filenames), EXPLAIN_BATCH)
    batches = (filenames[start : start + EXPLAIN_BATCH] for start in starts)
    whole = stacked([explained_by(live, asked.data.features(batch)) for batch in batches])
    kinds = asked.store.run.maps
    each = [attributions_of(whole, kinds, modality) for modality in MODALITIES]
    names = [name for name in each[0] if is_whole(name)]
    maps = {name: np.stack([found[name] for found in each], axis=1) for name in names}
    return maps, whole.prediction.clip >= THRESHOLD


def _found(values: np.ndarray, truth: np.ndarray | None) -> float:
    return np.nan if truth is None else float(np.nanmean(auroc(values, truth)))


def agreement(asked: Asked, filenames: Sequence[str]) -> list[dict[str, str | float]]:
    """How like the maps of heads and of blocks are: mean rank correlation of every two, over claims.

    A row a kind of map that has heads, and a block or all blocks.
    """
    explained = stacked([asked.store.explanation(name) for name in filenames])
    rows = []
    for kind in (kind for kind in asked.store.run.maps if kind.layered):
        by_modality = [explained.maps[kind.key][m] for m in MODALITIES]  # (N, B, H, C, T) each
        values = np.stack(by_modality, axis=3)  # (N, B, H, 2, C, T)
        claims = explained.prediction.clip >= THRESHOLD  # (N, 2, C)
        maps = np.moveaxis(values, (1, 2), (0, 1))[:, :, claims]  # (B, H, P, T)
        for number, heads in enumerate(maps):
            rows.append({"map": kind.symbol, "of": f"heads of block {number + 1}", "like": _alike(heads)})
        if len(maps) > 1:
            rows.append({"map": kind.symbol, "of": "blocks", "like": _alike(maps.mean(axis=1))})
    return rows


def _alike(maps: np.ndarray) -> float:
    """Mean rank correlation of every two of (K, P, T)."""
    pairs = [rank_correlation(maps[i], maps[j]).mean() for i in range(len(maps)) for j in range(i)]
    return float(np.mean(pairs)) if pairs else 1.0


def _row(name: str, step: str, draws: np.ndarray) -> dict[str, str | float]:
    """Of draws (K, 2), each how like and how true."""
    (like, found), spread = draws.mean(axis=0).tolist(), draws.std(axis=0)
    like_sd, found_sd = spread.tolist() if len(draws) > 1 else (np.nan, np.nan)
    figures = {"like": like, "like_sd": like_sd, "auroc": found, "auroc_sd": found_sd}
    return {"map": name, "fresh": step, **figures, "verdict": "" if step == TRAINED else _verdict(like)}


def _verdict(like: float) -> str:
    if like >= KEEPS:
        return "stays: says little of these"
    return "is lost: depends on these" if like <= LOSES else "changes in part"
