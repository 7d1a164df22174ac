"""Pieces of released state dicts that several encoders and decoders share.

A module is a pair of names, here and there, and stands for a weight and a bias; dead tensors, which no
forward pass uses, are shapes by key.
"""

from __future__ import annotations

from leap_core.parts import Shape


def query_block(name: str, official: str) -> list[tuple[str, str]]:
    """Modules of a query block (layers.QueryBlock)."""
    parts = ("query", "key", "value", "output")
    return [
        *((f"{name}.attention.{part}", f"{official}.self_attn.linears.{i}") for i, part in enumerate(parts)),
        (f"{name}.norm_attention", f"{official}.sublayer.0.norm"),
        (f"{name}.norm_feed_forward", f"{official}.sublayer.1.norm"),
        (f"{name}.expand", f"{official}.feed_forward.w_1"),
        (f"{name}.contract", f"{official}.feed_forward.w_2"),
    ]


def linear(stem: str, rows: int, columns: int) -> dict[str, Shape]:
    """A dead linear layer."""
    return {f"{stem}.weight": (rows, columns), f"{stem}.bias": (rows,)}


def norm(stem: str, width: int) -> dict[str, Shape]:
    """A dead layer norm."""
    return {f"{stem}.weight": (width,), f"{stem}.bias": (width,)}


def template(stem: str, width: int, feed_forward: int) -> dict[str, Shape]:
    """The dead modules that query blocks are copied from."""
    dead = norm(f"{stem}.multiheadattn.layer_norm", width)
    for i in range(4):
        dead |= linear(f"{stem}.multiheadattn.linears.{i}", width, width)
    dead |= linear(f"{stem}.feedforward.w_1", feed_forward, width)
    return dead | linear(f"{stem}.feedforward.w_2", width, feed_forward)
