"""Parameters and multiply-accumulates (MACs) by module, as published and live.

Live is what this package holds and computes.  As published is what the released code holds and computes
for the same outputs: template modules that no forward pass uses, the 2-D features of every frame
projected before they are pooled, keys projected again for the second pass behind the scores, padding
convolved.  Counting follows the paper (supplementary, section C): matrix products, five operations an
element of each layer norm, and one an element pooled after its projection; softmax, activations and sums
are free.  Nothing is computed: the model runs on the meta device.

Shapes: B clips, T segments, S frames a segment, L levels, d width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from math import prod
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from leap_core.config import ModelConfig
from leap_core.front_end.module import UPSAMPLED
from leap_core.model import ParsingModel, build_model
from leap_core.types import Features


@dataclass(frozen=True)
class Count:
    """What one module holds and computes; MACs are for one clip."""

    parameters_published: int = 0
    parameters_live: int = 0
    macs_published: int = 0
    macs_live: int = 0  # of every clip
    macs_live_batch: int = 0  # once a batch, whatever its size: label queries that all clips share

    def __add__(self, other: Count) -> Count:
        return Count(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Complexity:
    """The counts of a model's modules."""

    front_end: Count
    encoder: Count
    decoder: Count  # LEAP: its blocks, the paper's "LEAP decoder"
    labels_and_heads: Count  # LEAP: projection of the label embeddings, classifiers of p

    @property
    def total(self) -> Count:
        """All modules together."""
        return self.front_end + self.encoder + self.decoder + self.labels_and_heads

    def rows(self) -> list[dict[str, Any]]:
        """One row a module and one for the total, ready for a table or JSON."""
        modules = {name: getattr(self, name) for name in (*self.__dataclass_fields__, "total")}
        return [{"module": name, **asdict(count)} for name, count in modules.items()]


def complexity(config: ModelConfig, segments: int = 10, frames_per_segment: int | None = None) -> Complexity:
    """Count the model of `config` on clips of T = `segments`, S = `frames_per_segment` or as released."""
    frames = frames_per_segment or config.front_end.frames
    with torch.device("meta"):
        model = build_model(config).eval()
        one, two = (_forward_macs(model, b, segments, frames) for b in (1, 2))
    parameters = {module: 0 for module in one}
    for name, tensor in model.named_parameters():
        parameters[_module_of(name, config)] += tensor.numel()
    parts = {"encoder": config.encoder, "decoder": config.decoder}
    beyond = {"front_end": _front_end_beyond(config, segments, frames), "labels_and_heads": 0}
    beyond |= {name: part.macs_beyond(config.width, segments, one[name]) for name, part in parts.items()}
    dead = dict.fromkeys(one, 0)
    keys = {name: part.official(config.width, config.classes) for name, part in parts.items()}
    dead |= {name: sum(map(prod, keys[name].dead.values())) for name in keys}
    return Complexity(
        **{
            module: Count(
                parameters_published=parameters[module] + dead[module],
                parameters_live=parameters[module],
                macs_published=one[module] + beyond[module],
                macs_live=two[module] - one[module],
                macs_live_batch=2 * one[module] - two[module],
            )
            for module in one
        }
    )


def count_macs(call: Callable[[], object]) -> dict[str, int]:
    """MACs of `call()` by the qualified name of each module that ran; `Global` is all of them."""
    with FlopCounterMode(display=False, custom_mapping={torch.ops.aten.native_layer_norm: _norm_flops}) as c:
        call()
    return {module: sum(by_operator.values()) // 2 for module, by_operator in c.get_flop_counts().items()}


def _forward_macs(model: ParsingModel, batch: int, segments: int, frames: int) -> dict[str, int]:
    """Live MACs of `batch` clips by module."""
    c = model.config
    shapes = c.feature_shapes(batch, segments, frames)
    features = Features(**{name: torch.empty(shape) for name, shape in shapes.items()})
    with torch.no_grad():
        macs = count_macs(lambda: model(features, torch.empty(c.classes, c.label_dim)))
    front_end, encoder, decoder = (
        macs[f"ParsingModel.{name}"] for name in ("front_end", "encoder", "decoder")
    )
    apart = sum(macs.get(f"ParsingModel.decoder.{name}", 0) for name in c.decoder.apart)
    return {
        "front_end": front_end,
        "encoder": encoder,
        "decoder": decoder - apart,
        "labels_and_heads": apart,
    }


def _module_of(parameter: str, config: ModelConfig) -> str:
    module, name = parameter.split(".")[:2]
    return "labels_and_heads" if module == "decoder" and name in config.decoder.apart else module


def _norm_flops(shape: torch.Size, *args: object, out_val: object = None, **kwargs: object) -> int:
    return 2 * 5 * prod(shape)  # two flops a MAC


def _front_end_beyond(config: ModelConfig, segments: int, frames: int) -> int:
    """MACs of the released code beyond the live ones: every row projected before they are pooled."""
    if not config.front_end.affine:  # as here
        return 0
    pooled = [(frames * segments, config.visual_dim)] if frames > 1 else []  # rows and their width
    if config.front_end.audio == "patches":
        pooled.append((UPSAMPLED, config.audio_dim))
    return sum(((rows - segments) * dim + rows) * config.width for rows, dim in pooled)  # and the pooling
