"""P by segment as sed_scores_eval reads it: a folder a run and modality, a table a clip, a column a class.

The truth is as DCASE has it, beside them.
"""

from __future__ import annotations

from leap_core.tracks.dcase import DURATIONS, write_dcase
from leap_core.tracks.records import TRUTH, Labelled, Track, seconds


def write_scores(labelled: Labelled) -> dict[str, str]:
    """Text by file name."""
    files = {
        name: text
        for name, text in write_dcase(labelled).items()
        if name == DURATIONS or name.startswith(f"{TRUTH}.")
    }
    for stem, clips in labelled.by_track().items():
        for clip, track in clips:
            if track.source != TRUTH:
                files[f"{stem}/{clip.filename}.tsv"] = _table(labelled, track)
    return files


def _table(labelled: Labelled, track: Track) -> str:
    lines = ["\t".join(("onset", "offset", *labelled.classes))]
    for t, p in enumerate(track.segments.T):
        times = (seconds(x * labelled.segment_seconds) for x in (t, t + 1))
        lines.append("\t".join((*times, *(f"{x:.6g}" for x in p))))
    return "\n".join(lines) + "\n"
