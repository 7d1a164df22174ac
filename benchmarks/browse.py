"""How fast a million clips are filtered, sorted and paged, and in how much memory.

    python benchmarks/browse.py [--clips 1000000] [--rounds 10] [--folder build/browse] [--json]

Makes the facts of a made-up split and two made-up runs, by the code that the dashboard uses, once; then asks
for pages of 24 clips in a process of its own, whose largest memory is given.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from leap_core.browse import PRESETS, Index, Rule, find_page
from leap_core.browse.facts import clip_facts, run_facts
from leap_core.browse.index import write_facts
from leap_core.categories import CATEGORIES

SEGMENTS, PAGE, CHUNK = 10, 24, 8192
TARGETS = {"p95_ms": 150, "peak_mb": 500}
LASSO = 250  # ms, p95 of that rule alone
RULES = {
    "all": Rule(),
    **{name.format("1", "2"): rule for name, rule in PRESETS.items()},
    "text": Rule(text="77_0"),
    "two classes, heard": Rule(classes=("Speech", "Dog"), every=True, modality="audio", sort="overlapping"),
    "any of three, overlapping": Rule(classes=CATEGORIES[:3], overlapping=(3, None), sort="agreement"),
    "1 right, 2 wrong": Rule(solved=(), sort="difference", descending=True),
    "1 right, 2 wrong on a class": Rule(solved=("Speech",), metric="segment_type", sort="1"),
    "off-screen, confused": Rule(off_screen=True, makes_b=("confused_class",), sort="2", descending=True),
    "lasso": Rule(
        region=tuple((50 + 40 * np.cos(x), 50 + 40 * np.sin(x)) for x in np.linspace(0, 6, 40)), sort="2"
    ),
    "starred": Rule(starred=True, sort="filename"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clips", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=10, help="times that each page is asked for")
    parser.add_argument("--folder", type=Path, default=Path("build/browse"), help="where the facts are kept")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--ask", action="store_true", help="only ask, in this process")
    options = parser.parse_args()
    index = _index(options.folder, options.clips)
    if options.ask:
        print(json.dumps(ask(index, options.clips, options.rounds)))
        return
    if not index.runs["2"].exists():
        start = time.perf_counter()
        make(index, options.clips)
        print(f"made the facts in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    command = [sys.executable, __file__, "--ask", *sys.argv[1:]]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    result["facts_mb"] = sum(p.stat().st_size for p in (index.clips, *index.runs.values())) / 1e6
    if options.json:
        print(json.dumps(result | {"targets": TARGETS}))
        return
    for name, value in result.items():
        if isinstance(value, dict):
            for rule, row in value.items():
                times = f"{row['median_ms']:8.1f} ms median {row['p95_ms']:8.1f} ms p95"
                target = LASSO if rule == "lasso" else TARGETS["p95_ms"]
                print(f"{rule:30} {row['clips']:>10,} clips {times}   target {target}")
        else:
            target = f"   target {TARGETS[name]}" if name in TARGETS else ""
            print(f"{name:20} {value:>12,.1f}{target}")


def ask(index: Index, clips: int, rounds: int) -> dict:
    """Milliseconds of a first, a deep and a middle page of every rule, in turn, and the peak of memory."""
    starred = [_name(i) for i in range(0, clips, max(1, clips // 200))]
    first = time.perf_counter()
    find_page(index, Rule(), None, 0, PAGE)
    first = time.perf_counter() - first
    rows, every = {}, []  # times of all rules but the lasso
    counts = {
        name: find_page(index, rule, starred if rule.starred else None, 0, PAGE).count
        for name, rule in RULES.items()
    }
    took: dict[str, list[float]] = {name: [] for name in RULES}
    for number in range(rounds):
        for name, rule in RULES.items():
            start = time.perf_counter()
            find_page(index, rule, starred if rule.starred else None, PAGE * (number * 7), PAGE)
            took[name].append(1e3 * (time.perf_counter() - start))
    for name, times in took.items():
        every += times if name != "lasso" else []
        rows[name] = {
            "clips": counts[name],
            "median_ms": np.median(times),
            "p95_ms": np.percentile(times, 95),
        }
    return {
        "clips": clips,
        "first_page_ms": 1e3 * first,
        "median_ms": np.median(every),
        "p95_ms": np.percentile(every, 95),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rules": rows,
    }


def make(index: Index, clips: int) -> None:
    """Facts of a truth of about three events a clip, and of two runs that miss and add some."""
    index.clips.parent.mkdir(parents=True, exist_ok=True)
    write_facts(
        index.clips, (clip_facts(names, truth, weak, rows[0]) for rows, names, truth, weak in _truth(clips))
    )
    for number, path in enumerate(index.runs.values()):
        write_facts(path, _facts(clips, number))


def _facts(clips: int, number: int) -> Iterator[pa.Table]:
    for rows, _, truth, _ in _truth(clips):
        decided = _decided(truth, rows[0], number)
        yield run_facts(rows, decided, decided, truth)


def _truth(clips: int) -> Iterator[tuple[np.ndarray, list[str], np.ndarray, np.ndarray]]:
    for start in range(0, clips, CHUNK):
        rows = np.arange(start, min(clips, start + CHUNK))
        truth = _events(np.random.default_rng((1, start)), len(rows), 3)
        yield rows, [_name(i) for i in rows], truth, truth.any(axis=(1, 3))


def _decided(truth: np.ndarray, start: int, number: int) -> np.ndarray:
    draw = np.random.default_rng((2, number, start))
    kept = truth & (draw.random(truth.shape[:3]) < 0.8)[..., None]
    return kept | _events(draw, len(truth), 1)


def _events(draw: np.random.Generator, clips: int, most: int) -> np.ndarray:
    """Up to `most` events in each modality of each clip: bool (N, 2, C, T)."""
    grid = np.zeros((clips, 2, len(CATEGORIES), SEGMENTS), bool)
    seconds = np.arange(SEGMENTS)
    for _ in range(most):
        category = draw.integers(len(CATEGORIES), size=(clips, 2))
        onset, length = draw.integers(SEGMENTS, size=(2, clips, 2))
        there = (seconds >= onset[..., None]) & (seconds < (onset + length)[..., None])  # (N, 2, T)
        np.put_along_axis(grid, category[..., None, None], there[:, :, None], axis=2)
    return grid


def _name(row: int) -> str:
    return f"v{row:010}_0_10"


def _index(folder: Path, clips: int) -> Index:
    paths = {name: folder / f"{name}-{clips}.parquet" for name in ("clips", "1", "2")}
    return Index(paths.pop("clips"), paths, CATEGORIES, SEGMENTS)


if __name__ == "__main__":
    main()
