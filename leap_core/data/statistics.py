"""What the features of a split are usually like, and how unusual a segment is beside them.

A segment's z in one feature is its distance from the mean in standard deviations; its z in sound or picture
is the root mean square over the features of that modality, about 1 for segments of the split.  Features that
never vary in the split are left out.  Each segment is looked at by itself: whether it is usual after the one
before is not asked.

Shapes: N clips, B of a question, T segments, S frames a segment, D width of a kind of features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
_OF = (("audio",), ("visual", "visual_st"))  # kinds of features, by modality
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
        """Of features as `read_pooled` gives them, or of every frame: pooled to segments here."""
        features = _own(pooled(features))
        parts = [features.map(lambda x, i=i: x[i : i + _READ]) for i in range(0, len(features.audio), _READ)]
        mean = features.map(lambda x: x.mean(axis=(0, 1), dtype=np.float64).astype(np.float32))
        deviation = Features(
            **{kind: _deviation([p.kinds[kind] for p in parts], x) for kind, x in mean.kinds.items()}
        )
        made = cls(source, mean, deviation, np.empty((2, 0), np.float32))
        z = np.concatenate([made.z(part) for part in parts])  # (N, 2, T)
        return replace(made, percentiles=np.percentile(z, np.arange(101), axis=(0, 2)).T.astype(np.float32))

    def z(self, features: Features) -> np.ndarray:
        """How unusual the sound and the picture of each segment are, (B, 2, T); any number of frames."""
        squares = {}
        for kind, x in features.kinds.items():
            mean, deviation = self.mean.kinds[kind], self.deviation.kinds[kind]
            x, varies = by_segment(x, features.length).astype(np.float64), deviation > 0  # no z is too large
            squares[kind] = ((x - mean)[..., varies] / deviation[varies]) ** 2  # (B, T, D that vary)
        parts = [np.concatenate([squares[k] for k in kinds if k in squares], axis=-1) for kinds in _OF]
        return np.stack([np.sqrt(x.mean(axis=-1)) if x.shape[-1] else x.sum(axis=-1) for x in parts], axis=1)

    def share_below(self, z: float, modality: int) -> float:
        """Percentage of the split's segments that are less unusual than `z`, from 0 to 100."""
        return float(np.interp(z, self.percentiles[modality], np.arange(101)))

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all; its bytes depend on nothing else."""
        tensors = {f"{kind}.mean": x for kind, x in self.mean.kinds.items()}
        tensors |= {f"{kind}.deviation": x for kind, x in self.deviation.kinds.items()}
        tensors["percentiles"] = np.ascontiguousarray(self.percentiles)
        write_bytes(path, save(tensors, {"source": self.source}))

    @classmethod
    def load(cls, path: Path, like: Dataset | Mapping[str, int]) -> Self:
        """Read what `save` wrote, of features as a data set has or of widths as `feature_dims` names them.

        Raises InputError where it is broken or of others.
        """
        try:
            with safe_open(path, "np") as file:
                source = file.metadata()["source"]
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, TypeError, KeyError) as error:
            raise InputError(path, f"expected statistics of features ({reason(error)})", _ANEW) from error
        dims = like if isinstance(like, Mapping) else like.feature_dims
        expected: dict[str, tuple[int, ...]] = {"percentiles": (2, 101)}
        widths = {name.removesuffix("_dim"): width for name, width in dims.items()}
        for kind, width in widths.items():
            expected |= {f"{kind}.mean": (width,), f"{kind}.deviation": (width,)}
        found = {name: tensor.shape for name, tensor in tensors.items()}
        if found != expected:
            raise InputError(path, f"expected the shapes {expected}, found {found}", _ANEW)
        for name, tensor in tensors.items():
            if tensor.dtype != np.float32 or not np.isfinite(tensor).all():
                raise InputError(path, f"expected float32 numbers, found others in {name}", _ANEW)
        mean, deviation = (
            Features(**{kind: tensors[f"{kind}.{of}"] for kind in widths}) for of in ("mean", "deviation")
        )
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

    Exact for models whose front end is affine, and an S-th of the memory.  T is that of the longest clip.
    """
    parts = [pooled(dataset.features(filenames[i : i + _READ])) for i in range(0, len(filenames), _READ)]
    lengths = np.array([dataset.segments_of(name) for name in filenames])
    longest = lengths.max()

    def whole(kind: str) -> np.ndarray:  # patches are of whole clips, which are of one length then
        return np.concatenate([_padded(p.kinds[kind], longest - p.length) for p in parts])

    kinds = {kind: whole(kind) for kind in parts[0].kinds}
    return Features(**kinds, segments=lengths if lengths.min() < longest else None)


def _padded(array: np.ndarray, segments: int) -> np.ndarray:
    """(N, T, D) with zeros for so many segments more."""
    return np.pad(array, ((0, 0), (0, segments), (0, 0))) if segments else array


def _own(features: Features) -> Features:
    """Features (N, T, D) of which some are padded as those of one long clip, (1, M, D), that is not."""
    if features.segments is None:
        return features
    present = np.arange(features.length) < features.segments[:, None]  # (N, T)
    return Features(**{kind: x[present][None] for kind, x in features.kinds.items()})


def pooled(features: Features) -> Features:
    """The same with one frame a segment, the mean of those there are."""
    return replace(features, visual=by_segment(features.visual, features.length))


def by_segment(x: np.ndarray, segments: int) -> np.ndarray:
    """Rows of features averaged over each segment, (B, R, D) -> (B, T, D).

    Rows that are no multiple of T are patches, 2 bands of frequency by R / 2 steps of time: steps that a
    segment shares with its neighbour count for both.
    """
    clips, rows, width = x.shape
    if rows % segments == 0:
        return x.reshape(clips, segments, -1, width).mean(axis=2)
    steps = x.reshape(clips, 2, -1, width).mean(axis=1)  # (B, R / 2, D)
    ends = [
        (t * steps.shape[1] // segments, -(-(t + 1) * steps.shape[1] // segments)) for t in range(segments)
    ]
    return np.stack([steps[:, start:stop].mean(axis=1) for start, stop in ends], axis=1)


def _deviation(parts: Sequence[np.ndarray], mean: np.ndarray) -> np.ndarray:
    """Standard deviation of each feature, (D,); bit for bit 0 where it never varies."""
    squares = sum(((x - mean) ** 2).sum(axis=(0, 1), dtype=np.float64) for x in parts)
    deviation = np.sqrt(squares / sum(x.shape[0] * x.shape[1] for x in parts)).astype(np.float32)
    varies = np.any([(x != parts[0][0, 0]).any(axis=(0, 1)) for x in parts], axis=0)
    return np.where(varies, deviation, np.float32(0))


def source_of(dataset: Dataset) -> str:
    """What statistics say that they are of."""
    return f"{dataset.name}, {dataset.split}"
