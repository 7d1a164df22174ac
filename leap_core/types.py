"""The frozen records that flow from data to screen.

Shapes: B clips, N blocks, H heads, C classes, T one-second segments, S frames a segment, d width.
Records are generic over their arrays: torch.Tensor inside models, numpy.ndarray in stores and views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar

from annotated_types import Interval, Len

from leap_core.maps import MapKind
from leap_core.options import GATE, GATES, PRECISION, PRECISIONS, SPLITS
from leap_core.schema import UNIQUE, one_of

if TYPE_CHECKING:
    import numpy as np
    import torch

Array = TypeVar("Array", "torch.Tensor", "np.ndarray")
Other = TypeVar("Other", "torch.Tensor", "np.ndarray")
Modality = Literal["audio", "visual"]
MODALITIES: tuple[Modality, Modality] = ("audio", "visual")  # axis 1 of every (N, 2, C, T) grid
AUDIO, VISUAL = range(2)
Categories = Annotated[tuple[str, ...], Len(1, 5_000), UNIQUE]  # classes by name, in order
Segments = Annotated[int, Interval(ge=1, le=10_000)]  # how many


@dataclass(frozen=True)
class Features(Generic[Array]):
    """Pre-extracted features of B clips."""

    audio: Array  # (B, T, audio_dim), or (B, 64, audio_dim), patches of the whole clip (front_end.PATCHES)
    visual: Array  # (B, S T, visual_dim), S frames a segment
    visual_st: Array | None = None  # (B, T, visual_st_dim), spatio-temporal; None where there are none
    segments: Array | None = None  # (B,) T of each clip, where shorter ones are padded; None: all have T

    @property
    def kinds(self) -> dict[str, Array]:
        """Those that are there, by name."""
        return {name: x for name, x in _arrays(self).items() if name != "segments"}

    @property
    def length(self) -> int:
        """T; the sound alone may be of the whole clip, in rows that are no segments."""
        return (self.audio if self.visual_st is None else self.visual_st).shape[1]

    def map(self, change: Callable[[Array], Other]) -> Features[Other]:
        """The same record with `change` applied to each array that is there."""
        return Features(**_map(self, change))


@dataclass(frozen=True)
class Prediction(Generic[Array]):
    """What a parsing model says of B clips, all probabilities in [0, 1]."""

    segments: Array  # (B, 2, C, T) P^m
    clip: Array  # (B, 2, C) p^m
    video_prob: Array  # (B, C) p, either modality
    audio_encoded: Array | None = None  # (B, T, d); None once stored
    visual_encoded: Array | None = None  # (B, T, d)
    # from 0 to 1, of decoders that weigh evidence; None of others and once stored
    segment_uncertainty: Array | None = None  # (B, 2, C, T)
    clip_uncertainty: Array | None = None  # (B, 2, C)
    video_uncertainty: Array | None = None  # (B,)

    @property
    def audio_prob(self) -> Array:
        """p^a, (B, C)."""
        return self.clip[:, AUDIO]

    @property
    def visual_prob(self) -> Array:
        """p^v, (B, C)."""
        return self.clip[:, VISUAL]

    @property
    def audio_segment_prob(self) -> Array:
        """P^a as the released code has it, (B, T, C)."""
        return self.segments[:, AUDIO].swapaxes(1, 2)

    @property
    def visual_segment_prob(self) -> Array:
        """P^v as the released code has it, (B, T, C)."""
        return self.segments[:, VISUAL].swapaxes(1, 2)

    @property
    def arrays(self) -> dict[str, Array]:
        """Those that are there, by name."""
        return _arrays(self)

    @property
    def encoded(self) -> tuple[Array, Array]:
        """Encoded audio and visual segments, (B, T, d) each.  Raises ValueError on a stored prediction."""
        if self.audio_encoded is None or self.visual_encoded is None:
            raise ValueError("a stored prediction has no encoded segments")
        return self.audio_encoded, self.visual_encoded

    def map(self, change: Callable[[Array], Other]) -> Prediction[Other]:
        """The same record with `change` applied to each array that is there."""
        return Prediction(**_map(self, change))


def joined(parts: Sequence[Prediction[np.ndarray]]) -> Prediction[np.ndarray]:
    """The probabilities of several batches as those of one, without the encoded segments."""
    import numpy as np  # not for those who need the records alone

    names = ("segments", "clip", "video_prob")
    return Prediction(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


# by MapKind.key, then modality; (B, N, H, C, T) each, N = H = 1 where the kind is not layered
Maps = Mapping[str, Mapping[Modality, Array]]


@dataclass(frozen=True)
class Explanation(Generic[Array]):
    """A prediction and the class x time maps behind it, as far as the decoder can trace any."""

    prediction: Prediction[Array]
    maps: Maps[Array] = field(default_factory=dict)

    @property
    def mixing(self) -> Mapping[Modality, Array]:
        """A^lm, softmax over T; empty where the decoder has no label queries."""
        return self.maps.get("A", {})

    @property
    def scores(self) -> Mapping[Modality, Array]:
        """S^lm, raw, behind P; empty likewise."""
        return self.maps.get("S", {})

    def over_time(self, change: Callable[[Array], Array]) -> Explanation[Array]:
        """The same with `change` applied to P, its uncertainty and every map, whose last axis is T."""
        maps: Maps[Array] = {key: {m: change(x) for m, x in kind.items()} for key, kind in self.maps.items()}
        said, doubt = self.prediction, self.prediction.segment_uncertainty
        doubt = None if doubt is None else change(doubt)
        said = replace(said, segments=change(said.segments), segment_uncertainty=doubt)
        return Explanation(said, maps)

    def first(self, segments: int) -> Explanation[Array]:
        """The same of the first segments alone: a clip without its padding."""
        return self.over_time(lambda x: x[..., :segments])

    def mixed(self, other: Explanation[Array], share: float) -> Explanation[Array]:
        """The mean of this and a `share` of another, of the same maps, array by array."""

        def mix(a: Array, b: Array) -> Array:
            return a * (1 - share) + b * share

        others = other.prediction.arrays
        arrays = {name: mix(a, others[name]) for name, a in self.prediction.arrays.items()}
        maps: Maps[Array] = {
            key: {m: mix(a, other.maps[key][m]) for m, a in kind.items()} for key, kind in self.maps.items()
        }
        return Explanation(Prediction(**arrays), maps)

    def map(self, change: Callable[[Array], Other]) -> Explanation[Other]:
        """The same record with `change` applied to each array."""
        maps: Maps[Other] = {key: {m: change(x) for m, x in kind.items()} for key, kind in self.maps.items()}
        return Explanation(self.prediction.map(change), maps)


Share = Annotated[float, Interval(ge=0, le=1)]
_OfModalities = tuple[tuple[Share, ...], tuple[Share, ...]]  # audio, visual; a class each


@dataclass(frozen=True)
class ClassThresholds:
    """Thresholds by class that the validation split chooses (metrics/class_threshold.py)."""

    segment: _OfModalities  # of P^m
    clip: _OfModalities  # behind the gate
    metric: str  # by which they are chosen, one of SCORES
    score: float  # that of the validation split there, percent


@dataclass(frozen=True)
class Chosen:
    """The threshold that the validation split chooses for a gate (metrics/threshold.py)."""

    gate: Annotated[str, one_of(GATES)]
    threshold: Share
    score: float  # segment Type@AV of the validation split there, percent
    by_class: ClassThresholds | None = None  # those of each class, where they were asked for

    @property
    def beside(self) -> str:
        """What is to be known beside the one threshold on show, in words; empty where nothing is."""
        if self.by_class is None:
            return ""
        return "It has thresholds by class too, not drawn here: leap evaluate --by-class scores by them."


@dataclass(frozen=True)
class Run:
    """What one stored run is: which model explained which data, and how well it did."""

    name: str  # folder name, also its id in addresses
    title: str  # "LEAP, MM-Pyr"
    encoder: str  # kind, see parts.ENCODERS
    decoder: str
    dataset: str  # name of the data set
    dataset_fingerprint: str  # see Dataset.fingerprint
    split: Annotated[str, one_of(SPLITS)]
    synthetic: bool
    categories: Categories
    segments: Segments  # T
    blocks: Annotated[int, Interval(ge=0, le=64)]  # N of its layered maps; 0 without
    heads: Annotated[int, Interval(ge=0, le=1_000)]  # H likewise
    config: Mapping[str, Any]  # of the model, as config.to_dict gives it
    checkpoint_sha256: str
    label_embeddings: str  # where the label vectors came from
    gate: str = GATE  # the gate behind `metrics`
    metrics: Mapping[str, float] = field(default_factory=dict)  # the ten metrics and Avg., percent
    maps: Annotated[tuple[MapKind, ...], Len(0, 20)] = ()  # that are stored with it
    thresholded: bool = False  # whether its p is no probability but the OR of p^a and p^v, each at 0.5
    chosen: tuple[Chosen, ...] = ()  # a gate each; none where no validation split was at hand
    files: Mapping[str, str] = field(default_factory=dict)  # SHA-256 by name; none before format 4
    precision: Annotated[str, one_of(PRECISIONS)] = PRECISION  # that the model computed in
    deviation: Mapping[str, float] = field(default_factory=dict)  # from fp32, see explainers.precision

    def chosen_for(self, gate: str) -> Chosen | None:
        """The threshold that the validation split chooses for a gate, if it was asked."""
        return next((chosen for chosen in self.chosen if chosen.gate == gate), None)

    def map_shape(self, kind: MapKind) -> tuple[int, int, int, int]:
        """Shape of a clip's maps of a kind: (N, H, C, T)."""
        n, h = (self.blocks, self.heads) if kind.layered else (1, 1)
        return n, h, len(self.categories), self.segments


def _map(record: Any, change: Callable) -> dict[str, Any]:
    return {name: change(array) for name, array in _arrays(record).items()}


def _arrays(record: Any) -> dict[str, Any]:
    values = {f.name: getattr(record, f.name) for f in fields(record)}
    return {name: value for name, value in values.items() if value is not None}
