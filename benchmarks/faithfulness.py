"""How fast all subsets of a clip's seconds are asked, beside what the machine's matrix products can do.

LEAP with MM-Pyr on random weights and features, float32: at demo size, or at full size with --full.  A clip
is 2 x 2^10 questions, all classes at once.  The peak is the best product of two square matrices, in turns
with the model (benchmarks/explain.py).  Two floating-point operations a MAC, and the live MACs of a plain
forward for each question: what is shared between questions makes the share larger.

    python benchmarks/faithfulness.py [--full] [--rounds 5] [--device cpu] [--json]

clip_ms              one clip, seconds taken from the input: what a screen waits for
clip_keys_ms         one clip, seconds masked as keys
demo_seconds         128 clips at that rate
floor_seconds        the same where every question were a plain forward at the peak
"""

from __future__ import annotations

import argparse
import json
import os

import numpy as np
import torch
from explain import FRAMES_PER_SEGMENT, SEGMENTS, SQUARE_SIZES, seconds

import leap_core as lc
from leap_core import presets
from leap_core.complexity import complexity
from leap_core.explainers.what_if import LiveModel
from leap_core.faithfulness.tables import on_device, subset_table

CLIPS = 128
TARGETS = {"clip_ms": 500, "demo_seconds": 60}  # at demo size on two quiet cores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="the published size instead of the demo's")
    parser.add_argument("--rounds", type=int, default=5, help="turns; the best of each counts")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    result = measure(options.full, options.rounds, options.device)
    if options.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        target = f"   at most {TARGETS[name]}" if name in TARGETS and not options.full else ""
        print(f"{name:28} {value:12,.3f}{target}" if isinstance(value, float) else f"{name:28} {value!s:>12}")


def measure(full: bool, rounds: int, device: str) -> dict[str, float | int | str]:
    """Best of `rounds` turns of both kinds of question and of each square product."""
    torch.manual_seed(0)
    config = presets.leap_mm_pyr() if full else presets.small(presets.leap_mm_pyr())
    model = lc.build_model(config).eval()
    live = on_device(LiveModel(model, torch.randn(config.classes, config.label_dim)), device)
    widths = ((1, config.audio_dim), (FRAMES_PER_SEGMENT, config.visual_dim), (1, config.visual_st_dim))
    draw = np.random.default_rng(0)
    features = lc.Features(*(draw.normal(size=(1, SEGMENTS * n, d)).astype(np.float32) for n, d in widths))
    nothing = lc.Features(*(np.zeros((1, n, d), np.float32) for n, d in widths))
    squares = {n: torch.randn(n, n, device=device) for n in SQUARE_SIZES}
    times: dict[str, list[float]] = {"input": [], "keys": []}
    square_seconds = {n: [] for n in SQUARE_SIZES}
    where = torch.device(device)
    for _ in range(rounds):
        times["input"].append(seconds(lambda: subset_table(live, features, nothing), where))
        times["keys"].append(seconds(lambda: subset_table(live, features, None), where))
        for n, x in squares.items():
            square_seconds[n].append(seconds(lambda x=x: x @ x, where))
    peak = max(2 * n**3 / min(taken) for n, taken in square_seconds.items())  # FLOP/s
    whole, questions = complexity(config, SEGMENTS, FRAMES_PER_SEGMENT), 2 * 2**SEGMENTS
    by_input, by_keys = (min(taken) for taken in times.values())
    reached = 2 * questions * whole.total.macs_live / by_input
    return {
        "size": "full" if full else "demo",
        "device": torch.cuda.get_device_name(where) if where.type == "cuda" else where.type,
        "threads": torch.get_num_threads(),
        "load_1_minute": os.getloadavg()[0],
        "clip_ms": 1000 * by_input,
        "clip_keys_ms": 1000 * by_keys,
        "clips_per_second": 1 / by_input,
        "clips_per_second_keys": 1 / by_keys,
        "demo_seconds": CLIPS * by_input,
        "reached_gflops": reached / 1e9,
        "peak_gflops": peak / 1e9,
        "share_of_peak": reached / peak,
        "floor_seconds": CLIPS * 2 * questions * whole.total.macs_live / peak,
    }


if __name__ == "__main__":
    main()
