"""MM-Pyr, the multi-modal pyramid attention encoder (Yu et al., ACM MM 2022).

Shapes: B clips, T segments, L levels, d width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from leap_core.encoders.rollout import carry, origins
from leap_core.layers import QueryBlock, local_mask, reachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leap_core.encoders.mm_pyr.config import MmPyrConfig


class TemporalConvolution(nn.Module):
    """x -> ReLU(conv1x1(ReLU(dilated conv3(x))) + x) along time."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        """Make the convolutions for `width` = d channels."""
        super().__init__()
        self.dilated = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.pointwise = nn.Conv1d(width, width, 1)
        self.dilation, self.drop = dilation, nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (B, T, d)."""
        hidden = self.drop(F.relu(self._dilated(x)))
        return F.relu(F.linear(hidden, self.pointwise.weight[..., 0], self.pointwise.bias) + x)

    def _dilated(self, x: Tensor) -> Tensor:
        """The convolution as one matrix product a tap: exact, and faster than conv1d on short clips."""
        t, weight = x.shape[1], self.dilated.weight  # (d, d, 3)
        out = F.linear(x, weight[..., 1], self.dilated.bias)
        if self.dilation < t:  # a farther tap sees only padding
            left = F.linear(x[:, : -self.dilation], weight[..., 0])
            right = F.linear(x[:, self.dilation :], weight[..., 2])
            out = out + F.pad(left, (0, 0, self.dilation, 0)) + F.pad(right, (0, 0, 0, self.dilation))
        return out


