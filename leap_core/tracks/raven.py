"""Raven's selection tables: a table a clip.

A selection has a range of frequencies: here all that anybody hears, also for what is seen.
"""

from __future__ import annotations

from leap_core.tracks.records import Labelled, seconds

_COLUMNS = (
    *("Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)", "High Freq (Hz)"),
    *("Class", "Source", "Modality", "Score"),
)
_HEARD = ("0.0", "20000.0")  # Hz


def write_raven(labelled: Labelled) -> dict[str, str]:
    """Text by file name: a table a clip, rows by onset."""
    return {
        f"{clip.filename}.selections.txt": "\n".join(_rows(labelled, i)) + "\n"
        for i, clip in enumerate(labelled.clips)
    }


def _rows(labelled: Labelled, index: int) -> list[str]:
    said = [(event, track) for track in labelled.clips[index].tracks for event in track.events]
    rows = [_COLUMNS]
    for number, (event, track) in enumerate(sorted(said, key=lambda pair: pair[0].onset), start=1):
        times = seconds(event.onset), seconds(event.offset)
        score = "" if event.score is None else f"{event.score:.4f}"
        about = labelled.classes[event.category], track.source, track.modality, score
        rows.append((str(number), "Spectrogram 1", "1", *times, *_HEARD, *about))
    return ["\t".join(row) for row in rows]
