"""How fast 1,200 clips are scored, against a plain loop over clips, classes and events.

    python benchmarks/metrics.py [--clips 1200] [--rounds 20] [--json]

The loop counts as the metrics are defined, one class of one clip at a time, as evaluation scripts of the
field do; it gives the same scores, which the benchmark checks.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from leap_core.metrics import compare, evaluate

CLASSES, SEGMENTS = 25, 10
LOOP_ROUNDS = 3  # a turn takes a second
TARGETS = {"vectorised_ms": 26, "speed_up": 50, "compare_ms": 1000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=1200)
    parser.add_argument("--rounds", type=int, default=20, help="turns of the vectorised scores")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    result = measure(options.clips, options.rounds)
    if options.json:
        print(json.dumps(result | {"targets": TARGETS}))
        return
    for name, value in result.items():
        target = f"   target {TARGETS[name]}" if name in TARGETS else ""
        print(f"{name:20} {value:>12{',.2f' if isinstance(value, float) else ','}}{target}")


def measure(clips: int, rounds: int) -> dict[str, int | float]:
    """Best time of the vectorised scores and of the loop, on grids as busy as LLP's."""
    predictions, truth = _grids(clips)
    scores, vectorised = _best(lambda: evaluate(predictions, truth).per_clip, rounds)
    reference, loop = _best(lambda: loop_scores(predictions, truth), LOOP_ROUNDS)
    if not np.allclose(scores, reference, rtol=0, atol=1e-12):
        raise SystemExit("the two ways disagree")
    return {
        "clips": clips,
        "vectorised_ms": 1e3 * vectorised,
        "loop_ms": 1e3 * loop,
        "speed_up": loop / vectorised,
        "compare_ms": 1e3 * _best(lambda: compare(*np.random.default_rng(1).random((2, clips, 11))), 5)[1],
    }


def loop_scores(predictions: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """F1 of bool (N, 2, C, T) grids by a plain loop: (N, 8), columns as leap_core.metrics.COLUMNS."""
    rows = []
    for found, true in zip(predictions, truth, strict=True):
        row = []
        for count in (_segments, _events):
            tracks = [(found[0], true[0]), (found[1], true[1]), (found[0] & found[1], true[0] & true[1])]
            counts = [[count(f, t) for f, t in zip(*track, strict=True)] for track in tracks]
            row += [_f1(track) for track in counts]
            row.append(_f1([tuple(np.add(a, v)) for a, v in zip(counts[0], counts[1], strict=True)]))
        rows.append(row)
    return np.array(rows)


def _best(call: Callable[[], np.ndarray], rounds: int) -> tuple[np.ndarray, float]:
    """What a call gives, and the seconds of the quickest of `rounds` turns."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return result, min(times)


def _grids(clips: int) -> tuple[np.ndarray, np.ndarray]:
    """Truth of one or two classes a clip and modality, one run each; predictions are off here and there."""
    rng = np.random.default_rng(0)
    truth = np.zeros((clips, 2, CLASSES, SEGMENTS), bool)
    for clip in truth:
        for modality in clip:
            for category in rng.choice(CLASSES, rng.integers(1, 3), replace=False):
                onset, offset = np.sort(rng.choice(SEGMENTS + 1, 2, replace=False))
                modality[category, onset:offset] = True
    active = truth.any(axis=(1, 3))[:, None, :, None] | (rng.random((clips, 1, CLASSES, 1)) < 0.02)
    return truth ^ (active & (rng.random(truth.shape) < 0.15)), truth


def _segments(found: np.ndarray, true: np.ndarray) -> tuple[int, int]:
    """Hits and errors of one class."""
    hits = errors = 0
    for f, t in zip(found, true, strict=True):
        hits += bool(f and t)
        errors += bool(f != t)
    return hits, errors


def _events(found: np.ndarray, true: np.ndarray) -> tuple[int, int]:
    predicted, wanted = _runs(found), _runs(true)
    hit = [any(_iou(p, w) >= 0.5 for w in wanted) for p in predicted]
    missed = [not any(_iou(p, w) >= 0.5 for p in predicted) for w in wanted]
    return sum(hit), len(hit) - sum(hit) + sum(missed)


def _runs(row: np.ndarray) -> list[set[int]]:
    runs: list[set[int]] = []
    for t in np.flatnonzero(row).tolist():
        if runs and t - 1 in runs[-1]:
            runs[-1].add(t)
        else:
            runs.append({t})
    return runs


def _iou(a: set[int], b: set[int]) -> float:
    return len(a & b) / len(a | b)


def _f1(counts: list[tuple[int, int]]) -> float:
    scores = [2 * hits / (2 * hits + errors) for hits, errors in counts if hits + errors]
    return sum(scores) / len(scores) if scores else 1.0


if __name__ == "__main__":
    main()
