"""Explanations -> what the clip screen draws: plain JSON, no torch.

Notation follows the paper (ECCV 2024): Y^m truth, A^lm cross-modal attention of the label queries over
time, P^m segment probabilities; m is audio or visual.

Shapes: N clips, C classes, T segments, L blocks, H heads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from leap_core.categories import display_name
from leap_core.data.dataset import Dataset
from leap_core.data.events import grid_to_events, overlapping
from leap_core.data.llp import ID_LENGTH
from leap_core.explanation.store import Store
from leap_core.metrics import METRICS, binarise, evaluate
from leap_core.types import MODALITIES, Explanation, Prediction, Run

THRESHOLD, GATE = 0.5, "global"
DECIMALS = 4
_GOLDEN_ANGLE = 137.508  # degrees: neighbours in class order get hues far apart


def clip_view(
    dataset: Dataset,
    filename: str,
    stores: Mapping[str, Store],
    threshold: float = THRESHOLD,
    gate: str = GATE,
) -> dict[str, Any]:
    """All that the clip screen shows of a clip and its runs (`{"A": store, "B": store}`), JSON-ready.

    Class x time arrays are lists (C, T); events are (onset, offset) in seconds, by class.  Raises
    InputError where the data set or a run lacks the clip, or a run is of other classes or segments.
    """
    truth = dataset.annotations.grid[dataset.index(filename)]  # (2, C, T)
    for store in stores.values():
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    explanations = [store.explanation(filename) for store in stores.values()]
    decisions = [binarise(e.prediction, threshold, gate)[0] for e in explanations]  # (2, C, T) each
    active = np.any([truth, *decisions], axis=(0, 1, 3))  # (C,)
    ungated = [binarise(e.prediction, threshold, "none")[0] for e in explanations]
    second = dataset.segment_seconds
    return {
        "clip": {
            "filename": filename,
            "id": filename[:ID_LENGTH],
            "dataset": dataset.name,
            "split": dataset.split,
            "synthetic": dataset.synthetic,
            "dense": dataset.annotations.dense,
        },
        "segments": dataset.segments,
        "segment_seconds": second,
        "threshold": threshold,
        "gate": gate,
        "classes": [
            {
                "index": c,
                "name": name,
                "display": display_name(name),
                "hue": round(c * _GOLDEN_ANGLE % 360, 1),
                "active": bool(active[c]),
            }
            for c, name in enumerate(dataset.categories)
        ],
        "truth": {m: truth[i].astype(int).tolist() for i, m in enumerate(MODALITIES)},
        "truth_events": _events(truth, second),
        "runs": [
            {
                "slot": slot,
                **_run_view(store.run, explanation, decision, second),
                "shut_out": _shut_out(explanation.prediction, (free & ~decision).any(axis=(0, 2)) & active),
            }
            for (slot, store), explanation, decision, free in zip(
                stores.items(), explanations, decisions, ungated, strict=True
            )
        ],
        "found_by_first_only": _found_by_first_only(truth, decisions, second),
        "scores": _scores(decisions, truth) if dataset.annotations.dense else [],
    }


def showcase(dataset: Dataset, a: Store, b: Store, threshold: float = THRESHOLD, gate: str = GATE) -> str:
    """Name of the clip where run `a` gains most over `b`: mean of the eight F1 scores of a clip.

    Looks at clips of both runs where two events of a modality share a second, or at all clips of both where
    there are none.  Raises InputError where a run is of other classes or segments.
    """
    rows = [{name: row for row, name in enumerate(store.filenames)} for store in (a, b)]
    names = [n for n in dataset.annotations.filenames if n in rows[0] and n in rows[1]]
    if not names:
        return dataset.annotations.filenames[0]
    truth = dataset.annotations.grid[[dataset.index(n) for n in names]]  # (N, 2, C, T)
    f1 = []
    for store, row in zip((a, b), rows, strict=True):
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
        decisions = binarise(store.prediction, threshold, gate)[[row[n] for n in names]]
        f1.append(evaluate(decisions, truth).per_clip.mean(axis=1))  # (N,)
    gain = f1[0] - f1[1]
    return names[int(np.argmax(np.where(overlapping(truth), gain, gain.min() - 1)))]


def _run_view(run: Run, explanation: Explanation, decision: np.ndarray, second: float) -> dict[str, Any]:
    prediction = explanation.prediction
    segment_probs = {"audio": prediction.audio_segment_prob, "visual": prediction.visual_segment_prob}
    return {
        "name": run.name,
        "title": run.title,
        "decoder": run.decoder,
        "probability": {m: _numbers(p[0].T) for m, p in segment_probs.items()},  # (T, C) -> (C, T)
        "attention": {m: _numbers(a[0, -1].mean(axis=0)) for m, a in explanation.mixing.items()},
        "attention_caption": f"block {run.blocks}, mean of {run.heads} heads" if run.blocks else "",
        "events": _events(decision, second),
    }


def _events(grid: np.ndarray, second: float) -> Mapping[str, list[list[list[float]]]]:
    """Events of a bool (2, C, T) grid: modality -> class -> [onset, offset], seconds."""
    view: dict[str, list[list[list[float]]]] = {m: [[] for _ in grid[0]] for m in MODALITIES}
    for m, rows in zip(MODALITIES, grid, strict=True):
        for event in grid_to_events(rows, second):
            view[m][event.category].append([event.onset, event.offset])
    return view


def _shut_out(prediction: Prediction, classes: np.ndarray) -> list[dict[str, Any]]:
    """Those of bool (C,) `classes`, whose segments pass the threshold but not the gate, with the clip's p."""
    p = prediction.video_prob[0]  # (C,)
    return [{"class": c, "p": round(float(p[c]), 3)} for c in np.flatnonzero(classes).tolist()]


def _found_by_first_only(
    truth: np.ndarray, decisions: Sequence[np.ndarray], second: float
) -> list[dict[str, Any]]:
    """True events that the first of two runs finds for the most part and the second does not."""
    if len(decisions) < 2:
        return []
    found = []
    for m, modality in enumerate(MODALITIES):
        for event in grid_to_events(truth[m]):
            segments = slice(int(event.onset), int(event.offset))
            shares = [d[m, event.category, segments].mean() for d in decisions]
            if shares[0] >= 0.5 > shares[1]:
                times = {"onset": event.onset * second, "offset": event.offset * second}
                found.append({"modality": modality, "class": event.category, **times})
    return found


def _scores(decisions: Sequence[np.ndarray], truth: np.ndarray) -> list[dict[str, Any]]:
    """The ten scores of the clip, percent: level and track with one F1 a run."""
    tables = [evaluate(d[None], truth[None]).table for d in decisions]
    rows = []
    for metric in METRICS:
        level, _, track = metric.partition("_")
        rows.append({"level": level, "track": track, "f1": [round(table[metric], 1) for table in tables]})
    return rows


def _numbers(array: np.ndarray) -> list[list[float]]:
    return np.round(array.astype(np.float64), DECIMALS).tolist()
