"""Praat's TextGrid, long form: a file a clip, an interval tier for each class of a track.

Intervals of a tier follow each other without a gap, so what lies between events has an empty text.
"""

from __future__ import annotations

from collections.abc import Sequence

from leap_core.tracks.records import Clip, Labelled, Timed, seconds


def write_textgrid(labelled: Labelled) -> dict[str, str]:
    """Text by file name: a TextGrid a clip."""
    return {f"{clip.filename}.TextGrid": _grid(labelled, clip) for clip in labelled.clips}


def _grid(labelled: Labelled, clip: Clip) -> str:
    tiers = [
        (name, _intervals(events, clip.seconds, labelled.classes[events[0].category]))
        for name, events in labelled.by_class(clip)
    ]
    end = seconds(clip.seconds)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {end}"]
    lines += [f"tiers? {'<exists>' if tiers else '<absent>'}"]
    lines += [f"size = {len(tiers)}", "item []:"] if tiers else []
    for number, (name, intervals) in enumerate(tiers, start=1):
        lines += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f"        name = {_quoted(name)}",
        ]
        lines += ["        xmin = 0", f"        xmax = {end}", f"        intervals: size = {len(intervals)}"]
        for place, (start, stop, text) in enumerate(intervals, start=1):
            lines += [f"        intervals [{place}]:", f"            xmin = {seconds(start)}"]
            lines += [f"            xmax = {seconds(stop)}", f"            text = {_quoted(text)}"]
    return "\n".join(lines) + "\n"


def _intervals(events: Sequence[Timed], end: float, text: str) -> list[tuple[float, float, str]]:
    found, last = [], 0.0
    for event in events:
        if event.onset > last:
            found.append((last, event.onset, ""))
        found.append((event.onset, event.offset, text))
        last = event.offset
    return [*found, (last, end, "")] if end > last else found


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
