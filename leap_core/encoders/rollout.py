"""Attention rollout: from which segments of either modality an encoder's output is mixed, by its attention.

A layer x + Attn(x) leaves half of each position to itself and half to what it attends to, 0.5 I + 0.5 A with
A the mean over heads, and layers multiply (Abnar & Zuidema, ACL 2020, section 3).  Positions here are the 2 T
segments of both modalities.  Where a layer attends to its own modality and to the other, W_s and W_c, A has
them as its blocks, half of the attention each, so that rows sum to 1:

    0.5 I + 0.25 W_s of a modality's columns, 0.25 W_c of the other's        without W_c 0.5 I + 0.5 W_s

What is no attention is left out, as it is there: values and their projections, norms, feed-forwards, how
gates weigh features, and MM-Pyr's convolutions, which carry more of a second to its neighbours than is seen.

Shapes: B clips, T segments.
"""

from __future__ import annotations

import torch
from torch import Tensor


def origins(segments: Tensor) -> tuple[Tensor, Tensor]:
    """Of audio and of visual (B, T, d) before any layer, each segment of itself: (B, T, 2 T), audio first."""
    b, t, _ = segments.shape
    eye = torch.eye(2 * t, dtype=segments.dtype, device=segments.device).expand(b, -1, -1)
    return eye[:, :t], eye[:, t:]


def carry(own: Tensor, across: Tensor | None, origins: Tensor, others: Tensor) -> Tensor:
    """`origins` (B, T, 2 T) of a modality after a layer with attention `own` and `across`, (B, T, T) each.

    `others` are the origins of the other modality.
    """
    attended = own @ origins
    if across is not None:
        attended = (attended + across @ others) / 2
    return (origins + attended) / 2