class Gate(nn.Module):
    """Adds two streams (B, T, d), each weighed by a sigmoid of both."""

    def __init__(self, width: int) -> None:
        """Make the two gates."""
        super().__init__()
        self.first, self.second = nn.Linear(2 * width, width), nn.Linear(2 * width, width)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Combine (B, T, d) streams."""
        both = torch.cat((first, second), dim=-1)  # (B, T, 2 d)
        return self.first(both).sigmoid() * first + self.second(both).sigmoid() * second


class PyramidLevel(nn.Module):
    """Self- and cross-modal attention within a reach of 2^level segments, gated, then convolved."""

    def __init__(self, config: MmPyrConfig, width: int, level: int, dropout: float) -> None:
        """Make level number `level`."""
        super().__init__()
        self.reach = 2**level
        arguments = (width, config.heads, config.feed_forward, dropout)
        self.audio_self, self.visual_self = QueryBlock(*arguments), QueryBlock(*arguments)
        self.cross = QueryBlock(*arguments)
        self.audio_gate, self.visual_gate = Gate(width), Gate(width)
        self.audio_convolution = TemporalConvolution(width, self.reach, dropout)
        self.visual_convolution = TemporalConvolution(width, self.reach, dropout)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        present: Tensor | None,
        wanted: tuple[slice, slice] | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Encode (B, T, d) audio and visual segments; `present` as the encoder takes it.

        Where some clips' audio and as many clips' visual are `wanted`, only these; then none is padded.
        """
        if wanted is not None:
            return self._some(audio, visual, *wanted)
        near = local_mask(audio.shape[1], self.reach, audio.device)
        mask = reachable(present, near)
        own = self.audio_self(audio, audio, mask), self.visual_self(visual, visual, mask)
        # the cross layer is shared by both directions: one call on twice the clips
        both = None if present is None else torch.cat((present, present))
        mask = reachable(both, near)
        cross = self.cross(torch.cat((audio, visual)), torch.cat((visual, audio)), mask).chunk(2)
        audio, visual = self.audio_gate(own[0], cross[0]), self.visual_gate(own[1], cross[1])
        if present is not None:  # what follows a clip's end is as empty to a convolution as its edge
            audio, visual = audio * present[..., None], visual * present[..., None]
        return self.audio_convolution(audio), self.visual_convolution(visual)

    def rollout(
        self, audio: Tensor, visual: Tensor, of_audio: Tensor, of_visual: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Where its segments come from, (B, T, 2 T) each, of where those before do; both streams alike."""
        near = local_mask(audio.shape[1], self.reach, audio.device)
        heard = self.audio_self.weights(audio, audio, near), self.cross.weights(audio, visual, near)
        seen = self.visual_self.weights(visual, visual, near), self.cross.weights(visual, audio, near)
        return carry(*heard, of_audio, of_visual), carry(*seen, of_visual, of_audio)

    def _some(self, audio: Tensor, visual: Tensor, heard: slice, seen: slice) -> tuple[Tensor, Tensor]:
        near = local_mask(audio.shape[1], self.reach, audio.device)
        asking, memory = (audio[heard], visual[seen]), (visual[heard], audio[seen])
        own = self.audio_self(asking[0], asking[0], near), self.visual_self(asking[1], asking[1], near)
        cross = self.cross(torch.cat(asking), torch.cat(memory), near).chunk(2)
        return (
            self.audio_convolution(self.audio_gate(own[0], cross[0])),
            self.visual_convolution(self.visual_gate(own[1], cross[1])),
        )


class LevelFusion(nn.Module):
    """Lets the levels of each segment attend to each other and sums them by learnt weights."""

    def __init__(self, config: MmPyrConfig, width: int, dropout: float) -> None:
        """Make the fusion of one modality."""
        super().__init__()
        self.interaction = QueryBlock(width, config.heads, config.feed_forward, dropout)
        self.select = nn.Linear(width, 1)

    def forward(self, levels: list[Tensor]) -> Tensor:
        """Fuse L tensors (B, T, d) -> (B, T, d)."""
        b, t, _ = levels[0].shape
        x = torch.stack(levels, dim=2).flatten(0, 1)  # (B T, L, d)
        x = self.interaction(x, x)
        return (x * self.select(x).sigmoid()).sum(dim=1).unflatten(0, (b, t))  # (B T, d) -> (B, T, d)

    def rollout(self, levels: list[Tensor], origins: list[Tensor]) -> Tensor:
        """Where its segments come from, of where the levels' do: L of (B, T, 2 T) -> (B, T, 2 T).

        The weights that sum the levels are taken as shares of their own sum.
        """
        x, of = (torch.stack(each, dim=2).flatten(0, 1) for each in (levels, origins))  # (B T, L, .)
        weights = self.select(self.interaction(x, x)).sigmoid()
        carried = carry(self.interaction.weights(x, x), None, of, of)
        mixed = (carried * weights).sum(dim=1) / weights.sum(dim=1)  # (B T, 2 T)
        return mixed.unflatten(0, origins[0].shape[:2])


class MmPyrEncoder(nn.Module):
    """Pyramid of levels, each reading the last, and their fusion."""

    def __init__(self, config: MmPyrConfig, width: int, dropout: float) -> None:
        """Make `config.levels` levels of `width` = d."""
        super().__init__()
        self.levels = nn.ModuleList(PyramidLevel(config, width, i, dropout) for i in range(config.levels))
        self.audio_fusion = LevelFusion(config, width, dropout)
        self.visual_fusion = LevelFusion(config, width, dropout)

    def forward(self, audio: Tensor, visual: Tensor, present: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Encode (B, T, d) audio and visual segments; `present` (B, T) is False at a clip's padding."""
        audio_levels, visual_levels = [], []
        for level in self.levels:
            audio, visual = level(audio, visual, present)
            audio_levels.append(audio)
            visual_levels.append(visual)
        return self.audio_fusion(audio_levels), self.visual_fusion(visual_levels)

    def some(self, audio: Tensor, visual: Tensor, heard: slice, seen: slice) -> tuple[Tensor, Tensor]:
        """What `forward` gives of the audio of some clips, `heard`, and of the visual of as many, `seen`.

        The last level and the fusion, which nothing of the other clips enters, are of these alone.
        """
        audio_levels, visual_levels = [], []
        for level in self.levels[:-1]:
            audio, visual = level(audio, visual, None)
            audio_levels.append(audio[heard])
            visual_levels.append(visual[seen])
        last = self.levels[-1](audio, visual, None, (heard, seen))
        return self.audio_fusion([*audio_levels, last[0]]), self.visual_fusion([*visual_levels, last[1]])

    def rollout(self, audio: Tensor, visual: Tensor) -> tuple[Tensor, Tensor]:
        """From which segments of both modalities the encoded ones are mixed, (B, T, 2 T) each: rollout.py."""
        x, of = (audio, visual), origins(audio)
        levels, found = [], []
        for level in cast("Iterable[PyramidLevel]", self.levels):
            of, x = level.rollout(x[0], x[1], of[0], of[1]), level(x[0], x[1], None)
            levels.append(x)
            found.append(of)
        fusions = self.audio_fusion, self.visual_fusion
        of_audio, of_visual = (
            fusion.rollout([x[m] for x in levels], [of[m] for of in found])
            for m, fusion in enumerate(fusions)
        )
        return of_audio, of_visual
