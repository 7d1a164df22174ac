"""What of a data set is there, told before any run: files are looked for, none but the labels is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from leap_core.data.arrays import array_of
from leap_core.data.dataset import Dataset, has_split, open_dataset
from leap_core.data.features import feature_folders
from leap_core.data.packed import FOLDER as PACKED
from leap_core.data.packed import open_packed
from leap_core.data.pseudo_labels import pseudo_label_folders
from leap_core.errors import InputError
from leap_core.options import SPLITS
from leap_core.wording import counted

_NAMED = 3  # clips that lack something, as examples


@dataclass(frozen=True)
class Checked:
    """A row a split, and what is missing or odd, in sentences."""

    rows: list[dict[str, Any]]
    remarks: list[str]


def check_dataset(root: Path) -> Checked:
    """Count clips, labels by second, features, pseudo-labels and media of each split.

    Raises InputError where there is no data set, or its labels are unsound.
    """
    rows, remarks = [], {}  # each sentence once
    for split in (split for split in SPLITS if has_split(root, split)):
        data = open_dataset(root, split)
        names = data.annotations.filenames
        row: dict[str, Any] = {"split": split, "clips": len(names)}
        row["with truth by second"] = 0 if data.annotations.truth is None else len(names)
        if data.annotations.joint is not None:
            remarks[f"{split}: truth is audio-visual alone; what is heard or seen alone is unknown"] = None
        for line in data.annotations.report.lines()[1:]:
            remarks[f"{split}: {line.strip()}"] = None
        for what, places in _kinds(data, lambda text: remarks.setdefault(text)):
            lacking = [name for name in names if not any(path.is_file() for path in places(name))]
            row[what] = len(names) - len(lacking)
            if lacking:
                some = ", ".join(lacking[:_NAMED])
                looked = [path.relative_to(data.root) for path in places(lacking[0])]
                files, folders = (
                    ", ".join(dict.fromkeys(map(str, x)))
                    for x in ((path.name for path in looked), (path.parent for path in looked))
                )
                text = f"{split}: {counted(len(lacking), 'clip')} without {what} ({some})"
                remarks[f"{text}; looked for {files} in {folders}"] = None
        rows.append(row)
    return Checked(rows, list(remarks))


def _kinds(
    data: Dataset, absent: Callable[[str], None]
) -> Iterator[tuple[str, Callable[[str], Sequence[Path]]]]:
    """What a clip may have and where that may lie; `absent` hears what no clip has."""
    packed, others = open_packed(data.root), (("pseudo-labels", pseudo_label_folders),)
    if packed is None:
        others = (("features", feature_folders), *others)
    else:
        for kind in packed.pack.shapes:
            place = partial(packed.place, kind, id_length=data.id_length)
            yield f"features, {PACKED}/{kind}", lambda clip, place=place: [place(clip)]
    for what, find in others:
        try:
            folders = find(data.root)
        except InputError as error:
            absent(f"no {what}: {error.expected}")
            continue
        for folder in folders:
            name = f"{what}, {folder.relative_to(data.root)}"
            yield name, lambda clip, folder=folder: [array_of(folder, clip, data.id_length)]
    yield "video or sound", data.media_places
