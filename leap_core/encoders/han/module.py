"""HAN, the hybrid attention network (Tian et al., ECCV 2020), and what VALOR, LSLD and CMPAE made of it.

Shapes: B clips, T segments, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch.nn.functional as F
from torch import Tensor, nn

from leap_core.encoders.rollout import carry, origins
from leap_core.layers import Attention, reachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leap_core.encoders.han.config import HanConfig, MixedHanConfig


class HanLayer(nn.Module):
    """Self-attention plus cross-modal attention, then a feed-forward, each with its residual."""

    def __init__(self, config: HanConfig, width: int, dropout: float) -> None:
        """Make a layer of `width` = d."""
        super().__init__()
        self.pre_norm = config.norm == "pre"
        self.self_attention = Attention(width, config.heads, dropout)
        self.cross_attention = Attention(width, config.heads, dropout)
        self.expand = nn.Linear(width, config.feed_forward)
        self.contract = nn.Linear(config.feed_forward, width)
        self.norm_attention, self.norm_feed_forward = nn.LayerNorm(width), nn.LayerNorm(width)
        self.drop = nn.Dropout(dropout)

    def forward(self, query: Tensor, other: Tensor | None, mask: Tensor | None = None) -> Tensor:
        """Update one modality `query` from itself and the `other`, or from itself alone, all (B, T, d).

        Segments attend where `mask`, as of `reachable`, is True.
        """
        q = self.norm_attention(query) if self.pre_norm else query
        x = query if other is None else query + self.drop(self.cross_attention(q, other, mask))
        x = x + self.drop(self.self_attention(q, q, mask))
        x = x if self.pre_norm else self.norm_attention(x)
        hidden = F.relu(self.expand(self.norm_feed_forward(x) if self.pre_norm else x))
        x = x + self.drop(self.contract(self.drop(hidden)))
        return x if self.pre_norm else self.norm_feed_forward(x)

    def weights(self, query: Tensor, other: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """The attention of `forward` to `query` itself and to the `other`: (B, T, T) each, heads averaged."""
        q = self.norm_attention(query) if self.pre_norm else query
        across = None if other is None else self.cross_attention.weights(q, other)
        return self.self_attention.weights(q, q), across


class HanEncoder(nn.Module):
    """HAN: one stack of layers serves both modalities.

    `parallel` (first release): every layer reads the inputs again, so only the last one counts; it is
    run alone.  `chained` (JoMoLD, LSLD): layers feed each other.  `sequential` (VALOR): they do, and visual
    attends to the updated audio.
    """

    def __init__(self, config: HanConfig, width: int, dropout: float) -> None:
        """Make `config.layers` layers of `width` = d."""
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList(HanLayer(config, width, dropout) for _ in range(config.layers))
        pre = config.norm == "pre"
        self.norm_audio = nn.LayerNorm(width) if pre else nn.Identity()
        self.norm_visual = nn.LayerNorm(width) if pre else nn.Identity()

    def forward(self, audio: Tensor, visual: Tensor, present: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Encode (B, T, d) audio and visual segments; `present` (B, T) is False at a clip's padding."""
        return self._encode(audio, visual, reachable(present), cross=True)

    def _encode(
        self, audio: Tensor, visual: Tensor, mask: Tensor | None, cross: bool
    ) -> tuple[Tensor, Tensor]:
        """The same, with or without the cross-modal attention."""
        for layer in self._used:
            updated = layer(audio, visual if cross else None, mask)
            heard = updated if self.config.order == "sequential" else audio
            visual = layer(visual, heard if cross else None, mask)
            audio = updated
        return self.norm_audio(audio), self.norm_visual(visual)

    def rollout(self, audio: Tensor, visual: Tensor) -> tuple[Tensor, Tensor]:
        """From which segments of both modalities the encoded ones are mixed, (B, T, 2 T) each: rollout.py."""
        return self._rollout(audio, visual, cross=True)

    def _rollout(self, audio: Tensor, visual: Tensor, cross: bool) -> tuple[Tensor, Tensor]:
        sequential = self.config.order == "sequential"
        of_audio, of_visual = origins(audio)
        for layer in self._used:
            seen = visual if cross else None
            of_updated = carry(*layer.weights(audio, seen), of_audio, of_visual)
            updated = layer(audio, seen)
            heard, of_heard = (updated, of_updated) if sequential else (audio, of_audio)
            heard = heard if cross else None
            of_visual = carry(*layer.weights(visual, heard), of_visual, of_heard)
            visual = layer(visual, heard)
            audio, of_audio = updated, of_updated
        return of_audio, of_visual

    @property
    def _used(self) -> Iterable[HanLayer]:
        """The layers that count."""
        layers = cast("Iterable[HanLayer]", self.layers)
        return [*layers][-1:] if self.config.order == "parallel" else layers


class MixedHanEncoder(HanEncoder):
    """HAN with and without its cross-modal attention, by the same layers; both encodings are mixed."""

    def __init__(self, config: MixedHanConfig, width: int, dropout: float) -> None:
        """Make `config.layers` layers of `width` = d."""
        super().__init__(config, width, dropout)
        self.without_cross = config.without_cross

    def forward(
        self, audio: Tensor, visual: Tensor, present: Tensor | None = None, alone: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Encode (B, T, d) audio and visual segments, each modality `alone` where asked.

        `present` (B, T) is False at a clip's padding.
        """
        mask = reachable(present)
        apart = self._encode(audio, visual, mask, cross=False)
        if alone or self.without_cross == 1:
            return apart
        across = self._encode(audio, visual, mask, cross=True)
        heard, seen = (a.lerp(b, self.without_cross) for a, b in zip(across, apart, strict=True))
        return heard, seen

    def rollout(self, audio: Tensor, visual: Tensor) -> tuple[Tensor, Tensor]:
        """The same of both encodings, mixed as they are."""
        across, apart = (self._rollout(audio, visual, cross) for cross in (True, False))
        of_audio, of_visual = (a.lerp(b, self.without_cross) for a, b in zip(across, apart, strict=True))
        return of_audio, of_visual
