"""OV-AVEBench, open-vocabulary audio-visual events (Zhou et al., CVPR 2025), as its authors release it.

    meta_anno_files/ovave_dataset_meta.csv       split,cls_name,cls_type,vid_name: cls_type is close or open
    meta_anno_files/ovavel_dataset_anno.json     {vid_name: {"label": "[0, 1, ...]", ...}}, ten seconds each

A second is 1 where the class of the clip is heard and seen at once; of either alone nothing is known.
Clips of classes that training has are the slice `seen`, of others `unseen`, in which scores are given too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from leap_core.data.events import grid_to_events
from leap_core.data.lists import Events, Lists, class_name, features_in
from leap_core.data.rows import NAME
from leap_core.errors import InputError, reason
from leap_core.options import Split
from leap_core.schema import Schema

_META, _LABELS = "ovave_dataset_meta.csv", "ovavel_dataset_anno.json"
_COLUMNS = ["split", "cls_name", "cls_type", "vid_name"]
_SLICES = {"close": "seen", "open": "unseen"}
_SPLITS: dict[str, Split] = {"train": "train", "val": "val", "test": "test"}
_SEGMENTS = 10
_AGAIN = "Download meta_anno_files of OV-AVEL again."
_ANNOTATIONS = Schema(dict, "annotations of OV-AVEBench", _AGAIN, most=200_000_000)


def read_ovave(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the files in `source`, or `source`/meta_anno_files, say; `folders` hold features by kind.

    Raises InputError, naming file and line, on whatever is not as above.
    """
    root = source / "meta_anno_files" if (source / "meta_anno_files").is_dir() else source
    said = _ANNOTATIONS.load(_ANNOTATIONS.text(root / _LABELS), root / _LABELS)
    splits: dict[Split, dict[str, list[str]]] = {split: {} for split in _SPLITS.values()}
    slices: dict[str, str] = {}
    categories: set[str] = set()
    found: list[tuple[str, float, float, str]] = []
    for split, label, kind, name in _rows(root / _META):
        there = _seconds(said.get(name), f"{root / _LABELS}, {name}")
        splits[split][name] = [label] if there.any() else []
        slices[name] = _SLICES[kind]
        categories.add(label)
        found += [(name, onset, offset, label) for _, onset, offset in grid_to_events(there[None])]
    events: Events = {"audio-visual": found}
    about = {"name": "OV-AVEBench", "categories": sorted(categories), "segment_seconds": 1.0}
    settings = {**about, "truth": "audio-visual", "metrics": "ovave"}
    return Lists(settings, splits, events, dict.fromkeys(slices, _SEGMENTS), slices, features_in(folders))


def _rows(path: Path) -> Iterator[tuple[Split, str, str, str]]:
    """Split, class, kind of class and clip of each line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            if (header := next(rows, [])) != _COLUMNS:
                expected = f"expected the columns {','.join(_COLUMNS)}, found {','.join(header)[:80]!r}"
                raise InputError(f"{path}, line 1", expected, _AGAIN)
            for cells in rows:
                fits = len(cells) == len(_COLUMNS) and bool(cells[1].strip() and NAME.fullmatch(cells[3]))
                if not fits or cells[0] not in _SPLITS or cells[2] not in _SLICES:
                    found = ",".join(cells)[:80]
                    expected = f"expected {','.join(_COLUMNS)} of train, val or test, close or open"
                    raise InputError(f"{path}, line {rows.line_num}", f"{expected}, found {found!r}", _AGAIN)
                yield _SPLITS[cells[0]], class_name(cells[1]), cells[2], cells[3]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(path, f"expected a CSV file of OV-AVEBench ({reason(error)})", _AGAIN) from error


def _seconds(entry: Any, place: str) -> np.ndarray:
    """Bool (10,) of what a clip's entry has as text."""
    text = entry.get("label") if isinstance(entry, dict) else None
    try:
        cells = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, list) or len(cells) != _SEGMENTS or any(cell not in (0, 1) for cell in cells):
        expected = f"expected a label of {_SEGMENTS} times 0 or 1 as text, found {str(text)[:80]!r}"
        raise InputError(place, expected, _AGAIN)
    return np.array(cells, bool)
