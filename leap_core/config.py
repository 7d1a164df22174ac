"""Frozen settings of models and training, and their JSON form.

Nothing here depends on the number of segments T: the models take any.  The settings of encoders and decoders
lie with these.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from annotated_types import Interval

from leap_core.decoders import EvidentialConfig, LeapConfig, MmilConfig
from leap_core.encoders import HanConfig, MixedHanConfig, MmPyrConfig
from leap_core.front_end import PATCHES, FrontEndConfig
from leap_core.parts import DECODERS, ENCODERS, DecoderConfig, EncoderConfig, Size
from leap_core.schema import OfKind

__all__ = [
    "EvidentialConfig",
    "FrontEndConfig",
    "HanConfig",
    "LeapConfig",
    "MixedHanConfig",
    "MmPyrConfig",
    "MmilConfig",
    "ModelConfig",
    "TrainConfig",
    "to_dict",
]

Weight = Annotated[float, Interval(ge=0)]
Positive = Annotated[int, Interval(ge=1, le=1_000_000)]


@dataclass(frozen=True)
class ModelConfig:
    """One encoder, one decoder, the front end before them and the widths around them."""

    encoder: Annotated[EncoderConfig, OfKind(ENCODERS)]
    decoder: Annotated[DecoderConfig, OfKind(DECODERS)]
    classes: Size = 25
    width: Size = 512
    audio_dim: Size = 128
    visual_dim: Size = 2048
    visual_st_dim: Size = 512
    label_dim: Size = 300
    dropout: Annotated[float, Interval(ge=0, le=1)] = 0.1
    front_end: FrontEndConfig = field(default_factory=FrontEndConfig)

    @property
    def title(self) -> str:
        """What people call it: "LEAP, MM-Pyr"."""
        return f"{self.decoder.title}, {self.encoder.title}"

    def feature_shapes(self, clips: int, segments: int, frames: int) -> dict[str, tuple[int, int, int]]:
        """Shapes of the features that it reads of B `clips`, by name; S `frames` a segment."""
        rows = {"audio": PATCHES if self.front_end.audio == "patches" else segments}
        rows["visual"] = frames * segments
        if self.front_end.spatio_temporal:
            rows["visual_st"] = segments
        return {name: (clips, n, getattr(self, f"{name}_dim")) for name, n in rows.items()}


AvssTarget = Literal["eiou", "official"]
BasicTerms = Literal["both", "clip", "segment"]


@dataclass(frozen=True)
class TrainConfig:
    """Optimisation settings (paper, implementation details)."""

    epochs: Positive = 30  # at most
    patience: Positive | None = None  # epochs without a better validation score after which training ends
    batch_size: Positive = 32
    learning_rate: float = 1e-4
    step_epochs: Positive = 10  # learning rate x step_factor every so many epochs
    step_factor: float = 0.1
    weight_decay: Annotated[float, Interval(ge=0, le=1)] = 0.0  # decoupled from the gradient (AdamW)
    seed: int = 1
    avss_weight: float = 1.0  # lambda; 0 leaves L_avss out
    avss_target: AvssTarget = "official"
    labels: Literal["pseudo", "weak"] = "pseudo"  # dense segment pseudo-labels, or smoothed weak labels
    permuted: Annotated[int, Interval(ge=0)] | None = None  # seed; each clip has the labels of another
    basic_terms: BasicTerms = "both"  # of L_basic on pseudo-labels: p^m, P^m
    weak_weights: tuple[Weight, Weight, Weight] = (1.0, 1.0, 1.0)  # of p^a, p^v, p in L_basic on weak labels
    contrast_weight: Weight = 0.0  # of L_contrast, on weak labels; 0 leaves it out, as the next
    mutual_weight: Weight = 0.0  # of L_mutual, of decoders that weigh evidence
    removes_noise: bool = False  # labels wrong for a modality, on weak labels, see training/denoising.py


def to_dict(config: ModelConfig) -> dict[str, Any]:
    """JSON-ready form of a model config; each part carries its `kind`.

    A front end as HAN's is left out, as records say it that are older than the choice.
    """
    parts = {"encoder": config.encoder, "decoder": config.decoder}
    values = {**asdict(config), **{name: {"kind": part.kind, **asdict(part)} for name, part in parts.items()}}
    if config.front_end == FrontEndConfig():
        del values["front_end"]
    return values
