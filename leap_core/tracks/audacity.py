"""Audacity's labels: a file a track, a line an event, `onset<TAB>offset<TAB>text`; labels may overlap."""

from __future__ import annotations

from leap_core.tracks.records import Labelled, seconds


def write_audacity(labelled: Labelled) -> dict[str, str]:
    """Text by file name: a file for each clip and track."""
    return {
        f"{clip.filename}.{track.stem}.txt": "".join(
            f"{seconds(event.onset)}\t{seconds(event.offset)}\t{labelled.classes[event.category]}\n"
            for event in sorted(track.events, key=lambda event: event.onset)
        )
        for clip in labelled.clips
        for track in clip.tracks
    }
