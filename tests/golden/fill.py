"""Deterministic weights and inputs behind the golden files in this folder.

Every tensor of a state dict is drawn from its own generator, seeded with the
CRC-32 of "<seed>:<key>", so the weights need not be stored.  Scale: tensors of
two or more dimensions are N(0, 1/fan_in) with fan_in = prod(shape[1:]); one-
dimensional "...norm...weight" tensors are 1 + 0.1 N(0, 1); all other vectors
are 0.1 N(0, 1).  Aliased tensors (the MM-Pyr temporal blocks register the same
convolution as `conv1`/`conv2` and as `net.0`/`net.2`) take the `net.*` draw.
"""

from __future__ import annotations

import re
import zlib

import numpy as np

ALIASES = ((r"\.conv1\.", ".net.0."), (r"\.conv2\.", ".net.2."))


def draw(key: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """One float32 tensor of `shape` for state-dict key `key`."""
    for pattern, name in ALIASES:
        if "network." in key:
            key = re.sub(pattern, name, key)
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(f"{seed}:{key}".encode())))
    x = rng.standard_normal(shape).astype(np.float32)
    if len(shape) >= 2:
        return x / np.float32(np.sqrt(np.prod(shape[1:])))
    if "norm" in key and key.endswith("weight"):
        return 1 + np.float32(0.1) * x
    return np.float32(0.1) * x


def fill(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, np.ndarray]:
    """A whole state dict of float32 arrays for `{key: shape}`."""
    return {k: draw(k, tuple(s), seed) for k, s in shapes.items()}


def inputs(batch: int, seed: int, label_dim: int = 300) -> dict[str, np.ndarray]:
    """LLP-shaped inputs: audio (B,10,128), visual (B,80,2048), visual_st (B,10,512), labels (25,D)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    normal = lambda *s: rng.standard_normal(s).astype(np.float32)  # noqa: E731
    return {
        "audio": normal(batch, 10, 128),
        "visual": np.abs(normal(batch, 80, 2048)),
        "visual_st": np.abs(normal(batch, 10, 512)),
        "labels": normal(25, label_dim) * np.float32(0.4),
    }
