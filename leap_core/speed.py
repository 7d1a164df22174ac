"""How fast a model is on this machine: latency of one clip, throughput of many.

Shapes: B clips, T segments, S frames a segment.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import torch

from leap_core.config import ModelConfig
from leap_core.model import build_model
from leap_core.types import Features

_ROUNDS, _WARM = 7, 2
MANY = 64  # clips of a batch


@dataclass(frozen=True)
class Speed:
    """The median of some rounds."""

    latency_ms: float  # of one clip alone
    clips_a_second: float  # in batches of MANY
    device: str
    threads: int


@torch.inference_mode()
def measure(
    config: ModelConfig, segments: int = 10, frames_per_segment: int | None = None, device: str = "cpu"
) -> Speed:
    """Time the forward pass of an untrained model of `config` on random features.

    What the weights are makes no difference to the time.
    """
    model = build_model(config).eval().to(device)
    labels = torch.randn(config.classes, config.label_dim, device=device)

    def seconds(batch: int) -> float:
        shapes = config.feature_shapes(batch, segments, frames_per_segment or config.front_end.frames)
        features = Features(**{name: torch.randn(shape, device=device) for name, shape in shapes.items()})
        times = []
        for _ in range(_WARM + _ROUNDS):
            _wait(device)
            start = time.perf_counter()
            model(features, labels)
            _wait(device)
            times.append(time.perf_counter() - start)
        return sorted(times[_WARM:])[_ROUNDS // 2]

    return Speed(1e3 * seconds(1), MANY / seconds(MANY), device, torch.get_num_threads())


def _wait(device: str) -> None:
    if device.startswith("cuda"):
        torch.cuda.synchronize()
