"""Events of clips as the files of other tools: labels, tiers, subtitles, tables.

Facts of the forms: Audacity's manual ("Importing and Exporting Labels"), Raven Pro's selection tables, ELAN's
EAF 3.0 schema, Praat's manual ("TextGrid file formats"), WebVTT (W3C), sed_eval and sed_scores_eval (their
readers), COCO.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from leap_core.options import TRACK_FORMS
from leap_core.tracks.audacity import write_audacity
from leap_core.tracks.coco import write_coco
from leap_core.tracks.dcase import write_dcase
from leap_core.tracks.elan import write_elan
from leap_core.tracks.raven import write_raven
from leap_core.tracks.records import Labelled, tracks_of
from leap_core.tracks.scores import write_scores
from leap_core.tracks.textgrid import write_textgrid
from leap_core.tracks.webvtt import write_webvtt

# Text of each file, by its name below the folder
Files = Mapping[str, str]
_WRITERS: tuple[Callable[[Labelled], Files], ...] = (
    *(write_audacity, write_raven, write_elan, write_webvtt),
    *(write_textgrid, write_dcase, write_scores, write_coco),
)
WRITERS: Mapping[str, Callable[[Labelled], Files]] = dict(zip(TRACK_FORMS, _WRITERS, strict=True))

__all__ = ["WRITERS", "Files", "Labelled", "tracks_of"]
