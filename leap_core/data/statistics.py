"""What the features of a split are usually like, and how unusual a segment is beside them.

A segment's z in one feature is its distance from the mean in standard deviations; its z in sound or picture
is the root mean square over the features of that modality, about 1 for segments of the split.  Features that
never vary in the split are left out.  Each segment is looked at by itself: whether it is usual after the one
before is not asked.

Shapes: N clips, B of a question, T segments, S frames a segment, D width of a kind of features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from leap_core.data.dataset import Dataset
from leap_core.errors import InputError, reason
from leap_core.files import write_bytes
from leap_core.types import Features

FEATURES = "features.safetensors"  # file of a run's `training` folder
_READ = 256  # clips read from disk at once
_KINDS = ("audio", "visual", "visual_st")
_OF = (_KINDS[:1], _KINDS[1:])  # kinds of features, by modality
_ANEW = "Delete it: what is said then is of the split at hand.  Training the run anew writes it again."


@dataclass(frozen=True)
class FeatureStatistics:
    """Mean and standard deviation of every feature over the segments of a split, frames pooled."""

    source: str  # which data: "LLP, train"
    mean: Features  # (D,) each
    deviation: Features  # (D,) each
    percentiles: np.ndarray  # (2, 101) 0th to 100th of the split's own z, sound and picture

    @classmethod
    def measure(cls, features: Features, source: str) -> Self:
        """Of features as `read_pooled` gives them: (N, T, D) each."""
        parts = [features.map(lambda x, i=i: x[i : i + _READ]) for i in range(0, len(features.audio), _READ)]
        mean = features.map(lambda x: x.mean(axis=(0, 1), dtype=np.float64).astype(np.float32))
        deviation = Features(*(_deviation([getattr(p, k) for p in parts], getattr(mean, k)) for k in _KINDS))
        made = cls(source, mean, deviation, np.empty((2, 0), np.float32))
        z = np.concatenate([made.z(part) for part in parts])  # (N, 2, T)
        return replace(made, percentiles=np.percentile(z, np.arange(101), axis=(0, 2)).T.astype(np.float32))

    def z(self, features: Features) -> np.ndarray:
        """How unusual the sound and the picture of each segment are, (B, 2, T); any number of frames."""
        clips, segments, _ = features.audio.shape
        squares = {}
        for kind in _KINDS:
            x, mean, deviation = (getattr(f, kind) for f in (features, self.mean, self.deviation))
            x, varies = x.reshape(clips, segments, -1, x.shape[-1]).mean(axis=2), deviation > 0
            squares[kind] = ((x - mean)[..., varies] / deviation[varies]) ** 2  # (B, T, D that vary)
        parts = [np.concatenate([squares[kind] for kind in kinds], axis=-1) for kinds in _OF]
        return np.stack([np.sqrt(x.mean(axis=-1)) if x.shape[-1] else x.sum(axis=-1) for x in parts], axis=1)

    def share_below(self, z: float, modality: int) -> float:
        """Percentage of the split's segments that are less unusual than `z`, from 0 to 100."""
        return float(np.interp(z, self.percentiles[modality], np.arange(101)))

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; its bytes depend on nothing else."""
        tensors = {f"{kind}.mean": getattr(self.mean, kind) for kind in _KINDS}
        tensors |= {f"{kind}.deviation": getattr(self.deviation, kind) for kind in _KINDS}
        tensors["percentiles"] = np.ascontiguousarray(self.percentiles)
        write_bytes(path, save(tensors, {"source": self.source}))

    @classmethod
    def load(cls, path: Path, like: Dataset) -> Self:
        """Read what `save` wrote.  Raises InputError where it is broken or not of features as `like` has."""
        try:
            with safe_open(path, "np") as file:
                source = file.metadata()["source"]
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, TypeError, KeyError) as error:
            raise InputError(path, f"expected statistics of features ({reason(error)})", _ANEW) from error
        expected: dict[str, tuple[int, ...]] = {"percentiles": (2, 101)}
        for kind in _KINDS:
            width = like.feature_dims[f"{kind}_dim"]
            expected |= {f"{kind}.mean": (width,), f"{kind}.deviation": (width,)}
        found = {name: tensor.shape for name, tensor in tensors.items()}
        if found != expected:
            raise InputError(path, f"expected the shapes {expected}, found {found}", _ANEW)
        for name, tensor in tensors.items():
            if tensor.dtype != np.float32 or not np.isfinite(tensor).all():
                raise InputError(path, f"expected float32 numbers, found others in {name}", _ANEW)
        mean, deviation = (Features(*(tensors[f"{k}.{of}"] for k in _KINDS)) for of in ("mean", "deviation"))
        return cls(source, mean, deviation, tensors["percentiles"])


def statistics_for(run: Path, dataset: Dataset) -> FeatureStatistics:
    """Of what the run in a folder was trained on where it says it, else of the split at hand.

    Raises InputError as `load` does, and where features cannot be read.
    """
    path = run / "training" / FEATURES
    if path.is_file():
        return FeatureStatistics.load(path, like=dataset)
    names = dataset.annotations.filenames
    return FeatureStatistics.measure(read_pooled(dataset, names), f"{source_of(dataset)}, the split at hand")


def read_pooled(dataset: Dataset, filenames: Sequence[str]) -> Features:
    """Features of clips with the 2-D ones pooled to one frame a segment: numpy, visual (N, T, D).

    Exact for models, since the layer behind them is affine, and an S-th of the memory.
    """
    parts = [_pool(dataset.features(filenames[i : i + _READ])) for i in range(0, len(filenames), _READ)]
    return Features(*(np.concatenate([getattr(p, k) for p in parts]) for k in _KINDS))


def _deviation(parts: Sequence[np.ndarray], mean: np.ndarray) -> np.ndarray:
    """Standard deviation of each feature, (D,); bit for bit 0 where it never varies."""
    squares = sum(((x - mean) ** 2).sum(axis=(0, 1), dtype=np.float64) for x in parts)
    deviation = np.sqrt(squares / sum(x.shape[0] * x.shape[1] for x in parts)).astype(np.float32)
    varies = np.any([(x != parts[0][0, 0]).any(axis=(0, 1)) for x in parts], axis=0)
    return np.where(varies, deviation, np.float32(0))


def source_of(dataset: Dataset) -> str:
    """What statistics say that they are of."""
    return f"{dataset.name}, {dataset.split}"


def _pool(features: Features) -> Features:
    n, t, _ = features.audio.shape
    frames = features.visual.reshape(n, t, -1, features.visual.shape[-1])  # (N, S T, D) -> (N, T, S, D)
    return Features(features.audio, frames.mean(axis=2), features.visual_st)
