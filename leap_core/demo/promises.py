"""What removals and attributions promise of an event's seconds, beside what the event's true removal does.

The effect of an event is the p^m of its class in the clip less that in the same clip without it, see
removals.py, where the model claims the class, p^m at least THRESHOLD.  A removal promises the fall of p^m
once the event's seconds are taken away by it, which takes away all else of those seconds too; an attribution
promises the sum of its values over them.

    off     mean distance of the promise from the effect, of those that speak in p
    bias    mean of the promise less the effect
    off_P   mean distance of P^m once seconds are taken away from P^m without the event, over all seconds
    rank    Spearman's correlation of promise and effect

Means are over the claims of a clip, then over clips; intervals resample clips.

Shapes: N clips, K claims, T seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np

from leap_core.data.nothing import nothing_of
from leap_core.demo.removals import Removed
from leap_core.explainers.what_if import what_if
from leap_core.faithfulness.attributions import attributions_of, stacked
from leap_core.faithfulness.localisation import ranks
from leap_core.faithfulness.report import GRADIENTS, through
from leap_core.faithfulness.results import is_whole
from leap_core.faithfulness.scores import LEAVE_ONE_OUT, SHAPLEY
from leap_core.faithfulness.stored import Asked
from leap_core.faithfulness.subsets import leave_one_out, shapley
from leap_core.metrics.intervals import FEWEST, bca
from leap_core.options import NOTHINGS, REMOVALS, THRESHOLD
from leap_core.types import MODALITIES, Features, Modality, Prediction

KEYS = REMOVALS[1]
TRACKS = {("audio",): "sound", ("visual",): "picture", ("audio", "visual"): "both"}
IN_P = (LEAVE_ONE_OUT, SHAPLEY, *GRADIENTS)  # attributions that speak in p


@dataclass(frozen=True)
class Claim:
    """A class that the model claims of a clip in a modality, and what is promised and true of one event."""

    filename: str
    effect: float
    promises: dict[str, float] = field(default_factory=dict)
    off_in_time: dict[str, float] = field(default_factory=dict)  # of P^m, of removals


@dataclass(frozen=True)
class Kept:
    """What one table says: of events taken from the sound, from the picture, or from both."""

    name: str
    clips: int
    claims: int
    effect: float  # mean
    rows: tuple[dict[str, str | float], ...]


def promises(
    asked: Asked,
    removed: Sequence[Removed],
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> list[Kept]:
    """All removals and attributions of a run beside the truth: for sound, for picture, and for both at once.

    `removed` are of the clips of the run, in their order, and rendered.  Shapley values and gradients are
    those of `asked`'s removal.  `on_step` hears the steps done and in all, two a clip.  Raises InputError as
    models do, and where features are missing.
    """
    by_clip = {name: list(some) for name, some in groupby(removed, key=lambda r: r.scene.filename)}
    said = _said(asked, list(by_clip), lambda done: on_step(done, 2 * len(by_clip)))
    claims: dict[str, list[Claim]] = {track: [] for track in TRACKS.values()}
    for row, (name, some) in enumerate(by_clip.items()):
        for track, claim in _claims(asked, name, some, {k: values[row] for k, values in said.items()}):
            claims[track].append(claim)
        on_step(len(by_clip) + row + 1, 2 * len(by_clip))
    return [_kept(track, found) for track, found in claims.items() if found]


def _said(asked: Asked, filenames: Sequence[str], on_clip: Callable[[int], None]) -> dict[str, np.ndarray]:
    """Attributions by name, those of blocks and heads their mean: (N, 2, C, T) each."""
    tables = asked.tables(filenames, lambda done, _: on_clip(done))  # (N, 2, R, C)
    explained = stacked([asked.store.explanation(name) for name in filenames])
    wanted = explained.prediction.clip >= THRESHOLD
    each = []
    for m, modality in enumerate(MODALITIES):
        maps = attributions_of(explained, asked.store.run.maps, modality)
        found = {name: values for name, values in maps.items() if is_whole(name)}
        each.append(found | {LEAVE_ONE_OUT: leave_one_out(tables[:, m]), SHAPLEY: shapley(tables[:, m])})
    whole = {name: np.stack([found[name] for found in each], axis=1) for name in each[0]}
    return whole | through(asked, filenames, wanted)


def _claims(
    asked: Asked, filename: str, removed: Sequence[Removed], said: dict[str, np.ndarray]
) -> Iterator[tuple[str, Claim]]:
    """What is promised and true of one clip's events, with the table that it belongs to."""
    live, features = asked.live, asked.data.features([filename])
    before = live.predict(features)
    in_place: dict[str, Features | None] = {
        choice: nothing_of(choice, asked.data, filename, lambda: asked.statistics).features
        for choice in NOTHINGS
    }
    if live.model.config.decoder.takes_mask:
        in_place[KEYS] = None
    for one in removed:
        without, c = one.features(), one.event.category
        for taken, track in TRACKS.items():
            claimed = [m for m in taken if before.clip[0, MODALITIES.index(m), c] >= THRESHOLD]
            if not set(taken) <= set(one.modalities) or not claimed:
                continue
            true = live.predict(_joined(features, without, taken))
            silence, blank = (one.segments if m in taken else () for m in MODALITIES)
            asked_anew = {k: what_if(live, features, n, silence, blank) for k, n in in_place.items()}
            for modality in claimed:
                m = MODALITIES.index(modality)

                def fall(after: Prediction, m: int = m, c: int = c) -> float:
                    return float(before.clip[0, m, c] - after.clip[0, m, c])

                found = {name: fall(after) for name, after in asked_anew.items()}
                if len(taken) == 1:  # what an attribution says is of the seconds of one modality
                    found |= {k: float(x[m, c, one.segments].sum()) for k, x in said.items()}
                distance = {
                    name: float(np.abs(after.segments[0, m, c] - true.segments[0, m, c]).mean())
                    for name, after in asked_anew.items()
                }
                yield track, Claim(filename, fall(true), found, distance)


