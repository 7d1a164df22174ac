"""A decoder that the project does not know: what a newcomer writes, in one file, to have it everywhere.

A newcomer writes `@register` above the settings; here tests register them, and take them back.
"""

from dataclasses import dataclass

import torch

from leap_core.decoders.base import Decoder
from leap_core.maps import MapKind
from leap_core.parts import DecoderConfig
from leap_core.types import MODALITIES, Explanation, Prediction

PEAK = MapKind("Q", "Q", "m", "Peak", "attention", axis="time", meaning="where the peak of a class lies")


@dataclass(frozen=True)
class PeakConfig(DecoderConfig):
    """p of a clip is the largest P of its segments, and Q says in which one that is likely to be."""

    kind, title, maps = "peak", "Peak", (PEAK,)

    def build(self, config):
        return PeakDecoder(config.width, config.classes)


class PeakDecoder(Decoder):
    def __init__(self, width, classes):
        super().__init__()
        self.classify = torch.nn.Linear(width, classes)

    def forward(self, audio, visual, label_embeddings=None):
        return self.explain(audio, visual).prediction

    def explain(self, audio, visual, label_embeddings=None):
        logits = self.classify(torch.stack((audio, visual), dim=1)).swapaxes(2, 3)  # (B, 2, C, T)
        p = logits.sigmoid()
        clip = p.amax(dim=3)
        peaks = dict(zip(MODALITIES, logits.softmax(dim=3)[:, :, None, None].unbind(dim=1), strict=True))
        return Explanation(Prediction(p, clip, clip.amax(dim=1), audio, visual), {PEAK.key: peaks})
