"""Explanations -> what the clip screen draws: plain JSON, no torch.

Notation follows the paper (ECCV 2024): Y^m truth, A^lm cross-modal attention of the label queries over
time, P^m segment probabilities; m is audio or visual.

Shapes: N clips, C classes, T segments of a clip, L blocks, H heads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from leap_core.categories import display_name
from leap_core.colours import class_looks
from leap_core.data.dataset import Dataset
from leap_core.data.events import overlapping
from leap_core.maps import ASKED, DIFFERENCE
from leap_core.metrics import SCORES, binarise, evaluate
from leap_core.options import GATE, THRESHOLD
from leap_core.parts import known_kinds
from leap_core.runs.names import short_names
from leap_core.runs.store import Store
from leap_core.types import MODALITIES, Explanation, Prediction, Run

DECIMALS = 4  # of maps; they are float16 in stores


def clip_view(
    dataset: Dataset, filename: str, stores: Mapping[str, Store], further: Collection[str] = ()
) -> dict[str, Any]:
    """All that the clip screen draws of a clip and its runs (`{"1": store, "2": store}`), JSON-ready.

    Runs are compared but for those in the slots `further`, which change neither names nor looks of the rest.
    Nothing in it depends on a threshold or a gate: the screen decides those.  Class x time arrays are lists
    (C, T); maps of a run are by the key of their kind and (L, H, C, T), L = H = 1 where it is not layered.
    Raises InputError where the data set or a run lacks the clip, or a run is of other classes or
    segments.
    """
    t = dataset.segments_of(filename)
    labels, row = dataset.annotations, dataset.index(filename)
    known = (
        labels.grid if labels.truth is None else labels.truth
    )  # of both at once alone, both modalities have it
    truth = np.broadcast_to(known[row], labels.grid[row].shape)[..., :t]  # (2, C, T)
    for store in stores.values():
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    runs = {slot: store.run for slot, store in stores.items()}
    compared = {slot: store for slot, store in stores.items() if slot not in further}
    short = short_names(runs) | short_names({slot: runs[slot] for slot in compared})
    kinds = known_kinds(run.maps for run in runs.values())  # others too: a link may ask for them
    return {
        "clip": {
            "filename": filename,
            "id": dataset.id_of(filename),
            "dataset": dataset.name,
            "split": dataset.split,
            "synthetic": dataset.synthetic,
            "dense": labels.dense,
            "joint": labels.joint is not None,
        },
        "segments": t,
        "segment_seconds": dataset.segment_seconds,
        "classes": classes_view(dataset, compared.values()),
        "kinds": [asdict(kind) for kind in (*kinds.values(), DIFFERENCE, *ASKED)],
        "truth": {m: truth[i].astype(int).tolist() for i, m in enumerate(MODALITIES)},
        "runs": [
            {
                **{"slot": slot, "short": short[slot], "compared": slot in compared},
                **_run_view(store.run, store.explanation(filename).first(t)),
            }
            for slot, store in stores.items()
        ],
    }


def classes_view(dataset: Dataset, stores: Iterable[Store]) -> list[dict[str, Any]]:
    """Index, name, display name and look of each class beside these runs."""
    looks = class_looks(dataset, stores)
    return [
        {"index": c, "name": name, "display": display_name(name), **asdict(look)}
        for c, (name, look) in enumerate(zip(dataset.categories, looks, strict=True))
    ]


def probability_view(prediction: Prediction, row: int = 0) -> dict[str, Any]:
    """Probabilities of one clip of a batch, exact: a browser's threshold decides as `binarise` does."""
    segments, clip = prediction.segments[row], prediction.clip[row]  # (2, C, T), (2, C)
    either = prediction.video_prob[row].tolist()
    return {
        "probability": {m: segments[i].tolist() for i, m in enumerate(MODALITIES)},
        "clip_probability": {m: clip[i].tolist() for i, m in enumerate(MODALITIES)} | {"either": either},
    }


@dataclass(frozen=True)
class Opening:
    """The clip that a screen opens with, and how it was chosen, in a sentence."""

    filename: str
    how: str


def opening(dataset: Dataset, a: Store, b: Store) -> Opening:
    """The clip whose segment Type@AV differs most between two runs, whichever is better.

    Looks at clips of both runs where two events of a modality share a second, or at all clips of both where
    there are none; without labels by segment or a common clip it is the first of the split.  Raises
    InputError where a run is of other classes or segments.
    """
    rows = [{name: row for row, name in enumerate(store.filenames)} for store in (a, b)]
    names = [n for n in dataset.annotations.filenames if n in rows[0] and n in rows[1]]
    for store in (a, b):
        store.check_fit(dataset.name, dataset.categories, dataset.segments)
    if not names or not dataset.annotations.dense:
        return Opening(dataset.annotations.filenames[0], "")
    truth = dataset.annotations.grid[[dataset.index(n) for n in names]]  # (N, 2, C, T)
    decided = [binarise(s.prediction)[[row[n] for n in names]] for s, row in zip((a, b), rows, strict=True)]
    ours, theirs = (evaluate(grid, truth).scores[:, SCORES.index("segment_type")] for grid in decided)
    crowded = overlapping(truth)
    among = crowded if crowded.any() else np.ones_like(crowded)
    where = " with overlapping events" if crowded.any() else ""
    how = (
        f"Opening clip: of the {among.sum():,}{where} the one where the runs differ most in segment Type@AV, "
        f"either way ({GATE} gate, threshold {THRESHOLD:g})."
    )
    return Opening(names[int(np.argmax(np.where(among, np.abs(ours - theirs), -1)))], how)


def _run_view(run: Run, explanation: Explanation) -> dict[str, Any]:
    return {
        "name": run.name,
        "title": run.title,
        "chosen": [{k: getattr(c, k) for k in ("gate", "threshold", "score", "beside")} for c in run.chosen],
        **probability_view(explanation.prediction),
        "maps": {key: {m: _numbers(x[0]) for m, x in maps.items()} for key, maps in explanation.maps.items()},
    }


def _numbers(array: np.ndarray) -> list:
    return np.round(array.astype(np.float64), DECIMALS).tolist()
