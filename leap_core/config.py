"""Frozen settings of models and training, and their JSON form.

Nothing here depends on the number of segments T: the models take any.  The settings of encoders and decoders
lie with these.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from leap_core.decoders import LeapConfig, MmilConfig
from leap_core.encoders import HanConfig, MmPyrConfig
from leap_core.errors import InputError
from leap_core.parts import DECODERS, ENCODERS, DecoderConfig, EncoderConfig, find

__all__ = [
    "HanConfig",
    "LeapConfig",
    "MmPyrConfig",
    "MmilConfig",
    "ModelConfig",
    "TrainConfig",
    "from_dict",
    "to_dict",
]


@dataclass(frozen=True)
class ModelConfig:
    """One encoder, one decoder and the widths around them."""

    encoder: EncoderConfig
    decoder: DecoderConfig
    classes: int = 25
    width: int = 512
    audio_dim: int = 128
    visual_dim: int = 2048
    visual_st_dim: int = 512
    label_dim: int = 300
    dropout: float = 0.1

    @property
    def title(self) -> str:
        """What people call it: "LEAP, MM-Pyr"."""
        return f"{self.decoder.title}, {self.encoder.title}"


@dataclass(frozen=True)
class TrainConfig:
    """Optimisation settings (paper, implementation details)."""

    epochs: int = 30
    batch_size: int = 32
    learning_rate: float = 1e-4
    step_epochs: int = 10  # learning rate x step_factor every so many epochs
    step_factor: float = 0.1
    seed: int = 1
    avss_weight: float = 1.0  # lambda; 0 leaves L_avss out
    avss_target: Literal["eiou", "official"] = "official"
    labels: Literal["pseudo", "weak"] = "pseudo"  # dense segment pseudo-labels, or smoothed weak labels
    basic_terms: Literal["both", "clip", "segment"] = "both"  # of L_basic on pseudo-labels: p^m, P^m


def to_dict(config: ModelConfig) -> dict[str, Any]:
    """JSON-ready form of a model config; each part carries its `kind`."""
    parts = {"encoder": config.encoder, "decoder": config.decoder}
    return {**asdict(config), **{name: {"kind": part.kind, **asdict(part)} for name, part in parts.items()}}


def from_dict(values: dict[str, Any], source: str = "model config") -> ModelConfig:
    """Inverse of `to_dict`.  Raises InputError, naming `source`, on an unknown kind or setting."""
    try:
        parts = {}
        for name, known in (("encoder", ENCODERS), ("decoder", DECODERS)):
            part = dict(values[name])
            parts[name] = find(known, name, part.pop("kind"), source)(**part)
        return ModelConfig(**{**values, **parts})
    except (KeyError, TypeError) as error:
        raise InputError(
            source,
            f"this is not a model config this version knows ({error})",
            "Use a checkpoint this version wrote.",
        ) from error
