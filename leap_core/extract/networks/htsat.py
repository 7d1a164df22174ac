"""The sound half of CLAP (Wu et al., ICASSP 2023): HTS-AT (Chen et al., ICASSP 2022), up to its patches.

A Swin transformer over a log-mel spectrogram of 10 s that is folded into a square.  Parameters are named as
in transformers' ClapModel, whose files of weights are read.  What fuses sound of more than 10 s is left out.

Shapes: B sounds, R rows and columns of patches, d width of a stage, H heads, W patches of a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_SPECTRUM, _BANDS, _PATCH, _WINDOW = 256, 64, 4, 8
_FOLDS = _SPECTRUM // _BANDS  # parts of the spectrogram, one over the other
_FRAMES = _FOLDS * _SPECTRUM  # in time


class ClapAudio(nn.Module):
    """Log-mel spectra (B, frames, 64) of 10 s -> patches (B, 64, 768); sizes of HTSAT-tiny unless told."""

    def __init__(
        self, width: int = 96, depths: Sequence[int] = (2, 2, 6, 2), heads: Sequence[int] = (4, 8, 16, 32)
    ) -> None:
        """Make the layers."""
        super().__init__()
        self.audio_model = nn.ModuleDict({"audio_encoder": _Encoder(width, depths, heads)})

    def forward(self, spectra: Tensor) -> Tensor:
        """Describe B sounds."""
        return self.audio_model["audio_encoder"](spectra)


class _Encoder(nn.Module):
    def __init__(self, width: int, depths: Sequence[int], heads: Sequence[int]) -> None:
        super().__init__()
        self.batch_norm = nn.BatchNorm2d(_BANDS)
        self.patch_embed = _PatchEmbedding(width)
        rows, last = _SPECTRUM // _PATCH, len(depths) - 1
        self.layers = nn.ModuleList(
            _Stage(width << i, rows >> i, depth, heads[i], i < last) for i, depth in enumerate(depths)
        )
        self.norm = nn.LayerNorm(width << last)

    def forward(self, spectra: Tensor) -> Tensor:
        x = self.batch_norm(spectra.transpose(1, 2)[..., None])[..., 0].transpose(1, 2)
        x = F.interpolate(x[:, None], (_FRAMES, _BANDS), mode="bicubic", align_corners=True)[:, 0]
        x = (
            x.unflatten(1, (_FOLDS, -1)).transpose(2, 3).flatten(1, 2)
        )  # (B, 256, 256): bands down, time across
        x = self.patch_embed(x)
        for layer in self.layers:
            x = layer(x)
        x = self.norm(x)  # (B, R R, d)
        rows = _SPECTRUM // _PATCH >> len(self.layers) - 1
        x = x.unflatten(1, (_FOLDS, rows // _FOLDS, rows))  # the parts, bands of a part, time of a part
        return x.transpose(1, 2).flatten(1, 3)  # (B, bands x time, d)


class _PatchEmbedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj, self.norm = nn.Conv2d(1, width, _PATCH, stride=_PATCH), nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.proj(x[:, None]).flatten(2).transpose(1, 2))


class _Stage(nn.Module):
    """Blocks of one resolution, every second with its windows shifted; then half of it, if not the last."""

    def __init__(self, width: int, rows: int, depth: int, heads: int, halves: bool) -> None:
        super().__init__()
        window = min(rows, _WINDOW)
        shift = window // 2 if rows > window else 0
        self.blocks = nn.ModuleList(_Block(width, rows, heads, window, shift * (j % 2)) for j in range(depth))
        self.downsample = _Merging(width, rows) if halves else None

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return x if self.downsample is None else self.downsample(x)


class _Merging(nn.Module):
    """Every 2 x 2 patches become one of twice the width."""

    def __init__(self, width: int, rows: int) -> None:
        super().__init__()
        self.rows = rows
        self.norm, self.reduction = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x.unflatten(1, (self.rows // 2, 2, self.rows // 2, 2))  # (B, R/2, 2, R/2, 2, d)
        x = x.permute(0, 1, 3, 4, 2, 5).flatten(3).flatten(1, 2)  # of four the left ones first
        return self.reduction(self.norm(x))


class _Block(nn.Module):
    def __init__(self, width: int, rows: int, heads: int, window: int, shift: int) -> None:
        super().__init__()
        self.rows, self.window, self.shift = rows, window, shift
        self.layernorm_before, self.layernorm_after = nn.LayerNorm(width), nn.LayerNorm(width)
        within = {"self": _Attention(width, heads, window), "output": _Dense(width, width)}
        self.attention = nn.ModuleDict(within)
        self.intermediate, self.output = _Dense(width, 4 * width), _Dense(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        rows, window, count = self.rows, self.window, self.rows // self.window
        y = self.layernorm_before(x).unflatten(1, (rows, rows))  # (B, R, R, d)
        y = y.roll((-self.shift, -self.shift), (1, 2))
        y = y.unflatten(1, (count, window)).unflatten(3, (count, window)).transpose(2, 3)
        y = self.attention["self"](y.flatten(3, 4).flatten(1, 2), _apart(rows, window, self.shift, x.device))
        y = self.attention["output"](y)  # (B, windows, W, d)
        y = y.unflatten(2, (window, window)).unflatten(1, (count, count)).transpose(2, 3)
        y = y.flatten(3, 4).flatten(1, 2).roll((self.shift, self.shift), (1, 2))
        x = x + y.flatten(1, 2)
        return x + self.output(F.gelu(self.intermediate(self.layernorm_after(x))))


class _Dense(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.dense = nn.Linear(before, after)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense(x)


class _Attention(nn.Module):
    """Within windows, with a bias for each pair of places."""

    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads, self.window = heads, window
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        # in the files; what it says is known, and a file's own might lead out of the table
        self.register_buffer("relative_position_index", torch.zeros(window**2, window**2, dtype=torch.int64))

    def forward(self, x: Tensor, apart: Tensor | None) -> Tensor:
        """Windows (B, windows, W, d); `apart` (windows, 1, W, W) is added to what is compared."""
        parts = (project(x) for project in (self.query, self.key, self.value))
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(2, 3) for y in parts)
        bias = self.relative_position_bias_table[_pairs(self.window).to(x.device)]  # (W, W, H)
        bias = bias.permute(2, 0, 1) if apart is None else bias.permute(2, 0, 1) + apart
        return F.scaled_dot_product_attention(q, k, v, bias).transpose(2, 3).flatten(3)


@lru_cache
def _pairs(window: int) -> Tensor:
    """Row of the table of biases for each pair of a window's places, (W, W)."""
    place = torch.cartesian_prod(*2 * [torch.arange(window)])  # (W, 2)
    down, across = (place[:, None] - place + window - 1).unbind(dim=-1)
    return down * (2 * window - 1) + across


def _apart(rows: int, window: int, shift: int, device: torch.device) -> Tensor | None:
    """-100 where shifted windows hold patches from two ends of the square: (windows, 1, W, W)."""
    if not shift:
        return None
    line = torch.arange(rows, device=device)
    part = (line >= rows - window).int() + (line >= rows - shift).int()
    part = (3 * part[:, None] + part).unflatten(0, (-1, window)).unflatten(2, (-1, window))
    part = part.transpose(1, 2).flatten(2).flatten(0, 1)  # (windows, W)
    return -100.0 * (part[:, :, None] != part[:, None])[:, None].float()
