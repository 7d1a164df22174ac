"""Frozen settings of models and training, and their JSON form.

Nothing here depends on the number of segments T: the models take any.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from leap_core.errors import InputError


@dataclass(frozen=True)
class HanConfig:
    """Hybrid attention network (Tian et al., ECCV 2020)."""

    layers: int = 1
    heads: int = 1
    feed_forward: int = 512
    order: Literal["parallel", "sequential"] = "parallel"  # sequential: visual attends to the updated audio
    norm: Literal["post", "pre"] = "post"


@dataclass(frozen=True)
class MmPyrConfig:
    """Multi-modal pyramid attention (Yu et al., ACM MM 2022)."""

    levels: int = 4
    heads: int = 8
    feed_forward: int = 512


@dataclass(frozen=True)
class MmilConfig:
    """Multi-modal multiple-instance-learning pooling (Tian et al., ECCV 2020)."""

    swap_modalities: bool = False  # the MM_Pyramid release stacks (visual, audio) but reads index 0 as audio


@dataclass(frozen=True)
class LeapConfig:
    """Label-query decoder of LEAP (ECCV 2024)."""

    blocks: int = 2
    heads: int = 8
    feed_forward: int = 512
    read_out: Literal["first", "last", "average"] = "last"
    queries: Literal["glove", "learnable"] = "glove"
    score_pass: Literal["updated", "single"] = "updated"  # released code, or one pass as the paper writes


@dataclass(frozen=True)
class ModelConfig:
    """One encoder, one decoder and the widths around them."""

    encoder: HanConfig | MmPyrConfig
    decoder: MmilConfig | LeapConfig
    classes: int = 25
    width: int = 512
    audio_dim: int = 128
    visual_dim: int = 2048
    visual_st_dim: int = 512
    label_dim: int = 300
    dropout: float = 0.1


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


_KINDS = {"han": HanConfig, "mm_pyr": MmPyrConfig, "mmil": MmilConfig, "leap": LeapConfig}


def kind_of(part: HanConfig | MmPyrConfig | MmilConfig | LeapConfig) -> str:
    """Short name of an encoder or decoder: `han`, `mm_pyr`, `mmil` or `leap`."""
    return next(name for name, record in _KINDS.items() if type(part) is record)


def takes_labels(config: ModelConfig) -> bool:
    """Whether the model's queries are made from given label embeddings."""
    return isinstance(config.decoder, LeapConfig) and config.decoder.queries == "glove"


def to_dict(config: ModelConfig) -> dict[str, Any]:
    """JSON-ready form of a model config; each part carries its `kind`."""
    parts = {
        k: {"kind": kind_of(v), **asdict(v)}
        for k, v in (("encoder", config.encoder), ("decoder", config.decoder))
    }
    return {**asdict(config), **parts}


def from_dict(values: dict[str, Any], source: str = "model config") -> ModelConfig:
    """Inverse of `to_dict`.  Raises InputError, naming `source`, on an unknown kind or setting."""
    try:
        parts = {}
        for name in ("encoder", "decoder"):
            part = dict(values[name])
            parts[name] = _KINDS[part.pop("kind")](**part)
        return ModelConfig(**{**values, **parts})
    except (KeyError, TypeError) as error:
        raise InputError(
            source,
            f"this is not a model config this version knows ({error})",
            "Use a checkpoint this version wrote.",
        ) from error
