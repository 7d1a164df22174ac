"""LLP as VALOR lays it out (Lai et al., NeurIPS 2023), for VALOR++: features, pseudo-labels of CLAP and CLIP.

    AVVP_*.csv                              LLP's annotations, in `data` or beside the folders
    {CLAP,CLIP}/features/ID.npy             (64, 768) and (10, 768)
    feats/r2plus1d_18/ID.npy                (10, 512)
    {CLAP,CLIP}/segment_pseudo_labels/ID.npy    (10, 25), 0 or 1

A folder with LLP's own features beside these is read with those; the one written here has VALOR++'s alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from leap_core.categories import CATEGORIES
from leap_core.data.lists import Events, Lists, features_in
from leap_core.data.llp import EVENT_FILES, SPLIT_FILES, find_root
from leap_core.data.rows import read_rows, read_seconds
from leap_core.errors import InputError
from leap_core.options import Split
from leap_core.types import MODALITIES

_FEATURES = {"audio": "CLAP/features", "visual": "CLIP/features", "visual_st": "feats/r2plus1d_18"}
_PSEUDO_LABELS = "CLAP/segment_pseudo_labels", "CLIP/segment_pseudo_labels"
_SEGMENTS = 10


def read_valor(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the annotation files in `source`, or `source`/data, say, with its features or those in `folders`.

    Raises InputError, naming what is missing.
    """
    root = find_root(source)
    features = {kind: root / place for kind, place in _FEATURES.items()} | dict(folders)
    links = features_in(features) | {place: root / place for place in _PSEUDO_LABELS}
    for folder in links.values():
        if not folder.is_dir():
            expected = "expected a folder of .npy files of VALOR"
            raise InputError(
                folder, expected, "Unpack CLAP.zip, CLIP.zip and LLP's feats beside LLP's files."
            )
    splits: dict[Split, dict[str, list[str]]] = {
        split: {name: labels.split(",") for *_, (name, labels) in read_rows(root / file, "labels")}
        for split, file in SPLIT_FILES.items()
        if (root / file).is_file()
    }
    events: Events = {
        modality: [
            (name, read_seconds(onset, path, line), read_seconds(offset, path, line), label)
            for path, line, (name, onset, offset, label) in read_rows(root / EVENT_FILES[modality], "events")
        ]
        for modality in MODALITIES
    }
    segments = {name: _SEGMENTS for labels in splits.values() for name in labels}
    settings = {"name": "LLP", "categories": CATEGORIES, "segment_seconds": 1.0}
    return Lists(settings, splits, events, segments, links=links)
