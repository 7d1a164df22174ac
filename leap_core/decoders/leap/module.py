"""LEAP, the label-query decoder (Zhou et al., ECCV 2024, section 3.2).

Label embeddings are the queries and a modality's segments the memory of N blocks.

Shapes: B clips, T segments, C classes, N blocks, H heads, d width, D label width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from leap_core.decoders.base import Decoder
from leap_core.decoders.leap.maps import MIXING, SCORES
from leap_core.errors import InputError
from leap_core.layers import BlockOutput, QueryBlock
from leap_core.types import MODALITIES, Explanation, Maps, Modality, Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leap_core.config import ModelConfig
    from leap_core.decoders.leap.config import LeapConfig

THRESHOLD = 0.5  # of p^a and p^v, whose OR is the video-level prediction


@dataclass(frozen=True)
class Trace:
    """The blocks' outputs, first to last, by modality."""

    audio: list[BlockOutput]
    visual: list[BlockOutput]


class LeapDecoder(Decoder):
    """Label queries attend to the segments of each modality, with weights of its own."""

    def __init__(self, settings: LeapConfig, config: ModelConfig) -> None:
        """Make the blocks and heads, and the queries where they are learnt."""
        super().__init__()
        self.config = settings
        width, sizes = config.width, (settings.heads, settings.feed_forward, config.dropout)
        self.label_shape = (config.classes, config.label_dim)
        if self.config.queries == "glove":
            self.project_label = nn.Linear(config.label_dim, width)
        else:
            self.learnt_queries = nn.Parameter(torch.randn(config.classes, width) * width**-0.5)
        self.audio_blocks = nn.ModuleList(QueryBlock(width, *sizes) for _ in range(self.config.blocks))
        self.visual_blocks = nn.ModuleList(QueryBlock(width, *sizes) for _ in range(self.config.blocks))
        self.audio_head, self.visual_head = nn.Linear(width, 1), nn.Linear(width, 1)

    def forward(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Prediction:
        """Decode (B, T, d) segments with (C, D) label embeddings (not looked at where queries are learnt).

        Masked segments (B, 2, T) are mixed into no query, in no block.  Their own P says how well the query
        that the others made fits them.
        """
        trace = self.trace(audio, visual, label_embeddings, every_score=False, mask=mask)
        return self.read_out(trace, audio, visual)

    def explain(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Explanation:
        """The same with the mixing and the scores of every block and head, (B, N, H, C, T) a modality."""
        trace = self.trace(audio, visual, label_embeddings, every_score=True, mask=mask)
        blocks: dict[Modality, list[BlockOutput]] = {m: getattr(trace, m) for m in MODALITIES}
        maps: Maps[Tensor] = {
            MIXING.key: {m: torch.stack([o.mixing for o in out], dim=1) for m, out in blocks.items()},
            SCORES.key: {m: torch.stack(_scores(out), dim=1) for m, out in blocks.items()},
        }
        return Explanation(self.read_out(trace, audio, visual), maps)

    def trace(
        self,
        audio: Tensor,
        visual: Tensor,
        label_embeddings: Tensor | None,
        every_score: bool,
        mask: Tensor | None = None,
    ) -> Trace:
        """Run the blocks; scores of blocks that are not read out are computed only if `every_score`."""
        queries = self._queries(label_embeddings)[None]  # (1, C, d): the same for every clip
        wanted = set(range(self.config.blocks) if every_score else self._read())

        second_pass = self.config.score_pass == "updated"
        sound, picture = (None, None) if mask is None else mask.unbind(dim=1)  # (B, T) each

        def run(blocks: nn.ModuleList, memory: Tensor, kept: Tensor | None) -> list[BlockOutput]:
            outputs, query = [], queries
            for number, block in enumerate(cast("Iterable[QueryBlock]", blocks)):
                outputs.append(block.trace(query, memory, second_pass, number in wanted, kept))
                query = outputs[-1].query
            return outputs

        return Trace(run(self.audio_blocks, audio, sound), run(self.visual_blocks, visual, picture))

    def read_out(self, trace: Trace, audio: Tensor, visual: Tensor) -> Prediction:
        """Probabilities from the read-out block (the last, the first, or the average of all)."""
        p_audio, audio_segments = self._decide(trace.audio, self.audio_head)
        p_visual, visual_segments = self._decide(trace.visual, self.visual_head)
        clip = torch.stack((p_audio, p_visual), dim=1)  # (B, 2, C)
        return Prediction(
            segments=torch.stack((audio_segments, visual_segments), dim=1),  # (B, 2, C, T)
            clip=clip,
            video_prob=(clip >= THRESHOLD).any(dim=1).to(clip.dtype),
            audio_encoded=audio,
            visual_encoded=visual,
        )

    def _decide(self, outputs: list[BlockOutput], head: nn.Linear) -> tuple[Tensor, Tensor]:
        """p^m (B, C) and P^m (B, C, T) of one modality."""
        read = [outputs[i] for i in self._read()]
        query = torch.stack([o.query for o in read]).mean(dim=0)  # (B, C, d)
        scores = torch.stack(_scores(read)).mean(dim=0)  # (B, H, C, T)
        return head(query)[..., 0].sigmoid(), scores.mean(dim=1).sigmoid()

    def _read(self) -> range:
        blocks = self.config.blocks
        return {"first": range(1), "last": range(blocks - 1, blocks), "average": range(blocks)}[
            self.config.read_out
        ]

    def _queries(self, label_embeddings: Tensor | None) -> Tensor:
        if self.config.queries == "learnable":
            return self.learnt_queries
        shape = None if label_embeddings is None else tuple(label_embeddings.shape)
        if shape != self.label_shape:
            expected = f"expected (classes, label width) = {self.label_shape}, found {shape}"
            raise InputError(
                "label embeddings", expected, "Give the embeddings that the model was trained with."
            )
        return self.project_label(label_embeddings)


def _scores(outputs: list[BlockOutput]) -> list[Tensor]:
    """Scores (B, H, C, T) of blocks that were asked for them."""
    return [o.scores for o in outputs if o.scores is not None]
