"""AVE, audio-visual events (Tian et al., ECCV 2018), as its authors release it.

    trainSet.txt valSet.txt testSet.txt    Category&VideoID&Quality&StartTime&EndTime, a clip of 10 s a line

Whole seconds; an event is what is heard and seen at once, so of sound or picture alone nothing is known.  The
h5 files are not needed: their labels are these lines.  A header line is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

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
_HEADER = "Category&VideoID&Quality&StartTime&EndTime"
_SEGMENTS = 10
_AGAIN = "Download AVE_Dataset.zip again."


def read_ave(source: Path, folders: Mapping[str, Path]) -> Lists:
    """What the annotation files in `source`, or `source`/AVE_Dataset, say; `folders` hold features by kind.

    Raises InputError, naming file and line, on whatever is not as above.
    """
    root = source / "AVE_Dataset" if (source / "AVE_Dataset").is_dir() else source
    splits: dict[Split, dict[str, list[str]]] = {}
    events: list[tuple[str, float, float, str]] = []
    for split, file in _FILES.items():
        labels = splits.setdefault(split, {})
        for name, onset, offset, label in _rows(root / file):
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


def _rows(path: Path) -> Iterator[tuple[str, float, float, str]]:
    """Clip, onset, offset and class of each line."""
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
