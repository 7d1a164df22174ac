"""Where HAN's tensors lie in the state dicts of its releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leap_core.official_parts import linear, norm
from leap_core.parts import OfficialKeys, Pair, Shape

if TYPE_CHECKING:
    from leap_core.encoders.han.config import HanConfig

LAYERS = "hat_encoder.layers."
FEED_FORWARD = f"{LAYERS}0.linear1.weight"
_ATTENTION = (("self_attention", "self_attn"), ("cross_attention", "cm_attn"))
_PARTS = ("query", "key", "value")


def keys(config: HanConfig, width: int) -> OfficialKeys:
    """All keys at `width` = d."""
    modules, packed = [], []
    for i in range(config.layers):
        name, official = f"encoder.layers.{i}", f"{LAYERS}{i}"
        for mine, theirs in _ATTENTION:
            modules.append((f"{name}.{mine}.output", f"{official}.{theirs}.out_proj"))
            packed += [
                Pair(f"{name}.{mine}.{part}.{p}", f"{official}.{theirs}.in_proj_{p}", third)
                for third, part in enumerate(_PARTS)
                for p in ("weight", "bias")
            ]
        modules += [
            (f"{name}.expand", f"{official}.linear1"),
            (f"{name}.contract", f"{official}.linear2"),
            (f"{name}.norm_attention", f"{official}.norm1"),
            (f"{name}.norm_feed_forward", f"{official}.norm2"),
        ]
    if config.norm == "pre":
        modules.append(("encoder.norm_audio", "hat_encoder.final_norm_a"))
        modules.append(("encoder.norm_visual", "hat_encoder.final_norm_v"))
    return OfficialKeys(tuple(modules), tuple(packed), dead=_dead(config, width))


def _dead(config: HanConfig, width: int) -> dict[str, Shape]:
    """The first release carries three more encoders, VALOR's the norms of its pre-norm variant."""
    dead: dict[str, Shape] = {}
    if config.order == "sequential":
        if config.norm == "post":
            dead |= norm("hat_encoder.final_norm_a", width) | norm("hat_encoder.final_norm_v", width)
        return dead
    if config.order == "parallel":
        for stem in ("audio_encoder", "visual_encoder", "cmt_encoder"):
            for i in range(config.layers):
                dead |= _transformer_layer(f"{stem}.layers.{i}", width, config.feed_forward)
        dead |= norm("cmt_encoder.norm1", width) | norm("cmt_encoder.norm2", width)
    return dead | norm("hat_encoder.norm1", width) | norm("hat_encoder.norm2", width)


def _transformer_layer(stem: str, width: int, feed_forward: int) -> dict[str, Shape]:
    packed = f"{stem}.self_attn.in_proj"
    return {
        f"{packed}_weight": (3 * width, width),
        f"{packed}_bias": (3 * width,),
        **linear(f"{stem}.self_attn.out_proj", width, width),
        **linear(f"{stem}.linear1", feed_forward, width),
        **linear(f"{stem}.linear2", width, feed_forward),
        **norm(f"{stem}.norm1", width),
        **norm(f"{stem}.norm2", width),
    }
