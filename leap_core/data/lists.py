"""Writing the files that say what a data set is: dataset.json, splits, events, lengths (docs/formats.md).

Shapes: T segments of the longest clip.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from leap_core.data.arrays import read_array, read_length, write_array
from leap_core.data.llp import EVENT_FILES, JOINT_FILE, LENGTHS_FILE, SLICES_FILE, SPLIT_FILES
from leap_core.files import write_text
from leap_core.options import Split
from leap_core.types import MODALITIES, Modality

Track = (
    Modality | Literal["audio-visual"]
)  # the last: what is heard and seen at once, where that alone is known
Events = Mapping[Track, Sequence[tuple[str, float, float, str]]]  # clip, onset, offset in seconds, class
_FILES: dict[Track, str] = {"audio-visual": JOINT_FILE}
_FILES.update({modality: EVENT_FILES[modality] for modality in MODALITIES})
_FEATURES = "Download the features again, or leave them out."


@dataclass(frozen=True)
class Lists:
    """Clips, labels and events of a data set, classes by name."""

    settings: Mapping[str, Any]  # of dataset.json; T too where clips are of one length
    splits: Mapping[Split, Mapping[str, Sequence[str]]]  # labels by split and clip
    events: Events
    segments: Mapping[str, int] = field(default_factory=dict)  # by clip, where lengths differ
    slices: Mapping[str, str] = field(default_factory=dict)  # by clip
    links: Mapping[str, Path] = field(
        default_factory=dict
    )  # by place in the data set: folders, features of a clip

    def write(self, root: Path) -> None:
        """Write the files to `root`, each whole or not at all; those of splits, which make it one, last.

        Features that have more rows than their clip has segments are cut, not linked.  Raises InputError
        where some cannot be read.
        """
        for place, source in self.links.items():
            _link(root / place, source, self.segments)
        longest = {"segments": max(self.segments.values())} if self.segments else {}
        write_text(root / "dataset.json", json.dumps({**self.settings, **longest}, indent=1) + "\n")
        if self.segments:
            _write(root / LENGTHS_FILE, "filename\tsegments", self.segments.items())
        if self.slices:
            _write(root / SLICES_FILE, "filename\tslice", self.slices.items())
        for track, events in self.events.items():
            rows = ((clip, f"{a:g}", f"{b:g}", name) for clip, a, b, name in events)
            _write(root / _FILES[track], "filename\tonset\toffset\tevent_labels", rows)
        for split, labels in self.splits.items():
            rows = ((clip, ",".join(names)) for clip, names in labels.items())
            _write(root / SPLIT_FILES[split], "filename\tevent_labels", rows)


def class_name(label: str) -> str:
    """A class as the lists can hold it: `Male speech, man speaking` -> `Male_speech_man_speaking`."""
    return re.sub(r"[\s,]+", "_", label.strip())


def features_in(folders: Mapping[str, Path]) -> dict[str, Path]:
    """Links to folders of features, by kind, a .npy a clip."""
    return {f"features/{kind}": folder for kind, folder in folders.items()}


def rows_of(path: Path) -> int:
    """How many rows the features of a clip have.  Raises InputError where they cannot be read."""
    return read_length(path, "the features of a clip", _FEATURES)


def _link(place: Path, source: Path, segments: Mapping[str, int]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() or rows_of(source) == segments[place.stem]:
        place.symlink_to(source.resolve(), target_is_directory=source.is_dir())
    else:
        array = read_array(source, "the features of a clip", _FEATURES)
        write_array(place, array[: segments[place.stem]])


def _write(path: Path, header: str, rows: Iterable[Iterable[object]]) -> None:
    write_text(path, "\n".join([header, *("\t".join(map(str, row)) for row in rows)]) + "\n")
