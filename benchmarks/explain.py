"""How fast `lc.explain` runs at full size, as a share of what the machine's matrix products can do.

LEAP with MM-Pyr at full width on random weights and features, float32.  The peak is the best float32
product of two square matrices, measured in turns with the model, so that both meet the same machine.
Only live MACs count, at two floating-point operations each.

    python benchmarks/explain.py [--batch 64] [--rounds 10] [--device cpu] [--json]
    python benchmarks/explain.py --clips 768    # also `leap explain` as a whole, in fp32 and bf16

behind_percent       how far the batches of `leap explain`, read and stored, are behind the model alone, which
                     explains as many batches before and after; at most 5
whole_seconds        all of it, with the checkpoint read and the store joined, hashed and scored
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from features import checkpoint, make

import leap_core as lc
from leap_core.complexity import count_macs
from leap_core.data.pack import pack_dataset
from leap_core.explainers.dataset import explain_dataset
from leap_core.explainers.precision import in_bf16
from leap_core.options import PRECISION, PRECISIONS, Precision

SQUARE_SIZES = (1024, 2048, 4096)
SEGMENTS, FRAMES_PER_SEGMENT = 10, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--batch", type=int, default=64, help="clips a call")
    parser.add_argument("--rounds", type=int, default=10, help="turns; the best of each counts")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--clips", type=int, default=0, help="of `leap explain`; 0 leaves it out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    device = torch.device(options.device)
    result = measure(options.batch, options.rounds, device)
    for precision in PRECISIONS if options.clips else ():
        result |= measure_whole(options.batch, options.clips, device, precision)
    if options.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:28} {value:12,.3f}" if isinstance(value, float) else f"{name:28} {value!s:>12}")


def measure(batch: int, rounds: int, device: torch.device) -> dict[str, float | int | str]:
    """Best of `rounds` turns of the model and of each square product."""
    torch.manual_seed(0)
    explain = explainer(batch, device)
    macs = count_macs(explainer(batch, torch.device("meta")))["Global"]
    squares = {n: torch.randn(n, n, device=device) for n in SQUARE_SIZES}
    model_seconds, square_seconds = [], {n: [] for n in SQUARE_SIZES}
    for _ in range(rounds):
        model_seconds.append(seconds(explain, device))
        for n, x in squares.items():
            square_seconds[n].append(seconds(lambda x=x: x @ x, device))
    peak = max(2 * n**3 / min(times) for n, times in square_seconds.items())  # FLOP/s
    reached = 2 * macs / min(model_seconds)
    return {
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "threads": torch.get_num_threads(),
        "batch": batch,
        "live_mmacs_per_clip": macs / batch / 1e6,
        "seconds_per_batch": min(model_seconds),
        "clips_per_second": batch / min(model_seconds),
        "reached_gflops": reached / 1e9,
        "peak_gflops": peak / 1e9,
        "share_of_peak": reached / peak,
    }


def measure_whole(
    batch: int, clips: int, device: torch.device, precision: Precision
) -> dict[str, float | int | str]:
    """`leap explain` over packed random features, between two turns of the model alone."""
    alone = explainer(batch, device, precision)

    def turn() -> float:
        with torch.autocast(device.type, torch.bfloat16, enabled=precision == "bf16"):
            return sum(seconds(alone, device) for _ in range(clips // batch))

    with tempfile.TemporaryDirectory() as folder:
        root, times = Path(folder), []
        data = make(root / "data", clips)
        pack_dataset(root / "data")
        checkpoint(root / "checkpoint")
        turn()
        before, start = turn(), time.perf_counter()
        store = explain_dataset(
            root / "checkpoint",
            data,
            root / "run",
            batch_size=batch,
            device=device.type,
            on_clip=lambda done, total: times.append(time.perf_counter()),
            precision=precision,
        )
        whole = time.perf_counter() - start
        pure = (before + turn()) / 2
    found = {
        "load": os.getloadavg()[0],
        "pure_clips_per_second": clips / pure,
        "explain_clips_per_second": clips / (times[-1] - times[0]),
        "behind_percent": 100 * (times[-1] - times[0] - pure) / pure,
        "whole_seconds": whole,
        **{name: value for name, value in store.run.deviation.items() if name[:2] in ("P ", "A ")},
    }
    return {f"{precision} {name}": value for name, value in found.items()}


def explainer(batch: int, device: torch.device, precision: Precision = PRECISION) -> Callable[[], object]:
    """Full-size LEAP and `batch` random clips on `device`, ready to explain."""
    config = lc.presets.leap_mm_pyr()
    with device:
        model = lc.build_model(config).eval()
        features = lc.Features(
            audio=torch.randn(batch, SEGMENTS, config.audio_dim),
            visual=torch.randn(batch, SEGMENTS * FRAMES_PER_SEGMENT, config.visual_dim),
            visual_st=torch.randn(batch, SEGMENTS, config.visual_st_dim),
        )
        labels = torch.randn(config.classes, config.label_dim)
    model = in_bf16(model) if precision == "bf16" else model
    return lambda: lc.explain(model, features, labels)


def seconds(call: Callable[[], object], device: torch.device) -> float:
    """Wall-clock time of one call, finished on the device."""
    start = time.perf_counter()
    call()
    if device.type != "cpu":
        torch.accelerator.synchronize(device)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
