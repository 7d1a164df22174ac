"""DCASE's tables of events, as sed_eval and sed_scores_eval read them: a file a track over all clips.

A clip without events has no line; `durations.tsv` lists every clip.
"""

from __future__ import annotations

from leap_core.tracks.records import Labelled, seconds

DURATIONS = "durations.tsv"


def write_dcase(labelled: Labelled) -> dict[str, str]:
    """Text by file name: the events of each track, and how long clips are."""
    files = {DURATIONS: durations(labelled)}
    for stem, clips in labelled.by_track().items():
        lines = ["filename\tonset\toffset\tevent_label"]
        for clip, track in clips:
            for event in sorted(track.events, key=lambda event: event.onset):
                times = f"{seconds(event.onset)}\t{seconds(event.offset)}"
                lines.append(f"{clip.filename}\t{times}\t{labelled.classes[event.category]}")
        files[f"{stem}.tsv"] = "\n".join(lines) + "\n"
    return files


def durations(labelled: Labelled) -> str:
    """How many seconds each clip has, as a table."""
    rows = [f"{clip.filename}\t{seconds(clip.seconds)}" for clip in labelled.clips]
    return "\n".join(["filename\tduration", *rows]) + "\n"
