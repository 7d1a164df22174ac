"""What makes a folder of extracted clips a data set: dataset.json, the list of clips, and their events.

Shapes: N clips, C classes, T segments of one second, of the longest clip.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from leap_core.categories import CATEGORIES
from leap_core.data.dataset import SETTINGS, Dataset, label_files
from leap_core.data.events import grid_to_events
from leap_core.data.lists import Events as ListedEvents
from leap_core.data.lists import Lists
from leap_core.data.llp import Annotations, LoadReport
from leap_core.errors import InputError
from leap_core.options import SPLIT
from leap_core.runs.import_run import read_predictions
from leap_core.types import MODALITIES

Events = dict[str, np.ndarray]  # clip -> bool (2, C, T)
_OTHER = "Name another folder with --out."


def check_root(root: Path, recipe: str) -> None:
    """Raise InputError where `root` holds a data set that is not this recipe's."""
    path = root / "dataset.json"
    if not path.exists():
        if any(file.exists() for file in label_files(root)):
            raise InputError(root, "expected a new folder, found the labels of a data set", _OTHER)
        SETTINGS.parse(json.dumps(_settings(root, recipe, None)), path)
        return
    found = SETTINGS.read(path)
    if found.truth is None:  # which every data set says that comes from here
        raise InputError(root, "expected a new folder, found a data set that was not extracted", _OTHER)
    if found.recipe != recipe:
        raise InputError(root, f"expected clips by recipe {recipe}, found {found.recipe}", _OTHER)


def read_truth(path: Path, root: Path, lengths: Mapping[str, int]) -> Events:
    """Events of clips from a file as those of predictions are (docs/formats.md), each there or not.

    `lengths` are the segments of each clip.
    A clip that CSV does not name has no events; JSON names all.  Raises InputError, naming the place, on what
    cannot be an event of the clips.
    """
    names, segments = tuple(lengths), max(lengths.values())
    grid = np.zeros((len(names), len(MODALITIES), len(CATEGORIES), segments), bool)
    own = np.array(list(lengths.values()))
    weak = np.zeros((len(names), len(CATEGORIES)), bool)
    labels = Annotations(names, grid, weak, True, LoadReport(SPLIT, {}), own)
    empty = Dataset(root, SPLIT, root.name, False, CATEGORIES, segments, 1.0, labels, "")
    found = read_predictions(path, empty)
    missing = [name for name in names if name not in found.filenames]
    if missing:
        expected = f"it names {len(found.filenames):,} of {len(names):,} clips, not {missing[0]!r}"
        raise InputError(path, expected, "Name a clip with [] where nothing is heard or seen.")
    return dict(zip(found.filenames, found.prediction.segments > 0, strict=True))


def write_lists(root: Path, recipe: str, lengths: Mapping[str, int], events: Events | None) -> None:
    """Write dataset.json and the files that name the clips, their events and segments, the split's last."""
    labels = {name: events[name].any(axis=(0, 2)) if events else () for name in lengths}  # (C,) each
    listed = {name: [CATEGORIES[c] for c in np.flatnonzero(x)] for name, x in labels.items()}
    found: ListedEvents = {
        modality: [
            (name, e.onset, e.offset, CATEGORIES[e.category])
            for name in lengths
            for e in (grid_to_events(events[name][m]) if events else ())
        ]
        for m, modality in enumerate(MODALITIES)
    }
    Lists(_settings(root, recipe, events), {SPLIT: listed}, found, lengths).write(root)


def _settings(root: Path, recipe: str, events: Events | None) -> dict[str, Any]:
    return {
        "name": f"Videos: {root.name}",  # never LLP's, whose names end in times
        "categories": CATEGORIES,
        "segment_seconds": 1.0,
        "recipe": recipe,
        "truth": "none" if events is None else "events",
    }
