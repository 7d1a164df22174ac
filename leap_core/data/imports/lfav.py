"""LFAV, long-form audio-visual videos (Hou et al., ACM TOMM 2024), as its authors release it.

    train/train_weakly.csv  val/val_weak_av.csv  test/test_weak_av.csv    filename, labels of the whole video
    {val,test}/{val,test}_{audio,visual}.csv                              filename, onset, offset, label

Tab-separated, whole seconds, a segment each.  The label `silent` is of no class.  Some events end before they
begin or long after the video; they are kept as they are, and counted where the data set is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leap_core.data.lists import Events, Lists, features_in, rows_of
from leap_core.data.rows import read_rows, read_seconds
from leap_core.errors import InputError
from leap_core.options import Split
from leap_core.types import MODALITIES

_CLASSES = (
    "accordion alarm banjo bicycle car car_alarm cat cello chainsaw cheering chicken_rooster clapping cry "
    "dance dog drum fixed-wing_aircraft frisbee guitar helicopter horse laughter piano playing_basketball "
    "playing_badminton playing_baseball playing_ping-pong playing_tennis playing_soccer playing_volleyball "
    "rodents shofar singing speech violin"
)
CATEGORIES = tuple(_CLASSES.split())
_WEAK: dict[Split, str] = {"train": "train_weakly.csv", "val": "val_weak_av.csv", "test": "test_weak_av.csv"}
_DENSE = ("val", "test")
_SILENT = "silent"
_LONGEST = 3_600  # seconds of a video that an event alone tells of: some are typed wrong
_AGAIN = "Download the annotation files again."


def read_lfav(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the annotation files in `source`, or `source`/LFAV_dataset, say; `folders` hold features by kind.

    A video's T is how many rows its features of sound have; without them, where its last event ends.
    Raises InputError, naming file and line, on whatever is not as above.
    """
    root = source / "LFAV_dataset" if (source / "LFAV_dataset").is_dir() else source
    splits: dict[Split, dict[str, list[str]]] = {
        split: {
            name: [label for label in labels.split(",") if _known(label, path, line)]
            for path, line, (name, labels) in read_rows(root / split / file, "labels", "events")
        }
        for split, file in _WEAK.items()
    }
    events: Events = {
        modality: [
            (name, read_seconds(onset, path, line), read_seconds(offset, path, line), label)
            for split in _DENSE
            for path, line, (name, onset, offset, label) in read_rows(
                root / split / f"{split}_{modality}.csv", "events"
            )
            if _known(label, path, line)
        ]
        for modality in MODALITIES
    }
    names = [name for labels in splits.values() for name in labels]
    ends: dict[str, float] = {}
    for found in events.values():
        for name, _, offset, _ in found:
            if offset <= _LONGEST:
                ends[name] = max(offset, ends.get(name, 1))
    audio = folders.get("audio")
    segments = {
        name: int(ends.get(name, 1)) if audio is None else rows_of(audio / f"{name}.npy") for name in names
    }
    settings = {"name": "LFAV", "categories": CATEGORIES, "segment_seconds": 1.0, "truth": "events"}
    return Lists(settings, splits, events, segments, links=features_in(folders))


def _known(label: str, path: Path, line: int) -> bool:
    """Whether a label is of a class.  Raises InputError on one of which nothing is known."""
    if label and label not in (*CATEGORIES, _SILENT):
        raise InputError(f"{path}, line {line}", f"unknown class {label[:80]!r}", _AGAIN)
    return label in CATEGORIES
