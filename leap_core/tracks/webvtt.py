"""WebVTT: subtitles for each clip and source, a cue an event; cues may overlap."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from leap_core.tracks.records import Clip, Labelled


def write_webvtt(labelled: Labelled) -> dict[str, str]:
    """Text by file name: a .vtt for each clip and source."""
    return {
        f"{clip.filename}.{slug}.vtt": _cues(labelled, clip, slug)
        for clip in labelled.clips
        for slug in dict.fromkeys(track.slug for track in clip.tracks)
    }


def webvtt(cues: Iterable[tuple[float, float, str]]) -> str:
    """A file of cues, each from when to when, in seconds, and its text."""
    blocks = (f"{_clock(start)} --> {_clock(end)}\n{escape(text, quote=False)}" for start, end, text in cues)
    return "\n\n".join(("WEBVTT", *blocks)) + "\n"


def _cues(labelled: Labelled, clip: Clip, slug: str) -> str:
    said = [(event, track.modality) for track in clip.tracks if track.slug == slug for event in track.events]
    return webvtt(
        (event.onset, event.offset, f"{modality}: {labelled.classes[event.category]}")
        for event, modality in sorted(said, key=lambda pair: pair[0].onset)
    )


def _clock(time: float) -> str:
    """Hours, minutes, seconds and milliseconds."""
    milliseconds = round(1000 * time)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
