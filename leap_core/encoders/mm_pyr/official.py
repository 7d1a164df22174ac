"""Where MM-Pyr's tensors lie in the state dicts of the released code.

Each convolution is registered there twice, as `conv1` and `net.0`, `conv2` and `net.2`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leap_core.official_parts import norm, query_block, template
from leap_core.parts import OfficialKeys

if TYPE_CHECKING:
    from leap_core.encoders.mm_pyr.config import MmPyrConfig

LEVELS = "MMP.capture.msa."
FEED_FORWARD = f"{LEVELS}0.vsablock.layer.feed_forward.w_1.weight"
_MODALITIES = ("audio", "visual")
_TWINS = (("conv1", "net.0"), ("conv2", "net.2"))


def keys(config: MmPyrConfig, width: int) -> OfficialKeys:
    """All keys at `width` = d; dead are the templates of the blocks and a norm of each block."""
    modules = []
    dead = template("MMP.capture", width, config.feed_forward)
    dead |= template("MMP.fusion", width, config.feed_forward)
    for name, stem in _blocks(config):
        modules += query_block(name, stem)
        dead |= norm(f"{stem}.self_attn.layer_norm", width)
    for m in _MODALITIES:
        for i in range(config.levels):
            level = f"encoder.levels.{i}.{m}"
            modules += [
                (f"{level}_gate.first", f"{LEVELS}{i}.l{m[0]}1"),
                (f"{level}_gate.second", f"{LEVELS}{i}.l{m[0]}2"),
                (f"{level}_convolution.dilated", f"MMP.capture.{m[0]}network.{i}.net.0"),
                (f"{level}_convolution.pointwise", f"MMP.capture.{m[0]}network.{i}.net.2"),
            ]
        modules.append((f"encoder.{m}_fusion.select", f"MMP.fusion.{m[0]}selectfusion"))
    stems = [f"MMP.capture.{m[0]}network.{i}" for m in _MODALITIES for i in range(config.levels)]
    aliases = {f"{s}.{a}.{p}": f"{s}.{b}.{p}" for s in stems for a, b in _TWINS for p in ("weight", "bias")}
    return OfficialKeys(tuple(modules), aliases=aliases, dead=dead)


def _blocks(config: MmPyrConfig) -> list[tuple[str, str]]:
    """Query blocks: name here, official name."""
    kinds = (("audio_self", "asa"), ("visual_self", "vsa"), ("cross", "cma"))
    levels = [
        (f"encoder.levels.{i}.{name}", f"{LEVELS}{i}.{block}block.layer")
        for i in range(config.levels)
        for name, block in kinds
    ]
    fusion = [
        (f"encoder.{m}_fusion.interaction", f"MMP.fusion.{m[0]}adaptiveinteraction") for m in _MODALITIES
    ]
    return levels + fusion
