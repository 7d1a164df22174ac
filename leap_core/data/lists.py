"""Writing the files that say what a data set is: dataset.json, splits, events, lengths (docs/formats.md).

Shapes: T segments of the longest clip.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leap_core.data.llp import EVENT_FILES, LENGTHS_FILE, SPLIT_FILES
from leap_core.files import write_text
from leap_core.options import Split
from leap_core.types import MODALITIES, Modality

Events = Mapping[Modality, Sequence[tuple[str, float, float, str]]]  # clip, onset, offset in seconds, class


@dataclass(frozen=True)
class Lists:
    """Clips, labels and events of a data set, classes by name."""

    settings: Mapping[str, Any]  # of dataset.json, but for T
    splits: Mapping[Split, Mapping[str, Sequence[str]]]  # labels by split and clip
    events: Events
    segments: Mapping[str, int] = field(default_factory=dict)  # by clip

    def write(self, root: Path) -> None:
        """Write the files to `root`, each whole or not at all; those of splits, which make it one, last."""
        most = max(self.segments.values())
        write_text(root / "dataset.json", json.dumps({**self.settings, "segments": most}, indent=1) + "\n")
        _write(root / LENGTHS_FILE, "filename\tsegments", self.segments.items())
        for modality in MODALITIES:
            rows = ((clip, f"{a:g}", f"{b:g}", name) for clip, a, b, name in self.events[modality])
            _write(root / EVENT_FILES[modality], "filename\tonset\toffset\tevent_labels", rows)
        for split, labels in self.splits.items():
            rows = ((clip, ",".join(names)) for clip, names in labels.items())
            _write(root / SPLIT_FILES[split], "filename\tevent_labels", rows)


def _write(path: Path, header: str, rows: Iterable[Iterable[object]]) -> None:
    write_text(path, "\n".join([header, *("\t".join(map(str, row)) for row in rows)]) + "\n")
