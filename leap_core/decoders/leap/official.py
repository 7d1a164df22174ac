"""Where the tensors of LEAP's decoder lie in the state dict of its released code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leap_core.official_parts import norm, query_block, template
from leap_core.parts import OfficialKeys

if TYPE_CHECKING:
    from leap_core.decoders.leap.config import LeapConfig

BLOCKS = "AVL.la_cma_network."
FEED_FORWARD = f"{BLOCKS}0.feed_forward.w_1.weight"
LABELS = "fc_l.weight"


def keys(config: LeapConfig, width: int) -> OfficialKeys:
    """All keys at `width` = d; dead are the template of the blocks and a norm of each block."""
    modules = [("decoder.project_label", "fc_l")]
    dead = template("AVL", width, config.feed_forward)
    for modality in ("audio", "visual"):
        modules.append((f"decoder.{modality}_head", f"fc_l{modality[0]}"))
        for i in range(config.blocks):
            stem = f"AVL.l{modality[0]}_cma_network.{i}"
            modules += query_block(f"decoder.{modality}_blocks.{i}", stem)
            dead |= norm(f"{stem}.self_attn.layer_norm", width)
    return OfficialKeys(tuple(modules), dead=dead)
