"""The headline as subtitles: a cue a sentence, one after the other, as long as they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from leap_core.tracks.webvtt import webvtt


def subtitles(sentences: Sequence[str], seconds: float) -> str:
    """WebVTT of sentences that share `seconds` by their length; without any, a file without a cue."""
    letters = sum(map(len, sentences))
    ends = accumulate((seconds * len(sentence) / letters for sentence in sentences), initial=0.0)
    cues = zip(pairwise(ends), sentences, strict=True)
    return webvtt((start, end, sentence) for (start, end), sentence in cues)
