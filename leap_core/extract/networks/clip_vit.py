"""The picture half of CLIP (Radford et al., ICML 2021): a vision transformer, up to its projected embedding.

Parameters are named as in transformers' CLIPModel, whose files of weights are read.

Shapes: B frames, K patches and one token that stands for all, d width.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class ClipVision(nn.Module):
    """Frames (B, 3, 224, 224) -> embeddings (B, 768) of length 1; sizes of ViT-L/14 unless told."""

    def __init__(
        self,
        width: int = 1024,
        layers: int = 24,
        heads: int = 16,
        patch: int = 14,
        size: int = 224,
        projected: int = 768,
    ) -> None:
        """Make the layers."""
        super().__init__()
        self.vision_model = _Transformer(width, layers, heads, patch, size)
        self.visual_projection = nn.Linear(width, projected, bias=False)

    def forward(self, frames: Tensor) -> Tensor:
        """Embed B frames."""
        return F.normalize(self.visual_projection(self.vision_model(frames)), dim=-1)


class _Transformer(nn.Module):
    def __init__(self, width: int, layers: int, heads: int, patch: int, size: int) -> None:
        super().__init__()
        self.embeddings = _Embeddings(width, patch, size)
        self.pre_layrnorm = nn.LayerNorm(width)  # so spelt in the files
        self.encoder = nn.ModuleDict({"layers": nn.ModuleList(_Layer(width, heads) for _ in range(layers))})
        self.post_layernorm = nn.LayerNorm(width)

    def forward(self, frames: Tensor) -> Tensor:
        x = self.pre_layrnorm(self.embeddings(frames))  # (B, 1 + K, d)
        for layer in self.encoder["layers"].children():
            x = layer(x)
        return self.post_layernorm(x[:, 0])


class _Embeddings(nn.Module):
    def __init__(self, width: int, patch: int, size: int) -> None:
        super().__init__()
        self.class_embedding = nn.Parameter(torch.zeros(width))
        self.patch_embedding = nn.Conv2d(3, width, patch, stride=patch, bias=False)
        self.position_embedding = nn.Embedding(1 + (size // patch) ** 2, width)

    def forward(self, frames: Tensor) -> Tensor:
        patches = self.patch_embedding(frames).flatten(2).transpose(1, 2)  # (B, K, d)
        first = self.class_embedding.expand(len(frames), 1, -1)
        return torch.cat((first, patches), dim=1) + self.position_embedding.weight


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.self_attn = _Attention(width, heads)
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, 4 * width), "fc2": nn.Linear(4 * width, width)})

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        hidden = self.mlp["fc1"](self.layer_norm2(x))
        return x + self.mlp["fc2"](hidden * torch.sigmoid(1.702 * hidden))  # its approximate GELU


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj, self.k_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.v_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        parts = (project(x) for project in (self.q_proj, self.k_proj, self.v_proj))
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in parts)
        return self.out_proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