def _joined(features: Features, without: Features, taken: Sequence[Modality]) -> Features:
    """The features of a clip with sound, picture or both of another."""
    if "audio" in taken:
        features = replace(features, audio=without.audio)
    if "visual" in taken:
        features = replace(features, visual=without.visual, visual_st=without.visual_st)
    return features


def _kept(track: str, claims: Sequence[Claim]) -> Kept:
    names = list(dict.fromkeys(claim.filename for claim in claims))
    clip = np.array([names.index(claim.filename) for claim in claims])  # (K,)
    weight = 1 / np.bincount(clip)[clip]  # so that each clip counts the same

    def by_clip(values: np.ndarray) -> np.ndarray:
        return np.bincount(clip, weight * values)  # (N,)

    effect = np.array([claim.effect for claim in claims])
    rows = []
    for name in claims[0].promises:
        promise = np.array([claim.promises[name] for claim in claims])
        row: dict[str, str | float] = {"by": name} | dict.fromkeys(
            ("off", "off_low", "off_high", "bias", "off_P"), float("nan")
        )
        if speaks := name in claims[0].off_in_time or name in IN_P:
            off = by_clip(np.abs(promise - effect))
            low, high = bca(off[:, None])
            row |= {"off": float(off.mean()), "off_low": float(low[0]), "off_high": float(high[0])}
            row["bias"] = float(by_clip(promise - effect).mean())
        if speaks and name in claims[0].off_in_time:
            row["off_P"] = float(by_clip(np.array([x.off_in_time[name] for x in claims])).mean())
        rows.append(row | _rank(ranks(promise), ranks(effect), by_clip))
    return Kept(track, len(names), len(claims), float(by_clip(effect).mean()), tuple(rows))


def _rank(x: np.ndarray, y: np.ndarray, by_clip: Callable[[np.ndarray], np.ndarray]) -> dict[str, float]:
    """Correlation of ranks (K,) twice, clips weighing the same, with its interval."""
    parts = np.stack([by_clip(part) for part in (x, y, x * x, y * y, x * y)], axis=-1)  # (N, 5)

    def correlation(means: np.ndarray) -> np.ndarray:  # (..., 5) -> (..., 1)
        a, b, aa, bb, ab = np.moveaxis(means, -1, 0)
        scale = np.sqrt(np.maximum(aa - a * a, 0) * np.maximum(bb - b * b, 0))
        return np.divide(ab - a * b, scale, out=np.zeros_like(scale), where=scale > 0)[..., None]

    here = float(correlation(parts.mean(axis=0))[0])
    if len(parts) < FEWEST:
        return {"rank": here, "rank_low": float("nan"), "rank_high": float("nan")}
    low, high = bca(parts, correlation)
    return {"rank": here, "rank_low": float(low[0]), "rank_high": float(high[0])}
