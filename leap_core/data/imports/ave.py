"""AVE, audio-visual events (Tian et al., ECCV 2018), as its authors release it.

    trainSet.txt valSet.txt testSet.txt    Category&VideoID&Quality&StartTime&EndTime, a clip of 10 s a line
    Annotations.txt labels.h5 *_order.h5   or the same lines of all splits, with the files of ave_h5.py

Whole seconds; an event is what is heard and seen at once, so of sound or picture alone nothing is known.  A
header line is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from leap_core.data.events import find_events
from leap_core.data.imports.ave_h5 import LABELS, ORDERS, read_labels, read_order
from leap_core.data.lists import Events, Lists, class_name, features_in
from leap_core.data.rows import NAME, read_seconds
from leap_core.errors import InputError, reason
from leap_core.options import Split

_CLASSES = (
    "Church bell; Male speech, man speaking; Bark; Fixed-wing aircraft, airplane; Race car, auto racing; "
    "Female speech, woman speaking; Helicopter; Violin, fiddle; Flute; Ukulele; Frying (food); Truck; "
    "Shofar; Motorcycle; Acoustic guitar; Train horn; Clock; Banjo; Goat; Baby cry, infant cry; Bus; "
    "Chainsaw; Cat; Horse; Toilet flush; Rodents, rats, mice; Accordion; Mandolin"
)
CATEGORIES = tuple(class_name(name) for name in _CLASSES.split(";"))
_FILES: dict[Split, str] = {"train": "trainSet.txt", "val": "valSet.txt", "test": "testSet.txt"}
_LINES = "Annotations.txt"  # of all splits
_Row = tuple[str, float, float, str]  # clip, onset, offset, class
_HEADER = "Category&VideoID&Quality&StartTime&EndTime"
_SEGMENTS = 10
_AGAIN = "Download AVE_Dataset.zip again."


def read_ave(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the annotation files in `source`, or `source`/AVE_Dataset, say; `folders` hold features by kind.

    Where there are no lists of splits, the h5 files say what the splits and labels are.  Raises InputError,
    naming file and line, on whatever is not as above.
    """
    root = source / "AVE_Dataset" if (source / "AVE_Dataset").is_dir() else source
    by_h5 = (root / LABELS).exists() and not any((root / file).exists() for file in _FILES.values())
    rows = _rows_of_h5(root) if by_h5 else {split: _rows(root / file) for split, file in _FILES.items()}
    splits: dict[Split, dict[str, list[str]]] = {}
    events: list[tuple[str, float, float, str]] = []
    for split in _FILES:
        labels = splits.setdefault(split, {})
        for name, onset, offset, label in rows[split]:
            labels.setdefault(name, [])
            if offset > onset:
                labels[name] = list(dict.fromkeys((*labels[name], label)))
            events.append((name, onset, offset, label))
    found: Events = {"audio-visual": events}
    segments = {name: _SEGMENTS for labels in splits.values() for name in labels}
    about = {"name": "AVE", "categories": CATEGORIES, "segment_seconds": 1.0}
    return Lists(
        {**about, "truth": "audio-visual", "metrics": "ave"},
        *(splits, found, segments),
        links=features_in(folders),
    )


def _rows_of_h5(root: Path) -> dict[Split, list[_Row]]:
    """The rows of each split by the h5 files; one without an event where all of a clip is background."""
    lines = list(_rows(root / _LINES))
    labels = read_labels(root / LABELS, len(lines), _SEGMENTS, len(CATEGORIES) + 1)  # (N, 10, 29)
    found: dict[Split, list[_Row]] = {}
    for split, file in ORDERS.items():
        found[split] = []
        for row in read_order(root / file, len(lines)):
            name, _, _, label = lines[row]
            grid = labels[row, :, :-1].T  # (28, 10)
            said = [CATEGORIES[c] for c in np.flatnonzero(grid.any(axis=1))]
            if set(said) - {label}:
                expected = f"row {row} of {LABELS} says {', '.join(said)}, its line {label}"
                raise InputError(root / _LINES, expected, _AGAIN)
            _, _, on, off = find_events(grid[None])
            spans = zip(on.tolist(), off.tolist(), strict=True)
            found[split] += [(name, float(a), float(b), label) for a, b in spans] or [(name, 0.0, 0.0, label)]
    return found


def _rows(path: Path) -> Iterator[_Row]:
    """The rows of a list, a line each."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, f"expected a text file of AVE ({reason(error)})", _AGAIN) from error
    for line, text in enumerate(lines, start=1):
        cells = text.split("&")
        if text in ("", _HEADER):
            continue
        if len(cells) != 5 or not NAME.fullmatch(cells[1]):
            raise InputError(f"{path}, line {line}", f"expected {_HEADER}, found {text[:80]!r}", _AGAIN)
        label = class_name(cells[0])
        if label not in CATEGORIES:
            raise InputError(f"{path}, line {line}", f"unknown class {cells[0][:80]!r}", _AGAIN)
        onset, offset = (read_seconds(cell, path, line) for cell in cells[3:])
        yield cells[1], onset, offset, label
