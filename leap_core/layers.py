"""The pieces that networks share: attention, the query block, local masks, the way to a device.

Shapes: B clips, Q queries, K memory positions (segments or levels), H heads, d width.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from leap_core.errors import InputError, reason

M = TypeVar("M", bound=nn.Module)


class Attention(nn.Module):
    """Multi-head scaled dot-product attention with separate projections."""

    def __init__(self, width: int, heads: int, dropout: float = 0.0) -> None:
        """Make projections of `width` = d.  Raises InputError where `heads` do not divide it."""
        super().__init__()
        if width % heads:
            raise InputError("model config", f"{heads} heads do not divide width {width}", "Change either.")
        self.heads, self.dropout = heads, dropout
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.output = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, query: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """Attend from `query` (B, Q, d) to `memory` (B, K, d), where `mask`, as of `reachable`, is True."""
        q, k, v = self.split(self.query(query)), self.split(self.key(memory)), self.split(self.value(memory))
        rate = self.dropout if self.training else 0.0
        return self.output(self.join(F.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=rate)))

    def logits(self, query: Tensor, key: Tensor) -> Tensor:
        """Scaled products of `query` (B or 1, Q, d), yet to be projected, and split `key` -> (B, H, Q, K)."""
        q = self.split(self.query(query))
        return q @ key.transpose(-1, -2) * q.shape[-1] ** -0.5

    def weights(self, query: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """The shares by which `forward` mixes the same arguments, a mean over heads: (B, Q, K)."""
        logits = self.logits(query, self.split(self.key(memory)))
        return masked_softmax(logits, mask, dim=-1).mean(dim=1)

    def split(self, x: Tensor) -> Tensor:
        """Heads apart: (B, K, d) -> (B, H, K, d/H)."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def join(self, x: Tensor) -> Tensor:
        """Heads together: (B, H, K, d/H) -> (B, K, d)."""
        return x.transpose(1, 2).flatten(2)


class BlockOutput(NamedTuple):
    """What one query block leaves."""

    query: Tensor  # (B, Q, d) updated
    mixing: Tensor  # (B, H, Q, K) softmax over K
    scores: Tensor | None  # (B, H, Q, K) raw, where asked for


class QueryBlock(nn.Module):
    """Pre-norm transformer layer whose queries are normalised and whose memory is not.

    x = q + Attn(LN0(q), k, k);  out = x + FFN(LN1(x)).  MM-Pyr's layer and LEAP's block.
    """

    def __init__(self, width: int, heads: int, feed_forward: int, dropout: float = 0.0) -> None:
        """Make a block of `width` = d with `heads` and a ReLU feed-forward of `feed_forward` units."""
        super().__init__()
        self.attention = Attention(width, heads, dropout)
        self.norm_attention, self.norm_feed_forward = nn.LayerNorm(width), nn.LayerNorm(width)
        self.expand, self.contract = nn.Linear(width, feed_forward), nn.Linear(feed_forward, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, query: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """Update `query` (B, Q, d) from `memory` (B, K, d), where `mask` is True -> (B, Q, d)."""
        x = query + self.drop(self.attention(self.norm_attention(query), memory, mask))
        return self._feed_forward(x)

    def weights(self, query: Tensor, memory: Tensor, mask: Tensor | None = None) -> Tensor:
        """The shares by which `forward` mixes the same arguments, a mean over heads: (B, Q, K)."""
        return self.attention.weights(self.norm_attention(query), memory, mask)

    def trace(
        self, query: Tensor, memory: Tensor, second_pass: bool, want_scores: bool, mask: Tensor | None = None
    ) -> BlockOutput:
        """The same update with its maps; `query` may be (1, Q, d), shared by all clips.

        Scores come from a second pass with the updated, un-normalised query (released code), or are the
        logits behind `mixing` (as the paper writes).  `mask` (B, K) is True where memory may be mixed; scores
        are of all of it, for they compare a query with one position and mix nothing.
        """
        attend = self.attention
        k, v = attend.split(attend.key(memory)), attend.split(attend.value(memory))  # (B, H, K, d/H)
        logits = attend.logits(self.norm_attention(query), k)
        mixing = masked_softmax(logits, None if mask is None else mask[:, None, None], dim=-1)
        mixed = F.dropout(mixing, attend.dropout, self.training) @ v  # (B, H, Q, d/H)
        x = query + self.drop(attend.output(attend.join(mixed)))
        scores = (attend.logits(x, k) if second_pass else logits) if want_scores else None
        return BlockOutput(self._feed_forward(x), mixing, scores)

    def _feed_forward(self, x: Tensor) -> Tensor:
        hidden = F.relu(self.expand(self.norm_feed_forward(x)))
        return x + self.drop(self.contract(self.drop(hidden)))


def masked_softmax(logits: Tensor, mask: Tensor | None, dim: int) -> Tensor:
    """Softmax over where `mask`, which broadcasts, is True, and 0 elsewhere: all 0 where it nowhere is."""
    if mask is None:
        return logits.softmax(dim)
    return logits.masked_fill(~mask, -torch.inf).softmax(dim).masked_fill(~mask, 0)


def reachable(present: Tensor | None, mask: Tensor | None = None) -> Tensor | None:
    """Where segments may attend, bool (B, 1, T, T), or `mask` (T, T) where no clip is padded.

    `present` (B, T) is False at a clip's padding, to which no segment attends; what padding itself attends to
    is all the same, but no softmax may be over nothing.
    """
    if present is None:
        return mask
    pairs = (present[:, None, :] | ~present[:, :, None])[:, None]  # (B, 1, T, T)
    return pairs if mask is None else (pairs & mask) | ~present[:, None, :, None]


def local_mask(segments: int, reach: int, device: torch.device) -> Tensor:
    """Where segments at most `reach` apart may attend: bool (T, T)."""
    second = torch.arange(segments, device=device)
    return (second[:, None] - second[None, :]).abs() <= reach


def to_device(network: M, device: str) -> M:
    """The network on a device.  Raises InputError where torch cannot use that."""
    try:
        return network.to(device)
    except (RuntimeError, AssertionError) as error:  # what torch says of unknown and of absent devices
        expected = f"torch cannot use it ({reason(error)})"
        raise InputError(f"device {device}", expected, "Use cpu or cuda.") from error
