"""The frozen records that flow from data to screen.

Shapes: B clips, N blocks, H heads, C classes, T one-second segments, S frames a segment, d width.
An `Array` is a torch.Tensor inside models and a numpy.ndarray in stores and views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy
    import torch

    Array = torch.Tensor | numpy.ndarray

Modality = Literal["audio", "visual"]
MODALITIES: tuple[Modality, Modality] = ("audio", "visual")  # axis 1 of every (N, 2, C, T) grid


@dataclass(frozen=True)
class Features:
    """Pre-extracted features of B clips."""

    audio: Array  # (B, T, audio_dim)
    visual: Array  # (B, S T, visual_dim), S frames a segment
    visual_st: Array  # (B, T, visual_st_dim), spatio-temporal

    def map(self, change: Callable[[Array], Array]) -> Features:
        """The same record with `change` applied to each array."""
        return _map(self, change)


@dataclass(frozen=True)
class Prediction:
    """What a parsing model says of B clips, all probabilities in [0, 1]."""

    video_prob: Array  # (B, C) p, either modality
    audio_prob: Array  # (B, C) p^a
    visual_prob: Array  # (B, C) p^v
    audio_segment_prob: Array  # (B, T, C) P^a
    visual_segment_prob: Array  # (B, T, C) P^v
    audio_encoded: Array | None = None  # (B, T, d); None once stored
    visual_encoded: Array | None = None  # (B, T, d)

    def map(self, change: Callable[[Array], Array]) -> Prediction:
        """The same record with `change` applied to each array that is there."""
        return _map(self, change)


@dataclass(frozen=True)
class Explanation:
    """A prediction and the class x time maps behind it.  A model without label queries has no maps."""

    prediction: Prediction
    mixing: Mapping[Modality, Array] = field(default_factory=dict)  # (B, N, H, C, T) softmax over T: A^lm
    scores: Mapping[Modality, Array] = field(default_factory=dict)  # (B, N, H, C, T) raw, behind P

    def map(self, change: Callable[[Array], Array]) -> Explanation:
        """The same record with `change` applied to each array."""
        maps = ({m: change(x) for m, x in kind.items()} for kind in (self.mixing, self.scores))
        return Explanation(self.prediction.map(change), *maps)


@dataclass(frozen=True)
class Run:
    """What one stored run is: which model explained which data, and how well it did."""

    name: str  # folder name, also its id in addresses
    title: str  # "LEAP, MM-Pyr"
    encoder: str  # kind, see config.kind_of
    decoder: str
    dataset: str  # name of the data set
    dataset_fingerprint: str  # see Dataset.fingerprint
    split: str
    synthetic: bool
    categories: tuple[str, ...]
    segments: int  # T
    blocks: int  # N; 0 without label queries
    heads: int  # H; 0 without label queries
    config: Mapping[str, Any]  # of the model, as config.to_dict gives it
    checkpoint_sha256: str
    label_embeddings: str  # where the label vectors came from
    gate: str = "global"  # the gate behind `metrics`
    metrics: Mapping[str, float] = field(default_factory=dict)  # the ten metrics and Avg., percent


def _map(record, change):
    values = {f.name: getattr(record, f.name) for f in fields(record)}
    return type(record)(**{k: None if v is None else change(v) for k, v in values.items()})
