"""The headline as subtitles: WebVTT (W3C), a cue a sentence, one after the other, as long as they are."""

from __future__ import annotations

from collections.abc import Sequence


def webvtt(sentences: Sequence[str], seconds: float) -> str:
    """Subtitles that share `seconds` by their length; without any, a file without a cue."""
    blocks, start = ["WEBVTT"], 0.0
    letters = sum(map(len, sentences))
    for sentence in sentences:
        end = start + seconds * len(sentence) / letters
        said = sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_time(start)} --> {_time(end)}\n{said}")
        start = end
    return "\n\n".join(blocks) + "\n"


def _time(seconds: float) -> str:
    whole = round(1000 * seconds)
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
